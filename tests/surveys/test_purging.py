"""What is over is destroyed at night, and nothing else is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from reports.models.receipts import SignatureReceipt
from respondents import access, correcting, lists, objections, tasks
from respondents.correcting import Why
from respondents.models.lists import Fault, Upload
from respondents.models.objections import Objection
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.signatures import Signature
from respondents.models.staged import Removal, StagedRow
from respondents.models.stopped import Stopped
from respondents.models.volunteers import Volunteer
from spi_portal.audit.models.entries import Entry
from spi_portal.post.models import OfficialLetter
from surveys import purging
from surveys.models.groups import FrameEntry
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.undelivered import Undelivered
from surveys.models.waves import Wave
from surveys.retention import Who
from surveys.steps import freezing
from tests import make
from tests.respondents import sheets
from tests.surveys.steps import playing
from tests.surveys.steps.test_under_roles import process

pytestmark = pytest.mark.django_db
NOW, DAY = timezone.now, timedelta(days=1)


def night() -> dict[str, int]:
    """Under the roles of the workers: a grant that is missing shows here."""
    gone = {}
    for name, who in (("send", Who.SEND), ("reports", Who.REPORTS)):
        with process(name):
            gone |= purging.purge(who)
    return gone


def over(days_ago: int, *, opened: int | None = None, **given) -> Wave:
    """A wave that was closed so many days ago."""
    closes = NOW() - days_ago * DAY
    opens = NOW() - (opened or days_ago + 60) * DAY
    given = {"state": "published", "frame_root": b"r", "draw_randomness": "r"} | given
    return make.wave(opens_at=opens, closes_at=closes, **given)


def guest(**given) -> Person:
    return make.person(kind="external", **({"listed_on": timezone.localdate() - 100 * DAY} | given))


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


class TestGuests:
    def test_their_contacts_go_with_the_wave_and_they_leave_the_list(self):
        over(31)
        person = guest(further={"source": "buku tamu"})
        left = over_and_in_the_frame(person)

        night()

        person = again(person)
        assert (person.phone, person.email, person.further) == ("", "", {})
        assert (person.phone_index, person.email_index) == (None, None)
        assert person.left_on == timezone.localdate()
        assert left

    def test_for_thirty_days_after_closing_nothing_goes(self):
        over(29)
        person = guest()

        night()

        assert again(person).phone
        assert again(person).left_on is None

    def test_whoever_was_listed_since_stays_for_the_next_wave(self):
        over(31)
        person = guest(listed_on=timezone.localdate() - 30 * DAY)

        night()

        assert again(person).phone

    def test_whoever_stands_in_the_frame_of_a_running_wave_stays(self, ratna):
        over(31)
        wave = playing.frozen(ratna)
        person = guest()
        in_the_frame(person, wave)

        night()

        assert again(person).phone

    def test_a_pilot_ends_nothing(self):
        over(31, is_pilot=True)
        person = guest()

        night()

        assert again(person).phone

    def test_the_row_goes_when_no_frame_holds_it(self):
        over(31)
        person = guest()

        night()
        night()

        assert not Person.objects.filter(pk=person.pk).exists()


def in_the_frame(person: Person, wave: Wave) -> FrameEntry:
    group = wave.groups.first() or wave.groups.create(
        kind=person.kind, name="K", population=1, invited=1
    )
    return FrameEntry.objects.create(
        wave=wave, person=person, office=person.office, group=group, row_hash=b"h"
    )


def over_and_in_the_frame(person: Person) -> FrameEntry:
    return in_the_frame(person, Wave.objects.get())


class TestStaff:
    def left(self, days_ago: int, **given) -> Person:
        return make.person(
            left_on=timezone.localdate() - days_ago * DAY, left_why="pindah", **given
        )

    def test_who_missed_two_waves_goes(self):
        person = self.left(800)
        over(700, sample_gone_on=timezone.localdate())
        over(300)

        assert night()["forget_staff"] == 1
        assert not Person.objects.filter(pk=person.pk).exists()

    def test_who_missed_one_wave_stays(self):
        person = self.left(500)
        over(700)
        over(300)

        night()

        assert again(person).phone

    def test_who_stands_on_a_list_stays_however_old_the_list_is(self):
        person = make.person(listed_on=date(2020, 1, 1))
        over(700)
        over(300)

        night()

        assert again(person).phone

    def test_a_wave_that_still_runs_was_not_missed(self):
        person = self.left(800)
        over(700)
        over(1, opened=60, state="open")

        night()

        assert again(person).phone

    def test_what_hangs_on_them_goes_too(self, ratna):
        person = self.left(800)
        over(700)
        over(300)
        upload = Upload.objects.create(
            office=person.office, kind="internal", file_name="a", file_hash=b"1"
        )
        Removal.objects.create(upload=upload, office=person.office, person=person, why="pindah")
        objections.record(person, channel=Objection.Channel.TELEPHONE, by=ratna)

        night()

        assert not Removal.objects.exists()
        assert not Objection.objects.exists()


class TestStopList:
    @pytest.fixture
    def gone(self, ratna):
        """Somebody objected, and their row was destroyed."""
        person = guest(phone="+6281299990001", email="tidak@contoh.id")
        objections.record(person, channel=Objection.Channel.LETTER, by=ratna)
        over(31, sample_gone_on=timezone.localdate())
        night()
        night()
        assert not Person.objects.filter(pk=person.pk).exists()
        return person

    def test_number_and_address_are_kept_as_hashes_under_a_key_of_their_own(self, gone):
        marks = {bytes(mark) for mark in Stopped.objects.values_list("mark", flat=True)}

        assert len(marks) == 2
        assert not marks & {bytes(gone.phone_index), bytes(gone.email_index)}

    def test_the_next_list_that_names_them_asks_them_nothing(self, gone, ratna):
        wave = playing.lists(ratna)
        listed = make.person(office=make.office(), phone="+6281299990001", email="")
        make.all_signed()
        with process("staff"):
            freezing.freeze(wave=wave, by=ratna)

        assert Objection.objects.standing().filter(person=listed).exists()
        assert not FrameEntry.objects.filter(person=listed).exists()
        assert FrameEntry.objects.count() == 30

    def test_a_contact_that_is_corrected_to_a_stopped_one_is_known_again(self, gone, ratna):
        listed = make.person(phone="+6281299990002")
        with process("staff"), access.acting(ratna):
            correcting.correct(listed, phone="+6281299990001", why=Why.MISTYPED, by=ratna)

        assert Objection.objects.standing().filter(person=listed).exists()

    def test_who_wants_to_be_asked_again_is_taken_off(self, gone, ratna):
        listed = make.person(phone="+6281299990001", email="tidak@contoh.id")
        objections.record(listed, channel=Objection.Channel.LETTER, by=ratna)

        with process("staff"), access.acting(ratna):
            objections.withdraw(listed, by=ratna)

        assert not Stopped.objects.exists()


class TestSamples:
    @pytest.fixture
    def wave(self, ratna) -> Wave:
        """Over, with messages."""
        wave = playing.opened(ratna)
        call = Invitation.objects.filter(wave=wave).first()
        Undelivered.objects.create(wave=wave, office=call.office, kind="internal", email_index=b"1")
        Wave.objects.filter(pk=wave.pk).update(
            state="published", opens_at=NOW() - 400 * DAY, closes_at=NOW() - 340 * DAY
        )
        return playing.again(wave)

    def samples(self) -> list[int]:
        models = (FrameEntry, Invitation, Message, Undelivered)
        return [model.objects.count() for model in models]

    def test_until_the_next_draw_they_stay(self, wave, ratna):
        make.wave(opens_at=NOW() + DAY, closes_at=NOW() + 30 * DAY)

        night()

        assert all(self.samples())

    def test_they_go_when_the_next_sample_was_drawn(self, wave):
        over(1, opened=30, state="open")

        night()

        assert self.samples() == [0, 0, 0, 0]
        assert playing.again(wave).sample_gone_on == timezone.localdate()
        told = Entry.objects.get(verb="retention.purged", subject="retention destroy_samples")
        assert told.details["frame"] == 30

    def test_they_go_after_eighteen_months_in_any_case(self, wave):
        Wave.objects.filter(pk=wave.pk).update(
            closes_at=NOW() - 549 * DAY, opens_at=NOW() - 600 * DAY
        )

        night()

        assert self.samples() == [0, 0, 0, 0]


def test_a_year_after_the_visit_a_volunteer_is_forgotten():
    make.volunteer(served_on=timezone.localdate() - 367 * DAY)
    kept = make.volunteer()

    night()

    assert list(Volunteer.objects.all()) == [kept]


class TestUploads:
    def receive(self) -> Upload:
        upload = lists.receive(
            file_name="pegawai.xlsx", content=sheets.xlsx([sheets.employee(no_wa="0812")]),
            office=make.office(), kind="internal", by="test",
        )  # fmt: skip
        tasks.work()
        return upload

    def test_a_file_that_nobody_used_for_half_a_year_is_forgotten(self):
        old = self.receive()
        Upload.objects.update(uploaded_at=NOW() - 184 * DAY)
        young = self.receive()

        night()

        assert Upload.objects.get(pk=old.pk).state == Upload.State.DROPPED
        assert not StagedRow.objects.filter(upload=old).exists()
        assert Upload.objects.get(pk=young.pk).state == Upload.State.CHECKED

    def test_after_two_years_an_upload_is_numbers_alone(self):
        upload = self.receive()
        lists.drop(upload, by="test")
        assert Fault.objects.exists()
        Upload.objects.update(uploaded_at=NOW() - 731 * DAY)

        night()

        assert not Fault.objects.exists()
        assert Upload.objects.get().file_name == ""

    def test_after_two_years_a_file_that_nobody_could_read_has_no_name(self):
        lists.receive(
            file_name="NIK Ayu Lestari.xlsx", content=b"PK no workbook", office=make.office(),
            kind="internal", by="test",
        )  # fmt: skip
        tasks.work()
        assert Upload.objects.get().state == Upload.State.UNREADABLE
        Upload.objects.update(uploaded_at=NOW() - 731 * DAY)

        night()

        assert Upload.objects.get().file_name == ""


def test_a_signature_goes_after_five_years_with_its_receipt():
    kept = sign(make.office(), days_ago=1820)
    gone = sign(make.office(), days_ago=1827)

    night()

    assert list(Signature.objects.all()) == [kept]
    assert [one.signature_id for one in SignatureReceipt.objects.all()] == [kept.pk]
    assert gone.pk


def sign(office: Office, *, days_ago: int) -> Signature:
    signature = Signature.objects.create(
        office=office, kind="internal", signer="Kepala", how="tautan", rows=1, digest=b"d"
    )
    Signature.objects.filter(pk=signature.pk).update(at=NOW() - days_ago * DAY)
    SignatureReceipt.objects.create(signature=signature, facts={}, address="-", due_at=NOW())
    return signature


def test_a_letter_goes_ninety_days_after_it_was_due():
    for days, state in ((91, "sent"), (91, "failed"), (91, "ready"), (89, "sent")):
        OfficialLetter.objects.create(
            to="a@contoh.go.id", about="x", subject=f"{state} {days}", due_at=NOW() - days * DAY,
            state=state, sent_at=NOW() if state == "sent" else None,
        )  # fmt: skip

    night()

    left = set(OfficialLetter.objects.values_list("subject", flat=True))
    assert left == {"ready 91", "sent 89"}


def test_what_cannot_be_destroyed_tonight_keeps_nothing_else_back(monkeypatch, caplog):
    def broken(now):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    monkeypatch.setitem(purging.DEEDS, "destroy_samples", broken)
    person = make.volunteer(served_on=timezone.localdate() - 367 * DAY)

    night()

    assert not Volunteer.objects.filter(pk=person.pk).exists()
    assert "destroy_samples" in caplog.text


def test_a_night_in_which_nothing_is_over_leaves_no_entry():
    make.person()
    make.volunteer()

    night()

    assert not Entry.objects.filter(verb="retention.purged").exists()
