"""What may not be changed now, and because of which wave."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from surveys.models.waves import Wave

# Signed and sent: respondents read these on pages and letters that are out.
TEXTS = frozenset(
    "name organiser public_address sender_address help_phone help_hours time_zone".split()
)
# What decides how figures look: settled before there are any.
RULES = frozenset({"minimum_answers", "is_organiser", "asks_external"})
LONGEST = timedelta(days=365)  # a wave that is never published holds the rules no longer

SIGNED_STATES = (Wave.State.DRAWN, Wave.State.ISSUED, Wave.State.OPEN)
RULED_STATES = (*SIGNED_STATES, Wave.State.FROZEN, Wave.State.CLOSED, Wave.State.COUNTED)


class Fixed(Exception):
    """A wave holds what was to be changed. The message is for the user."""


def texts() -> Wave | None:
    """The wave whose signed announcement names the city as it is."""
    signed = Wave.objects.filter(state__in=SIGNED_STATES, manifests__isnull=False)
    return signed.distinct().first()


def rules() -> Wave | None:
    """The wave whose lists are frozen and whose figures are not out yet."""
    recent = timezone.now() - LONGEST
    return Wave.objects.filter(state__in=RULED_STATES, closes_at__gt=recent).first()


def refuse(names: set[str]) -> None:
    """Raises Fixed if one of these settings may not be changed now."""
    if names & TEXTS and (wave := texts()):
        raise Fixed(
            f"Gelombang {wave} sudah ditandatangani dengan keterangan ini. "
            "Ubah sesudah survei ditutup."
        )
    if names & RULES and (wave := rules()):
        raise Fixed(
            f"Daftar gelombang {wave} sudah dibekukan. Ubah sesudah hasilnya terbit, "
            "supaya aturan tidak berubah setelah angkanya diketahui."
        )
