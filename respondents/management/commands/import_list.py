from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from respondents import access, lists, splitting
from respondents.imports.reading import Fault
from respondents.imports.unreadable import Unreadable
from respondents.kinds import Kind
from respondents.lists import Report
from respondents.models.lists import Upload
from respondents.models.offices import Office

BY = "import_list"


class Command(BaseCommand):
    help = (
        "Stage and check a list of respondents; with --commit its ready rows are taken over. "
        "Experts belong to the city itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".xlsx, .xls, .ods or .csv")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--office", metavar="CODE")
        where.add_argument(
            "--all-offices", action="store_true", help="one file for the city: a list for each OPD"
        )
        parser.add_argument(
            "--units", type=Path, metavar="FILE",
            help="with --all-offices: lines UNIT;CODE for units that the file calls otherwise",
        )  # fmt: skip
        parser.add_argument("--group", required=True, choices=Kind.values)
        parser.add_argument("--commit", action="store_true", help="take the ready rows over")
        parser.add_argument(
            "--with-repairs", action="store_true", help="accept every proposal of a repair"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *, file: Path, office: str | None, group: str, **options: Any) -> None:
        as_json = options["json"]
        if office is None:
            self._split(file, group, options)
            return
        with access.acting(BY):
            upload = self._receive(file, office, group, as_json)
        report = lists.check(upload, by=BY)
        if report.problem is not None:
            self._refuse(report.problem.code, report.problem.message, as_json, status=2)
        self._tell(report, as_json)
        if options["commit"]:
            self._commit(upload, report, with_repairs=options["with_repairs"], as_json=as_json)

    def _split(self, file: Path, kind: str, options: dict[str, Any]) -> None:
        as_json = options["json"]
        if kind == Kind.EXPERT:
            self._refuse(
                "wrong_list", "Experts are one list of the city itself.", as_json, status=1
            )
        content = self._content(file, as_json)
        units = self._units(options["units"], as_json)
        try:
            done = splitting.split(content, file_name=file.name, kind=kind, units=units, by=BY)
        except Unreadable as problem:
            self._refuse(problem.code, problem.message, as_json, status=2)
        self._tell_split(done, as_json)
        if options["commit"]:
            for share in done.shares:
                self._commit_share(share, with_repairs=options["with_repairs"], as_json=as_json)
        if done.unplaced and not as_json:
            raise CommandError(f"{len(done.unplaced)} rows belong to no office that is known.")

    def _tell_split(self, done: splitting.Split, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_document_of(done), ensure_ascii=False))
            return
        for share in done.shares:
            self.stdout.write(f"{share.office.code}: {_readiness(share.report)}")
        for fault in done.unplaced:
            self.stdout.write(f"Baris {fault.row}: {fault.finding.message}")

    def _commit_share(self, share: splitting.Share, *, with_repairs: bool, as_json: bool) -> None:
        if share.report.ready or (with_repairs and share.report.repairable):
            upload = Upload.objects.get(pk=share.upload)
            self._commit(upload, share.report, with_repairs=with_repairs, as_json=as_json)

    def _units(self, file: Path | None, as_json: bool) -> dict[str, str]:
        if file is None:
            return {}
        lines = self._content(file, as_json).decode("utf-8-sig", errors="replace").splitlines()
        units = {}
        for number, line in enumerate(filter(str.strip, lines), start=1):
            name, _, code = (part.strip() for part in line.rpartition(";"))
            if not Office.objects.filter(code__iexact=code).exists() or not name:
                message = f"{file.name}, line {number}: want UNIT;CODE with the code of an office."
                self._refuse("wrong_units", message, as_json, status=1)
            units[name] = code
        return units

    def _content(self, file: Path, as_json: bool) -> bytes:
        try:
            return file.read_bytes()
        except OSError as fault:
            self._refuse("no_file", f"Cannot open {file}: {fault.strerror}.", as_json, status=2)

    def _receive(self, file: Path, code: str, kind: str, as_json: bool) -> Upload:
        content = self._content(file, as_json)
        office = Office.objects.filter(code=code).first()
        if office is None:
            message = f"Office {code} is unknown. Bring the tree up to date with import_offices."
            self._refuse("unknown_office", message, as_json, status=1)
        try:
            return lists.hold(file_name=file.name, content=content, office=office, kind=kind, by=BY)
        except lists.WrongList:
            message = f"{code} keeps no list of kind {kind}: experts belong to the city itself."
            self._refuse("wrong_list", message, as_json, status=1)

    def _tell(self, report: Report, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_document(report), ensure_ascii=False))
            return
        self.stdout.write(_readiness(report))
        for fault in report.faults:
            place = f"Baris {fault.row}, {fault.column}" if fault.column else f"Baris {fault.row}"
            self.stdout.write(f"{place}: {fault.finding.message} [{fault.finding.code}]")

    def _commit(self, upload: Upload, report: Report, *, with_repairs: bool, as_json: bool) -> None:
        if not report.ready and not (with_repairs and report.repairable):
            raise CommandError("No row is ready, so nothing was taken over.")
        try:
            done = lists.take_over(upload, with_repairs=with_repairs, by=BY)
        except lists.NotReady as changed:
            raise CommandError(
                "Another file for this list came in meanwhile, so nothing was taken over."
            ) from changed
        if not as_json:
            self.stdout.write(
                f"{done.added} baru, {done.changed} berubah, {done.unchanged} tetap. "
                f"{done.absent} orang di data lama tidak ada di berkas ini; mereka tidak dihapus."
            )

    def _refuse(self, code: str, message: str, as_json: bool, *, status: int) -> NoReturn:
        if as_json:
            self.stdout.write(json.dumps({"error": {"code": code, "message": message}}))
            sys.exit(status)
        raise CommandError(message, returncode=status)


def _readiness(report: Report) -> str:
    return f"{report.ready} dari {report.rows} baris siap."


def _document_of(done: splitting.Split) -> dict[str, object]:
    """As for one office, with the office beside each fault; rows of no office have none."""
    of_offices = [
        _entry(fault) | {"office": share.office.code}
        for share in done.shares
        for fault in share.report.faults
    ]
    return {
        "rows": done.rows,
        "clean": sum(share.report.ready for share in done.shares),
        "offices": {share.office.code: share.report.rows for share in done.shares},
        "faults": [*of_offices, *(_entry(fault) | {"office": ""} for fault in done.unplaced)],
    }


def _document(report: Report) -> dict[str, object]:
    return {
        "rows": report.rows,
        "clean": report.ready,
        "faults": [_entry(fault) for fault in report.faults],
    }


def _entry(fault: Fault) -> dict[str, object]:
    finding = fault.finding
    return {
        "row": fault.row,
        "column": fault.column,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "proposal": finding.proposal,
    }
