"""A wave as the box knows it, without the people and steps before it: groups, links, rights.

For benches and chaos, which need many links and no lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from spi_portal import keyring
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from surveys import box_keys, instrument_shelf
from surveys.box import derivations, issued, manifest, noticeboard, rights
from surveys.box.issued import Right
from surveys.box.manifest import GroupText, Manifest, RightsText
from surveys.models.groups import AnonymityGroup
from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave
from tests import make

KIND = "internal"
NOBODYS = Ed25519PrivateKey.generate().public_key()


def keys() -> None:
    """Those that a wave, its receipts and its inbox need, public halves and all."""
    signing, sealing = Ed25519PrivateKey, X25519PrivateKey
    for kind, key in {
        "wave": signing.generate(),
        "batch": signing.generate(),
        "count": signing.generate(),
        "inbox": sealing.generate(),
    }.items():
        keyring.keep(kind, key.private_bytes_raw())
        keyring.keep(f"{kind}-public", key.public_key().public_bytes_raw())


def instrument() -> InstrumentVersion:
    make.city()
    return instrument_shelf.store_shipped(by=make.user("Ratna Wulandari", Role.OPERATOR))[KIND]


def wave(version: InstrumentVersion, *, groups: int, people: int) -> Wave:
    """Open since yesterday; each group has `people`, all of them invited."""
    now = timezone.now()
    made = make.wave(
        state=Wave.State.OPEN,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
        frame_root=bytes(32),
        draw_randomness="Undian 12-08: 48 13 77",
    )
    made.instruments.add(version, through_defaults={"kind": KIND, "expected_response": 0.5})
    for number in range(groups):
        AnonymityGroup.objects.create(
            wave=made, kind=KIND, name=f"Kelompok {number}", population=people, invited=people
        )
    box_keys.make(made)
    announce(made, version=1)
    return made


def announce(wave: Wave, *, version: int) -> Manifest:
    """Signed and posted, as the wave stands now."""
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))
    box_key = X25519PrivateKey.from_private_bytes(keyring.load("box", wave.slug))
    composed = Manifest(
        wave=wave.pk,
        slug=wave.slug,
        version=version,
        title=wave.title,
        city="Kota Tirtamulya",
        organiser="Inspektorat Kota Tirtamulya",
        help_phone="(000) 000-700",
        help_hours="Senin–Jumat 08.00–15.30",
        public_address="spi.tirtamulyakota.go.id",
        sender_address="survei@spi.tirtamulyakota.go.id",
        opens_at=wave.opens_at.isoformat(),
        closes_at=wave.closes_at.isoformat(),
        results_expected=wave.results_expected,
        mode="layanan",
        box_public_key=box_key.public_key().public_bytes_raw().hex(),
        inbox_public_key=keyring.load("inbox-public").hex(),
        instruments={KIND: wave.instruments.get().body},
        groups=tuple(map(_text, wave.groups.order_by("pk"))),
        texts={},
        batch_public_key=keyring.load("batch-public").hex(),
        count_public_key=keyring.load("count-public").hex(),
        rights=_rights(wave),
    )
    body, signature = manifest.sign(composed, key)
    return noticeboard.post(body, signature, key=key.public_key())


def _rights(wave: Wave) -> RightsText | None:
    """As they lie in the box; none before links were given out. Nobody holds the log's key."""
    given = rights.standing(wave.pk)
    if not given:
        return None
    return RightsText(
        root=issued.root(given).hex(),
        activation_key=NOBODYS.public_bytes_raw().hex(),
        totals=issued.totals(given, groups=group_numbers(wave)),
    )


def _text(group: AnonymityGroup) -> GroupText:
    return GroupText(
        id=group.pk, kind=group.kind, name=group.name, people=group.population, census=True
    )


def secret(number: int) -> bytes:
    """Of the link with this number."""
    return number.to_bytes(16)


def give_rights(wave: Wave, links: Iterable[int]) -> None:
    """To links by their numbers, which take turns among the groups."""
    groups = group_numbers(wave)
    new = (
        Right(
            key=derivations.right(secret(link), wave.pk),
            group_id=groups[link % len(groups)],
            status=issued.OPEN,
        )
        for link in links
    )
    rights.issue(new, wave=wave.pk)


def group_numbers(wave: Wave) -> Sequence[int]:
    return list(wave.groups.order_by("pk").values_list("pk", flat=True))


def close(wave: Wave, *, at: datetime | None = None) -> None:
    """From now on; the registrar's key, of which this wave never had one, counts as gone."""
    wave.closes_at = at or timezone.now()
    wave.registrar_key_gone_at = wave.closes_at
    wave.state = Wave.State.CLOSED
    wave.save()
    announce(wave, version=2)


def grant_count(wave: Wave) -> None:
    first = make.user("Ratna Wulandari", Role.OPERATOR)
    second = make.user("Hadi Pranoto", Role.HEAD)
    asked = approvals.ask("count", wave.slug, reason="Sesuai jadwal", by=first)
    approvals.decide(asked, grant=True, by=second)
