"""Who is told what, once; the daily letter goes at seven and never in the evening."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.models.publications import Publication
from reports.models.runs import IndexRun
from respondents.models.duties import Duty
from respondents.models.lists import Upload
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from spi_portal.notices import telling
from spi_portal.notices.models import MailChoice, Notice
from spi_portal.post import letters
from spi_portal.post.models import OfficialLetter
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db


def keys(user) -> list[str]:
    return sorted(Notice.objects.filter(user=user).values_list("key", flat=True))


def wave(state: str, **given) -> Wave:
    values = {"frame_root": b"root", "draw_randomness": "48 13 77"} if state != "lists" else {}
    return make.wave(state=state, **(values | given))


def opens_in(days: int) -> dict[str, datetime]:
    """The last day of the lists is the day before."""
    opens = timezone.now() + timedelta(days=days + 1)
    return {"opens_at": opens, "closes_at": opens + timedelta(days=60)}


def at_hour(monkeypatch, hour: int, *, day: int = 0) -> None:
    today = datetime.now(UTC).date() + timedelta(days=day)  # not of the clock that is moved
    now = timezone.make_aware(datetime.combine(today, time(hour, 30)))
    monkeypatch.setattr(timezone, "now", lambda: now)


class TestRequests:
    def test_those_who_may_decide_are_told_without_a_second_letter(self, ratna, hadi):
        asked = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        telling.tell()

        (notice,) = Notice.objects.filter(user=hadi)
        assert notice.key == f"approval-{asked.pk}"
        assert not notice.for_mail
        assert keys(ratna) == []

    def test_one_that_is_left_lying_comes_into_the_daily_letter(self, ratna, hadi):
        asked = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        Approval.objects.update(asked_at=timezone.now() - timedelta(days=3))
        telling.tell()

        assert Notice.objects.get(user=hadi, for_mail=True).key == f"approval-{asked.pk}-delayed"


class TestLists:
    @pytest.mark.parametrize(
        ("days", "told"), [(8, None), (7, 7), (5, 7), (3, 3), (2, 3), (1, 1), (0, 1), (-1, None)]
    )
    def test_a_list_that_is_not_done_is_told_of_seven_three_and_one_day_before(
        self, bayu, days, told
    ):
        running = wave("lists", **opens_in(days))
        office = bayu.duty_set.get().office
        make.person(office=office)
        telling.tell()

        # The staff are listed and nobody vouches for them; of the users there is no list.
        kinds = ("internal", "external") if told else ()
        wanted = [f"list-{running.slug}-{office.pk}-{kind}-{told}" for kind in kinds]
        assert keys(bayu) == sorted(wanted)

    def test_a_file_with_faults_is_told_at_once_and_led_to(self, bayu):
        wave("lists", **opens_in(30))
        office = bayu.duty_set.get().office
        upload = Upload.objects.create(
            office=office, kind="internal", file_hash=b"0", state="checked", rows=40, ready=28
        )
        telling.tell()

        (notice,) = Notice.objects.filter(user=bayu)
        assert notice.text == f"12 baris daftar pegawai perlu diperbaiki ({office.short_name})."
        assert notice.path == f"/opd/unggahan/{upload.pk}/"
        assert notice.by_when == timezone.localdate() + timedelta(days=30)

    @pytest.mark.parametrize(("many", "told"), [(True, 1), (False, 0)])
    def test_many_who_leave_a_list_at_once_are_the_inspektorat_s_matter(
        self, ratna, bayu, many, told
    ):
        upload = Upload.objects.create(
            office=bayu.duty_set.get().office, kind="internal", file_hash=b"0", state="taken_over",
            removed=34, removed_many=many,
        )  # fmt: skip
        telling.tell()

        assert keys(ratna) == [f"lightened-{upload.pk}"] * told
        assert keys(bayu) == []

    def test_lists_that_are_frozen_are_nobodys_matter(self, bayu):
        wave("frozen", **opens_in(1))
        telling.tell()

        assert keys(bayu) == []


class TestSteps:
    def test_all_are_told_that_it_runs_and_offices_to_keep_off(self, ratna, bayu):
        running = wave("open")
        telling.tell()

        assert keys(ratna) == keys(bayu) == [f"wave-{running.slug}-open"]
        assert "Jangan meminta bukti pengisian" in Notice.objects.get(user=bayu).todo

    def test_a_reminder_is_told_the_invitation_is_not(self, ratna, bayu):
        running = wave("open")
        ledger.record("messages.queued", running, by=ratna, round="invitation", messages=3)
        entry = ledger.record("messages.queued", running, by=ratna, round="reminder", messages=3)
        telling.tell()

        assert keys(bayu) == [f"wave-{running.slug}-open", f"wave-{running.slug}-round-{entry.pk}"]

    @pytest.mark.parametrize(("days", "told"), [(1, True), (20, False)])
    def test_a_close_is_news_for_two_weeks(self, bayu, days, told):
        closed = timezone.now() - timedelta(days=days)
        over = wave("closed", opens_at=closed - timedelta(days=60), closes_at=closed)
        telling.tell()

        assert keys(bayu) == ([f"wave-{over.slug}-closed"] if told else [])

    def test_an_office_is_led_to_its_own_result(self, ratna, bayu):
        over = wave("published")
        run = IndexRun.objects.create(wave=over, figures={}, weight_set=scenes.weight_set())
        Publication.objects.create(wave=over, run=run, figures={}, published_by=ratna)
        telling.tell()

        office = bayu.duty_set.get().office
        assert Notice.objects.get(user=bayu).path == f"/opd/{office.code}/hasil/"
        assert Notice.objects.get(user=ratna).path == "/sekda/"


@pytest.mark.parametrize(("days", "told"), [(14, 2), (15, 0)])
def test_an_account_and_a_duty_that_end_soon_are_told_to_their_holder(bayu, days, told):
    end = timezone.localdate() + timedelta(days=days)
    type(bayu).objects.filter(pk=bayu.pk).update(valid_until=end)
    Duty.objects.filter(user=bayu).update(valid_until=end)
    telling.tell()

    assert Notice.objects.filter(user=bayu, by_when=end).count() == told


def test_a_worker_without_pages_of_its_own_tells_it(bayu, settings):
    settings.ROOT_URLCONF = "spi_portal.urls_worker"
    wave("open")

    assert telling.do_all()["told"] == 1


def test_the_role_of_the_worker_suffices_for_all_there_is_to_tell(bayu, ratna, hadi):
    running = wave("lists", **opens_in(3))
    make.person(office=bayu.duty_set.get().office)
    approvals.ask("draw", running.slug, reason="Sesuai jadwal", by=ratna)
    wave("open")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")
        told = telling.do_all()["told"]
        cursor.execute("RESET ROLE")

    assert told == Notice.objects.count() > 5


def test_nobody_is_told_twice(bayu):
    wave("open")

    assert [telling.tell(), telling.tell()] == [1, 0]


def test_those_who_left_are_told_nothing(bayu):
    wave("open")
    type(bayu).objects.filter(pk=bayu.pk).update(is_active=False)

    assert telling.tell() == 0


def test_telling_costs_the_same_for_one_office_or_twenty(bayu):
    wave("lists", **opens_in(3))
    few = _cost()
    for number in range(20):
        make.user(f"Admin{number}", Role.OPD_ADMIN, of=make.office())
    telling.tell()
    Notice.objects.all().delete()

    assert _cost() == few


def _cost() -> int:
    with CaptureQueriesContext(connection) as captured:
        telling.tell()
    return len(captured)


class TestDigest:
    @pytest.fixture
    def told(self, bayu, monkeypatch):
        """Told on the evening before."""
        wave("open")
        at_hour(monkeypatch, 20, day=-1)
        telling.tell()
        return bayu

    @pytest.mark.parametrize(
        ("hour", "letters_written"), [(0, 0), (6, 0), (7, 1), (17, 1), (18, 0), (23, 0)]
    )
    def test_it_leaves_at_seven_and_never_in_the_evening(
        self, told, monkeypatch, hour, letters_written
    ):
        at_hour(monkeypatch, hour)

        assert telling.write_digests() == letters_written

    def test_it_says_what_to_do_and_where(self, told, monkeypatch):
        at_hour(monkeypatch, 7)
        telling.write_digests()

        letter = OfficialLetter.objects.get()
        assert letter.to == told.email
        assert letter.subject == "Satu hal baru untuk Anda"
        assert "Jangan meminta bukti pengisian." in letter.text
        assert "http" in letter.text

    def test_twice_is_once(self, told, monkeypatch):
        at_hour(monkeypatch, 7)

        assert [telling.write_digests(), telling.write_digests()] == [1, 0]

    def test_what_is_told_during_the_day_waits_for_the_next_morning(self, bayu, monkeypatch):
        wave("open")
        at_hour(monkeypatch, 9)
        telling.tell()

        assert telling.write_digests() == 0
        at_hour(monkeypatch, 7, day=1)
        assert telling.write_digests() == 1

    def test_who_wants_none_gets_none_and_is_not_written_to_later(self, told, monkeypatch):
        telling.choose(told, wants_mail=False)
        at_hour(monkeypatch, 7)
        assert telling.write_digests() == 0

        MailChoice.objects.all().delete()
        assert telling.write_digests() == 0

    def test_a_mail_server_that_comes_back_at_night_sends_it_in_the_morning(
        self, told, monkeypatch
    ):
        at_hour(monkeypatch, 17)
        telling.write_digests()
        at_hour(monkeypatch, 18)
        letters.queue(to="a@contoh.go.id", subject="Tautan", text="-", about="account.link")

        assert letters.deliver_due() == 1
        assert [letter.to for letter in mail.outbox] == [["a@contoh.go.id"]]
        at_hour(monkeypatch, 7, day=1)
        assert letters.deliver_due() == 1
