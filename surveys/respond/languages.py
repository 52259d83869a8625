"""Indonesian, or English where the address says so: `?bhs=en`, on every page alike."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
PARAMETER = "bhs"


def of(request: HttpRequest) -> Language:
    if not request.META.get("QUERY_STRING"):  # most of the time: nothing to take apart
        return "id"
    return "en" if request.GET.get(PARAMETER) == "en" else "id"


def query(language: Language) -> str:
    """What every address carries on; nothing for Indonesian."""
    return f"?{PARAMETER}=en" if language == "en" else ""


def switch(language: Language) -> str:
    """The same page in the other language."""
    return f"?{PARAMETER}={'id' if language == 'en' else 'en'}"
