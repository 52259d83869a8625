"""What there is to tell officials, read off the tables: nothing here is written or sent.

None of it knows an answer, or who is in the sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from reports.models.publications import Publication
from respondents import access, unfinished
from respondents.kinds import Kind
from respondents.models.duties import Duty
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.service_points import ServicePoint
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import OF_AN_OFFICE, Permission, Role
from spi_portal.audit import ledger, wording
from spi_portal.audit import notices as letters_around_requests
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from spi_portal.ui import formats
from surveys import calendar
from surveys.models.waves import Wave

ME = "spi_portal.notices"
DAYS_BEFORE = (1, 3, 7)  # a list that is not done is told of so many days before its last day
SOON = timedelta(days=14)
NEWS_FOR = timedelta(days=14)  # what is older is told to nobody who was not here then
HANDS_OFF = "Anda tidak perlu melakukan apa pun. Jangan meminta bukti pengisian."


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One thing to tell one official."""

    user: User
    key: str
    text: str
    todo: str
    path: str
    by_when: date | None = None
    for_mail: bool = True  # false: a letter of its own has left already


@dataclass(frozen=True, slots=True, kw_only=True)
class Officials:
    """Everybody who can sign in today, and the duties of today."""

    users: tuple[User, ...]
    duties: tuple[Duty, ...]

    @classmethod
    def of_today(cls) -> Officials:
        today = timezone.localdate()
        current = Q(valid_until=None) | Q(valid_until__gte=today)
        users = User.objects.filter(current, is_active=True)
        duties = Duty.objects.on(today).select_related("user", "office__parent")
        known = {user.pk for user in users}
        return cls(
            users=tuple(users), duties=tuple(duty for duty in duties if duty.user_id in known)
        )

    def office_of(self, user: User) -> Office | None:
        return next((duty.office for duty in self.duties if duty.user_id == user.pk), None)


def all_of_now() -> list[Occasion]:
    with access.acting(ME):
        officials = Officials.of_today()
        return [
            *_requests(officials),
            *_lists(officials),
            *_lightened(officials),
            *_candidates(officials),
            *_steps(officials),
            *_mandates(officials),
        ]


# --- Requests for a second person ------------------------------------------------------------


def _requests(officials: Officials) -> Iterator[Occasion]:
    """Each left a letter when it was asked; one that is left lying comes into the digest."""
    by_address = {user.email: user for user in officials.users}
    for approval in Approval.objects.waiting().select_related("asked_by"):
        said = wording.request(approval.verb, approval.subject)
        for address in letters_around_requests.deciders(approval):
            if (user := by_address.get(address)) is None:
                continue
            yield _request(user, approval, f"Menunggu keputusan Anda: {said}.")
            if approval.is_delayed:
                since = formats.day(approval.asked_at)
                yield _request(
                    user,
                    approval,
                    f"Menunggu keputusan Anda sejak {since}: {said}.",
                    is_delayed=True,
                )


def _request(user: User, approval: Approval, text: str, *, is_delayed: bool = False) -> Occasion:
    return Occasion(
        user=user,
        key=f"approval-{approval.pk}{'-delayed' if is_delayed else ''}",
        text=text,
        todo="Baca alasannya, lalu pilih Setujui atau Tolak.",
        path=reverse("audit:approvals"),
        for_mail=is_delayed,
    )


# --- Lists of an office ----------------------------------------------------------------------


def _lists(officials: Officials) -> Iterator[Occasion]:
    wave = Wave.objects.real().filter(state=Wave.State.LISTS).order_by("opens_at").first()
    keepers = [duty for duty in officials.duties if duty.user.role == Role.OPD_ADMIN]
    if wave is None or not keepers:
        return
    offices = list({duty.office_id: duty.office for duty in keepers}.values())
    last_days = calendar.lists_due_of(wave, [office.pk for office in offices])
    for task in unfinished.of(offices).tasks:
        for duty in keepers:
            if duty.office_id == task.office.pk:
                yield from _list(duty.user, task, wave, last_days[task.office.pk])


def _list(user: User, task: unfinished.Task, wave: Wave, last_day: date) -> Iterator[Occasion]:
    about = f"{task.office.pk}-{task.kind}"
    if task.upload:
        yield _task(user, task, key=f"upload-{task.upload.pk}", text=task.text, last_day=last_day)
    left = (last_day - timezone.localdate()).days
    threshold = next((days for days in DAYS_BEFORE if 0 <= left <= days), None)
    if threshold is not None:
        text = f"Tinggal {left} hari: {task.in_a_sentence}" if left else f"Hari ini: {task.text}"
        key = f"list-{wave.slug}-{about}-{threshold}"
        yield _task(user, task, key=key, text=text, last_day=last_day)


def _lightened(officials: Officials) -> Iterator[Occasion]:
    """Whoever takes many off a list at once chooses who is asked: the Inspektorat hears of it."""
    since = timezone.now() - NEWS_FOR
    taken = Upload.objects.filter(
        state=Upload.State.TAKEN_OVER, removed_many=True, uploaded_at__gt=since
    )
    readers = [user for user in officials.users if user.may(Permission.WAVE_RUN)]
    for upload in taken.select_related("office").defer("content"):
        yield from (_left(user, upload) for user in readers)


def _candidates(officials: Officials) -> Iterator[Occasion]:
    """Somebody put themselves forward at a counter, and waits for the office to decide."""
    keepers = [duty for duty in officials.duties if duty.user.role == Role.OPD_ADMIN]
    waiting = ServicePoint.objects.filter(waits_since__isnull=False).select_related("office")
    for point in waiting:
        for duty in keepers:
            if duty.office_id in (point.office_id, point.office.parent_id):
                yield Occasion(
                    user=duty.user,
                    key=f"candidates-{point.pk}-{point.waits_since}",
                    text=f"Calon responden menunggu di loket {point.service}, "
                    f"{point.office.short_name}, sejak {formats.day(point.waits_since)}.",
                    todo="Masukkan ke daftar atau tolak. Yang masih menunggu saat sampel ditarik "
                    "diberi tahu bahwa mereka tidak ikut, lalu dihapus.",
                    path=reverse("intake:point", args=[point.office.code, point.pk]),
                )


def _left(user: User, upload: Upload) -> Occasion:
    name, label = upload.office.short_name, Kind(upload.kind).label.lower()
    return Occasion(
        user=user,
        key=f"lightened-{upload.pk}",
        text=f"{name} mengeluarkan {upload.removed} orang dari daftar {label}, "
        "lebih dari 5 % isinya.",
        todo="Baca alasannya di riwayat kantor itu, dan tanyakan bila tidak jelas.",
        path=reverse("respondents:office", args=[upload.office.code]),
    )


def _task(user: User, task: unfinished.Task, *, key: str, text: str, last_day: date) -> Occasion:
    return Occasion(
        user=user,
        key=key,
        text=f"{text} ({task.office.short_name}).",
        todo=_todo(task),
        path=task.url,
        by_when=last_day,
    )


def _todo(task: unfinished.Task) -> str:
    if task.is_signature:
        return "Kirim tautan ke kepala kantor, atau cetak pernyataannya."
    if task.upload:
        return "Perbaiki barisnya, setujui perubahannya, lalu pakai daftarnya."
    return "Isi templatnya, lalu unggah."


# --- Steps of a wave -------------------------------------------------------------------------


def _steps(officials: Officials) -> Iterator[Occasion]:
    now = timezone.now()
    for wave in Wave.objects.real().filter(state=Wave.State.OPEN):
        yield from (_opened(user, wave) for user in officials.users)
        for entry in _reminders(wave):
            yield from (_reminded(user, wave, entry) for user in officials.users)
    fresh = Wave.objects.real().filter(closes_at__gt=now - NEWS_FOR)
    for wave in fresh.filter(state=Wave.State.CLOSED):
        yield from (_closed(user, wave) for user in officials.users)
    published = Publication.objects.filter(published_at__gt=now - NEWS_FOR)
    for publication in published.select_related("wave").defer("figures"):
        yield from (_published(user, publication.wave, officials) for user in officials.users)


def _reminders(wave: Wave) -> list[Entry]:
    """The rounds of reminders that were queued; the first round is the invitation itself."""
    subject = ledger.reference(wave)
    queued = Entry.objects.filter(subject=subject, verb="messages.queued")
    return list(queued.exclude(details__round="invitation"))


def _opened(user: User, wave: Wave) -> Occasion:
    runs = user.may(Permission.WAVE_RUN)
    return Occasion(
        user=user,
        key=f"wave-{wave.slug}-open",
        text=f"{wave.title} berjalan sampai {formats.moment(wave.closes_at)}.",
        todo="Perhatikan pesan yang tidak sampai." if runs else HANDS_OFF,
        path=_wave_page(user, wave),
    )


def _reminded(user: User, wave: Wave, entry: Entry) -> Occasion:
    return Occasion(
        user=user,
        key=f"wave-{wave.slug}-round-{entry.pk}",
        text="Pengingat survei dikirim kepada semua yang terpilih, "
        "sebab portal tidak tahu siapa yang sudah mengisi.",
        todo="Bila ditanya, katakan bahwa pesannya asli. Jangan meminta bukti pengisian.",
        path=_wave_page(user, wave),
    )


def _closed(user: User, wave: Wave) -> Occasion:
    runs = user.may(Permission.WAVE_RUN)
    return Occasion(
        user=user,
        key=f"wave-{wave.slug}-closed",
        text=f"{wave.title} sudah ditutup. Hasil terbit {wave.results_expected}.",
        todo="Minta persetujuan untuk menghitung jawaban."
        if runs
        else "Tidak ada yang perlu Anda lakukan.",
        path=_wave_page(user, wave),
    )


def _published(user: User, wave: Wave, officials: Officials) -> Occasion:
    office = officials.office_of(user)
    path, todo = reverse("start"), "Tidak ada yang perlu Anda lakukan."
    if user.may(Permission.RESULTS_VIEW_CITY):
        path, todo = reverse("reports:sekda"), "Baca dasbor."
    elif user.role in OF_AN_OFFICE and office:
        path = reverse("reports:newest", args=[office.code])
        todo = "Baca hasil kantor Anda, lalu rencanakan perbaikannya."
    return Occasion(
        user=user,
        key=f"wave-{wave.slug}-published",
        text=f"Hasil {wave.title} sudah terbit.",
        todo=todo,
        path=path,
    )


def _wave_page(user: User, wave: Wave) -> str:
    seen = user.may(Permission.WAVE_VIEW)
    return reverse("surveys:wave", args=[wave.slug]) if seen else reverse("start")


# --- Mandates --------------------------------------------------------------------------------


def _mandates(officials: Officials) -> Iterator[Occasion]:
    yield from (
        _ending(user, f"account-{user.valid_until}", "Akun Anda", user.valid_until)
        for user in officials.users
        if _is_soon(user.valid_until)
    )
    for duty in _ending_duties(officials.duties):
        what = f"Tugas Anda untuk {duty.office.short_name}"
        yield _ending(duty.user, f"duty-{duty.pk}-{duty.valid_until}", what, duty.valid_until)


def _ending_duties(duties: Iterable[Duty]) -> Iterator[Duty]:
    return (duty for duty in duties if _is_soon(duty.valid_until))


def _is_soon(end: date | None) -> bool:
    return end is not None and end <= timezone.localdate() + SOON


def _ending(user: User, key: str, what: str, end: date | None) -> Occasion:
    return Occasion(
        user=user,
        key=key,
        text=f"{what} berakhir {formats.day(end)}.",
        todo="Bila masih bertugas, minta Inspektorat memperpanjangnya.",
        path=reverse("profile"),
        by_when=end,
    )
