"""What is ordered by day is carried out in the night, in the box and in the registry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from respondents import objections
from respondents.models.objections import Objection
from respondents.models.people import Person
from spi_portal import keyring
from spi_portal.audit.models.entries import Entry
from surveys import activating, chores, links, nights, registrar, standing
from surveys.box import activations, rights
from surveys.box import manifest as manifests
from surveys.models.groups import FrameEntry
from surveys.models.invitations import Invitation
from surveys.models.manifests import SignedManifest
from surveys.models.messages import Message
from surveys.models.rights import IssuedRights, LinkOrder, ReserveCall
from surveys.models.waves import Wave
from surveys.steps import announcing, closing, opening, reserve
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.opened(ratna, offices=(180,))


@pytest.fixture
def drawn(wave) -> Invitation:
    return Invitation.objects.filter(wave=wave, state="sample").order_by("pk").first()


def night(monkeypatch: pytest.MonkeyPatch, *, days: int = 1) -> int:
    """Some days later, at half past four in the morning."""
    local = timezone.localtime() + timedelta(days=days)
    later = local.replace(hour=4, minute=30)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: later)
        return activating.carry_out_due()


def order(wave: Wave, person: Person) -> LinkOrder:
    return LinkOrder.objects.create(
        wave=wave, person=person, office_id=person.office_id, ordered_on=timezone.localdate()
    )


def call_up(wave: Wave, group, wanted: int, by) -> ReserveCall:
    return ReserveCall.objects.create(
        wave=wave, group=group, wanted=wanted, why="tidak_sampai", reason="Surel ditolak",
        ordered_by=by, ordered_on=timezone.localdate(),
    )  # fmt: skip


def leave(person_id, why: Person.Why) -> None:
    Person.objects.filter(pk=person_id).update(left_on=timezone.localdate(), left_why=why)


def right_of(invitation: Invitation, version: int = 1) -> bytes:
    return links.right_of(invitation, links.key_of(invitation.wave), version=version)


def status(wave: Wave, right: bytes) -> str | None:
    return rights.status([right], wave=wave.pk).get(right)


def log(wave: Wave) -> list[activations.Entry]:
    return rights.log(wave.pk)


class TestNewLinks:
    def test_the_old_right_is_void_and_a_new_one_open(self, wave, drawn, monkeypatch):
        order(wave, drawn.person)

        assert night(monkeypatch) == 1

        assert status(wave, right_of(drawn)) == "v"
        assert status(wave, right_of(drawn, 2)) == "o"
        drawn.refresh_from_db()
        assert (drawn.version, drawn.state) == (2, "sample")

    def test_a_letter_with_the_new_link_waits_for_the_morning(self, wave, drawn, monkeypatch):
        order(wave, drawn.person)
        night(monkeypatch)

        message = Message.objects.get(invitation=drawn, round="new_link")
        assert timezone.localtime(message.due_at).hour == 8
        assert message.state == Message.State.READY

    def test_nothing_happens_on_the_day_of_the_order(self, wave, drawn, monkeypatch):
        order(wave, drawn.person)

        night(monkeypatch, days=0)
        activating.carry_out_due()

        assert status(wave, right_of(drawn)) == "o"
        assert LinkOrder.objects.count() == 1

    def test_what_is_of_the_very_day_of_a_night_waits_for_the_next(
        self, wave, drawn, ratna, monkeypatch
    ):
        """Nothing in an entry tells what was done an hour before it, and nothing is lost by it."""
        group = wave.groups.get()
        asleep = Invitation.objects.filter(group=group, state="reserve").count()
        other = Invitation.objects.filter(wave=wave, state="sample").order_by("pk").last()
        order(wave, drawn.person)
        call = call_up(wave, group, 2, ratna)
        leave(other.person_id, Person.Why.DIED)
        IssuedRights.objects.update(due_at=timezone.now())

        assert activating.carry_out_due() == 1

        assert [entry.changes for entry in log(wave)] == [[]]
        assert (status(wave, right_of(drawn)), status(wave, right_of(other))) == ("o", "o")
        assert LinkOrder.objects.count() == 1
        assert ReserveCall.objects.get(pk=call.pk).called is None

        assert night(monkeypatch) == 1
        assert (status(wave, right_of(drawn)), status(wave, right_of(other))) == ("v", "r")
        assert ReserveCall.objects.get(pk=call.pk).called == 2
        assert Invitation.objects.filter(group=group, state="reserve").count() == asleep - 2

    def test_somebody_who_was_not_drawn_gets_nothing_and_their_order_ends_alike(
        self, wave, monkeypatch
    ):
        somebody = Person.objects.exclude(pk__in=Invitation.objects.values("person_id")).first()
        order(wave, somebody)
        before = rights.standing(wave.pk)

        night(monkeypatch)

        assert not LinkOrder.objects.exists()
        assert sorted(rights.standing(wave.pk)) == sorted(before)
        assert not Message.objects.filter(round="new_link").exists()

    def test_the_morning_after_looks_the_same_for_both(self, wave, drawn, monkeypatch):
        """What the desk could look at: ledger, totals, messages."""

        def look() -> tuple[object, ...]:
            entries = Entry.objects.filter(verb="rights.changed").values("actor", "subject")
            told = [sorted(entry.details) for entry in Entry.objects.filter(verb="rights.changed")]
            return list(entries), told, standing.messages(wave), standing.invitations(wave)

        order(wave, drawn.person)
        night(monkeypatch)
        (entry,), *after_drawn = look()

        somebody = Person.objects.exclude(pk__in=Invitation.objects.values("person_id")).first()
        order(wave, somebody)
        night(monkeypatch, days=2)
        entries, told, *after_other = look()

        assert entries == [entry, entry]
        assert told == [["hash", "number"]] * 2
        assert after_other == after_drawn[1:]

    def test_a_reserve_that_sleeps_is_like_somebody_who_was_not_drawn(self, wave, monkeypatch):
        asleep = Invitation.objects.filter(wave=wave, state="reserve").first()
        order(wave, asleep.person)

        night(monkeypatch)

        assert status(wave, right_of(asleep)) == "i"
        assert Invitation.objects.get(pk=asleep.pk).version == 1

    def test_who_cannot_be_written_to_keeps_the_old_link(self, wave, drawn, monkeypatch):
        person = drawn.person
        person.set_contacts(phone="+628120000001")
        person.save()
        order(wave, person)

        night(monkeypatch)

        assert status(wave, right_of(drawn)) == "o"

    def test_who_objected_keeps_the_old_link(self, wave, drawn, ratna, monkeypatch):
        objections.record(drawn.person, channel=Objection.Channel.LETTER, by=ratna)
        order(wave, drawn.person)

        night(monkeypatch)

        assert status(wave, right_of(drawn)) == "o"

    def test_whose_link_somebody_else_had_takes_part_once_an_address_is_theirs(
        self, wave, drawn, monkeypatch
    ):
        """Who had the link said so, not its owner; that address was forgotten with it."""
        Invitation.objects.filter(pk=drawn.pk).update(state="not_theirs")
        order(wave, drawn.person)

        night(monkeypatch)

        assert Invitation.objects.get(pk=drawn.pk).state == "sample"
        assert status(wave, right_of(drawn)) == "v"
        assert Message.objects.filter(invitation=drawn, round="new_link").exists()

    def test_who_opted_out_keeps_the_old_link_and_is_left_alone(
        self, wave, drawn, ratna, monkeypatch
    ):
        """Their page said that nothing more is sent, and that a sheet stays in the box."""
        Invitation.objects.filter(pk=drawn.pk).update(state="opted_out")
        before = standing.invitations(wave)
        order(wave, drawn.person)

        night(monkeypatch)

        assert Invitation.objects.get(pk=drawn.pk).state == "opted_out"
        assert status(wave, right_of(drawn)) == "o"
        assert not Message.objects.filter(invitation=drawn, round="new_link").exists()
        assert not LinkOrder.objects.exists()
        assert standing.invitations(wave) == before

    @pytest.mark.parametrize("kind", ["opt_out", "not_me", "delete_number"])
    def test_who_opts_out_before_the_registry_follows_is_left_alone(
        self, kind, wave, drawn, monkeypatch
    ):
        order(wave, drawn.person)
        with monkeypatch.context() as dying:
            dying.setattr(activating, "_follow", lambda issued, entry: 1 / 0)
            night(monkeypatch)
        registrar._grant(kind, drawn)
        wished = Invitation.objects.get(pk=drawn.pk).state

        IssuedRights.objects.update(due_at=timezone.now())
        night(monkeypatch, days=2)

        drawn.refresh_from_db()
        assert (drawn.state, drawn.version) == (wished, 2)
        assert not Message.objects.filter(invitation=drawn, round="new_link").exists()

    def test_who_opts_out_while_the_registry_follows_is_left_alone(self, wave, drawn):
        as_it_was_read = Invitation.objects.get(pk=drawn.pk)
        registrar._grant("opt_out", drawn)

        activating._renew(as_it_was_read, timezone.now())

        drawn.refresh_from_db()
        assert (drawn.state, drawn.version) == ("opted_out", 2)
        assert not Message.objects.filter(invitation=drawn, round="new_link").exists()

    def test_a_second_new_link_makes_the_first_one_void_and_is_sent_again(
        self, wave, drawn, monkeypatch
    ):
        order(wave, drawn.person)
        night(monkeypatch)
        Message.objects.filter(round="new_link").update(
            state="sent", sent_on=timezone.localdate(), tries=1
        )
        order(wave, drawn.person)
        night(monkeypatch, days=2)

        assert [status(wave, right_of(drawn, v)) for v in (1, 2, 3)] == ["v", "v", "o"]
        message = Message.objects.get(invitation=drawn, round="new_link")
        assert (message.state, message.sent_on) == ("ready", None)

    def test_a_new_link_that_did_not_arrive_is_no_reason_to_call_somebody_up(
        self, wave, drawn, monkeypatch
    ):
        order(wave, drawn.person)
        night(monkeypatch)
        Message.objects.filter(invitation=drawn).exclude(round="new_link").delete()
        Message.objects.filter(invitation=drawn).update(state="failed", failure="alamat")

        (group,) = reserve.of(wave, [drawn.group])

        assert group.undelivered == 0

    def test_a_wish_under_a_link_that_is_replaced_in_the_same_look_is_done(
        self, wave, drawn, monkeypatch
    ):
        seen = []
        monkeypatch.setattr(chores.registrar, "empty_inbox", lambda: seen.append("inbox") or 0)
        monkeypatch.setattr(chores.activating, "carry_out_due", lambda: seen.append("night") or 0)

        chores.do_all()

        assert seen == ["inbox", "night"]


class TestReserve:
    def test_the_next_of_the_group_are_called_up_in_the_order_of_the_draw(
        self, wave, ratna, monkeypatch
    ):
        group = wave.groups.get()
        reserve = Invitation.objects.filter(group=group, state="reserve")
        place = dict(FrameEntry.objects.filter(group=group).values_list("person_id", "place"))
        ordered = sorted(reserve, key=lambda one: place[one.person_id])
        call = call_up(wave, group, 3, ratna)

        night(monkeypatch)

        released = [status(wave, right_of(one)) for one in ordered]
        assert released == ["o"] * 3 + ["i"] * (len(ordered) - 3)
        assert Invitation.objects.get(pk=ordered[0].pk).state == "sample"
        call.refresh_from_db()
        assert call.called == 3

    def test_they_are_invited(self, wave, ratna, monkeypatch):
        before = set(Message.objects.values_list("invitation_id", flat=True))
        call_up(wave, wave.groups.get(), 2, ratna)

        night(monkeypatch)

        new = Message.objects.exclude(invitation_id__in=before)
        assert {message.round for message in new} == {"invitation"}
        assert len(new) == 2

    def test_who_died_is_passed_over_and_who_objected_is_told_by_no_number(
        self, wave, ratna, monkeypatch
    ):
        group = wave.groups.get()
        reserve = list(Invitation.objects.filter(group=group, state="reserve"))
        objections.record(reserve[0].person, channel=Objection.Channel.LETTER, by=ratna)
        leave(reserve[1].person_id, Person.Why.DIED)
        call = call_up(wave, group, len(reserve), ratna)

        night(monkeypatch)

        call.refresh_from_db()
        assert call.called == len(reserve) - 1
        assert status(wave, right_of(reserve[0])) == "o"
        assert status(wave, right_of(reserve[1])) == "r"


class TestLeaving:
    @pytest.mark.parametrize("why", [Person.Why.DIED, Person.Why.RETIRED, Person.Why.MISTAKE])
    def test_a_right_ends_with_its_owner(self, why, wave, drawn, monkeypatch):
        leave(drawn.person_id, why)

        night(monkeypatch)

        assert status(wave, right_of(drawn)) == "r"

    @pytest.mark.parametrize("why", [Person.Why.MOVED, Person.Why.NOT_SERVED])
    def test_who_moved_is_still_the_one_who_was_drawn(self, why, wave, drawn, monkeypatch):
        leave(drawn.person_id, why)

        night(monkeypatch)

        assert status(wave, right_of(drawn)) == "o"

    def test_it_leaves_no_mark_beside_the_person_and_no_total_moves(self, wave, drawn, monkeypatch):
        before = standing.invitations(wave), Invitation.objects.values().get(pk=drawn.pk)
        leave(drawn.person_id, Person.Why.DIED)

        night(monkeypatch)

        after = standing.invitations(wave), Invitation.objects.values().get(pk=drawn.pk)
        assert after == before

    def test_who_leaves_today_waits_for_the_next_morning(self, wave, drawn, monkeypatch):
        leave(drawn.person_id, Person.Why.DIED)

        IssuedRights.objects.update(due_at=timezone.now())
        activating.carry_out_due()

        assert status(wave, right_of(drawn)) == "o"

    def test_it_is_revoked_once(self, wave, drawn, monkeypatch):
        leave(drawn.person_id, Person.Why.DIED)
        night(monkeypatch)
        night(monkeypatch, days=2)

        assert [len(entry.changes) for entry in log(wave)] == [1, 0]

    def test_who_has_no_right_any_more_gets_no_new_link_and_stops_no_night(
        self, wave, drawn, monkeypatch
    ):
        leave(drawn.person_id, Person.Why.DIED)
        night(monkeypatch)
        order(wave, drawn.person)

        assert night(monkeypatch, days=2) == 1
        assert status(wave, right_of(drawn)) == "r"
        assert status(wave, right_of(drawn, 2)) is None
        assert not LinkOrder.objects.exists()

    def test_who_left_gets_no_new_link(self, wave, drawn, monkeypatch):
        leave(drawn.person_id, Person.Why.RETIRED)
        order(wave, drawn.person)

        night(monkeypatch)

        assert status(wave, right_of(drawn)) == "r"
        assert status(wave, right_of(drawn, 2)) is None


class TestNights:
    def test_the_first_one_is_that_after_the_opening_however_old_the_links_are(self, ratna):
        wave = playing.issued(ratna)
        long_ago = timezone.now() - timedelta(days=20)
        IssuedRights.objects.filter(wave=wave).update(due_at=long_ago)

        opening.open_survey(wave=wave, by=ratna)
        chores.do_all()

        assert log(wave) == []
        due_at = IssuedRights.objects.get(wave=wave).due_at
        assert due_at == nights.following(timezone.now())

    def test_a_night_without_a_change_has_its_entry_too(self, wave, monkeypatch):
        night(monkeypatch)
        night(monkeypatch, days=2)

        assert [(entry.number, entry.changes) for entry in log(wave)] == [(1, []), (2, [])]

    def test_one_a_day_however_often_the_worker_looks(self, wave, monkeypatch):
        night(monkeypatch)
        night(monkeypatch)

        assert len(log(wave)) == 1

    def test_the_end_of_the_log_is_noted_in_the_registry_and_its_ledger(self, wave, monkeypatch):
        night(monkeypatch)

        (entry,) = log(wave)
        noted = IssuedRights.objects.get(wave=wave)
        assert (noted.log_number, bytes(noted.log_hash)) == (1, entry.hash)
        told = Entry.objects.get(verb="rights.changed")
        assert told.details == {"number": 1, "hash": entry.hash.hex()}

    def test_a_worker_that_died_after_the_box_is_followed_by_the_next(
        self, wave, drawn, monkeypatch
    ):
        order(wave, drawn.person)
        with monkeypatch.context() as dying:
            dying.setattr(activating, "_follow", lambda issued, entry: 1 / 0)
            assert night(monkeypatch) == 0
        drawn.refresh_from_db()
        assert (drawn.version, status(wave, right_of(drawn))) == (1, "v")
        assert "ZeroDivisionError" in IssuedRights.objects.get(wave=wave).problem

        IssuedRights.objects.update(due_at=timezone.now())
        assert night(monkeypatch) == 1

        drawn.refresh_from_db()
        assert drawn.version == 2
        assert Message.objects.filter(invitation=drawn, round="new_link").count() == 1
        assert not LinkOrder.objects.exists()
        assert len(log(wave)) == 1
        assert IssuedRights.objects.get(wave=wave).problem == ""

    def test_a_right_that_was_tampered_with_stops_the_night_and_not_the_mail(
        self, wave, drawn, monkeypatch
    ):
        order(wave, drawn.person)
        with connections["box"].cursor() as cursor:
            cursor.execute("DELETE FROM box_right WHERE pk = %s", [right_of(drawn)])
        reserve = Invitation.objects.filter(wave=wave, state="reserve").first()
        with connections["box"].cursor() as cursor:
            cursor.execute("UPDATE box_right SET status = 'v' WHERE pk = %s", [right_of(reserve)])
        call_up(wave, wave.groups.get(), 99, reserve.person and drawn.wave and _somebody())

        assert night(monkeypatch) == 0

        assert IssuedRights.objects.get(wave=wave).problem == "RightsDoNotFit"
        assert chores.do_all()["sent"] > 0

    def test_closing_settles_what_was_done_and_forgets_what_was_not(
        self, ratna, wave, drawn, monkeypatch
    ):
        order(wave, drawn.person)
        with monkeypatch.context() as dying:
            dying.setattr(activating, "_follow", lambda issued, entry: 1 / 0)
            night(monkeypatch)
        late = Invitation.objects.filter(wave=wave, state="sample").last()
        order(wave, late.person)
        call = call_up(wave, wave.groups.get(), 2, ratna)

        closing.close(wave=wave, by=ratna)
        chores.do_steps()

        assert IssuedRights.objects.get(wave=wave).log_number == 1
        assert not LinkOrder.objects.exists()
        call.refresh_from_db()
        assert call.called == 0
        assert not keyring.holds("activation", wave.slug)

    def test_a_closing_that_was_taken_back_after_the_key_had_gone_comes_to_its_end(
        self, ratna, wave, drawn, monkeypatch
    ):
        order(wave, drawn.person)
        with monkeypatch.context() as dying:
            dying.setattr(activating, "_follow", lambda issued, entry: 1 / 0)
            night(monkeypatch)
        closing.close(wave=wave, by=ratna)
        keyring.destroy("activation", wave.slug)
        keyring.destroy("registrar", wave.slug)

        assert chores.do_steps() == 1

        assert IssuedRights.objects.get(wave=wave).log_number == 1
        assert not Message.objects.filter(invitation__wave=wave, state="ready").exists()

    def test_a_closed_wave_is_left_alone(self, ratna, wave, monkeypatch):
        closing.close(wave=wave, by=ratna)
        chores.do_steps()

        assert night(monkeypatch) == 0
        assert log(wave) == []

    def test_it_costs_the_same_for_one_or_many_who_asked(self, wave, monkeypatch):
        people = [one.person for one in Invitation.objects.filter(wave=wave, state="sample")[:20]]
        for person in people:
            order(wave, person)

        night(monkeypatch)

        (entry,) = log(wave)
        assert activations.totals([entry]).replaced == 20


def _somebody():
    from tests import make

    return make.user("Ratna Kedua", "operator")


class TestAnnouncing:
    def test_rights_stand_in_the_announcement_that_opens_the_survey(self, wave):
        versions = [
            manifests.verify(bytes(one.body), bytes(one.signature), _wave_public())
            for one in SignedManifest.objects.filter(wave=wave).order_by("version")
        ]

        assert versions[0].rights is None
        assert versions[1].rights is not None
        from surveys.box import issued

        standing_now = rights.standing(wave.pk)
        assert versions[1].rights.root == issued.root(standing_now).hex()
        group = wave.groups.get()
        reserve = Invitation.objects.filter(wave=wave, state="reserve").count()
        assert versions[1].rights.totals == {str(group.pk): (group.invited, reserve)}

    def test_what_is_handed_back_is_of_the_sample_and_not_of_what_lies_in_the_box(self, ratna):
        """Somebody puts a right of their own in, before the registrar issues the true ones."""
        wave = playing.drawn(ratna, offices=(40,))
        group = wave.groups.get()
        stuffed = rights.Right(key=bytes(range(32)), group_id=group.pk, status="o")
        rights.issue([stuffed], wave=wave.pk)
        _issue(wave, ratna)

        from surveys.box import issued

        root = bytes(IssuedRights.objects.get(wave=wave).root)
        inside = rights.standing(wave.pk)
        assert root != issued.root(inside)
        assert root == issued.root([right for right in inside if right != stuffed])

    def test_without_them_the_survey_does_not_open(self, ratna):
        wave = playing.issued(ratna)
        IssuedRights.objects.all().delete()

        with pytest.raises(announcing.RightsAreMissing):
            opening.open_survey(wave=wave, by=ratna)
        assert playing.again(wave).state == Wave.State.ISSUED

    def test_issuing_again_over_a_changed_sample_fails_and_says_so(self, ratna):
        from surveys.models.jobs import Job
        from surveys.steps import issuing

        wave = playing.issued(ratna, offices=(180,))
        Invitation.objects.filter(wave=wave, state="reserve").update(state="sample")

        job = issuing.ask_registrar(wave, Job.Step.ISSUE)
        chores.do_steps()

        job.refresh_from_db()
        assert "RightsWereOthers" in job.problem


def _issue(wave: Wave, by) -> None:
    from surveys import box_keys
    from surveys.steps import issuing

    box_keys.make(wave)
    issuing.issue(wave=wave, by=by)
    chores.do_steps()


def _wave_public():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
