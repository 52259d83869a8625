"""What waits for somebody's hand: oldest first, at most seven lines, each with since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from respondents import access
from respondents.models.duties import Duty
from respondents.unfinished import Desk
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.audit import approvals, ledger, wording
from spi_portal.audit.models.approvals import Approval
from spi_portal.ui import formats
from surveys import box_end, calendar, readiness, standing
from surveys.inspection import standing as inspected
from surveys.models.inspections import State
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.waves import Wave

ME = "spi_portal.pending"
AT_MOST = 7
SOON = timedelta(days=14)
ASK_SYSTEM = "Sampaikan kepada administrator sistem; sebabnya ada di halaman gelombang."
STEPS = (
    "wave.started",
    "wave.frozen",
    "wave.unfrozen",
    "wave.drawn",
    "wave.issued",
    "wave.opened",
    "wave.closed",
    "wave.counted",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    text: str
    url: str
    detail: str = ""
    since: datetime | None = None  # None: nobody can say


def matters(user: User, wave: Wave | None, desk: Desk | None = None) -> list[Matter]:
    """Those that `user` can do something about; `desk` are the lists they answer for."""
    found: list[Matter] = []
    if user.may(Permission.APPROVALS_VIEW):
        found += [_to_decide(approval) for approval in approvals.waiting_for(user)]
    if user.may(Permission.REGISTRY_IMPORT) and desk:
        found += _of_desk(desk)
    if user.may(Permission.WAVE_RUN):
        own = Approval.objects.waiting().filter(asked_by=user).order_by("asked_at")
        found += [*(_to_hear(approval) for approval in own), *of_survey(wave)]
    return oldest(found)


def of_survey(wave: Wave | None) -> list[Matter]:
    """What whoever runs the survey has to look after, in no order."""
    return [
        *_of_uploads(),
        *(_of_wave(wave) if wave else []),
        *_of_boxes(),
        *_of_mandates(),
        *_of_installation(),
    ]


def oldest(found: list[Matter]) -> list[Matter]:
    """At most seven; those of which nobody knows since when come last."""
    never = datetime.max.replace(tzinfo=timezone.get_default_timezone()) - timedelta(days=2)
    return sorted(found, key=lambda matter: matter.since or never)[:AT_MOST]


def _to_decide(approval: Approval) -> Matter:
    said = wording.request(approval.verb, approval.subject)
    return Matter(
        text=f"Menunggu keputusan Anda: {said[0].lower() + said[1:]}",
        url=reverse("audit:approvals"),
        detail=f"Diminta {approval.asked_by}.",
        since=approval.asked_at,
    )


def _to_hear(approval: Approval) -> Matter:
    return Matter(
        text=f"Menunggu orang kedua: {wording.step(approval.verb).lower()}",
        url=approval.address,
        detail="Anda yang meminta.",
        since=approval.asked_at,
    )


def _of_desk(desk: Desk) -> list[Matter]:
    return [
        Matter(text=task.text, url=task.url, detail=task.office.short_name, since=task.since)
        for task in desk.tasks
    ]


def _of_uploads() -> list[Matter]:
    moments = readiness.when_unused()
    if not moments:
        return []
    return [
        Matter(
            text=f"{formats.number(len(moments))} daftar bermasalah atau belum dipakai",
            url=reverse("respondents:home"),
            detail="Bantu perangkat daerahnya memperbaiki baris yang salah.",
            since=moments[0],
        )
    ]


def _of_wave(wave: Wave) -> list[Matter]:
    url = reverse("surveys:wave", args=[wave.slug])
    stuck = [job for job in standing.unfinished_jobs(wave) if job.is_stuck]
    return [
        *_overdue(wave, url),
        *_lacking(wave, url),
        *(_of_job(job, url) for job in stuck),
        *_of_messages(wave, url),
    ]


def _of_job(job: Job, url: str) -> Matter:
    how = "Gagal" if job.state == Job.State.FAILED else "Belum berhasil"
    return Matter(
        text=f"{how}: {job.get_step_display().lower()}",
        url=url,
        detail=ASK_SYSTEM,
        since=job.failing_since or job.due_at,
    )


def _of_boxes() -> list[Matter]:
    """Boxes that were counted and wait for their end, of whichever wave."""
    counted = Wave.objects.filter(state__in=box_end.AFTER_COUNT, box_gone_at=None)
    due = [(wave, box_end.due_at(wave)) for wave in counted]
    return [
        Matter(
            text=f"Musnahkan kotak jawaban {wave} paling lambat {formats.day(until)}",
            url=reverse("surveys:destruction", args=[wave.slug]),
            detail="Sudah lewat." if until < timezone.now() else "",
            since=wave.counted_at,
        )
        for wave, until in due
        if until is not None
    ]


def _overdue(wave: Wave, url: str) -> list[Matter]:
    """Days of the calendar that have passed without their step."""
    late = [
        Matter(text=f"{line.label}: {line.told}", url=url, since=_midnight(line.on))
        for line in calendar.lines(wave, timezone.localdate())
        if line.days_late
    ]
    if wave.state == Wave.State.OPEN and wave.closes_at < timezone.now():
        text = "Survei belum ditutup, padahal waktunya sudah lewat"
        late.append(Matter(text=text, url=url, detail=ASK_SYSTEM, since=wave.closes_at))
    return late


def _lacking(wave: Wave, url: str) -> list[Matter]:
    """What the next step lacks, since the last one was taken."""
    in_lists = wave.state == Wave.State.LISTS
    found = readiness.lists_lacking(wave) if in_lists else readiness.missing(wave)
    if not found:
        return []
    entry = ledger.last(wave, *STEPS)
    since = entry.at if entry else None
    return [Matter(text=text.removesuffix("."), url=url, since=since) for text in found]


def _of_messages(wave: Wave, url: str) -> list[Matter]:
    queued = standing.messages(wave)
    held_up = sum(number for _, number in queued.held_up)
    if not held_up and not queued.failed:
        return []
    with access.acting(ME):
        rows = (
            Message.objects.filter(
                invitation__wave=wave, state__in=[Message.State.READY, Message.State.FAILED]
            )
            .exclude(failure="")
            .exclude(round=Message.Round.NEW_LINK)
        )  # as in the numbers
        since = dict(rows.values_list("state").annotate(since=Min("due_at")))
    told = (
        (held_up, "pesan tertahan", Message.State.READY),
        (queued.failed, "pesan tidak sampai", Message.State.FAILED),
    )
    return [
        Matter(
            text=f"{formats.number(number)} {what}",
            url=url,
            detail="Sebabnya ada di halaman gelombang.",
            since=since.get(state),
        )
        for number, what, state in told
        if number
    ]


def _of_mandates() -> list[Matter]:
    """Accounts and duties that end within two weeks; since when that is so."""
    today = timezone.localdate()
    soon = (today, today + SOON)
    accounts = User.objects.filter(is_active=True, valid_until__range=soon)
    duties = Duty.objects.filter(user__is_active=True, valid_until__range=soon)
    told = (
        (accounts.aggregate(number=Count("pk"), first=Min("valid_until")), "akun"),
        (duties.aggregate(number=Count("pk"), first=Min("valid_until")), "tugas untuk kantor"),
    )
    return [
        Matter(
            text=f"{formats.number(ending['number'])} {what} segera berakhir",
            url=reverse("staffing:accounts"),
            detail=f"Yang pertama {formats.day(ending['first'])}. "
            "Perpanjang atau tunjuk penggantinya.",
            since=_midnight(ending["first"] - SOON),
        )
        for ending, what in told
        if ending["number"]
    ]


def _of_installation() -> list[Matter]:
    inspection = inspected.last_inspection()
    if inspection is None:
        return []
    poor = sum(finding.state != State.GOOD for finding in inspection.findings.all())
    if not poor:
        return []
    return [
        Matter(
            text=f"Kesiapan server: {formats.number(poor)} hal belum baik",
            url=reverse("surveys:readiness"),
            detail="Sampaikan kepada administrator sistem.",
            since=inspection.done_at,
        )
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
