"""From a template to bytes, in one language, in the frame of a wave."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from surveys.respond import languages
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
    survey_title: str
    city: str = ""
    help_phone: str = ""
    help_hours: str = ""
    quick_exit: bool = False
    other_language_url: str = ""
    query: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page that is the same for everybody: made once, packed once."""

    plain: bytes
    packed: bytes


def render(
    template: str,
    language: Language,
    manifest: Announced | None,
    words: Mapping[str, object] | None = None,
    *,
    quick_exit: bool = False,
    bilingual: bool = False,
) -> bytes:
    """`bilingual` pages may be asked for in the other language by a link."""
    with translation.override(language):
        frame = Frame(
            language=language,
            survey_title=manifest.title if manifest else gettext("Survei Integritas"),
            city=manifest.city if manifest else "",
            help_phone=manifest.help_phone if manifest else "",
            help_hours=manifest.help_hours if manifest else "",
            quick_exit=quick_exit,
            other_language_url=languages.switch(language) if bilingual else "",
            query=languages.query(language),
            is_demo=bool(manifest and manifest.is_demo),
        )
        context = {**(words or {}), "page": frame, "manifest": manifest}
        return render_to_string(f"surveys/respond/{template}.html", context).encode()


def pack(plain: bytes) -> Rendered:
    # mtime=0: two workers make the same bytes
    return Rendered(plain=plain, packed=gzip.compress(plain, 9, mtime=0))


def answer(request: HttpRequest, page: Rendered, status: int = 200) -> HttpResponse:
    """Packed where the browser can unpack it. Nothing secret is in it that packing could tell."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.packed if packed else page.plain, status=status)
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
