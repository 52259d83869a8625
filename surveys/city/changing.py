"""Changing the city's settings: every change stands in the ledger, from old to new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.city import fixed
from surveys.models.cities import City, Official


@transaction.atomic
def change(values: Mapping[str, Any], *, by: User | str) -> list[str]:
    """Set what differs; returns the names of what was changed. Raises fixed.Fixed."""
    city = City.objects.select_for_update(of=("self",)).get()
    changed = _set(city, values)
    if changed:
        ledger.record("city.changed", city, by=by, **changed)
    return list(changed)


@transaction.atomic
def change_office(office: Office, values: Mapping[str, bool], *, by: User | str) -> list[str]:
    """Whether an OPD helps to run the survey, and whether it has users. Raises fixed.Fixed."""
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    changed = _set(office, values)
    if changed:
        ledger.record("office.changed", office, by=by, **changed)
    return list(changed)


@transaction.atomic
def change_officials(given: Mapping[str, tuple[str, str]], *, by: User | str) -> list[str]:
    """Set who stands on papers: post to name and title; an empty name leaves the post empty."""
    before = {one.post: one for one in Official.objects.select_for_update()}
    changed = {}
    for post, (name, title) in given.items():
        old, new = before.get(post), _official(post, name, title)
        if str(old or "–") != str(new or "–"):
            changed[post] = f"{old or '–'} → {new or '–'}"
            _replace(post, new)
    if changed:
        ledger.record("city.officials_changed", City.objects.get(), by=by, **changed)
    return list(changed)


def _official(post: str, name: str, title: str) -> Official | None:
    if not name:
        return None
    return Official(post=post, name=name, title=title or Official.Post(post).label)


def _replace(post: str, new: Official | None) -> None:
    if new is None:
        Official.objects.filter(post=post).delete()
    else:
        Official.objects.update_or_create(
            post=post, defaults={"name": new.name, "title": new.title}
        )


def _set(row: models.Model, values: Mapping[str, Any]) -> dict[str, str]:
    """Set and save what differs, told as "old → new"."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    fixed.refuse(set(differing))
    told = {}
    for name, value in differing.items():
        told[name] = f"{_told(getattr(row, name))} → {_told(value)}"
        setattr(row, name, value)
    if differing:
        row.save(update_fields=list(differing))
    return told


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value).replace("\n", ", ") or "–"
