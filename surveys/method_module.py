"""Two ways of asking about gifts that keep a secret, for the city as a whole; off by default.

The module is a section that comes with the portal. Switching it on makes a version of the
questionnaire that the wave asks, with that section put in; so what is asked is one version with
one digest, in the manifest as everywhere. Only before links are prepared, and of staff alone.
What is worked out of it: docs/method.md section 12.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys import instrument_shelf
from surveys.models.instruments import METHOD_ROLE, InstrumentVersion
from surveys.models.waves import Wave, WaveInstrument
from surveys.questionnaire import joining
from surveys.questionnaire.faults import InstrumentRefused
from surveys.questionnaire.instrument import Kind
from surveys.steps import order

KIND: Kind = "internal"
WORKBOOK = instrument_shelf.SHIPPED / "method.xlsx"
BEFORE_LINKS = (Wave.State.LISTS, Wave.State.FROZEN, Wave.State.DRAWN)


class DoesNotFit(Exception):
    """The message is for the user."""


def is_on(wave: Wave) -> bool:
    asked = WaveInstrument.objects.filter(wave=wave, kind=KIND)
    return asked.filter(version__body__contains=METHOD_ROLE).exists()


@transaction.atomic
def switch_on(*, wave: Wave, by: User) -> None:
    """Ask the module of staff, too. Raises StepOutOfOrder, DoesNotFit."""
    asked = _asked(wave)
    if not _has_module(asked.version):
        _ask(asked, _with(asked.version, by=by))
        ledger.record("wave.module_on", wave, by=by, digest=asked.version.digest)


@transaction.atomic
def switch_off(*, wave: Wave, by: User) -> None:
    """Ask the questionnaire alone, as before. Raises StepOutOfOrder, DoesNotFit."""
    asked = _asked(wave)
    if _has_module(asked.version):
        _ask(asked, without(asked.version))
        ledger.record("wave.module_off", wave, by=by, digest=asked.version.digest)


def without(version: InstrumentVersion) -> InstrumentVersion:
    """The same questionnaire without the module: `version` itself where it has none.

    Raises DoesNotFit where that one was never stored.
    """
    if not _has_module(version):
        return version
    read = version.read()
    kept = tuple(s for s in read.sections if not any(item.role == "method" for item in s.items))
    bare = replace(read, sections=kept).digest
    published = InstrumentVersion.objects.published()
    found = published.filter(digest=bare).first()
    if found is None:
        raise DoesNotFit("Kuesioner pegawai tanpa modul metode belum ada. Terbitkan lebih dulu.")
    return found


def _asked(wave: Wave) -> WaveInstrument:
    wave = order.begin(wave, *BEFORE_LINKS)
    asked = wave.waveinstrument_set.select_related("version").filter(kind=KIND).first()
    if asked is None:
        raise DoesNotFit("Gelombang ini tidak bertanya kepada pegawai.")
    return asked


def _ask(asked: WaveInstrument, version: InstrumentVersion) -> None:
    asked.version = version
    asked.save(update_fields=["version"])


def _with(version: InstrumentVersion, *, by: User) -> InstrumentVersion:
    joined = joining.with_section(bytes(version.workbook), WORKBOOK.read_bytes())
    try:
        return instrument_shelf.store_ours(joined, kind=KIND, by=by)
    except InstrumentRefused as refused:
        raise DoesNotFit(f"Modul metode tidak cocok dengan kuesioner ini: {refused}") from refused


def _has_module(version: InstrumentVersion) -> bool:
    return METHOD_ROLE in version.body
