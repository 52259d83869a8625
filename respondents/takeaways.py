"""Contacts leave the portal in files of three kinds, each for a reason that is written down.

An office's own list in its template, its own faulty rows to be mended in Excel, and the
hand-over of the Inspektorat. The page asks for the password again (accounts), the ledger keeps
who took how many rows and why, and every sheet says whose copy it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import models
from django.utils import timezone

from respondents import access, contact_bases, hand_over_files, stop_list
from respondents.hand_over_files import CONTENT_TYPE as CONTENT_TYPE
from respondents.hand_over_files import Format as Format
from respondents.hand_over_files import Written
from respondents.imports import template_files
from respondents.imports.columns import TEMPLATES
from respondents.imports.template_files import MARK_OF_REPAIRS, Extra
from respondents.models.lists import Fault, Upload
from respondents.models.objections import Objection
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.staged import StagedRow
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.ui.formats import moment


class Reason(models.TextChoices):
    MEND = "perbaiki", "Memperbaiki daftar di Excel"
    COMPARE = "cocokkan", "Mencocokkan dengan data kepegawaian atau buku tamu"
    HAND_OVER = "serah", "Serah terima kepada pengganti saya"


def own_list(office: Office, kind: str, *, reason: Reason, by: User) -> bytes:
    """Everybody on the list, in the template that may be uploaded again."""
    people = (
        Person.objects.on_lists()
        .of_kind(kind)
        .filter(office__in=Office.below([office.pk]))
        .select_related("office")
        .order_by("name", "pk")
    )
    rows = [_row_of(person) for person in people]
    ledger.record(
        "contacts.taken", office, by=by, what="daftar", kind=kind, rows=len(rows),
        reason=reason.label,
    )  # fmt: skip
    return template_files.write(
        kind=kind, office=office, rows=rows, watermark=_watermark(by, str(reason.label))
    )


def faulty_rows(upload: Upload, *, reason: Reason, by: User) -> bytes:
    """The rows that wait for a repair, as the file has them, with what is wrong beside them.

    Uploaded again, its cells mend the very rows (lists.check knows it by its sheet's name).
    """
    wrong: dict[int, list[str]] = {}
    in_the_way = Fault.objects.filter(upload=upload).exclude(severity=Fault.Severity.WARNS)
    for row, message in in_the_way.order_by("row", "pk").values_list("row", "message"):
        wrong.setdefault(row, []).append(message)
    staged = StagedRow.objects.filter(upload=upload, row__in=wrong, is_skipped=False)
    names = {column.field: column.name for column in TEMPLATES[upload.kind]}
    rows = [
        {names[field]: text for field, text in one.cells.texts.items() if field in names}
        | {Extra.ROW: str(one.row), Extra.WRONG: "\n".join(wrong[one.row])}
        for one in staged.order_by("row")
    ]
    ledger.record(
        "contacts.taken", upload, by=by, what="baris bermasalah", kind=upload.kind, rows=len(rows),
        reason=reason.label,
    )  # fmt: skip
    return template_files.write(
        kind=upload.kind,
        office=upload.office,
        rows=rows,
        watermark=_watermark(by, str(reason.label)),
        sheet=f"{MARK_OF_REPAIRS} {upload.pk}",
    )


def hand_over(
    kind: str,
    office: Office,
    columns: Sequence[Sequence[str]],
    *,
    format: Format,  # what else
    letter: str,
    recipient: str,
    by: User,
) -> Written:
    """Everybody on these lists who does not object, in the columns that a letter asked for.

    `columns` are pairs: the template's name of a column (or `nomor`, `nama_opd`), its heading.
    """
    listed = Person.objects.on_lists().of_kind(kind).filter(office__in=Office.below([office.pk]))
    with access.acting(stop_list.ME):
        stop_list.recognise(listed)  # their lists may be newer than freeze and draw
    unwilling = Objection.objects.standing().values("person")
    people = (
        listed.exclude(pk__in=unwilling)
        .select_related("office")
        .order_by("office__code", "name", "pk")
    )
    reason = f"Diserahkan kepada {recipient} dengan surat {letter}"
    written = hand_over_files.write(
        [heading for _, heading in columns],
        _rows_handed_over(people.iterator(chunk_size=2000), kind, [name for name, _ in columns]),
        format=format,
        watermark=_watermark(by, reason),
    )
    ledger.record(
        "contacts.taken", office, by=by, what="serah terima", kind=kind, rows=written.rows,
        reason=reason, sha256=written.sha256,
    )  # fmt: skip
    return written


def _rows_handed_over(
    people: Iterator[Person], kind: str, names: Sequence[str]
) -> Iterator[list[str]]:
    fields = {column.name: column.field for column in TEMPLATES[kind]}
    for number, person in enumerate(people, start=1):
        extra = {"nomor": str(number), "nama_opd": person.office.name}
        yield [extra[name] if name in extra else _text(person, fields[name]) for name in names]


def _watermark(by: User, reason: str) -> str:
    return f"Salinan milik {by.name}, {moment(timezone.now())}: {reason}. Jangan diteruskan."


def _row_of(person: Person) -> dict[str, str]:
    return {
        column.name: text
        for column in TEMPLATES[person.kind]
        if (text := _text(person, column.field))
    }


def _text(person: Person, field: str) -> str:
    match field:
        case "office_code":
            return person.office.code
        case "main_task":
            return {True: "Ya", False: "Tidak", None: ""}[person.main_task]
        case "consent":
            return contact_bases.as_cell(person)
        case "started_on" | "in_unit_since" | "served_on":
            day = getattr(person, field)
            return f"{day:%d-%m-%Y}" if day else ""
        case "phone":
            return f"0{person.phone.removeprefix('+62')}" if person.phone else ""
    known = getattr(person, field, None)
    return str(person.further.get(field, "") if known is None else known)
