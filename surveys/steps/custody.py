"""Who keeps what opens the box: asked by one, granted by another, fixed once it was announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from respondents import access
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from surveys.models.custody import HOLDERS, KeyHolder
from surveys.models.manifests import SignedManifest, WaveKey
from surveys.models.waves import Wave
from surveys.steps import order

BEFORE_ISSUING = (Wave.State.LISTS, Wave.State.FROZEN, Wave.State.DRAWN)


class ModeIsFixed(Exception):
    """Who holds the keys was signed and announced. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    name: str
    body: str


def can_change(wave: Wave) -> bool:
    announced = SignedManifest.objects.filter(wave=wave).exists()
    return wave.state in BEFORE_ISSUING and not announced


def subject(wave: Wave, mode: str) -> str:
    """What is asked of the second person: this wave, and this choice."""
    return f"{wave.slug} {mode}"


def ask(*, wave: Wave, mode: Wave.Mode, reason: str, by: User) -> Approval:
    """Raises ModeIsFixed."""
    if not can_change(wave):
        raise ModeIsFixed(_FIXED)
    return approvals.ask("keys", subject(wave, mode), reason=reason, by=by)


def permit(wave: Wave, mode: str) -> Approval | None:
    """The last request for this choice that was not used."""
    asked = Approval.objects.filter(verb="keys", subject=subject(wave, mode), used_at=None)
    return asked.select_related("asked_by", "decided_by", "decided_for").order_by("-pk").first()


def settle(*, wave: Wave, mode: Wave.Mode, holders: Sequence[Holder], by: User) -> None:
    """Let it be so from now on; three holders for sheets, none for the counter.

    What opened the box before goes, also where only the holders are others: whoever now keeps
    it makes it anew. Raises ModeIsFixed,
    order.StepOutOfOrder, approvals.NotApproved, and ValueError for the wrong number of holders.
    """
    if len(holders) != (HOLDERS if mode == Wave.Mode.TRUSTEES else 0):
        raise ValueError(f"{len(holders)} holders for {mode}")
    with access.acting("surveys.custody"):
        wave = order.begin(wave, *BEFORE_ISSUING)
        if not can_change(wave):
            raise ModeIsFixed(_FIXED)
        approvals.use("keys", subject(wave, mode))
        before, wave.mode = wave.mode, mode
        wave.save(update_fields=["mode"])
        WaveKey.objects.filter(wave=wave).delete()
        KeyHolder.objects.filter(wave=wave).delete()
        KeyHolder.objects.bulk_create(
            KeyHolder(wave=wave, number=number, name=one.name, body=one.body)
            for number, one in enumerate(holders, start=1)
        )
        ledger.record(
            "wave.mode_set", wave, by=by, mode=mode, before=before,
            holders=[f"{one.name}, {one.body}" for one in holders],
        )  # fmt: skip


_FIXED = (
    "Pilihan ini sudah ditandatangani dalam pengumuman survei dan tidak dapat diganti lagi. "
    "Pilihan lain baru mungkin untuk gelombang berikutnya."
)
