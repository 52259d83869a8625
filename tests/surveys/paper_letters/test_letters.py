"""Letters on paper: for whom, what stands on them, and that they leave once."""

from __future__ import annotations

import io
import re

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from respondents import objections
from respondents.models.objections import Objection
from respondents.models.people import Person
from spi_portal import keyring
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from spi_portal.paper import pdf
from spi_portal.processes import PROCESSES
from surveys import delivery, links, standing
from surveys.models.invitations import Invitation
from surveys.models.letter_batches import LetterBatch
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.paper_letters import counted, ordering, printing, sealing, unreached
from surveys.steps import closing, inviting, order
from tests import make

pytestmark = pytest.mark.django_db
State = LetterBatch.State


@pytest.fixture
def not_printed(monkeypatch):
    """The pages instead of a PDF, for tests that are not about paper."""
    pages: list[str] = []

    def render(html: str) -> pdf.Paper:
        pages.append(html)
        return pdf.Paper(content=html.encode(), sha256="")

    monkeypatch.setattr(pdf, "render", render)
    return pages


def printed(wave, by, *, for_all=False) -> LetterBatch:
    batch = ordering.ask(wave=wave, for_all=for_all, by=by)
    assert printing.print_due() == 1
    batch.refresh_from_db()
    return batch


def codes_in(text: str) -> set[str]:
    return set(re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}", text))


def codes_of(invitations, wave) -> set[str]:
    return {links.code_of(one, wave) for one in invitations}


def on_paper() -> set[Invitation]:
    return {m.invitation for m in Message.objects.filter(channel=Message.Channel.PAPER)}


class TestForWhom:
    def test_for_those_without_number_whom_no_mail_reaches(self, wave, people, hadi, not_printed):
        batch = printed(wave, hadi)

        text = ordering.take(batch, by=hadi).decode()
        assert codes_in(text) == codes_of(people.without_number, wave)
        assert on_paper() == people.without_number

    def test_for_those_with_a_number_too_where_it_is_asked(self, wave, people, hadi, not_printed):
        assert unreached.numbers(wave) == (3, 4)
        batch = printed(wave, hadi, for_all=True)

        text = ordering.take(batch, by=hadi).decode()
        assert codes_in(text) == codes_of({*people.without_number, people.number_only}, wave)

    def test_nobody_gets_a_second_one(self, wave, people, hadi, not_printed):
        ordering.take(printed(wave, hadi), by=hadi)

        assert unreached.numbers(wave)[0] == 0
        ordering.ask(wave=wave, for_all=False, by=hadi)
        assert printing.print_due() == 0
        assert LetterBatch.objects.first().state == State.NOBODY

    def test_no_reserve_and_nobody_who_opted_out(self, wave, people, hadi, not_printed):
        gone, left = people.without
        Invitation.objects.filter(pk=gone.pk).update(state=Invitation.State.OPTED_OUT)
        reserve = Invitation.objects.filter(wave=wave, state=Invitation.State.RESERVE).first()
        if reserve:
            reserve.person.set_contacts()
            reserve.person.save()

        text = ordering.take(printed(wave, hadi), by=hadi).decode()
        assert codes_in(text) == codes_of({left, people.refused}, wave)

    @pytest.mark.parametrize("state", ["not_theirs", "opted_out"])
    def test_nobody_whose_link_somebody_else_may_have(self, state, wave, people, hadi, not_printed):
        gone, left = people.without
        Invitation.objects.filter(pk=gone.pk).update(state=state)

        text = ordering.take(printed(wave, hadi), by=hadi).decode()
        assert codes_in(text) == codes_of({left, people.refused}, wave)

    def test_who_objects_is_not_printed_and_no_number_tells(
        self, wave, people, hadi, ratna, not_printed
    ):
        channel = Objection.Channel.values[0]
        objections.record(people.without[0].person, channel=channel, by=ratna)

        batch = printed(wave, hadi)
        assert batch.letters == 3
        text = ordering.take(batch, by=hadi).decode()
        assert codes_in(text) == codes_of({people.without[1], people.refused}, wave)
        assert people.without[0].person.name not in text
        assert counted.of(wave).letters == 3

    @pytest.mark.parametrize("why", Person.GONE)
    def test_who_died_or_left_is_not_printed_and_no_number_tells(
        self, why, wave, people, hadi, not_printed
    ):
        gone, left = people.without
        Person.objects.filter(pk=gone.person_id).update(left_on=timezone.localdate(), left_why=why)

        batch = printed(wave, hadi)
        text = ordering.take(batch, by=hadi).decode()
        assert codes_in(text) == codes_of({left, people.refused}, wave)
        assert gone.person.name not in text
        assert counted.of(wave).letters == batch.letters == 3

    def test_many_come_in_several_files(self, wave, people, hadi, not_printed, monkeypatch):
        monkeypatch.setattr(printing, "AT_MOST", 2)
        assert printed(wave, hadi).letters == 2
        ordering.take(LetterBatch.objects.first(), by=hadi)
        assert printed(wave, hadi).letters == 1


class TestOnce:
    def test_it_is_taken_once(self, wave, people, hadi, not_printed):
        batch = printed(wave, hadi)
        ordering.take(batch, by=hadi)

        with pytest.raises(ordering.CannotBeTaken, match="tidak dapat diambil"):
            ordering.take(batch, by=hadi)
        batch.refresh_from_db()
        assert bytes(batch.content) == b""

    def test_a_backup_from_before_does_not_open_afterwards(
        self, wave, people, hadi, not_printed, django_capture_on_commit_callbacks
    ):
        batch = printed(wave, hadi)
        backup = bytes(batch.content)
        assert sealing.unseal(backup, batch=batch.pk)
        with django_capture_on_commit_callbacks(execute=True):
            ordering.take(batch, by=hadi)

        with pytest.raises(sealing.CannotBeOpened):
            sealing.unseal(backup, batch=batch.pk)
        assert not keyring.holds(sealing.KIND, str(batch.pk))

    def test_what_lies_there_tells_nothing(self, wave, people, hadi, not_printed):
        content = bytes(printed(wave, hadi).content)

        for one in people.without_number:
            assert links.code_of(one, wave).encode() not in content
            assert one.person.name.encode() not in content

    def test_only_who_ordered_it_takes_it(self, wave, people, hadi, not_printed):
        batch = printed(wave, hadi)

        with pytest.raises(ordering.CannotBeTaken, match="Hadi Pranoto"):
            ordering.take(batch, by=make.user("Sari Kedua", "head"))
        assert LetterBatch.objects.get(pk=batch.pk).state == State.READY

    def test_one_at_a_time(self, wave, people, hadi, not_printed):
        printed(wave, hadi)

        with pytest.raises(ordering.NotYet):
            ordering.ask(wave=wave, for_all=False, by=hadi)

    def test_an_order_that_staff_did_not_sign_is_not_printed(self, wave, people, hadi, not_printed):
        batch = ordering.ask(wave=wave, for_all=False, by=hadi)
        other, _ = sealing.new_lock(wave.pk, wave.pk)
        LetterBatch.objects.filter(pk=batch.pk).update(lock=other)

        assert printing.print_due() == 0
        assert not_printed == []
        assert on_paper() == set()

    def test_the_ledger_says_who_and_how_many_and_nobodys_name(
        self, wave, people, hadi, not_printed
    ):
        ordering.take(printed(wave, hadi), by=hadi)

        entries = {one.verb: one for one in Entry.objects.filter(verb__startswith="letters.")}
        assert set(entries) == {"letters.asked", "letters.printed", "letters.taken"}
        assert entries["letters.taken"].actor.endswith("Hadi Pranoto")
        assert entries["letters.taken"].details == {"batch": 1, "letters": 3}


class TestAfterwards:
    def test_a_taken_letter_counts_as_sent(self, wave, people, hadi, not_printed):
        before = standing.messages(wave).sent
        batch = printed(wave, hadi)
        assert standing.messages(wave).sent == before
        ordering.take(batch, by=hadi)

        assert standing.messages(wave).sent == before + 3

    def test_mail_leaves_letters_alone(self, wave, people, hadi, not_printed):
        printed(wave, hadi)

        assert delivery.deliver_due({}) == 0  # a channel that it does not know would fail

    def test_nobody_is_reminded_at_an_address_that_refused(self, wave, people, ratna):
        inviting.remind(wave=wave, round=Message.Round.REMINDER, by=ratna)

        reminded = Message.objects.filter(round=Message.Round.REMINDER)
        assert {m.invitation for m in reminded} == set(people.reached)

    def test_a_mended_address_is_reminded(self, wave, people, ratna):
        mended = people.refused.person
        mended.set_contacts(email="benar@contoh.id")
        mended.save()
        inviting.remind(wave=wave, round=Message.Round.REMINDER, by=ratna)

        reminded = Message.objects.filter(round=Message.Round.REMINDER)
        assert people.refused in {m.invitation for m in reminded}

    def test_printed_again_it_is_the_same_link_and_is_counted(
        self, wave, people, hadi, not_printed
    ):
        batch = printed(wave, hadi)
        first = ordering.take(batch, by=hadi).decode()
        batch.refresh_from_db()
        sent = standing.messages(wave).sent

        second = ordering.ask_again(batch, by=hadi)
        assert printing.print_due() == 1
        text = ordering.take(second, by=hadi).decode()
        assert codes_in(text) == codes_in(first)
        assert counted.of(wave) == counted.Printed(letters=3, again=3)
        assert standing.messages(wave).sent == sent

    def test_who_opted_out_since_is_not_printed_again_and_no_number_tells(
        self, wave, people, hadi, not_printed
    ):
        batch = printed(wave, hadi)
        ordering.take(batch, by=hadi)
        batch.refresh_from_db()
        left = people.without[0]
        Invitation.objects.filter(pk=left.pk).update(state=Invitation.State.OPTED_OUT)

        second = ordering.ask_again(batch, by=hadi)
        assert printing.print_due() == 1
        text = ordering.take(second, by=hadi).decode()
        assert codes_in(text) == codes_of(people.without_number - {left}, wave)
        assert counted.of(wave) == counted.Printed(letters=3, again=3)

    def test_what_was_never_taken_is_not_printed_again(self, wave, people, hadi, not_printed):
        with pytest.raises(ordering.CannotBeTaken):
            ordering.ask_again(printed(wave, hadi), by=hadi)

    def test_dropped_its_people_are_in_the_next(self, wave, people, hadi, not_printed):
        batch = printed(wave, hadi)
        ordering.drop(batch, by=hadi)
        batch.refresh_from_db()
        assert (batch.state, bytes(batch.content)) == (State.DROPPED, b"")

        text = ordering.take(printed(wave, hadi), by=hadi).decode()
        assert codes_in(text) == codes_of(people.without_number, wave)
        assert counted.of(wave).letters == 3

    def test_closing_ends_what_was_not_taken(self, wave, people, hadi, ratna, not_printed):
        batch = printed(wave, hadi)
        closing.close(wave=wave, by=ratna)

        batch.refresh_from_db()
        assert (batch.state, bytes(batch.content)) == (State.DROPPED, b"")
        with pytest.raises(order.StepOutOfOrder):
            ordering.ask(wave=wave, for_all=False, by=hadi)

    def test_nor_does_a_backup_of_what_was_not_taken(
        self, wave, people, hadi, ratna, not_printed, django_capture_on_commit_callbacks
    ):
        batch = printed(wave, hadi)
        backup = bytes(batch.content)
        with django_capture_on_commit_callbacks(execute=True):
            closing.close(wave=wave, by=ratna)

        with pytest.raises(sealing.CannotBeOpened):
            sealing.unseal(backup, batch=batch.pk)

    def test_closed_at_its_minute_its_key_goes_when_the_count_is_asked_for(
        self, wave, people, hadi, ratna, not_printed, client, monkeypatch,
        django_capture_on_commit_callbacks,
    ):  # fmt: skip
        batch = printed(wave, hadi)
        Wave.objects.filter(pk=wave.pk).update(closes_at=timezone.now())
        with monkeypatch.context() as at_send, django_capture_on_commit_callbacks(execute=True):
            at_send.setattr(settings, "PROCESS", PROCESSES["send"])
            assert closing.close_due() == 1
        assert keyring.holds(sealing.KIND, str(batch.pk))

        client.force_login(ratna)
        client.post(reverse("surveys:ask", args=[wave.slug]), {"alasan": "Sesuai jadwal"})
        assert Approval.objects.filter(verb="count").exists()
        assert not keyring.holds(sealing.KIND, str(batch.pk))

    def test_a_survey_that_closed_while_it_was_printed_keeps_nothing(
        self, wave, people, hadi, monkeypatch
    ):
        def render(html: str) -> pdf.Paper:
            Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
            return pdf.Paper(content=b"x", sha256="")

        monkeypatch.setattr(pdf, "render", render)
        batch = ordering.ask(wave=wave, for_all=False, by=hadi)

        assert printing.print_due() == 0
        batch.refresh_from_db()
        assert bytes(batch.content) == b""
        assert on_paper() == set()

    def test_a_fault_is_tried_three_times_and_says_nothing_of_the_page(
        self, wave, people, hadi, monkeypatch, caplog
    ):
        def render(html: str) -> pdf.Paper:
            raise pdf.NotPrinted(html)

        monkeypatch.setattr(pdf, "render", render)
        batch = ordering.ask(wave=wave, for_all=False, by=hadi)
        for _ in range(printing.MAX_TRIES):
            LetterBatch.objects.update(due_at=batch.asked_at)
            assert printing.print_due() == 0

        batch.refresh_from_db()
        assert (batch.state, batch.problem) == (State.FAILED, printing.GIVEN_UP)
        assert codes_in(caplog.text) == set()


class TestProcesses:
    def test_staff_orders_and_takes_and_send_prints(self, wave, people, hadi, not_printed):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")
            ordering.ask(wave=wave, for_all=False, by=hadi)
            cursor.execute("SET LOCAL ROLE app_send")
            assert printing.print_due() == 1
            cursor.execute("SET LOCAL ROLE app_staff")
            assert ordering.take(LetterBatch.objects.get(), by=hadi)
            assert unreached.numbers(wave) == (0, 1)
            cursor.execute("SET LOCAL ROLE app_reports")
            assert counted.of(wave).letters == 3
            cursor.execute("RESET ROLE")


class TestPaper:
    def test_each_letter_is_one_sheet_with_its_name_outside_and_its_link_inside(
        self, wave, people, hadi
    ):
        longest = people.without[0].person
        Person.objects.filter(pk=longest.pk).update(name="Nama " * 31, unit="Bagian panjang " * 10)

        reader = PdfReader(io.BytesIO(ordering.take(printed(wave, hadi), by=hadi)))
        sheets = [page.extract_text() for page in reader.pages]
        assert len(sheets) == 4
        assert "Salinan milik Hadi Pranoto" in sheets[0]
        assert codes_in(sheets[0]) == set()
        assert "Salinan milik Hadi Pranoto" in reader.metadata.subject
        assert set().union(*map(codes_in, sheets[1:])) == codes_of(people.without_number, wave)
        for sheet in sheets[1:]:
            assert len(codes_in(sheet)) == 1
            assert "Tidak harus sekarang." in sheet

    def test_the_fold_hides_the_link_and_the_window_shows_the_name(self, wave, people, hadi):
        reader = PdfReader(io.BytesIO(ordering.take(printed(wave, hadi), by=hadi)))
        third = float(reader.pages[1].mediabox.height) / 3
        above: list[str] = []

        def note(text, page, place, *_):
            if place[4] * page[1] + place[5] * page[3] + page[5] > 2 * third:
                above.append(text)

        reader.pages[1].extract_text(visitor_text=note)
        outside = " ".join(above)
        assert any(one.person.name in outside for one in people.without_number)
        assert codes_in(outside) == set()
        assert "Survei" not in outside
