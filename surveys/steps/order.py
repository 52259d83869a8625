"""The order of a wave's steps: each begins in one state, and two never run at once."""

from __future__ import annotations

from surveys.models.waves import Wave


class StepOutOfOrder(Exception):
    """The wave is not where this step begins. The message is for the user."""


def begin(wave: Wave, *states: Wave.State) -> Wave:
    """The wave's row, locked until the transaction ends. Raises StepOutOfOrder."""
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if locked.state not in states:
        now = Wave.State(locked.state).label
        wanted = " atau ".join(f"“{state.label}”" for state in states)
        raise StepOutOfOrder(
            f"Gelombang {locked.slug} sekarang “{now}”. Langkah ini hanya bisa dari {wanted}."
        )
    return locked


def finish(wave: Wave, state: Wave.State, *also_changed: str) -> None:
    wave.state = state
    wave.save(update_fields=["state", *also_changed])
