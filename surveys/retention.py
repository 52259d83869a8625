"""How long each kind of personal data stays, from what moment, and what destroys it.

This is the one place that says so. `purging.py` carries it out every night, docs/privacy.md
prints it, and tests/surveys/test_retention.py fails at a table or column with personal data that
has no line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WHOLE = ("*",)  # all columns: the row as such
AFTER_CLOSING = timedelta(days=30)  # somebody may still ask what they were sent, and why
SAMPLE_AT_MOST = timedelta(days=548)  # after closing, in a city that runs no other wave
MISSED_WAVES = 2  # staff who are on leave for a year are recognised when they come back
LETTERS = timedelta(days=90)
SESSIONS = timedelta(days=90)  # signing in from where, for whoever looks into a theft
NOTICES = timedelta(days=730)
FINISHED_UPLOADS = timedelta(days=730)
SIGNATURES = timedelta(days=1826)  # five years, as the ledger's auditors ask
CASE_DOCUMENTS = timedelta(days=1826)  # likewise


class Who(StrEnum):
    """What destroys it."""

    SEND = "worker `send`, at night"
    REPORTS = "worker `reports`, at night"
    BOX = "worker `box`, at night"
    AT_ONCE = "the deed itself"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind of personal data. `where`: its columns by table; `deed`: a name in purging.py."""

    data: str
    where: Mapping[str, tuple[str, ...]]
    stays: str
    who: Who
    deed: str = ""


CONTACTS = (
    "phone_sealed", "phone_index", "email_sealed", "email_index", "nip_sealed", "nip_index",
    "further",
)  # fmt: skip
ON_A_LIST = (
    "id", "office_id", "kind", "name", "category", "position", "level", "unit", "service",
    "started_on", "in_unit_since", "main_task", "served_on", "consent_on", "listed_on", "left_on",
    "left_why",
)  # fmt: skip

TABLE = (
    Line(
        data="staff on a list: the row with its contacts and NIP",
        where={"respondents_person": WHOLE},
        stays="until the person is off the lists in two waves that were closed since they left",
        who=Who.SEND,
        deed="forget_staff",
    ),
    Line(
        data="service users, vendors and experts: contacts and further columns",
        where={"respondents_person": CONTACTS},
        stays="until 30 days after the closing of the wave that they were listed for; they leave "
        "the list then",
        who=Who.SEND,
        deed="end_contacts_of_the_wave",
    ),
    Line(
        data="service users, vendors and experts: name and the rest of the row",
        where={"respondents_person": ON_A_LIST, "respondents_removal": WHOLE},
        stays="until the frame of that wave goes (below), and 30 days after its closing for who "
        "was not in it",
        who=Who.SEND,
        deed="forget_guests",
    ),
    Line(
        data="frame, sample and messages: who was on the frozen lists, who was drawn and reached",
        where={
            "surveys_frameentry": WHOLE,
            "surveys_invitation": WHOLE,
            "surveys_message": WHOLE,
            "surveys_undelivered": WHOLE,
        },
        stays="until the next wave has drawn its sample (its lists are compared with the "
        "addresses that failed), at most 18 months after closing; of a pilot, 30 days",
        who=Who.SEND,
        deed="destroy_samples",
    ),
    Line(
        data="letters on paper: the file with names and links, sealed to one key",
        where={"surveys_letterbatch": ("content",)},
        stays="until the Inspektur takes it or gives it up, at the latest until the survey closes",
        who=Who.AT_ONCE,
    ),
    Line(
        data="the desk's order of a new link for somebody, drawn or not",
        where={"surveys_linkorder": WHOLE},
        stays="until the next morning; until closing where that comes first",
        who=Who.AT_ONCE,
    ),
    Line(
        data="an objection",
        where={"respondents_objection": WHOLE},
        stays="as long as the person's row; one that stands goes on as a mark on the STOP list",
        who=Who.SEND,
        deed="forget_staff",
    ),
    Line(
        data="STOP list: number and address of who objected, as keyed hashes under their own key",
        where={"respondents_stopped": WHOLE},
        stays="until the person wants to be asked again",
        who=Who.AT_ONCE,
    ),
    Line(
        data="who put themselves forward at a counter and waits",
        where={"respondents_volunteer": WHOLE},
        stays="until the office decides, at the latest until the draw: then they are told by "
        "e-mail and deleted; twelve months after the visit in any case",
        who=Who.SEND,
        deed="forget_volunteers",
    ),
    Line(
        data="an uploaded file",
        where={"respondents_upload": ("content", "headings_sealed")},
        stays="until it has been read, or its columns were matched",
        who=Who.AT_ONCE,
    ),
    Line(
        data="its rows while they wait for repairs, and what was done to them",
        where={"respondents_stagedrow": WHOLE, "respondents_repair": WHOLE},
        stays="until the list is taken over or dropped; half a year after the upload in any case",
        who=Who.REPORTS,
        deed="forget_stale_uploads",
    ),
    Line(
        data="a file of the personnel office for the whole city",
        where={"respondents_cityfile": ("content", "headings_sealed")},
        stays="until its rows were shared out or compared with; 30 days when it waits for an "
        "answer",
        who=Who.REPORTS,
        deed="forget_stale_city_files",
    ),
    Line(
        data="whom it names at which office, to compare lists with: name, unit, hashed NIP",
        where={"respondents_rosterentry": WHOLE},
        stays="until the lists of a wave are frozen, an office is merged or split, or another "
        "file takes its place; half a year at most",
        who=Who.REPORTS,
        deed="forget_stale_city_files",
    ),
    Line(
        data="what is told of an upload: its file name, faults by row, people taken off",
        where={
            "respondents_upload": ("file_name",),
            "respondents_fault": WHOLE,
            "respondents_removal": WHOLE,
        },
        stays="two years after the upload; its row stays with numbers alone",
        who=Who.REPORTS,
        deed="forget_what_uploads_told",
    ),
    Line(
        data="a head's signature on a list, with the signed sheet and its receipt",
        where={
            "respondents_signature": WHOLE,
            "respondents_signinglink": WHOLE,
            "reports_signaturereceipt": WHOLE,
        },
        stays="five years",
        who=Who.SEND,
        deed="forget_signatures",
    ),
    Line(
        data="the document of a corruption case or complaint that the correction counts, sealed; "
        "it may name people",
        where={"reports_recordedcase": ("sealed",)},
        stays="five years after it was recorded; its number, date and digest stay",
        who=Who.REPORTS,
        deed="forget_case_documents",
    ),
    Line(
        data="letters to officials; their text goes when they are sent",
        where={"post_officialletter": WHOLE},
        stays="90 days after they were due",
        who=Who.SEND,
        deed="forget_letters",
    ),
    Line(
        data="sessions of officials, with address and browser",
        where={"django_session": WHOLE, "usersessions_usersession": WHOLE},
        stays="until the session ends; address and browser 90 days after signing in",
        who=Who.SEND,
        deed="forget_sessions",
    ),
    Line(
        data="what officials were told by the portal",
        where={"notices_notice": WHOLE},
        stays="two years",
        who=Who.REPORTS,
        deed="forget_notices",
    ),
    Line(
        data="accounts of officials, their second factor, duties and wishes",
        where={
            "accounts_user": WHOLE,
            "account_emailaddress": WHOLE,
            "account_emailconfirmation": WHOLE,
            "mfa_authenticator": WHOLE,
            "respondents_duty": WHOLE,
            "notices_mailchoice": WHOLE,
            "audit_deputy": WHOLE,
        },
        stays="stays: decisions and the ledger refer to it; closed at the end of the mandate",
        who=Who.NOBODY,
    ),
    Line(
        data="the ledger and decisions: officials by name, respondents by random keys at most",
        where={"audit_entry": WHOLE, "audit_approval": WHOLE},
        stays="stays: nobody can change or cut it",
        who=Who.NOBODY,
    ),
    Line(
        data="officials by name in the papers of a wave: who recorded, asked, received, signed",
        where={
            "surveys_official": ("name", "title"),
            "surveys_keyholder": ("name", "body"),
            "surveys_roomcard": ("given_to_id",),
            "reports_minutes": ("asked_by_id", "facts"),
            "surveys_statement": ("person", "note"),
            "surveys_listextension": ("reason", "recorded_by_id"),
            "surveys_headletter": ("recorded_by_id",),
            "surveys_letterbatch": ("asked_by_id",),
            "surveys_promise": ("text", "recorded_by_id"),
            "surveys_listreminder": ("by_id",),
            "surveys_reservecall": ("reason", "ordered_by_id"),
            "surveys_drawrecord": ("witnesses",),
            "surveys_kpksurvey": ("participation_by",),
            "surveys_kpkcontact": ("name", "post", "recorded_by_id"),
            "surveys_kpklayout": ("recorded_by_id",),
            "surveys_kpkhandover": ("recipient", "recorded_by_id"),
            "surveys_kpkreturn": ("recorded_by_id",),
            "surveys_kpksender": ("sender", "recorded_by_id"),
            "respondents_servicepoint": ("made_by_id",),
            "respondents_upload": ("uploaded_by_id",),
            "respondents_cityfile": ("file_name", "uploaded_by_id"),
            "respondents_succession": ("recorded_by_id",),
            "reports_briefing": ("asked_by_id", "facts"),
            "reports_dossier": ("asked_by_id",),
            "reports_recomputation": ("asked_by_id",),
            "reports_publication": ("published_by_id",),
            "reports_weightset": ("author", "made_by_id"),
            "reports_recordedcase": ("recorded_by_id",),
            "reports_signaldecision": ("proposed_by_id", "reason"),
        },
        stays="stays with the wave, as its record",
        who=Who.NOBODY,
    ),
    Line(
        data="counted answer sheets: a group and its answers, and no person",
        where={"surveys_sheet": WHOLE},
        stays="stays, as statistics",
        who=Who.NOBODY,
    ),
)

# Tables that say nothing about anybody. A new table stands here or above.
IMPERSONAL = frozenset(
    """
    auth_group auth_group_permissions auth_permission django_content_type audit_mark audit_head
    respondents_criterion respondents_office respondents_frozenlists respondents_knownheading
    respondents_knownunit respondents_cityshare surveys_arms surveys_city
    surveys_instrumentversion surveys_wave surveys_waveinstrument surveys_anonymitygroup
    surveys_anonymitygroup_offices surveys_unsignedlist surveys_inspection surveys_finding
    surveys_job surveys_legalbasis surveys_wavekey surveys_signedmanifest surveys_milestone
    surveys_signedpoints surveys_issuedrights surveys_signedoutcome surveys_count
    surveys_rewording surveys_canary surveys_rehearsal
    reports_weight reports_band reports_indexrun
    reports_document reports_poster reports_statement
    """.split()
)


def as_markdown() -> str:
    """The table as docs/privacy.md prints it."""
    lines = ["| data | table | how long it stays | what ends it |", "|---|---|---|---|"]
    for line in TABLE:
        tables = ", ".join(f"`{table}`" for table in line.where)
        lines.append(f"| {line.data} | {tables} | {line.stays} | {line.who} |")
    return "\n".join(lines)
