from __future__ import annotations

import pytest

from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from tests import make
from tests.reports import scenes


@pytest.fixture
def city(db):
    return make.city()


@pytest.fixture
def crew(ratna, hadi):
    """Who publishes, and who grants it."""
    return {"by": ratna, "second": hadi}


@pytest.fixture
def wave(city):
    """Three offices with enough answers, counted."""
    scenes.weight_set()
    offices = [make.office(code=f"OPD-{n}", short_name=f"OPD {n}") for n in (1, 2, 3)]
    return scenes.counted(offices=dict.fromkeys(offices, scenes.ENOUGH))


@pytest.fixture
def terbit(wave, crew):
    """The same, published."""
    return scenes.published(wave, **crew)


@pytest.fixture
def dewi(terbit):
    """Head of OPD-1."""
    return make.user("Dewi Anggraini", Role.OPD_HEAD, of=Office.objects.get(code="OPD-1"))
