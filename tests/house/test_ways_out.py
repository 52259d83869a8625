"""Contacts leave the portal in three files and no other; a fourth way fails here.

Two nets: the modules that may open a contact are named, and every address of the staff's site is
asked, as somebody who may see the whole city, for a number that is known.
"""

from __future__ import annotations

import ast
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from respondents.models.lists import Fault
from respondents.models.offices import Office
from respondents.models.staged import Cells, StagedRow
from spi_portal.accounts.permissions import Role
from surveys.models.kpk import KpkLayout
from surveys.models.waves import Wave
from tests import make
from tests.house.matrix_world import OWN, PUBLISHED, World
from tests.house.test_matrix import ADDRESSES, arguments, world  # noqa: F401  # a fixture

ROOT = Path(__file__).parents[2]
THREE_WAYS = {"respondents:own_list", "respondents:faulty_rows", "surveys:kpk_hand_over"}
# One person's own data, at the help telephone, for that person.
OF_ONE_PERSON = {"surveys:desk_data"}
PHONE, EMAIL, NIP = "+6281298765432", "jangan.bocor@contoh.id", "198001012005011001"
TRACES = (PHONE.removeprefix("+62"), EMAIL, NIP)
EVERYTHING = {  # what any of these forms asks
    "alasan": "perbaiki", "letter": "700/1", "recipient": "KPK", "setuju": "on", "cari": "bocor",
}  # fmt: skip

# --- Who may open a contact at all ---------------------------------------------------------

MAY_OPEN = {
    "respondents/models/people.py": "a person's contacts",
    "respondents/models/volunteers.py": "a volunteer's",
    "respondents/models/staged.py": "a staged row's cells",
    "respondents/takeaways.py": "the three files",
    "respondents/own_data.py": "one person's own data",
    "respondents/stop_list.py": "to keep a hash",
    "respondents/correcting.py": "to change the other one",
    "respondents/entering.py": "to compare with what was typed",
    "respondents/repairs.py": "to undo",
    "respondents/sealed_files.py": "an uploaded file",
    "respondents/scans.py": "a signed sheet",
    "respondents/volunteers.py": "to check them like rows",
    "respondents/imports/merging.py": "to seal them to another row",
    "respondents/views/people.py": "to mask them",
    "respondents/views/repair_lines.py": "to mask them, and the cells of a row to be mended",
    "surveys/views/desk.py": "to mask them",
    "surveys/letters.py": "the invitation's address",
    "surveys/intake/farewells.py": "the address of who is told that they do not take part",
    "surveys/registrar.py": "to keep the NIP when the others go",
}
# Others have attributes of these names that are no contact of a sealed row.
OTHERS = {
    "respondents/imports", "respondents/transfers.py", "respondents/signature_letters.py",
    "respondents/nip.py", "respondents/roster.py", "surveys/city", "surveys/respond",
    "surveys/box", "surveys/reminders.py",
    "surveys/delivery.py", "surveys/chasing.py", "surveys/views/inspection.py",
    "surveys/kpk/layouts.py", "respondents/splitting.py", "respondents/searching.py",
    "spi_portal", "reports",
}  # fmt: skip


def modules() -> Iterator[Path]:
    for folder in ("respondents", "surveys", "reports", "spi_portal"):
        yield from (p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts)


def opens_contacts(path: Path) -> bool:
    names = {"phone", "email", "nip", "cells"}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            if node.attr in names | {"open_text"}:
                return True
        elif isinstance(node, ast.ImportFrom) and "open_text" in {a.name for a in node.names}:
            return True
    return False


def test_only_these_modules_open_a_contact():
    found = {str(path.relative_to(ROOT)) for path in modules() if opens_contacts(path)}
    ours = {one for one in found if one in MAY_OPEN or not one.startswith(tuple(OTHERS))}

    assert ours == set(MAY_OPEN), "Contacts leave in three ways only: see docs/lists.md."


# Objects without the bait.
NOT_HERE = {"no-wave", "nobody", "foreign", "foreign-person", "foreign-sheet", "foreign-point",
            "theirs", "no-part"}  # fmt: skip

# --- Every address is asked ----------------------------------------------------------------


@pytest.fixture(scope="module")
def bait(world: World, django_db_blocker) -> Iterator[World]:  # noqa: F811
    """One person whose contacts stand in every place that holds any."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = Office.objects.get(code=OWN)
        upload = world.uploads[OWN]
        world.people[OWN].set_contacts(phone=PHONE, email=EMAIL, nip=NIP)
        world.people[OWN].save()
        make.volunteer(point=world.points[OWN], phone=PHONE, email=EMAIL)
        staged = StagedRow(upload=upload, office=office, kind="internal", row=3, use=0)
        staged.set_contacts(phone=PHONE, email=EMAIL, nip=NIP)
        staged.cells = Cells({"phone": PHONE, "email": EMAIL, "nip": NIP})
        staged.save()
        Fault.objects.create(
            upload=upload, office=office, row=3, column="unit_kerja", code="unit",
            severity="blocks", message="-",
        )  # fmt: skip
        KpkLayout.objects.create(
            wave=Wave.objects.get(slug=PUBLISHED), kind="internal", letter="B/1",
            columns=[["nama", "Nama"], ["no_wa", "HP"]], recorded_by=world.users[Role.OPERATOR],
        )  # fmt: skip
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def operator(bait: World, django_db_blocker) -> Client:
    client = Client()
    user = bait.users[Role.OPERATOR]
    assert client.login(email=user.email, password=make.PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


def text_of(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b" ".join(package.read(name) for name in package.namelist())
    return re.sub(r"[ .\-](?=\d)", "", content.decode("utf-8", "replace"))


def leaks(client: Client, path: str) -> bool:
    everything = EVERYTHING | {"office": Office.objects.get(parent=None).pk}
    for send, given in ((client.get, {}), (client.post, everything)):
        with transaction.atomic():
            text = text_of(send(path, given))
            transaction.set_rollback(True)
        if any(trace in text for trace in TRACES):
            return True
    return False


@pytest.mark.django_db
def test_contacts_leave_at_three_addresses_and_no_other(bait: World, operator: Client):
    found = set()
    for name, about in ADDRESSES:
        if name in found or NOT_HERE & set(about.split("+")):
            continue
        path = reverse(name, kwargs=arguments(name, about, Role.OPERATOR, bait))
        if leaks(operator, path):
            found.add(name)

    assert found - OF_ONE_PERSON == THREE_WAYS
