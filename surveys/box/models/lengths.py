"""Lengths that the database itself insists on: what is sealed always has one length."""

from __future__ import annotations

from django.db.models import CheckConstraint, F, Func, IntegerField
from django.db.models.lookups import Exact


def exactly(length: int, field: str, *, name: str) -> CheckConstraint:
    octets = Func(F(field), function="octet_length", output_field=IntegerField())
    return CheckConstraint(name=name, condition=Exact(octets, length))
