"""Every table and column with personal data has a line that says how long it stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from respondents.models.people import Person
from respondents.models.volunteers import Volunteer
from spi_portal.accounts.models import User
from surveys import purging, retention
from surveys.retention import IMPERSONAL, TABLE, WHOLE, Who

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
OF_PEOPLE = (Person, User, Volunteer)
PERSONAL = re.compile(
    r"sealed$|mark$|signer|person|author|recipient|participation_by|^sender$|^to$|agent|facts|"
    r"email|phone|nip|scan$|name$|^reason$"
)
NAMES_OF_THINGS = {
    ("respondents_upload", "kind"),
    # What an office, a city or a paper is called; an address of the organiser.
    *(
        (table, "name")
        for table in (
            "auth_group",
            "auth_permission",
            "respondents_office",
            "respondents_criterion",
            "respondents_knownunit",
        )
    ),
    ("auth_permission", "codename"),
    ("respondents_office", "short_name"),
    ("respondents_succession", "former_name"),
    ("respondents_succession", "successor_name"),
    *(("surveys_city", column) for column in ("name", "sender_address", "help_phone")),
    ("surveys_anonymitygroup", "name"),
    ("surveys_listextension", "reason"),
    ("surveys_wavekey", "sheet_mark"),  # what three key sheets have in common
    ("surveys_kpkhandover", "file_name"),
    ("reports_weightset", "name"),
    ("reports_weightset", "reason"),
}


def registry() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label != "box"]


def ids(model: type[models.Model]) -> str:
    return model._meta.db_table


def lines_of(table: str) -> list[tuple[str, ...]]:
    return [line.where[table] for line in TABLE if table in line.where]


def is_personal(table: str, field: models.Field) -> bool:
    if field.is_relation and issubclass(field.related_model, OF_PEOPLE):
        return True
    return bool(PERSONAL.search(field.column)) and (table, field.column) not in NAMES_OF_THINGS


@pytest.mark.parametrize("model", registry(), ids=ids)
def test_a_table_has_a_line_or_says_nothing_about_anybody(model):
    table = model._meta.db_table

    assert bool(lines_of(table)) != (table in IMPERSONAL), f"{table}: write a line of retention.py"


@pytest.mark.parametrize("model", registry(), ids=ids)
def test_a_column_about_somebody_has_a_line(model):
    table = model._meta.db_table
    told = {column for columns in lines_of(table) for column in columns}
    personal = {one.column for one in model._meta.concrete_fields if is_personal(table, one)}

    assert told >= set(WHOLE) or personal <= told, f"{table}: {personal - told} have no line"


def test_of_guests_every_column_is_told_for_they_go_in_two_steps():
    table = Person._meta.db_table
    told = {column for columns in lines_of(table) if columns != WHOLE for column in columns}

    assert told == {field.column for field in Person._meta.concrete_fields}


def test_no_line_tells_of_what_is_not_there():
    there = {model._meta.db_table: {f.column for f in model._meta.concrete_fields}
             for model in registry()}  # fmt: skip

    for line in TABLE:
        for table, columns in line.where.items():
            assert columns == WHOLE or set(columns) <= there[table], (table, columns)
    assert there.keys() >= IMPERSONAL


def test_what_a_worker_destroys_has_its_deed_and_nothing_else_has():
    at_night = {Who.SEND, Who.REPORTS}

    assert all(bool(line.deed) == (line.who in at_night) for line in TABLE)
    named = {line.deed for line in TABLE if line.deed}
    assert named == set(purging.DEEDS)


def test_the_page_prints_the_table():
    assert retention.as_markdown() in PAGE.read_text()
