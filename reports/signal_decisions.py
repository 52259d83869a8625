"""What is done about signs of conditioned answers: proposed by one, agreed to by another.

No figure changes by it, nobody looks for who answered, and offices are told nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from reports.models.publications import Publication
from reports.models.runs import IndexRun
from reports.models.signals import SignalDecision
from reports.signals import Sign
from respondents import successions
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from surveys.models.waves import Wave

About = tuple[int, Sign]  # an office by its key, and a sign
STEP = "signal"  # of the approvals
LONGEST_REASON = 300  # of a request
TITLES = {
    Sign.UNIFORM: "Banyak lembar berisi satu pilihan yang sama",
    Sign.ALIKE: "Banyak lembar hampir serupa satu sama lain",
    Sign.INATTENTIVE: "Butir uji perhatian sering salah",
    Sign.GAP: "Nilai pegawai jauh di atas nilai pengguna layanan",
}
FOLLOWS = {
    SignalDecision.Outcome.EXPLAINED: "Tidak ada tindak lanjut. Keputusan dan alasannya tetap "
    "tercatat.",
    SignalDecision.Outcome.TALK: "Inspektur berbicara dengan kepala OPD tentang cara mengisi: "
    "jawaban tidak boleh diarahkan. Tidak dicari siapa yang menjawab apa.",
    SignalDecision.Outcome.WATCH: "Pada gelombang berikutnya keputusan ini muncul lagi di halaman "
    "ini, di samping tanda OPD yang sama.",
}


class Refused(Exception):
    """The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Of a hundred made-up offices, how many show the sign. See docs/signals.md."""

    falsely: float  # where nothing was conditioned
    at_tenth: float  # told where a tenth of the answers was
    at_third: float  # where three tenths were


RATES = {
    Sign.UNIFORM: Rates(falsely=3.5, at_tenth=50.0, at_third=89.2),
    Sign.ALIKE: Rates(falsely=0.0, at_tenth=46.9, at_third=90.9),
    Sign.INATTENTIVE: Rates(falsely=0.0, at_tenth=44.0, at_third=100.0),
    Sign.GAP: Rates(falsely=0.1, at_tenth=0.7, at_third=25.9),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One strong sign of one office, and what was made of it. `stands_out` is False where a
    proposal or decision is there and the run that is shown no longer has the sign."""

    office: Office
    sign: Sign
    strength: float
    decided: SignalDecision | None
    proposed: SignalDecision | None
    permit: Approval | None  # of what is proposed
    watched: SignalDecision | None  # of an earlier wave
    stands_out: bool = True

    @property
    def title(self) -> str:
        return TITLES[self.sign]

    @property
    def rates(self) -> Rates:
        return RATES[self.sign]

    @property
    def follows(self) -> str:
        return FOLLOWS[SignalDecision.Outcome(self.decided.outcome)] if self.decided else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What was made of signs, by office and sign: looked up once for a whole page."""

    newest: Mapping[About, SignalDecision]  # of the wave
    decided: Mapping[About, SignalDecision]
    proposed: Mapping[About, SignalDecision]
    permits: Mapping[str, Approval]  # by subject
    watched: Mapping[About, SignalDecision]  # of earlier waves


def run_of(wave: Wave) -> IndexRun | None:
    """The published run, else the latest."""
    published = Publication.objects.filter(wave=wave).select_related("run").first()
    return published.run if published else IndexRun.objects.filter(wave=wave).first()


def told(wave: Wave) -> list[Shown]:
    """The strong signs of a wave, the strongest first; then those that were once."""
    run = run_of(wave)
    signs: Sequence[dict[str, Any]] = run.figures.get("signals", ()) if run else ()
    offices = successions.now_or_once([one["office"] for one in signs])
    made = _made(wave)
    found = [
        _shown(made, office, Sign(one["sign"]), one["strength"])
        for one in signs
        if (office := offices.get(one["office"]))
    ]
    found += _no_longer(made, {(one.office.pk, one.sign) for one in found})
    return sorted(found, key=lambda one: (not one.stands_out, -one.strength, one.office.name))


@transaction.atomic
def propose(
    wave: Wave, *, office: Office, sign: Sign, outcome: str, reason: str, by: User
) -> SignalDecision:
    """Ask a second person; a proposal that was refused or ran out makes way.

    Raises Refused where the wave has no such sign, or a proposal waits.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    strong = [s for s in told(wave) if (s.office, s.sign) == (office, sign) and s.stands_out]
    if not strong:
        raise Refused("Tanda ini tidak ada pada gelombang ini.")
    if strong[0].proposed is not None:
        if strong[0].permit and strong[0].permit.is_standing:
            raise Refused("Untuk tanda ini sudah ada usul yang belum selesai.")
        strong[0].proposed.delete()
    decision = SignalDecision.objects.create(
        wave=wave,
        office=office,
        sign=sign,
        strength=Decimal(str(strong[0].strength)),
        outcome=outcome,
        reason=reason,
        proposed_by=by,
    )
    ledger.record(
        "signal.proposed", wave, by=by, office=office.code, sign=TITLES[sign],
        outcome=decision.get_outcome_display(), reason=reason,
    )  # fmt: skip
    approvals.ask(STEP, subject(decision), reason=_said(decision), by=by)
    return decision


@transaction.atomic
def decide(decision: SignalDecision, *, by: User) -> None:
    """Write the agreed decision down. Raises Refused, approvals.NotApproved."""
    locked = _locked(decision)
    approvals.use(STEP, subject(locked))
    locked.decided_at = timezone.now()
    locked.save(update_fields=["decided_at"])
    ledger.record(
        "signal.decided", locked.wave, by=by, office=locked.office.code,
        sign=TITLES[Sign(locked.sign)], outcome=locked.get_outcome_display(), reason=locked.reason,
    )  # fmt: skip


@transaction.atomic
def drop(decision: SignalDecision, *, by: User) -> None:
    """Take back one's own proposal, or clear one that came to nothing. Raises Refused."""
    locked = _locked(decision)
    asked = permit(locked)
    if asked and asked.is_standing:
        if asked.asked_by_id != by.pk:
            raise Refused(f"Usul ini dibuat {asked.asked_by}, yang dapat menariknya.")
        approvals.withdraw(asked, by=by)
    ledger.record(
        "signal.dropped", locked.wave, by=by, office=locked.office.code,
        sign=TITLES[Sign(locked.sign)],
    )  # fmt: skip
    locked.delete()


def permit(decision: SignalDecision) -> Approval | None:
    return approvals.newest(STEP, [subject(decision)]).get(subject(decision))


def subject(decision: SignalDecision) -> str:
    return f"{decision.wave.slug} tanda {decision.pk}"


def _locked(decision: SignalDecision) -> SignalDecision:
    rows = SignalDecision.objects.select_for_update(of=("self",))
    found = rows.select_related("wave", "office").filter(pk=decision.pk).first()
    if found is None:
        raise Refused("Usul ini sudah ditarik.")
    if found.decided_at is not None:
        raise Refused("Tanda ini sudah diputus.")
    return found


def _made(wave: Wave) -> _Made:
    made = SignalDecision.objects.select_related("wave", "office", "proposed_by").order_by("pk")
    of_wave = made.filter(wave=wave)
    proposed = _by_sign(of_wave.filter(decided_at=None))
    earlier = made.filter(
        wave__opens_at__lt=wave.opens_at,
        decided_at__isnull=False,
        outcome=SignalDecision.Outcome.WATCH,
    )
    return _Made(
        newest=_by_sign(of_wave),
        decided=_by_sign(of_wave.filter(decided_at__isnull=False)),
        proposed=proposed,
        permits=approvals.newest(STEP, [subject(one) for one in proposed.values()]),
        watched=_by_sign(earlier),
    )


def _by_sign(made: Iterable[SignalDecision]) -> dict[About, SignalDecision]:
    """The newest about each sign of each office."""
    return {(one.office_id, Sign(one.sign)): one for one in made}


def _no_longer(made: _Made, there: set[About]) -> list[Shown]:
    """What was proposed or decided about signs that the run does not have."""
    return [
        replace(_shown(made, one.office, sign, float(one.strength)), stands_out=False)
        for (office, sign), one in made.newest.items()
        if (office, sign) not in there
    ]


def _shown(made: _Made, office: Office, sign: Sign, strength: float) -> Shown:
    about = office.pk, sign
    proposed = made.proposed.get(about)
    return Shown(
        office=office,
        sign=sign,
        strength=strength,
        decided=made.decided.get(about),
        proposed=proposed,
        permit=made.permits.get(subject(proposed)) if proposed else None,
        watched=made.watched.get(about),
    )


def _said(decision: SignalDecision) -> str:
    title, outcome = TITLES[Sign(decision.sign)], decision.get_outcome_display()
    said = f"{decision.office.short_name}, {title[0].lower()}{title[1:]}. {outcome}"
    room = LONGEST_REASON - len(decision.reason) - 2
    return f"{said[:room]}. {decision.reason}"[:LONGEST_REASON]
