"""docs/operations.md, "A new city", followed to the letter as far as no browser is needed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from surveys.inspection import statements
from surveys.models.cities import City
from surveys.models.inspections import Statement

pytestmark = pytest.mark.django_db
TEXT = (Path(settings.BASE_DIR) / "docs" / "operations.md").read_text()
CHAPTER = re.search(r"### A new city\n(.*?)\n### ", TEXT, re.DOTALL)[1]
BEFORE = "docker compose run --rm setup python manage.py "


@pytest.fixture
def followed(tmp_path, monkeypatch):
    """Every command of the chapter, in its order."""
    monkeypatch.chdir(tmp_path)
    commands = [line for line in CHAPTER.splitlines() if line.startswith(BEFORE)]
    for command in commands:
        call_command(*shlex.split(command.removeprefix(BEFORE)))
    return [shlex.split(command.removeprefix(BEFORE))[0] for command in commands]


def test_every_command_of_the_chapter_works(followed):
    assert followed == ["start_city", "backup_made", "drill"]


def test_afterwards_there_is_a_city_with_two_people(followed):
    assert str(City.objects.get()) == "Kota Sumber Jaya"
    assert set(User.objects.values_list("role", flat=True)) == {Role.OPERATOR, Role.HEAD}
    for subject in (Statement.Subject.BACKUP, Statement.Subject.DRILL):
        said = Statement.objects.get(subject=subject)
        assert statements.judge(subject, said.on)[0].state == "good"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD])
def test_both_find_the_pages_of_which_the_chapter_speaks(followed, client, role):
    client.force_login(User.objects.get(role=role))
    pages = re.findall(r"`(/kelola/\S+/)`", CHAPTER)

    offices, settings_page, readiness = pages
    assert offices == reverse("surveys:settings_offices")
    assert [settings_page, readiness] == [reverse("surveys:settings"), reverse("surveys:readiness")]
    assert "Unggah tabel perangkat daerah" in client.get(offices).text
    for page in (settings_page, readiness):
        assert "DATA CONTOH" not in client.get(page).text
        assert page in client.get("/").text
