"""What the Inspektur's Monday meeting has to know, gathered for one page.

Counts of rows, letters and requests. No answer is counted: turnout is not known to anybody.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from spi_portal import outlook, pending, seasons
from spi_portal.accounts.models import User
from spi_portal.audit import wording
from spi_portal.audit.models.approvals import Approval
from spi_portal.ui import formats
from surveys import calendar, chasing, standing
from surveys.models.waves import Wave

OFFICES_AT_MOST = 12
REQUESTS_AT_MOST = 5


def facts(user: User) -> dict[str, Any]:
    """Plain words and numbers, ready to be printed by somebody who looks nothing up."""
    wave = standing.current()
    found: dict[str, Any] = {
        "day": formats.day(timezone.localdate()),
        "requests": _requests(),
        "matters": _matters(wave),
    }
    if wave is None:
        return found | {"sentence": "Belum ada gelombang."}
    season = seasons.of(wave).season
    return found | {
        "wave": wave.title,
        "sentence": outlook.sentence(user, wave, season, None),
        "step": wave.get_state_display(),
        "calendar": _calendar(wave),
        "lists": _lists(wave) if wave.state == Wave.State.LISTS else None,
        "messages": _messages(wave),
    }


def _requests() -> list[dict[str, str]]:
    waiting = Approval.objects.waiting().select_related("asked_by").order_by("asked_at")
    return [
        {
            "what": wording.request(one.verb, one.subject),
            "who": str(one.asked_by),
            "since": formats.day(one.asked_at),
            "late": "lebih dari dua hari" if one.is_delayed else "",
        }
        for one in waiting[:REQUESTS_AT_MOST]
    ]


def _matters(wave: Wave | None) -> list[dict[str, str]]:
    """Without requests: those have a part of their own."""
    found = pending.oldest(pending.of_survey(wave))
    return [
        {"what": one.text, "since": formats.day(one.since) if one.since else ""} for one in found
    ]


def _calendar(wave: Wave) -> list[dict[str, str]]:
    return [
        {
            "what": line.label,
            "when": formats.day(line.on)
            + (f" sampai {formats.day(line.until)}" if line.until else ""),
            "how": line.told or ("sudah" if line.is_done else ""),
        }
        for line in calendar.lines(wave, timezone.localdate())
    ]


def _lists(wave: Wave) -> dict[str, Any]:
    """How many OPDs are done with their lists, and what those with most to do still lack."""
    rows = chasing.rows(wave)
    lacking = [row for row in rows if row.tasks]
    return {
        "opds": len(rows),
        "done": len(rows) - len(lacking),
        "lacking": [
            {
                "office": row.opd.short_name,
                "what": "; ".join(task.in_a_sentence for task in row.tasks),
            }
            for row in lacking[:OFFICES_AT_MOST]
        ],
        "further": max(0, len(lacking) - OFFICES_AT_MOST),
    }


def _messages(wave: Wave) -> dict[str, int] | None:
    sending = standing.messages(wave)
    if not sending.rounds:
        return None
    return {"sent": sending.sent, "waiting": sending.waiting, "failed": sending.failed}
