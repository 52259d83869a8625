"""Berita acara of the count and of the destruction: ordered with its facts, printed, kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from reports import counted_totals, orders
from reports.models.minutes import Minutes
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.audit.models.approvals import Approval
from spi_portal.paper import pdf
from spi_portal.paper.pdf import Paper
from spi_portal.ui import formats
from surveys.models.cities import City
from surveys.models.custody import Rehearsal
from surveys.models.manifests import WaveKey
from surveys.models.waves import Wave

About = Minutes.About
INVALID = {
    "does-not-open": "tidak dapat dibuka",
    "malformed": "bukan lembar jawaban",
    "other-instrument": "menjawab kuesioner lain",
    "off-the-path": "jawabannya tidak mungkin dari kuesioner ini",
}


class NothingToRecord(Exception):
    """What the minutes are about has not happened. The message is for the user."""


@transaction.atomic
def ask(wave: Wave, about: About, *, by: User) -> Minutes:
    """Those that are there, or an order for them; one that failed is tried anew.

    Raises NothingToRecord.
    """
    if refusal := lacking(wave, about):
        raise NothingToRecord(refusal)
    minutes, is_new = Minutes.objects.defer("content").get_or_create(
        wave=wave,
        about=about,
        defaults={"facts": facts(wave, about), "asked_by": by, "due_at": timezone.now()},
    )
    failed = minutes.state == Minutes.State.FAILED
    if failed:
        orders.begin_anew(minutes)
    if is_new or failed:
        ledger.record("minutes.asked", minutes, by=by)
    bells.ring(orders.BELL)
    return minutes


def lacking(wave: Wave, about: About) -> str:
    """Why there are no such minutes yet; empty if there can be."""
    if about == About.COUNT:
        return "" if counted_totals.of(wave) else "Jawaban gelombang ini belum dihitung."
    return "" if wave.box_gone_at else "Kotak gelombang ini belum dimusnahkan."


def facts(wave: Wave, about: About) -> dict[str, Any]:
    """Plain words and numbers, ready to be printed by somebody who looks nothing up."""
    key = WaveKey.objects.filter(wave=wave).first()
    verb = "count" if about == About.COUNT else "destroy"
    happened = wave.counted_at if about == About.COUNT else wave.box_gone_at
    return {
        "wave": wave.title,
        "slug": wave.slug,
        "mode": wave.get_mode_display(),
        "by_people": wave.mode == Wave.Mode.TRUSTEES,
        "holders": [[one.number, one.name, one.body] for one in wave.key_holders.all()],
        "fingerprint": key.fingerprint if key else "",
        "happened": formats.moment(happened) if happened else "",
        "closed": formats.moment(wave.closes_at),
        "links_gone": formats.moment(wave.registrar_key_gone_at)
        if wave.registrar_key_gone_at
        else "",
        "key_gone": _key_gone(wave),
        "counted": formats.moment(wave.counted_at) if wave.counted_at else "",
        "rehearsals": _rehearsals(wave, key),
        "totals": counted_totals.of(wave),
        "invalid": _invalid(wave),
        "approval": _approval(wave, verb),
    }


def print_due() -> int:
    """Print every one that is due; returns how many were printed. Safe on many workers."""
    return orders.fulfil_due(Minutes.objects.select_related("wave", "asked_by"), _print)


def page(minutes: Minutes) -> str:
    """The minutes as HTML."""
    city = City.objects.first()
    words = {
        "paper": True,
        "city": city,
        "city_name": city.name if city else "",
        "minutes": minutes,
        "facts": minutes.facts,
        "is_count": minutes.about == About.COUNT,
        "title": minutes.get_about_display(),
    }
    return render_to_string("reports/minutes.html", words)


def _print(minutes: Minutes) -> Paper:
    return pdf.render(page(minutes))


def _rehearsals(wave: Wave, key: WaveKey | None) -> list[str]:
    if key is None:
        return []
    done = Rehearsal.objects.filter(wave=wave, box_key=bytes(key.public_key))
    return [formats.moment(one.at) + _with_sheets(one.sheets) for one in done]


def _with_sheets(sheets: str) -> str:
    return f", lembar {sheets.replace('+', ' dan ')}" if sheets else ""


def _key_gone(wave: Wave) -> str:
    """Of the counter's key; that of three people is on paper, and they tear it themselves."""
    entry = ledger.last(wave, "wave.box_key_destroyed")
    return f"{formats.moment(entry.at)}, {entry.details['copies']} salinan" if entry else ""


def _invalid(wave: Wave) -> list[list[Any]]:
    entry = ledger.last(wave, "wave.counted")
    found: dict[str, int] = (entry.details.get("why_invalid") or {}) if entry else {}
    return [[INVALID.get(why, why), number] for why, number in sorted(found.items())]


def _approval(wave: Wave, verb: str) -> dict[str, str]:
    used = Approval.objects.filter(verb=verb, subject=wave.slug, used_at__isnull=False)
    one = used.select_related("asked_by", "decided_by", "decided_for").order_by("-pk").first()
    if one is None:
        return {}
    stood_in = f" (pengganti {one.decided_for})" if one.decided_for else ""
    return {
        "reason": one.reason,
        "asked": f"{one.asked_by}, {formats.moment(one.asked_at)}",
        "granted": f"{one.decided_by}{stood_in}, {formats.moment(one.decided_at)}"
        if one.decided_at
        else "",
        "asker": str(one.asked_by),
        "granter": str(one.decided_by),
    }
