"""Destroying what retention.py says is over: every night, in one transaction a line, written down.

A night that was missed is made up for by the next: each deed asks what is over by now, and finds
nothing where it was done before.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from respondents import access, city_files, lists, roster, stop_list, volunteers
from respondents.models.objections import Objection
from respondents.models.people import Person
from spi_portal.audit import ledger
from surveys import retention
from surveys.models.waves import Wave
from surveys.retention import Who

ME = "surveys.purging"
GUESTS = ("external", "expert")
OVER = (Wave.State.CLOSED, Wave.State.COUNTED, Wave.State.PUBLISHED)
RUNNING = (Wave.State.FROZEN, Wave.State.DRAWN, Wave.State.ISSUED, Wave.State.OPEN)
DRAWN = (*RUNNING[1:], *OVER)

IN_A_FRAME = """
EXISTS (SELECT FROM surveys_frameentry e WHERE e.person_id = p.id)
"""
# Listed for a wave that is over, and in the frame of none that runs.
GUESTS_WHOSE_WAVE_IS_OVER = """
SELECT p.id FROM respondents_person p
WHERE p.kind = ANY(%(guests)s) AND p.listed_on <= (
    SELECT max((w.closes_at AT TIME ZONE %(zone)s)::date) FROM surveys_wave w
    WHERE NOT w.is_pilot AND w.state = ANY(%(over)s) AND w.closes_at <= %(closed_before)s)
AND NOT EXISTS (
    SELECT FROM surveys_frameentry e JOIN surveys_wave w ON w.id = e.wave_id
    WHERE e.person_id = p.id AND w.state = ANY(%(running)s))
"""
STAFF_WHO_MISSED_WAVES = f"""
SELECT p.id FROM respondents_person p
WHERE p.kind = 'internal' AND %(missed)s <= (
    SELECT count(*) FROM surveys_wave w
    WHERE NOT w.is_pilot AND w.state = ANY(%(over)s)
      AND (w.opens_at AT TIME ZONE %(zone)s)::date > p.left_on)
AND NOT {IN_A_FRAME}
"""  # noqa: S608  # put together from our own text only
END_CONTACTS = """
UPDATE respondents_person SET
    phone_sealed = '', phone_index = NULL, email_sealed = '', email_index = NULL,
    nip_sealed = '', nip_index = NULL, further = '{}', left_on = COALESCE(left_on, %(today)s)
WHERE id = ANY(%(people)s)
"""
# In this order: no row may refer to one that is gone.
OF_PEOPLE = (
    "DELETE FROM respondents_objection WHERE person_id = ANY(%(people)s)",
    "DELETE FROM respondents_removal WHERE person_id = ANY(%(people)s)",
    "DELETE FROM respondents_person WHERE id = ANY(%(people)s)",
)
OF_A_SAMPLE = {
    "messages": """
        DELETE FROM surveys_message m USING surveys_invitation i
        WHERE i.id = m.invitation_id AND i.wave_id = ANY(%(waves)s)""",
    "invitations": "DELETE FROM surveys_invitation WHERE wave_id = ANY(%(waves)s)",
    "frame": "DELETE FROM surveys_frameentry WHERE wave_id = ANY(%(waves)s)",
    "undelivered": "DELETE FROM surveys_undelivered WHERE wave_id = ANY(%(waves)s)",
}


def purge(who: Who) -> dict[str, int]:
    """Carry out the lines that are this worker's; returns what went, by deed.

    One that fails is logged and stops no other. Safe to repeat.
    """
    ours = {line.deed for line in retention.TABLE if line.who == who}
    return {deed: _do(deed) for deed in DEEDS if deed in ours}


def _do(deed: str) -> int:
    try:
        with access.acting(ME):
            gone = DEEDS[deed](timezone.now())
            if total := sum(gone.values()):
                ledger.record("retention.purged", f"retention {deed}", by=ME, **gone)
    except Exception:  # tomorrow again; the others are not to wait for it
        log.exception("What is over could not be destroyed: %s.", deed)
        return 0
    return total


def forget_staff(now: datetime) -> dict[str, int]:
    """Staff who left, and were missing in enough waves since."""
    return _forget_people(STAFF_WHO_MISSED_WAVES, now)


def end_contacts_of_the_wave(now: datetime) -> dict[str, int]:
    """Service users, vendors and experts were listed for one wave; it is over."""
    still = " AND (p.left_on IS NULL OR p.phone_sealed <> '' OR p.email_sealed <> '')"
    people = _found(GUESTS_WHOSE_WAVE_IS_OVER + still, now)
    stopped = _keep_stopped(people)
    ended = _run(END_CONTACTS, people=people, today=timezone.localdate(now))
    return {"people": ended, "stopped": stopped}


def forget_guests(now: datetime) -> dict[str, int]:
    """The rest of their rows, as soon as no frame holds them."""
    off_the_lists = f" AND p.left_on IS NOT NULL AND NOT {IN_A_FRAME}"
    return _forget_people(GUESTS_WHOSE_WAVE_IS_OVER + off_the_lists, now)


def destroy_samples(now: datetime) -> dict[str, int]:
    """Who was drawn, in waves that nobody compares with any more; the totals go to the ledger."""
    waves = [wave for wave in _with_a_sample() if _is_outlived(wave, now)]
    if not waves:
        return {}
    gone = {what: _run(sql, waves=[wave.pk for wave in waves]) for what, sql in OF_A_SAMPLE.items()}
    Wave.objects.filter(pk__in=[wave.pk for wave in waves]).update(
        sample_gone_on=timezone.localdate(now)
    )
    return gone


def forget_volunteers(now: datetime) -> dict[str, int]:
    """Those whose visit is too long ago; draw and closing end the others (volunteers.py)."""
    return {"rows": volunteers.forget_outdated(on=timezone.localdate(now), by=ME)}


def forget_stale_uploads(now: datetime) -> dict[str, int]:
    return {"uploads": lists.forget_stale(at=now, by=ME)}


def forget_stale_city_files(now: datetime) -> dict[str, int]:
    return {
        "files": city_files.forget_stale(at=now, by=ME),
        "roster": roster.forget_stale(at=now),
    }


def forget_what_uploads_told(now: datetime) -> dict[str, int]:
    old = {"before": now - retention.FINISHED_UPLOADS}
    ended = "'taken_over', 'dropped', 'returned', 'unreadable'"
    over = f"uploaded_at < %(before)s AND state IN ({ended})"
    of_old = f"USING respondents_upload u WHERE u.id = upload_id AND u.{over}"
    return {
        "faults": _run(f"DELETE FROM respondents_fault {of_old}", **old),  # noqa: S608
        "removals": _run(f"DELETE FROM respondents_removal {of_old}", **old),  # noqa: S608
        "file_names": _run(
            f"UPDATE respondents_upload SET file_name = '' WHERE {over} AND file_name <> ''",  # noqa: S608
            **old,
        ),
    }


def forget_signatures(now: datetime) -> dict[str, int]:
    old = {"before": now - retention.SIGNATURES}
    of_old = "signature_id IN (SELECT id FROM respondents_signature WHERE at < %(before)s)"
    return {
        "receipts": _run(f"DELETE FROM reports_signaturereceipt WHERE {of_old}", **old),  # noqa: S608
        "signatures": _run("DELETE FROM respondents_signature WHERE at < %(before)s", **old),
        "links": _run("DELETE FROM respondents_signinglink WHERE sent_at < %(before)s", **old),
    }


def forget_case_documents(now: datetime) -> dict[str, int]:
    sql = """UPDATE reports_recordedcase SET sealed = ''
        WHERE sealed <> '' AND recorded_at < %(before)s"""
    return {"case_documents": _run(sql, before=now - retention.CASE_DOCUMENTS)}


def forget_letters(now: datetime) -> dict[str, int]:
    sql = "DELETE FROM post_officialletter WHERE state <> 'ready' AND due_at < %(before)s"
    return {"letters": _run(sql, before=now - retention.LETTERS)}


def forget_sessions(now: datetime) -> dict[str, int]:
    seen = "DELETE FROM usersessions_usersession WHERE created_at < %(before)s"
    return {
        "sessions": _run("DELETE FROM django_session WHERE expire_date < %(now)s", now=now),
        "seen": _run(seen, before=now - retention.SESSIONS),
    }


def forget_notices(now: datetime) -> dict[str, int]:
    sql = "DELETE FROM notices_notice WHERE told_at < %(before)s"
    return {"notices": _run(sql, before=now - retention.NOTICES)}


DEEDS: Mapping[str, Callable[[datetime], dict[str, int]]] = {
    deed.__name__: deed
    for deed in (
        end_contacts_of_the_wave, destroy_samples, forget_staff, forget_guests, forget_volunteers,
        forget_stale_uploads, forget_stale_city_files, forget_what_uploads_told,
        forget_signatures, forget_case_documents, forget_letters, forget_sessions, forget_notices,
    )
}  # fmt: skip
log = logging.getLogger(__name__)


def _with_a_sample() -> list[Wave]:
    return list(Wave.objects.filter(state__in=OVER, sample_gone_on=None))


def _is_outlived(wave: Wave, now: datetime) -> bool:
    if wave.is_pilot:
        return wave.closes_at <= now - retention.AFTER_CLOSING
    later = Wave.objects.real().filter(opens_at__gt=wave.opens_at, state__in=DRAWN)
    return later.exists() or wave.closes_at <= now - retention.SAMPLE_AT_MOST


def _forget_people(query: str, now: datetime) -> dict[str, int]:
    people = _found(query, now)
    stopped = _keep_stopped(people)
    objections, _, rows = (_run(sql, people=people) for sql in OF_PEOPLE)
    return {"people": rows, "objections": objections, "stopped": stopped}


def _keep_stopped(people: list[UUID]) -> int:
    """Before contacts go: whoever objects is not to be asked again."""
    unwilling = Objection.objects.standing().filter(person__in=people).values("person")
    return stop_list.keep(Person.objects.filter(pk__in=unwilling))


def _found(query: str, now: datetime) -> list[UUID]:
    values: dict[str, Any] = {
        "guests": list(GUESTS),
        "over": [state.value for state in OVER],
        "running": [state.value for state in RUNNING],
        "missed": retention.MISSED_WAVES,
        "closed_before": now - retention.AFTER_CLOSING,
        "zone": timezone.get_current_timezone_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [person for (person,) in cursor.fetchall()]


def _run(sql: str, **values: list[UUID] | datetime | date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
