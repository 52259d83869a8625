"""What opens the box of a wave, while the counter keeps it (mode layanan)."""

from __future__ import annotations

import logging

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from respondents import access
from spi_portal import keyring
from spi_portal.apart import apart
from spi_portal.audit import ledger
from surveys import rehearsing
from surveys.box import trial
from surveys.box.manifest import ManifestForged
from surveys.models.custody import Canary
from surveys.models.manifests import SignedManifest, WaveKey
from surveys.models.waves import Wave
from surveys.steps import custody

ME = "surveys.counter"
KEY_IS_GONE = "Layanan penghitung tidak lagi menyimpan kunci kotak ini."
DOES_NOT_OPEN = (
    "Lembar latihan sudah tiba, tetapi tidak terbuka dengan kunci kotak ini. Kirim sekali lagi."
)
log = logging.getLogger(__name__)


class KeyIsElsewhere(Exception):
    """Three people hold what opens this box; only the room brings two of them together."""


def make_due() -> int:
    """Make the key of every wave that has none yet; returns how many were made.

    Where three people are to hold it, a key of ours that was made before goes. Each wave
    apart: one folder or row that is not as it should be keeps no other wave from its key.
    """
    for wave in Wave.objects.filter(mode=Wave.Mode.TRUSTEES, state__in=custody.BEFORE_ISSUING):
        with apart(f"giving up the key of {wave}"):
            _give_up(wave)
    waiting = Wave.objects.filter(mode=Wave.Mode.SERVICE).exclude(state=Wave.State.LISTS)
    made = 0
    for wave in waiting.exclude(box_key__mode=Wave.Mode.SERVICE).exclude(box_gone_at__isnull=False):
        with apart(f"making the key of {wave}"):
            make(wave)
            made += 1
    return made


def make(wave: Wave) -> None:
    """The private half stays in this process's folder; the public one is for the announcement."""
    if not keyring.holds("box", wave.slug):
        keyring.keep("box", X25519PrivateKey.generate().private_bytes_raw(), wave.slug)
    with access.acting(ME):
        clear(wave)
        WaveKey.objects.create(wave=wave, public_key=public_half(load(wave)))
        ledger.record("wave.box_key_made", wave, by=ME)


def clear(wave: Wave) -> None:
    """Forget a public half that was never announced. Raises custody.ModeIsFixed."""
    if SignedManifest.objects.filter(wave=wave).exists():
        raise custody.ModeIsFixed(f"The key of {wave} was announced.")
    WaveKey.objects.filter(wave=wave).delete()


def load(wave: Wave) -> X25519PrivateKey:
    """Raises KeyIsElsewhere, keyring.KeyIsMissing."""
    if wave.mode != Wave.Mode.SERVICE:
        raise KeyIsElsewhere(
            f"The box of {wave} opens with two of three key sheets, in the room only."
        )
    return X25519PrivateKey.from_private_bytes(keyring.load("box", wave.slug))


def public_half(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def open_trials() -> int:
    """Open the trial sheets that have arrived for keys of ours; returns how many opened.

    One that does not open keeps none of the others waiting; why it did not stands beside it.
    """
    opened = 0
    for wave in Wave.objects.filter(mode=Wave.Mode.SERVICE, state__in=rehearsing.BEFORE_OPENING):
        with apart(f"opening the trial sheet of {wave}"):
            opened += _open_if_there(wave)
    return opened


def _open_if_there(wave: Wave) -> bool:
    canary: Canary | None = rehearsing.current(wave)
    if canary is None or rehearsing.last(wave) is not None or not trial.has_arrived(canary.pk):
        return False
    return _open(wave, canary)


def _open(wave: Wave, canary: Canary) -> bool:
    try:
        rehearsing.open_trial(wave, box_key=load(wave))
    except keyring.KeyIsMissing as fault:
        _note(canary, KEY_IS_GONE, fault)
    except (trial.TrialDoesNotOpen, ManifestForged) as fault:
        _note(canary, DOES_NOT_OPEN, fault)
    else:
        return True
    return False


def _note(canary: Canary, problem: str, fault: Exception) -> None:
    """For whoever reads the page, and once for whoever reads the log."""
    with access.acting(ME):
        unsaid = Canary.objects.filter(pk=canary.pk).exclude(problem=problem)
        if unsaid.update(problem=problem):
            log.error("The trial sheet of %s was not opened: %s", canary.wave, fault)


def _give_up(wave: Wave) -> None:
    """The sheets take its place; what one machine kept alone must not open anything."""
    with access.acting(ME):
        if not SignedManifest.objects.filter(wave=wave).exists():
            WaveKey.objects.filter(wave=wave, mode=Wave.Mode.SERVICE).delete()
        keyring.destroy("box", wave.slug)
