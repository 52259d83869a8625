"""No stair leads from an answer to a person, and no column knows who took part."""

from __future__ import annotations

import re
from collections import deque

import pytest
from django.apps import apps
from django.db import models

from reports.models.publications import Publication
from reports.models.runs import IndexRun
from respondents.models.objections import Objection
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.volunteers import Volunteer
from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.box.models.receipts import Receipt, ReceiptBatch, ReceiptGone, ReceiptPending
from surveys.models.groups import AnonymityGroup, FrameEntry
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.sheets import Count, Sheet
from surveys.models.undelivered import Undelivered
from surveys.models.waves import Wave

BOX = list(apps.get_app_config("box").get_models())
PEOPLE = {Person, Invitation, FrameEntry, Message, Objection, Volunteer}
REGISTRY = ("accounts", "audit", "respondents", "surveys", "reports")
FORBIDDEN = re.compile(r"answered|opened|clicked|completed|sudah|selesai|responded|started_at|seen")
TIMES = {"DateTimeField", "TimeField"}
NUMBERS = {"AutoField", "BigAutoField", "SmallAutoField"}


def reachable_from(model: type[models.Model]) -> set[type[models.Model]]:
    """Every model that a chain of foreign keys leads to."""
    seen, queue = {model}, deque([model])
    while queue:
        for field in queue.popleft()._meta.get_fields():
            target = field.related_model
            if field.is_relation and field.concrete and target not in seen:
                seen.add(target)
                queue.append(target)
    return seen


def kinds_of_fields(model: type[models.Model]) -> set[str]:
    return {field.get_internal_type() for field in model._meta.concrete_fields}


@pytest.mark.parametrize("model", [Sheet, Count, *BOX])
def test_no_chain_of_keys_leads_from_an_answer_to_a_person(model):
    assert reachable_from(model).isdisjoint(PEOPLE)


def test_the_walk_along_keys_finds_people_where_they_are():
    assert {Person, Invitation} <= reachable_from(Message)


@pytest.mark.parametrize("model", BOX)
def test_the_box_refers_to_nothing(model):
    assert not [field for field in model._meta.get_fields() if field.is_relation]


@pytest.mark.parametrize(
    "model", [Sheet, Ballot, Draft, Receipt, ReceiptPending, ReceiptGone, ReceiptBatch]
)
def test_what_lies_beside_an_answer_carries_no_time_of_day(model):
    assert kinds_of_fields(model).isdisjoint(TIMES)


@pytest.mark.parametrize("model", [Sheet, Ballot, Draft, Receipt, ReceiptPending, ReceiptGone])
def test_what_lies_beside_an_answer_carries_no_running_number(model):
    """A batch of receipts has its number: it is signed, public, and made once a night."""
    assert kinds_of_fields(model).isdisjoint(NUMBERS)


def test_a_counted_sheet_is_a_group_and_its_answers_and_nothing_else():
    assert {field.name for field in Sheet._meta.get_fields()} == {"id", "group", "answers"}


def columns() -> list[str]:
    return [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in REGISTRY
        for field in model._meta.concrete_fields
    ]


def test_no_column_of_the_registry_knows_whether_somebody_took_part():
    assert not [column for column in columns() if FORBIDDEN.search(column.partition(".")[2])]


def test_an_address_that_failed_is_kept_as_a_hash_of_a_list_and_nothing_else():
    fields = {field.name for field in Undelivered._meta.get_fields()}

    assert fields == {"id", "wave", "office", "kind", "email_index"}


@pytest.mark.parametrize("model", [Invitation, Message])
def test_no_state_of_a_call_goes_beyond_its_delivery(model):
    known = {"sample", "reserve", "opted_out", "not_theirs", "ready", "sent", "failed", "cancelled"}

    assert set(model.State.values) <= known


@pytest.mark.parametrize("model", [Invitation, Message])
def test_nothing_tells_when_a_call_was_touched(model):
    """A time that changes when somebody acts would tell that they acted; `due_at` is ours."""
    times = {f.name for f in model._meta.concrete_fields if f.get_internal_type() in TIMES}

    assert times <= {"due_at"}


@pytest.mark.parametrize(
    "held_by_reports", [Office, Wave, AnonymityGroup, Sheet, Count, Publication, IndexRun]
)
def test_a_row_that_reports_may_hold_hands_out_no_people(held_by_reports):
    offered = {field.related_model for field in held_by_reports._meta.get_fields()}

    assert offered.isdisjoint(PEOPLE)


@pytest.mark.parametrize("one", sorted(PEOPLE, key=lambda model: model.__name__))
def test_keys_to_and_from_people_have_no_way_back(one):
    keys = [field for field in one._meta.concrete_fields if field.is_relation]

    assert all(key.remote_field.related_name == "+" for key in keys)
