"""From a template to bytes, in one language, in the frame of a wave."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import brotli
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from surveys.respond import languages, styles
from surveys.respond.languages import Language


class Announced(Protocol):
    """What the frame takes from a signed text: a wave's manifest, or the list of points."""

    @property
    def title(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def help_phone(self) -> str: ...
    @property
    def help_hours(self) -> str: ...
    @property
    def is_demo(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What templates/base_respond.html asks of every page."""

    language: Language
    style_address: str
    style: str = ""  # inside the page; the sheet at the address then waits until it is shown
    survey_title: str
    city: str = ""
    help_phone: str = ""
    help_hours: str = ""
    quick_exit: bool = False
    is_large: bool = False  # large print on a wide screen, for experts at a desk
    other_language_url: str = ""
    query: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page that is the same for everybody: made once, packed once in each way."""

    plain: bytes
    gzip: bytes
    brotli: bytes


def render(
    template: str,
    language: Language,
    manifest: Announced | None,
    words: Mapping[str, object] | None = None,
    *,
    quick_exit: bool = False,
    is_large: bool = False,
    bilingual: bool = False,
    alone: bool = False,
) -> bytes:
    """`bilingual` pages may be asked for in the other language by a link.

    A page that is `alone` carries its style; its answer needs styles.policy_of_first().
    """
    with translation.override(language):
        frame = Frame(
            language=language,
            style_address=styles.address(),
            style=styles.first() if alone else "",
            survey_title=manifest.title if manifest else gettext("Survei Integritas"),
            city=manifest.city if manifest else "",
            help_phone=manifest.help_phone if manifest else "",
            help_hours=manifest.help_hours if manifest else "",
            quick_exit=quick_exit,
            is_large=is_large,
            other_language_url=languages.switch(language) if bilingual else "",
            query=languages.query(language),
            is_demo=bool(manifest and manifest.is_demo),
        )
        context = {**(words or {}), "page": frame, "manifest": manifest}
        return render_to_string(f"surveys/respond/{template}.html", context).encode()


def piece(template: str, language: Language, words: Mapping[str, object]) -> SafeString:
    """A part of a page, without its frame."""
    with translation.override(language):
        return render_to_string(f"surveys/respond/{template}.html", dict(words))


def pack(plain: bytes) -> Rendered:
    # mtime=0: two workers make the same bytes
    return Rendered(
        plain=plain,
        gzip=gzip.compress(plain, 9, mtime=0),
        brotli=brotli.compress(plain, mode=brotli.MODE_TEXT),
    )


def pack_large(plain: bytes) -> Rendered:
    """Of megabytes that change daily: packed in a moment rather than as small as can be."""
    return Rendered(
        plain=plain,
        gzip=gzip.compress(plain, 5, mtime=0),
        brotli=brotli.compress(plain, mode=brotli.MODE_TEXT, quality=4),
    )


def answer(
    request: HttpRequest, page: Rendered, status: int = 200, content_type: str | None = None
) -> HttpResponse:
    """Packed where the browser can unpack it. Nothing secret is in it that packing could tell."""
    body, packing = _packed(page, request.META.get("HTTP_ACCEPT_ENCODING", ""))
    response = HttpResponse(body, status=status, content_type=content_type)
    response.headers["Vary"] = "Accept-Encoding"
    if packing:
        response.headers["Content-Encoding"] = packing
    return response


def _packed(page: Rendered, accepted: str) -> tuple[bytes, str]:
    """The smallest that the browser takes. Browsers say br over https only."""
    names = {each.partition(";")[0].strip() for each in accepted.split(",")}
    if "br" in names:
        return page.brotli, "br"
    if "gzip" in names:
        return page.gzip, "gzip"
    return page.plain, ""
