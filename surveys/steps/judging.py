"""Who may be asked in a wave: changed while its lists are open, and written into the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from respondents import access, criteria
from respondents.criteria import Name, Sourced
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.waves import Wave
from surveys.steps import order


def judge_by(*, wave: Wave, given: Mapping[Name, Sourced], by: User) -> bool:
    """From now on lists are checked against `given`; False if nothing is new.

    Lists that were checked before keep their findings; the freeze goes by the new criteria.
    Raises StepOutOfOrder once the lists are frozen.
    """
    with access.acting("surveys.judging"):
        wave = order.begin(wave, Wave.State.LISTS)
        changed = criteria.change(wave.slug, given, of_pilot=wave.is_pilot)
        if changed:
            values = {name.value: given[name].value for name in changed}
            sources = [given[name].source for name in changed]
            ledger.record("wave.criteria_changed", wave, by=by, **values, sources=sources)
    return bool(changed)
