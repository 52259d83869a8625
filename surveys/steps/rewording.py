"""Mending a typing error while people answer: words only, by two people, and said in public.

Items, codes, scores and conditions stay, so an unfinished sheet goes on where it was and sheets
with either wording are counted together.
"""

from __future__ import annotations

from respondents import access
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from surveys.models.instruments import InstrumentVersion
from surveys.models.jobs import Job
from surveys.models.rewordings import Rewording
from surveys.models.waves import Wave, WaveInstrument
from surveys.questionnaire import difference
from surveys.steps import announcing, order
from surveys.steps.issuing import ask_registrar

_IN_ENGLISH = " | English: "


class NotOnlyWords(Exception):
    """The message is for the user."""


class SaidOtherwise(Exception):
    """The second person read other sentences. The message is for the user."""


def fitting(wave: Wave) -> list[InstrumentVersion]:
    """Published versions that differ in words alone from what an open wave asks, newest first."""
    found: list[InstrumentVersion] = []
    if wave.state != Wave.State.OPEN:
        return found
    for asked in wave.waveinstrument_set.select_related("version"):
        now = asked.version.read()
        others = InstrumentVersion.objects.published().filter(kind=asked.kind)
        later = others.exclude(pk=asked.version_id).filter(pk__gt=asked.version_id)
        found += [one for one in later if difference.only_words(now, one.read())]
    return sorted(found, key=lambda one: one.pk, reverse=True)


def subject(wave: Wave, version: InstrumentVersion) -> str:
    """By which a second person's grant is asked for."""
    return f"{wave.slug} {version.digest[:8]}"


def both(said: str, said_in_english: str) -> str:
    """What respondents will read, as the reason of a request: the second person reads it, too."""
    return said + _IN_ENGLISH + said_in_english


def ask(
    *, wave: Wave, version: InstrumentVersion, said: str, said_in_english: str, by: User
) -> Approval:
    """Ask a second person, who approves the sentences together with the words.

    Raises SaidOtherwise while a request with other sentences still waits.
    """
    reason = both(said, said_in_english)
    asked = approvals.ask("reword", subject(wave, version), reason=reason, by=by)
    if asked.reason != reason:
        raise SaidOtherwise(
            "Permintaan dengan kalimat lain masih menunggu: "
            f"{asked.reason} Tarik dulu permintaan itu untuk mengubah kalimatnya."
        )
    return asked


def asked_for(wave: Wave) -> tuple[str, str, str] | None:
    """Subject and both sentences of the last request that waits or can be used; None: none."""
    requests = Approval.objects.about_wave(wave.slug).filter(verb="reword").order_by("-pk")
    last = requests.usable().first()
    return (last.subject, *_apart(last.reason)) if last else None


def _apart(reason: str) -> tuple[str, str]:
    said, _, said_in_english = reason.partition(_IN_ENGLISH)
    return said, said_in_english


def reword(
    *, wave: Wave, version: InstrumentVersion, said: str, said_in_english: str, by: User
) -> Rewording:
    """From now on the wave shows the words of `version`; what is `said` stands on its first page.

    Raises StepOutOfOrder, NotOnlyWords, SaidOtherwise, approvals.NotApproved.
    """
    with access.acting("surveys.reword"):
        wave = order.begin(wave, Wave.State.OPEN)
        asked = WaveInstrument.objects.select_related("version").get(wave=wave, kind=version.kind)
        _require_only_words(asked.version, version)
        _use_grant(subject(wave, version), both(said, said_in_english))
        before, asked.version = asked.version, version
        asked.save(update_fields=["version"])
        made = Rewording.objects.create(
            wave=wave,
            kind=version.kind,
            before=before,
            after=version,
            said=said,
            said_in_english=said_in_english,
        )
        announcing.announce(wave)
        ask_registrar(wave, Job.Step.RENEW)
        ledger.record(
            "wave.reworded", wave, by=by, kind=version.kind, said=said,
            said_in_english=said_in_english, before=before.digest,
            after=version.digest,
        )  # fmt: skip
    return made


def _use_grant(about: str, reason: str) -> None:
    granted = Approval.objects.granted("reword", about).last()
    if granted and granted.reason != reason:
        raise SaidOtherwise(
            f"Orang kedua menyetujui kalimat lain: {granted.reason} "
            "Pakai kalimat itu persis, atau minta persetujuan lagi."
        )
    approvals.use("reword", about, reason=reason)


def _require_only_words(before: InstrumentVersion, after: InstrumentVersion) -> None:
    if after.published_at is None:
        raise NotOnlyWords("Versi itu belum terbit.")
    if before.pk == after.pk or not difference.only_words(before.read(), after.read()):
        raise NotOnlyWords(
            "Selama survei berjalan hanya kata-kata yang dapat diperbaiki: butir, kode, skor, "
            "syarat, dan urutan harus sama."
        )
