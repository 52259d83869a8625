"""What waits for somebody's hand, oldest sort first, at most seven lines."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.audit import approvals, wording
from spi_portal.audit.models.approvals import Approval
from spi_portal.ui import formats
from surveys import readiness, standing
from surveys.models.jobs import Job
from surveys.models.waves import Wave

AT_MOST = 7
ASK_SYSTEM = "Sampaikan kepada administrator sistem; sebabnya ada di halaman gelombang."


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    text: str
    url: str
    detail: str = ""


def matters(user: User, wave: Wave | None) -> list[Matter]:
    found: list[Matter] = []
    if user.may(Permission.APPROVALS_VIEW):
        found += [_to_decide(approval) for approval in approvals.waiting_for(user)]
    if user.may(Permission.WAVE_RUN):
        own = Approval.objects.waiting().filter(asked_by=user).order_by("asked_at")
        found += [_to_hear(approval) for approval in own]
        found += _of_lists()
        found += _of_wave(wave) if wave else []
    return found[:AT_MOST]


def _to_decide(approval: Approval) -> Matter:
    return Matter(
        text=f"Putuskan: {_request(approval)}",
        url=reverse("audit:approvals"),
        detail=f"Diminta {approval.asked_by}, {_since(approval)}.",
    )


def _request(approval: Approval) -> str:
    said = wording.request(approval.verb, approval.subject)
    return said[0].lower() + said[1:]


def _to_hear(approval: Approval) -> Matter:
    account = approval.account
    return Matter(
        text=f"Menunggu orang kedua: {wording.step(approval.verb).lower()}",
        url=reverse("staffing:account", args=[account])
        if account
        else reverse("surveys:wave", args=[approval.subject]),
        detail=f"Anda minta, {_since(approval)}.",
    )


def _since(approval: Approval) -> str:
    asked = formats.day(approval.asked_at)
    return f"tertunda sejak {asked}" if approval.is_delayed else asked


def _of_lists() -> list[Matter]:
    number = readiness.unused_uploads()
    if not number:
        return []
    return [
        Matter(
            text=f"{formats.number(number)} daftar bermasalah atau belum dipakai",
            url=reverse("respondents:home"),
            detail="Bantu perangkat daerahnya memperbaiki baris yang salah.",
        )
    ]


def _of_wave(wave: Wave) -> list[Matter]:
    url = reverse("surveys:wave", args=[wave.slug])
    failed_jobs = [job for job in standing.unfinished_jobs(wave) if job.state == Job.State.FAILED]
    found = [
        Matter(text=f"Gagal: {job.get_step_display().lower()}", url=url, detail=ASK_SYSTEM)
        for job in failed_jobs
    ]
    return found + _of_messages(standing.messages(wave), url)


def _of_messages(messages: standing.Messages, url: str) -> list[Matter]:
    held_up = sum(number for _, number in messages.held_up)
    told = ((held_up, "pesan tertahan"), (messages.failed, "pesan tidak sampai"))
    return [
        Matter(
            text=f"{formats.number(number)} {what}",
            url=url,
            detail="Sebabnya ada di halaman gelombang.",
        )
        for number, what in told
        if number
    ]
