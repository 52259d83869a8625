"""The closed table of the router, compared with what stands in the two databases."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connections

from spi_portal.router import DATABASE_OF

pytestmark = pytest.mark.django_db
ALIASES = ["default", "box"]
WITHOUT_MODEL = {"django_migrations", "respondents_staging"}  # the second takes COPY


@pytest.mark.parametrize("alias", ALIASES)
def test_a_database_holds_the_tables_of_its_apps_alone(alias):
    meant = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if DATABASE_OF[model._meta.app_label] == alias and model._meta.managed
    }

    there = set(connections[alias].introspection.table_names())

    assert there - WITHOUT_MODEL == meant


def test_no_foreign_key_crosses():
    crossing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation
        and field.related_model is not None
        and DATABASE_OF[model._meta.app_label] != DATABASE_OF[field.related_model._meta.app_label]
    }

    assert not crossing


def test_the_box_knows_no_foreign_key_at_all():
    with connections["box"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")
        assert cursor.fetchone() == (0,)
