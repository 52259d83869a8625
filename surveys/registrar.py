"""The registrar (worker `send`): the only one who can tell whose link is whose.

It holds the wave's registrar key, derives every link from it, and stores none. It carries
announcements, service points and rights into the box, and empties the box's inbox; it cannot
read ballots.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction
from django.utils import timezone

from respondents import access, volunteers
from respondents.models.people import Person
from respondents.volunteers import Arrival
from spi_portal import keyring
from spi_portal.audit import ledger
from surveys import activating, links, nights, rehearsing
from surveys.box import (
    derivations,
    inbox,
    issued,
    letterbox,
    noticeboard,
    points,
    publications,
    rights,
)
from surveys.box.issued import Right
from surveys.models.custody import Canary
from surveys.models.invitations import Invitation
from surveys.models.jobs import Job
from surveys.models.manifests import SignedManifest, SignedOutcome
from surveys.models.points import SignedPoints
from surveys.models.rights import IssuedRights
from surveys.models.waves import Wave
from surveys.steps import order

ME = "surveys.registrar"
log = logging.getLogger(__name__)


class RightsWereOthers(Exception):
    """Other rights were handed back for this wave before: the sample was changed since."""


def perform(job: Job) -> bool:
    """Take one step. Safe to repeat: each part does nothing where it was done before.

    False when a second part is left, which needs the first one committed.
    """
    return _STEPS[Job.Step(job.step)](job.wave) is not False


def empty_inbox() -> int:
    """Do what public pages asked for; returns how many envelopes there were. Safe to repeat.

    The ledger hears of wishes at the closing only: an entry seconds after somebody pressed
    "tidak ikut" would tell whoever sent them to press it that they were drawn.
    """
    envelopes = letterbox.waiting()
    if not envelopes:
        return 0
    key = X25519PrivateKey.from_private_bytes(keyring.load("inbox"))
    wishes: dict[UUID, dict[bytes, str]] = defaultdict(dict)
    arrivals: list[Arrival] = []
    for identity, envelope in _opened(envelopes, key):
        if isinstance(envelope, inbox.Candidacy):
            arrivals.append(_arrival(identity, envelope))
        else:
            wishes[envelope.wave][envelope.right] = envelope.kind
    with access.acting(ME):
        for wave, kind_of_right in wishes.items():
            _fulfil(wave, kind_of_right)
        _take_in(arrivals)
    # The box is another database: what is rolled back here would be lost there.
    done = [identity for identity, _ in envelopes]
    transaction.on_commit(lambda: letterbox.remove(done))
    return len(envelopes)


def carry_points() -> int:
    """Post the list of service points if the box lacks its last version; returns 1 if so."""
    last = SignedPoints.objects.order_by("-version").values_list("version", flat=True).first()
    if last is None or publications.version(publications.POINTS) >= last:
        return 0
    signed = SignedPoints.objects.get(version=last)
    body, signature = bytes(signed.body), bytes(signed.signature)
    points.verify(body, signature, _wave_public())
    publications.post(publications.POINTS, last, body, signature)
    return 1


def carry_outcomes() -> int:
    """Post what was counted and is not in the box yet; returns how many."""
    carried = 0
    for signed in SignedOutcome.objects.select_related("wave"):
        about = publications.outcome_of(signed.wave.slug)
        if not publications.version(about):
            publications.post(about, 1, bytes(signed.body), bytes(signed.signature))
            carried += 1
    return carried


def _arrival(identity: UUID, candidacy: inbox.Candidacy) -> Arrival:
    return Arrival(
        id=identity,
        point=candidacy.point,
        name=candidacy.name,
        phone=candidacy.phone,
        email=candidacy.email,
        served_on=candidacy.served_on,
        consent_on=candidacy.consent_on,
    )


def _take_in(arrivals: list[Arrival]) -> None:
    if arrivals and (taken := volunteers.take_in(arrivals)):
        ledger.record("volunteers.taken_in", "volunteers", by=ME, rows=taken)


def _issue(wave: Wave) -> None:
    key = keyring.load_or_make("registrar", wave.slug)
    _carry_over(wave)
    with access.acting(ME):
        wave = order.begin(wave, Wave.State.DRAWN, Wave.State.ISSUED)
        drawn = list(_rights(wave, key))
        _hand_back(wave, drawn)
        added = rights.issue(drawn, wave=wave.pk)
        order.finish(wave, Wave.State.ISSUED)
        ledger.record("wave.issued", wave, by=ME, new_rights=added)


def _hand_back(wave: Wave, drawn: Sequence[Right]) -> None:
    """What staff are to sign: of the rights that were derived, whatever lies in the box.

    Raises RightsWereOthers when they were handed back before and are not the same.
    """
    activation = Ed25519PrivateKey.from_private_bytes(keyring.load_or_make("activation", wave.slug))
    groups = wave.groups.order_by("pk").values_list("pk", flat=True)
    kept, _ = IssuedRights.objects.get_or_create(
        wave=wave,
        defaults={
            "root": issued.root(drawn),
            "activation_key": activation.public_key().public_bytes_raw(),
            "totals": issued.totals(drawn, groups=groups),
            "due_at": nights.following(timezone.now()),  # set anew by the opening
        },
    )
    if bytes(kept.root) != issued.root(drawn):
        raise RightsWereOthers(wave.slug)


def _rights(wave: Wave, key: bytes) -> Iterator[Right]:
    for invitation in Invitation.objects.filter(wave=wave).iterator():
        is_reserve = invitation.state == Invitation.State.RESERVE
        yield Right(
            key=links.right_of(invitation, key),
            group_id=invitation.group_id,
            status=issued.INACTIVE if is_reserve else issued.OPEN,
        )


def _carry_over(wave: Wave) -> None:
    """Post every announcement of the wave that the box does not have yet."""
    for signed in SignedManifest.objects.filter(wave=wave):
        noticeboard.post(bytes(signed.body), bytes(signed.signature), key=_wave_public())


def _put_trials_up(wave: Wave) -> None:
    """The trial sheets of a rehearsal: an announcement and a right of their own."""
    for canary in Canary.objects.filter(wave=wave, until__gt=timezone.now()):
        noticeboard.post(bytes(canary.body), bytes(canary.signature), key=_wave_public())
        key = derivations.right(bytes(canary.secret), canary.pk)
        right = Right(key=key, group_id=rehearsing.GROUP, status=issued.OPEN)
        rights.issue([right], wave=canary.pk)


def _wave_public() -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))


def _close(wave: Wave) -> bool:
    """After this nobody can derive a link, change a right, or tell whose right is whose.

    The last wishes come first, in a transaction of their own: if they were rolled back after
    the key had gone, nobody could tell whose they are.
    """
    _carry_over(wave)
    if empty_inbox():
        return False
    with access.acting(ME):
        wave = Wave.objects.select_for_update().get(pk=wave.pk)
        activating.settle(wave)
        keyring.destroy("activation", wave.slug)
        destroyed = keyring.destroy("registrar", wave.slug)
        wave.registrar_key_gone_at = wave.registrar_key_gone_at or timezone.now()
        wave.save(update_fields=["registrar_key_gone_at"])
        ledger.record("inbox.emptied", wave, by=ME, wishes=_granted(wave))
        ledger.record("wave.registrar_key_destroyed", wave, by=ME, copies=destroyed)
    return True


def _opened(
    envelopes: Iterable[tuple[UUID, bytes]], key: X25519PrivateKey
) -> Iterator[tuple[UUID, inbox.Envelope | inbox.Candidacy]]:
    for identity, sealed in envelopes:
        try:
            yield identity, inbox.open_sealed(sealed, key)
        except inbox.EnvelopeIsUnreadable:
            log.warning("An envelope of the inbox could not be read.")


def _fulfil(wave_id: UUID, kind_of_right: Mapping[bytes, str]) -> None:
    """One pass over the wave's invitations, however many wishes there are."""
    wave = Wave.objects.filter(pk=wave_id).first()
    if wave is None:
        log.warning("Wishes came in for no wave that is known; they are dropped.")
        return
    try:
        key = links.key_of(wave)
    except links.RegistrarKeyIsGone:
        log.warning("Wishes came in after the wave was closed; nothing more will be sent.")
        return
    for invitation in Invitation.objects.filter(wave=wave).iterator():
        for right in _rights_so_far(invitation, key):
            if kind := kind_of_right.get(right):
                _grant(kind, invitation)


def _rights_so_far(invitation: Invitation, key: bytes) -> Iterator[bytes]:
    """Also of links that were replaced since: a wish may have waited over a night."""
    for version in range(1, invitation.version + 1):
        yield links.right_of(invitation, key, version=version)


def _grant(kind: str, invitation: Invitation) -> None:
    not_theirs = kind == "not_me"
    state = Invitation.State.NOT_THEIRS if not_theirs else Invitation.State.OPTED_OUT
    Invitation.objects.filter(pk=invitation.pk).update(state=state)
    if kind != "opt_out":
        _forget_contacts(invitation.person_id)


def _granted(wave: Wave) -> int:
    """How many do not take part, or had their contacts forgotten."""
    states = (Invitation.State.OPTED_OUT, Invitation.State.NOT_THEIRS)
    return Invitation.objects.filter(wave=wave, state__in=states).count()


def _forget_contacts(person_id: UUID) -> None:
    person = Person.objects.get(pk=person_id)
    person.set_contacts(nip=person.nip)
    person.save(update_fields=["phone_sealed", "phone_index", "email_sealed", "email_index"])


_STEPS: dict[Job.Step, Callable[[Wave], bool | None]] = {
    Job.Step.ISSUE: _issue,
    Job.Step.RENEW: _carry_over,
    Job.Step.CLOSE: _close,
    Job.Step.REHEARSE: _put_trials_up,
}
