"""What the page about readiness shows: the last inspection, the statements, accounts, mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.post.models import OfficialLetter
from spi_portal.ui import formats
from surveys.inspection import statements
from surveys.inspection.observation import Observation, attention, good, missing
from surveys.models.inspections import Finding, Inspection, State, Statement

TEST_LETTER = "readiness.test"
TEST_LASTS = timedelta(days=30)
SOON = timedelta(days=30)
NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    label: str
    state: State
    measured: str
    advice: str
    subject: str = ""  # of a statement: what its form is asked for

    @property
    def hint(self) -> str:
        return f"Catat: {self.label}"


def last_inspection() -> Inspection | None:
    done = Inspection.objects.filter(state=Inspection.State.DONE).prefetch_related("findings")
    return done.order_by("-done_at").first()


def waiting() -> bool:
    return Inspection.objects.filter(state=Inspection.State.WAITING).exists()


def measured(inspection: Inspection | None, subjects: Sequence[Finding.Subject]) -> list[Line]:
    """Lines of what the worker measured, in the order asked for."""
    found = {one.subject: one for one in inspection.findings.all()} if inspection else {}
    never = missing("Belum pernah diperiksa.", "Tekan Periksa sekarang.")
    return [
        _line(subject.label, _observed(found[subject]) if subject in found else never)
        for subject in subjects
    ]


def said(today: date) -> list[Line]:
    """Lines of what people have stated."""
    return [
        _line(subject.label, statements.judge(subject, today)[0], subject=subject.value)
        for subject in Statement.Subject
    ]


def post() -> Line:
    """How the last test letter fared."""
    letter = OfficialLetter.objects.filter(about=TEST_LETTER).order_by("-pk").first()
    return _line("Server surel", _posted(letter))


def accounts(today: date) -> Line:
    """Whose access ends soon."""
    ending = User.objects.filter(is_active=True, valid_until__range=(today, today + SOON))
    named = [
        f"{one.name} ({formats.day(one.valid_until)})" for one in ending.order_by("valid_until")
    ]
    if not named:
        return _line("Masa berlaku akun", good("Tidak ada akun yang berakhir dalam 30 hari."))
    rest = len(named) - NAMED_AT_MOST
    told = ", ".join(named[:NAMED_AT_MOST]) + (f", dan {rest} lagi" if rest > 0 else "")
    return _line(
        "Masa berlaku akun",
        attention(f"Segera berakhir: {told}."[:400], "Perpanjang atau tunjuk penggantinya."),
    )


def _posted(letter: OfficialLetter | None) -> Observation:
    advice = "Tekan Kirim surat uji, lalu lihat apakah suratnya sampai."
    if letter is None:
        return missing("Belum pernah diuji.", advice)
    if letter.state == OfficialLetter.State.FAILED:
        return missing(
            f"Surat uji ke {letter.to} tidak terkirim. {letter.failure}",
            "Periksa alamat dan pengaturan server surel (SPI_SMTP_HOST) bersama pengelola server.",
        )
    if letter.sent_at is None:
        return attention(
            f"Surat uji ke {letter.to} masih menunggu.",
            "Muat ulang sebentar lagi. Bila tetap menunggu, server surel tidak terjangkau.",
        )
    told = f"Surat uji ke {letter.to} diterima server surel {formats.moment(letter.sent_at)}."
    if timezone.now() - letter.sent_at > TEST_LASTS:
        return attention(told, advice)
    return good(told)


def _observed(finding: Finding) -> Observation:
    return Observation(State(finding.state), finding.measured, finding.advice)


def _line(label: str, one: Observation, *, subject: str = "") -> Line:
    return Line(
        label=label, state=one.state, measured=one.measured, advice=one.advice, subject=subject
    )
