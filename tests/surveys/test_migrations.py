"""What a migration refuses, it says in a sentence."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection

from tests.surveys.wave_pages import in_state

pytestmark = pytest.mark.django_db
of_rights = import_module("surveys.migrations.0017_rights_and_draw")


@pytest.mark.parametrize("state", ["issued", "open", "closed"])
def test_a_wave_whose_links_have_no_root_keeps_the_earlier_version(state):
    wave = in_state(state)

    with pytest.raises(CommandError, match=f"earlier version: {wave.slug}. This version could"):
        of_rights.refuse_while_links_are_out(apps, connection.schema_editor())


@pytest.mark.parametrize("state", ["drawn", "counted", "published"])
def test_a_wave_without_links_or_that_was_counted_is_no_obstacle(state):
    in_state(state)

    of_rights.refuse_while_links_are_out(apps, connection.schema_editor())


def test_it_looks_before_it_changes_anything():
    first = of_rights.Migration.operations[0]

    assert first.code is of_rights.refuse_while_links_are_out
