"""What the tests of a wave's pages do again and again."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys.models.waves import Wave
from tests import make


def page(wave: Wave) -> str:
    return reverse("surveys:wave", args=[wave.slug])


def cost(client, path: str) -> int:
    """How many statements the page sends, once what is cached for good is cached."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def take(client, step: str, wave: Wave, **given):
    """Press the button of a step, and read the page that follows."""
    return client.post(reverse(f"surveys:{step}", args=[wave.slug]), given, follow=True)


def in_state(state: str, **given) -> Wave:
    values = {"frame_root": b"root", "draw_randomness": "48 13 77"} if state != "lists" else {}
    return make.wave(state=state, **(values | given))
