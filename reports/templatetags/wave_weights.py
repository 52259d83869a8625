"""Which weights a wave is computed with, for pages of waves, which know nothing of reports."""

from __future__ import annotations

from typing import Any

from django import template

from reports import method
from surveys.models.waves import Wave

register = template.Library()


@register.inclusion_tag("reports/weights/of_wave.html")
def weights_of_wave(*, wave: Wave) -> dict[str, Any]:
    """Its set with a link, and whether the opening has fixed it."""
    try:
        weights = method.for_wave(wave)
    except method.NoWeightSet:
        weights = None
    return {"weights": weights, "is_fixed": method.is_fixed(wave), "wave": wave}
