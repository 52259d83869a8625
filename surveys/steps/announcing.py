"""What the public side is told about a wave: composed and signed here, carried by worker send."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from spi_portal import keyring
from surveys import chronicle
from surveys.box import manifest
from surveys.models.cities import City
from surveys.models.groups import AnonymityGroup
from surveys.models.manifests import SignedManifest, WaveKey
from surveys.models.rewordings import Rewording
from surveys.models.rights import IssuedRights
from surveys.models.waves import Wave


class CounterHasNoKey(Exception):
    """The counter has not made its key for this wave yet. The message is for the user."""


NO_KEY = {
    Wave.Mode.SERVICE: "Penghitung belum menyiapkan kuncinya untuk gelombang ini. "
    "Coba lagi sebentar lagi.",
    Wave.Mode.TRUSTEES: "Lembar kunci belum dibuat. Lakukan di halaman “Siapa memegang kunci”.",
}


class RightsAreMissing(Exception):
    """The registrar has not handed back what is to be signed. The message is for the user."""


def announce(wave: Wave) -> SignedManifest:
    """Sign the wave as it stands now, as the next version. Call it inside the step.

    From the opening on it names the rights that there are, so that none can be added unseen.
    Raises CounterHasNoKey, RightsAreMissing.
    """
    last = SignedManifest.objects.filter(wave=wave).order_by("-version").first()
    version = last.version + 1 if last else 1
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))
    body, signature = manifest.sign(compose(wave, version), key)
    return SignedManifest.objects.create(wave=wave, version=version, body=body, signature=signature)


def compose(wave: Wave, version: int) -> manifest.Manifest:
    """What the public side is told of the wave as it stands. Raises CounterHasNoKey."""
    city = City.objects.get()
    asked = wave.waveinstrument_set.select_related("version")
    return manifest.Manifest(
        wave=wave.pk,
        slug=wave.slug,
        version=version,
        title=wave.title,
        city=city.name,
        organiser=city.organiser,
        help_phone=city.help_phone,
        help_hours=city.help_hours,
        public_address=city.public_address,
        sender_address=city.sender_address,
        opens_at=_local(wave.opens_at),
        closes_at=_local(wave.closes_at),
        results_expected="" if wave.is_pilot else wave.results_expected,
        mode=wave.mode,
        box_public_key=box_key(wave),
        inbox_public_key=keyring.load("inbox-public").hex(),
        instruments={one.kind: one.version.body for one in asked},
        groups=tuple(_group_text(group) for group in wave.groups.order_by("pk")),
        texts=_texts(wave),
        is_demo=city.is_demo,
        beside_kpk=wave.beside_kpk,
        batch_public_key=keyring.load("batch-public").hex(),
        count_public_key=keyring.load("count-public").hex(),
        earlier_wordings=_earlier_wordings(wave),
        rights=_rights(wave),
    )


def _rights(wave: Wave) -> manifest.RightsText | None:
    """As the registrar handed them back: none before links were made.

    Raises RightsAreMissing once the survey is open.
    """
    issued = IssuedRights.objects.filter(wave=wave).first()
    if issued is not None:
        return manifest.RightsText(
            root=bytes(issued.root).hex(),
            activation_key=bytes(issued.activation_key).hex(),
            totals={group: (here, kept) for group, (here, kept) in issued.totals.items()},
        )
    if wave.state in (Wave.State.OPEN, Wave.State.CLOSED):
        raise RightsAreMissing(
            "Jumlah tautan belum dilaporkan oleh petugas tautan, jadi survei belum dapat dibuka. "
            "Tunggu sebentar; bila tetap begini, beri tahu administrator sistem."
        )
    return None


def _texts(wave: Wave) -> dict[str, str]:
    """What the first page says beside its own words: how old the lists are, what was reworded."""
    texts: dict[str, str] = {}
    if frozen := chronicle.frozen_at(wave):
        texts[manifest.LISTS_FROZEN] = timezone.localdate(frozen).isoformat()
    for kind, said in _said(wave).items():
        texts[manifest.reworded(kind, "id")] = " ".join(one.said for one in said)
        texts[manifest.reworded(kind, "en")] = " ".join(one.said_in_english for one in said)
    return texts


def _said(wave: Wave) -> dict[str, list[Rewording]]:
    """By kind, as each of them answers a questionnaire of its own; oldest first."""
    said: dict[str, list[Rewording]] = {}
    for one in Rewording.objects.filter(wave=wave):
        said.setdefault(one.kind, []).append(one)
    return said


def _earlier_wordings(wave: Wave) -> dict[str, tuple[str, ...]]:
    earlier: dict[str, tuple[str, ...]] = {}
    for one in Rewording.objects.filter(wave=wave).select_related("before"):
        earlier[one.kind] = (*earlier.get(one.kind, ()), one.before.digest)
    return earlier


def box_key(wave: Wave) -> str:
    """The public half, in hex, of the key that opens the box. Raises CounterHasNoKey."""
    key = WaveKey.objects.filter(wave=wave, mode=wave.mode).first()
    if key is None:
        raise CounterHasNoKey(NO_KEY[Wave.Mode(wave.mode)])
    return bytes(key.public_key).hex()


def _group_text(group: AnonymityGroup) -> manifest.GroupText:
    return manifest.GroupText(
        id=group.pk,
        kind=group.kind,
        name=group.name,
        people=group.population,
        census=group.is_census,
    )


def _local(instant: datetime) -> str:
    return timezone.localtime(instant).isoformat()
