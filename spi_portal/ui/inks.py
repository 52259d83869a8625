"""What a chart is drawn with: a class on the screen, literal attributes on paper.

On the screen the classes follow light and dark (static/css/staff.css); WeasyPrint does not
apply the page's stylesheet to a drawing, so there each ink is written out.
"""

from __future__ import annotations

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

FONT = {"font-family": "Jakarta, sans-serif", "font-size": "11", "fill": "#4a5565"}

PAPER: dict[str, dict[str, str]] = {
    "fr": {"fill": "#9b1c2e"},
    "fw": {"fill": "#c77f0a"},
    "ft": {"fill": "#1a7f8e"},
    "fn": {"fill": "#27348b"},
    "fa": {"fill": "#8a8373"},
    "f0": {"fill": "#dedacf"},
    "ftinta": {"fill": "#17212f"},
    "zr": {"fill": "#fbe6e4"},
    "zw": {"fill": "#fdf0d5"},
    "zt": {"fill": "#dff1f2"},
    "tulisan": FONT,
    "kuat": {"fill": "#17212f", "font-weight": "700"},
    "tr": {"fill": "#86182a"},
    "tw": {"fill": "#7a4b00"},
    "tt": {"fill": "#0b5a66"},
    "titik": {"stroke": "#ffffff", "stroke-width": "1.25"},
    "gr": {"stroke": "#dedacf"},
    "gt": {"stroke": "#17212f"},
    "g2": {"stroke": "#8a8373"},
    "lubang": {"fill": "#ffffff"},
    "lebar": {},
}

# The letter that stands for a category in the names of inks: fr, zr, tr.
LETTERS = {"rentan": "r", "waspada": "w", "terjaga": "t"}


def attributes(names: str, *, paper: bool) -> SafeString:
    """The attributes of one shape, for inks named in the order in which they are laid on."""
    inks = names.split()
    literal: dict[str, str] = {}
    for ink in inks:
        literal |= PAPER[ink]
    if not paper:
        return mark_safe(f'class="{" ".join(inks)}"')  # noqa: S308  # names of inks only
    return format_html_join(" ", '{}="{}"', literal.items())
