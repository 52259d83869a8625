from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import transaction
from django.utils import timezone

from respondents.models.people import Person
from spi_portal import keyring
from spi_portal.audit.models.entries import Entry
from surveys import chores, links, registrar
from surveys.box import codes, derivations, inbox, letterbox
from surveys.box.models.manifests import ManifestRow
from surveys.box.models.rights import BallotRight
from surveys.models.invitations import Invitation
from surveys.models.jobs import Job
from surveys.models.waves import Wave
from surveys.steps import closing, issuing
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def right_of(invitation: Invitation, wave: Wave) -> bytes:
    secret = codes.decode(links.code_of(invitation, wave))
    return derivations.right(secret, wave.pk)


def wish(kind: str, wave: Wave, right: bytes) -> None:
    """What a public page drops into the box for the owner of a link."""
    drop(kind, wave.pk, right)


def drop(kind: str, wave: UUID, right: bytes) -> None:
    envelope = inbox.Envelope(kind=kind, wave=wave, right=right)
    key = X25519PublicKey.from_public_bytes(keyring.load("inbox-public"))
    letterbox.drop(inbox.seal(envelope, key))


def test_everybody_drawn_gets_a_right_in_their_group(ratna):
    wave = playing.issued(ratna, offices=(30, 400))

    drawn = Invitation.objects.filter(wave=wave)
    rights = BallotRight.objects.filter(wave=wave.pk)
    assert {(r.key, r.group_id) for r in rights} == {
        (right_of(each, wave), each.group_id) for each in drawn
    }


def test_the_rights_of_the_reserve_sleep(ratna):
    wave = playing.issued(ratna, offices=(400,))

    reserve = Invitation.objects.filter(wave=wave, state=Invitation.State.RESERVE)
    asleep = BallotRight.objects.filter(status=BallotRight.Status.INACTIVE)
    assert {bytes(right.key) for right in asleep} == {right_of(each, wave) for each in reserve}


def test_no_right_is_anywhere_beside_its_invitation(ratna):
    wave = playing.issued(ratna)
    rights = {bytes(right.key) for right in BallotRight.objects.all()}

    for invitation in Invitation.objects.filter(wave=wave):
        stored = {bytes(v) for v in invitation.__dict__.values() if isinstance(v, bytes)}
        assert stored.isdisjoint(rights)


def test_issuing_twice_adds_no_right(ratna):
    wave = playing.issued(ratna)
    before = BallotRight.objects.count()

    issuing.ask_registrar(wave, Job.Step.ISSUE)
    assert chores.do_steps() == 1

    assert BallotRight.objects.count() == before


def test_a_reissued_link_is_another_link(ratna):
    wave = playing.issued(ratna)
    invitation = Invitation.objects.first()
    before = links.code_of(invitation, wave)
    invitation.version += 1

    assert links.code_of(invitation, wave) != before


def test_announcements_are_carried_over_once_each(ratna):
    wave = playing.opened(ratna)
    issuing.ask_registrar(wave, Job.Step.RENEW)
    chores.do_steps()

    versions = ManifestRow.objects.filter(wave=wave.pk).values_list("version", flat=True)
    assert sorted(versions) == [1, 2]


def test_after_closing_no_link_can_be_derived_any_more(ratna):
    wave = playing.opened(ratna)
    closing.close(wave=wave, by=ratna)
    chores.do_steps()

    with pytest.raises(links.RegistrarKeyIsGone):
        links.code_of(Invitation.objects.first(), wave)
    assert playing.again(wave).registrar_key_gone_at is not None
    assert not keyring.holds("activation", wave.slug)  # nor is a right changed


def test_closing_twice_keeps_the_first_moment(ratna):
    wave = playing.opened(ratna)
    closing.close(wave=wave, by=ratna)
    chores.do_steps()
    first = playing.again(wave).registrar_key_gone_at

    issuing.ask_registrar(wave, Job.Step.CLOSE)
    chores.do_steps()

    assert playing.again(wave).registrar_key_gone_at == first


class TestWishes:
    @pytest.fixture
    def wave(self, ratna) -> Wave:
        return playing.opened(ratna)

    @pytest.fixture
    def theirs(self, wave) -> Invitation:
        return Invitation.objects.filter(state="sample").select_related("person").first()

    @pytest.mark.parametrize(
        ("kind", "state", "keeps_address"),
        [
            ("opt_out", Invitation.State.OPTED_OUT, True),
            ("delete_number", Invitation.State.OPTED_OUT, False),
            ("not_me", Invitation.State.NOT_THEIRS, False),
        ],
    )
    def test_a_wish_is_granted_to_its_owner_alone(self, kind, state, keeps_address, wave, theirs):
        wish(kind, wave, right_of(theirs, wave))

        assert registrar.empty_inbox() == 1

        theirs.refresh_from_db()
        assert theirs.state == state
        assert bool(Person.objects.get(pk=theirs.person_id).email) == keeps_address
        assert Invitation.objects.exclude(pk=theirs.pk).filter(state=state).count() == 0

    def test_forgetting_a_number_keeps_the_person_on_the_list(self, wave, theirs):
        theirs.person.set_contacts(phone="+628120000001", nip="198001012005011001")
        theirs.person.save()
        wish("delete_number", wave, right_of(theirs, wave))

        registrar.empty_inbox()

        kept = Person.objects.get(pk=theirs.person_id)
        assert (kept.phone, kept.nip) == ("", "198001012005011001")

    def test_the_inbox_is_empty_afterwards(self, wave, theirs, django_capture_on_commit_callbacks):
        wish("opt_out", wave, right_of(theirs, wave))
        with django_capture_on_commit_callbacks(execute=True):
            registrar.empty_inbox()

        assert letterbox.waiting() == []
        assert registrar.empty_inbox() == 0

    def test_what_cannot_be_read_holds_nobody_up(self, wave, theirs):
        letterbox.drop(b"\0" * 560)
        wish("opt_out", wave, right_of(theirs, wave))

        assert registrar.empty_inbox() == 2

        theirs.refresh_from_db()
        assert theirs.state == Invitation.State.OPTED_OUT

    def test_a_wave_that_nobody_knows_holds_nobody_up(self, wave, theirs, caplog):
        drop("opt_out", stranger := uuid4(), b"\1" * 32)
        wish("opt_out", wave, right_of(theirs, wave))

        assert registrar.empty_inbox() == 2

        theirs.refresh_from_db()
        assert theirs.state == Invitation.State.OPTED_OUT
        assert "no wave that is known" in caplog.text
        assert str(stranger) not in caplog.text

    def test_a_wish_under_a_link_that_was_replaced_since_is_heard(self, wave, theirs):
        wish("not_me", wave, right_of(theirs, wave))
        Invitation.objects.filter(pk=theirs.pk).update(version=2)

        registrar.empty_inbox()

        theirs.refresh_from_db()
        assert theirs.state == Invitation.State.NOT_THEIRS

    def test_a_right_of_nobody_changes_nobody(self, wave):
        before = list(Invitation.objects.order_by("pk").values_list("state", flat=True))
        wish("opt_out", wave, b"\1" * 32)

        registrar.empty_inbox()

        assert list(Invitation.objects.order_by("pk").values_list("state", flat=True)) == before

    def test_a_wish_before_closing_is_heard_while_the_key_is_there(self, ratna, wave, theirs):
        wish("not_me", wave, right_of(theirs, wave))
        closing.close(wave=wave, by=ratna)
        chores.do_steps()

        theirs.refresh_from_db()
        assert theirs.state == Invitation.State.NOT_THEIRS

    def test_the_ledger_counts_wishes_at_the_closing_and_names_nobody(
        self, wave, theirs, ratna, django_capture_on_commit_callbacks
    ):
        """An entry seconds after the button was pressed would tell that they were drawn."""
        before = Entry.objects.count()
        wish("opt_out", wave, right_of(theirs, wave))
        with django_capture_on_commit_callbacks(execute=True):
            registrar.empty_inbox()
        assert Entry.objects.count() == before

        closing.close(wave=wave, by=ratna)
        chores.do_steps()
        entry = Entry.objects.get(verb="inbox.emptied")
        assert (entry.subject, entry.details) == (f"surveys.wave {wave.slug}", {"wishes": 1})


class Power(Exception):
    pass


@contextmanager
def failing(monkeypatch, where: str) -> Iterator[None]:
    def fail(*_, **__):
        raise Power

    with monkeypatch.context() as patched:
        patched.setattr(where, fail)
        yield


@pytest.mark.django_db(transaction=True)
class TestNoWishIsLost:
    @pytest.fixture
    def closed(self, ratna) -> Wave:
        """With a wish of somebody that nobody has read."""
        wave = playing.opened(ratna)
        theirs = Invitation.objects.filter(state="sample").first()
        wish("not_me", wave, right_of(theirs, wave))
        closing.close(wave=wave, by=ratna)
        return wave

    def test_an_envelope_stays_until_what_it_asks_for_is_committed(self, closed):
        with pytest.raises(Power):
            empty_in_vain()
        assert len(letterbox.waiting()) == 1

        assert registrar.empty_inbox() == 1
        assert letterbox.waiting() == []

    @pytest.mark.parametrize("where", ["activating.settle", "keyring.destroy"])
    def test_a_closing_that_fails_has_heard_it(self, closed, where, monkeypatch):
        with failing(monkeypatch, f"surveys.registrar.{where}"):
            assert chores.do_steps() == 0

        assert heard() or letterbox.waiting()

    def test_what_fails_after_the_commit_says_so_and_is_tried_later(self, closed, monkeypatch):
        with failing(monkeypatch, "surveys.registrar.letterbox.remove"):
            assert chores.do_steps() == 0

        job = Job.objects.get(step=Job.Step.CLOSE)
        assert job.problem.startswith("Power")
        assert job.failing_since is not None
        assert job.due_at > timezone.now()

        Job.objects.update(due_at=timezone.now())
        assert chores.do_steps() == 1
        assert heard()

    def test_it_is_committed_before_the_key_goes(self, closed, monkeypatch):
        """Once the key is gone nobody can tell whose wish it is."""
        destroy = keyring.destroy

        def destroy_and_fail(kind: str, name: str) -> int:
            destroyed = destroy(kind, name)
            if kind == "registrar":
                raise Power
            return destroyed

        with monkeypatch.context() as patched:
            patched.setattr(keyring, "destroy", destroy_and_fail)
            chores.do_steps()
        Job.objects.update(due_at=timezone.now())

        assert chores.do_steps() == 1
        assert heard()
        assert playing.again(closed).registrar_key_gone_at is not None


@transaction.atomic
def empty_in_vain() -> None:
    registrar.empty_inbox()
    raise Power


def heard() -> bool:
    return Invitation.objects.filter(state=Invitation.State.NOT_THEIRS).exists()
