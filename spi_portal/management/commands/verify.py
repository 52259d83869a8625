from __future__ import annotations

import io
import json
import zipfile
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError

from respondents import access
from spi_portal import keyring
from spi_portal.audit import chain
from surveys import counting, draw_file, proving, redrawing
from surveys.box import activations, periksa, rights_file
from surveys.models.waves import Wave
from surveys.proving import Proof

ME = "command verify"


class Command(BaseCommand):
    help = "Check a record without trusting the portal that wrote it (docs/verifying.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["audit", "draw", "rights", "receipts", "sheets"])
        parser.add_argument("slug", nargs="?", help="the wave, as it is stored here; not of audit")
        parser.add_argument("--file", metavar="FILE", help="draw, rights: what was taken along")
        parser.add_argument("--write", metavar="FILE", help="write what others can check")
        parser.add_argument("--receipt", default="", metavar="CODE", help="receipts: is it listed?")
        parser.add_argument("--key", metavar="HEX", help="rights: the city's wave key, if known")
        parser.add_argument("--head", metavar="N:HASH", help="audit: a head noted elsewhere")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        {
            "audit": self._audit,
            "draw": self._draw,
            "rights": self._rights,
            "receipts": self._receipts,
            "sheets": self._sheets,
        }[what](options)

    def _audit(self, options: dict[str, Any]) -> None:
        head = options["head"]
        outcome = chain.verify(_noted(head) if head else None)
        wrong = outcome.finding
        if options["json"]:
            self.stdout.write(json.dumps({"verified": wrong is None} | asdict(outcome)))
        elif wrong is None:
            self.stdout.write(f"The ledger is whole: {outcome.entries} entries.")
            self.stdout.write(f"Head, to be noted outside of the portal: {outcome.head}")
        if wrong:
            raise CommandError(wrong.message)

    def _draw(self, options: dict[str, Any]) -> None:
        if options["file"]:
            draw = _read_draw(options["file"])
            faults = draw_file.faults(draw)
        else:
            wave = _wave(options["slug"])
            try:
                with access.acting(ME):
                    draw, faults = redrawing.check(wave)
            except redrawing.NothingWasDrawn as nothing:
                raise CommandError(f"Nothing was drawn yet for {wave.slug}.") from nothing
        outcomes = Counter(row.outcome for row in draw.rows)
        told = {"wave": draw.wave, "rows": len(draw.rows)} | dict(outcomes)
        self._tell("The draw comes out the same", told, faults, options)

    def _rights(self, options: dict[str, Any]) -> None:
        if options["file"]:
            found, named = _read_rights(options["file"])
            key = _key(options["key"]) if options["key"] else named
        else:
            wave = _wave(options["slug"])
            key = Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
            found = rights_file.gather(wave.pk, noted=counting.noted(wave))
        if options["write"]:
            Path(options["write"]).write_bytes(rights_file.write(found, wave_key=key))
        totals = activations.totals(found.log)
        told = {"rights": len(found.standing), "entries": len(found.log)} | asdict(totals)
        told["wave_key"] = key.public_bytes_raw().hex()
        faults = rights_file.faults(found, wave_key=key)
        self._tell("The rights are those that were signed", told, faults, options)

    def _receipts(self, options: dict[str, Any]) -> None:
        self._prove(
            proving.of_receipts(_wave(options["slug"]), receipt=options["receipt"]), options
        )

    def _sheets(self, options: dict[str, Any]) -> None:
        try:
            proof = proving.of_sheets(_wave(options["slug"]))
        except counting.RegistrarKeyStillThere as refusal:
            raise CommandError(str(refusal)) from refusal
        self._prove(proof, options)

    def _prove(self, proof: Proof, options: dict[str, Any]) -> None:
        if options["write"]:
            _write(proof, Path(options["write"]))
        files = [*proof.beside, proof.file]
        self.stdout.write(periksa.told(files, list(proof.faults), as_json=options["json"]))
        if proof.faults:
            raise CommandError("It does not hold.")

    def _tell(
        self, good: str, told: dict[str, Any], faults: Counter[str], options: dict[str, Any]
    ) -> None:
        if options["json"]:
            found = {"verified": not faults, "faults": dict(faults)}
            self.stdout.write(json.dumps(found | told))
        elif not faults:
            said = ", ".join(f"{name}: {value}" for name, value in told.items())
            self.stdout.write(f"{good}. {said}")
        if faults:
            raise CommandError(", ".join(f"{code}: {n}" for code, n in sorted(faults.items())))


def _write(proof: Proof, path: Path) -> None:
    try:
        proving.write(proof.file, path)
    except OSError as fault:
        raise CommandError(f"{path} cannot be written: {fault.strerror}.") from fault


def _noted(head: str) -> chain.Noted:
    try:
        return chain.Noted.read(head)
    except ValueError as fault:
        raise CommandError("--head takes N:HASH, as `verify audit` printed it once.") from fault


def _wave(slug: str | None) -> Wave:
    if not slug:
        raise CommandError("Name a wave, or a file with --file.")
    wave = Wave.objects.filter(slug=slug).first()
    if wave is None:
        raise CommandError(f"There is no wave {slug}.")
    return wave


def _key(text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except ValueError as fault:
        raise CommandError("--key takes 64 hex digits.") from fault


def _read_draw(name: str) -> draw_file.Draw:
    try:
        return draw_file.read(_out_of_zip(_bytes(name)))
    except draw_file.FileIsUnreadable as fault:
        raise CommandError(str(fault)) from fault


def _read_rights(name: str) -> tuple[rights_file.Rights, Ed25519PublicKey]:
    try:
        return rights_file.read(_bytes(name))
    except rights_file.FileIsUnreadable as fault:
        raise CommandError(str(fault)) from fault


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as fault:
        raise CommandError(f"{name} cannot be read: {fault.strerror}.") from fault


def _out_of_zip(body: bytes) -> bytes:
    """The draw in the auditor's file; anything else as it is."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name.endswith(draw_file.NAME)]
        if len(names) != 1:
            raise CommandError("There is no draw in this file: it was made before the draw.")
        return archive.read(names[0])
