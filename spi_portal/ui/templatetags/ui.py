"""The components of every page, as tags with real parameters; charts come along.

All parameters are keyword-only, so that a misspelt one fails when the template is compiled.
Each is shown at /galeri/.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from spi_portal.ui import formats
from spi_portal.ui.templatetags import charts

register = template.Library()
register.tags.update(charts.register.tags)
register.filters.update(charts.register.filters)

for write in (
    formats.number,
    formats.grouped,
    formats.signed,
    formats.percent,
    formats.rupiah,
    formats.day,
    formats.weekday,
    formats.clock,
    formats.moment,
):
    register.filter(write.__name__, write)

NOTICES = {
    "info": ("", "info"),
    "success": ("berhasil", "circle-check"),
    "warning": ("awas", "triangle-alert"),
    "error": ("salah", "circle-alert"),
}
BUTTONS = {"primary": "btn", "secondary": "btn b2", "plain": "btn polos", "danger": "btn bahaya"}
CATEGORIES = {"rentan": "Rentan", "waspada": "Waspada", "terjaga": "Terjaga"}


@register.filter
def parted(address: str) -> SafeString:
    """A mail address that a narrow page breaks behind its sign, never inside a name."""
    return format_html_join(mark_safe("@<wbr>"), "{}", ([part] for part in address.split("@")))


@register.simple_tag
def icon(*, name: str, label: str = "") -> SafeString:
    """An icon of the Lucide set. Beside a word it stays unread; alone it needs a `label`."""
    return _drawn(name, str(label))


@lru_cache(maxsize=512)
def _drawn(name: str, label: str) -> SafeString:
    """Kept, for lucide copies and writes an XML tree each time."""
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    drawn = lucide(name, size=None, **{"class": "i"}, **spoken)
    return mark_safe(" ".join(drawn.split()).replace("> <", "><"))  # noqa: S308  # our own set


@register.simple_block_tag
def card(
    content: SafeString, *, title: str = "", note: str = "", span: int = 0, new_sheet: bool = False
) -> SafeString:
    """A unit of content; `span` is its width in twelfths inside `.kisi`."""
    return _block("card", content=content, title=title, note=note, span=span, new_sheet=new_sheet)


@register.simple_block_tag
def notice(content: SafeString, *, kind: str = "info", title: str = "") -> SafeString:
    """`kind`: info, success, warning or error. An error is announced."""
    css, picture = NOTICES[kind]
    return _block("notice", content=content, kind=kind, css=css, picture=picture, title=title)


@register.simple_block_tag
def data_table(
    content: SafeString, *, caption: str, hide_caption: bool = False, heat: bool = False
) -> SafeString:
    """The table around `<thead>` and `<tbody>`, in a frame that can be moved sideways."""
    return _block(
        "data_table", content=content, caption=caption, hide_caption=hide_caption, heat=heat
    )


def _block(name: str, **context: object) -> SafeString:
    return mark_safe(render_to_string(f"components/{name}.html", context))  # noqa: S308  # rendered


@register.inclusion_tag("components/category_badge.html")
def category_badge(
    *, category: str | None, value: float | None = None, paper: bool = False
) -> dict[str, object]:
    """Shape, colour and word of a category; `None` reads "data belum mencukupi"."""
    code = str(category).lower() if category else ""
    return {
        "code": code,
        "word": CATEGORIES[code] if code else "Data belum mencukupi",
        "value": value,
        "paper": paper,
    }


@register.inclusion_tag("components/stepper.html")
def stepper(*, steps: Sequence[str], current: int) -> dict[str, object]:
    """Steps in order; `current` counts from 1, one past the end means all are done."""
    return {"steps": steps, "current": current}


@register.inclusion_tag("components/figure.html")
def figure(*, value: str | float, label: str, note: str = "") -> dict[str, object]:
    """One figure with what it counts. A number is written without decimals; text as it is."""
    shown = value if isinstance(value, str) else formats.number(value)
    return {"value": shown, "label": label, "note": note}


@register.inclusion_tag("components/field.html")
def field(*, field: BoundField, label: str = "", help: str = "") -> dict[str, object]:
    """A form field, its label, help and error tied to it; `label` and `help` replace its own."""
    return {
        "field": field,
        "kind": _kind(field),
        "label": label or field.label,
        "help": help or field.help_text,
    }


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    return "choices" if isinstance(widget, RadioSelect) else "input"


@register.inclusion_tag("components/fields.html")
def fields(*, form: BaseForm) -> dict[str, object]:
    """A whole form: on top what is wrong with it, then every field."""
    return error_summary(form=form) | {
        "form": form,
        "visible": form.visible_fields(),
        "hidden": form.hidden_fields(),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*, form: BaseForm) -> dict[str, object]:
    """What is wrong with a form, each line leading to its field. Nothing where nothing is."""
    return {
        "general": form.non_field_errors(),
        "wrong": [
            (_target(bound), bound.label.rstrip(".:?"), bound) for bound in form if bound.errors
        ],
    }


def _target(field: BoundField) -> str:
    """The id that a link of the error summary leads to."""
    return f"{field.auto_id}_0" if _kind(field) == "choices" else field.auto_id


@register.inclusion_tag("components/button.html")
def button(
    *,
    label: str,
    kind: str = "primary",
    icon: str = "",
    href: str = "",
    name: str = "",
    value: str = "",
    hint: str = "",
    disabled: bool = False,
) -> dict[str, object]:
    """A button that submits, or a link that looks like one when `href` is given.

    `kind`: primary, secondary, plain or danger. `hint` replaces the label for readers who listen.
    """
    return {
        "label": label,
        "css": BUTTONS[kind],
        "icon_name": icon,
        "href": href,
        "name": name,
        "value": value,
        "hint": hint,
        "disabled": disabled,
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(*, title: str, text: str = "", href: str = "", action: str = "") -> dict[str, str]:
    """One sentence and one thing to do."""
    return {"title": title, "text": text, "href": href, "action": action}


@register.inclusion_tag("components/progress.html")
def progress(*, label: str, value: int, maximum: int) -> dict[str, object]:
    return {"label": label, "value": value, "maximum": maximum}


@register.inclusion_tag("components/pagination.html")
def pagination(
    *, page: Page[Any], query: str = "", parameter: str = "halaman"
) -> dict[str, object]:
    """Links to the pages of a list; `query` is the rest of the address, already encoded."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    prefix = f"?{query}&" if query else "?"
    return {"page": page, "numbers": list(numbers), "prefix": prefix, "parameter": parameter}


@register.inclusion_tag("components/definition_list.html")
def definition_list(*, items: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Terms with their descriptions."""
    return {"items": items}


@register.inclusion_tag("components/index_meter.html")
def index_meter(
    *,
    label: str,
    value: float | None,
    category: str | None = None,
    margin: float | None = None,
    paper: bool = False,
) -> dict[str, object]:
    """An index of 0 to 100 with its category and its 95% margin; `value=None`: suppressed."""
    return {"label": label, "value": value, "category": category, "margin": margin, "paper": paper}


@register.inclusion_tag("components/brand.html")
def brand(*, title: str, subtitle: str = "", paper: bool = False) -> dict[str, object]:
    """The mark of the portal with two lines of text."""
    return {"title": title, "subtitle": subtitle, "paper": paper}
