from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from respondents import access, lists
from respondents.imports.reading import Fault
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
        parser.add_argument("--office", required=True, metavar="CODE")
        parser.add_argument("--group", required=True, choices=Kind.values)
        parser.add_argument("--commit", action="store_true", help="take the ready rows over")
        parser.add_argument(
            "--with-repairs", action="store_true", help="accept every proposal of a repair"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *, file: Path, office: str, group: str, **options: Any) -> None:
        as_json = options["json"]
        with access.acting(BY):
            upload = self._receive(file, office, group, as_json)
        report = lists.check(upload, by=BY)
        if report.problem is not None:
            self._refuse(report.problem.code, report.problem.message, as_json, status=2)
        self._tell(report, as_json)
        if options["commit"]:
            self._commit(upload, report, with_repairs=options["with_repairs"], as_json=as_json)

    def _receive(self, file: Path, code: str, kind: str, as_json: bool) -> Upload:
        try:
            content = file.read_bytes()
        except OSError as fault:
            self._refuse("no_file", f"Cannot open {file}: {fault.strerror}.", as_json, status=2)
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
        self.stdout.write(f"{report.ready} dari {report.rows} baris siap.")
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
