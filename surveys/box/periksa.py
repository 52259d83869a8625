#!/usr/bin/env python3
"""Memeriksa berkas bukti dari halaman /bukti/ tanpa mempercayai portalnya.

    python3 periksa.py bukti-2026.json [--receipt 7KQM-2XFD-9RTV-HC4P] [--key KUNCI] [--english]

Checks the file of receipts of the survey without trusting the portal that it comes from; with
the auditor's files of rights and of sheets beside it, those too. Needs Python 3.9 and its package
`cryptography`, and nothing of the portal. What is checked, to the byte: docs/verifying.md.
Exit status: 0 everything holds, 1 something does not, 2 a file cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

File = dict[str, Any]
Fault = tuple[str, int]  # its code; in which list or entry it is, 0 where that says nothing

RECEIPTS, RIGHTS, SHEETS = "spi-receipts-1", "spi-rights-1", "spi-sheets-1"
START = bytes(32)
FIXED = ("slug", "mode", "box_public_key", "batch_public_key", "count_public_key")
PARTS = ("counted", "superseded", "withdrawn", "void", "invalid")


class NotReadable(Exception):
    """It is no file of ours, or something is missing in it."""


def check(files: list[File], key: str = "", receipt: str = "") -> list[Fault]:
    """All that does not hold in these files, taken together. Raises NotReadable."""
    try:
        return _check({file["format"]: file for file in files}, key, receipt)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError) as fault:
        raise NotReadable(f"{type(fault).__name__}: {fault}") from fault


def _check(files: dict[str, File], key: str, receipt: str) -> list[Fault]:
    if not set(files) <= {RECEIPTS, RIGHTS, SHEETS}:
        raise NotReadable("unknown format")
    if len({UUID(file["wave"]) for file in files.values()}) > 1:
        return [("files-of-other-waves", 0)]
    faults: list[Fault] = []
    for name, check_one in ((RECEIPTS, _check_receipts), (RIGHTS, _check_rights)):
        if name in files:
            faults += _check_announcement(files[name], key)
            if ("manifest-forged", 0) in faults:
                return faults
            faults += check_one(files[name])
    if receipt and RECEIPTS in files and place_of(receipt, files[RECEIPTS]) is None:
        faults.append(("receipt-unknown", 0))
    if len(files) == 3:
        faults += _check_sheets(files[SHEETS], files[RECEIPTS], files[RIGHTS])
    return faults


# --- Bytes -----------------------------------------------------------------------------------

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def read_receipt(shown: str) -> bytes | None:
    """`7KQM-2XFD-9RTV-HC4P`, however it was typed, as 10 bytes; None if it is no receipt."""
    typed = "".join(each for each in shown.upper() if each not in " -")
    values = [ALPHABET.find({"O": "0", "I": "1", "L": "1"}.get(each, each)) for each in typed]
    if len(values) != 16 or -1 in values:
        return None
    number = 0
    for value in values:
        number = number * 32 + value
    return number.to_bytes(10, "big")


def merkle_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, level by level: a node without a partner rises as it is."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2])
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = above + level[len(level) - len(level) % 2 :]
    return level[0]


def _is_signed(message: bytes, signature: str, key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), message
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def _wave(file: File) -> bytes:
    return UUID(file["wave"]).bytes


def _base64(text: str) -> bytes:
    """The bytes; none of what is no base64, and so no signature fits."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


# --- The announcement: who is asked, until when, with which keys ------------------------------


def announcements(file: File) -> list[File]:
    """The texts of all versions, as signed; [] if one of them is forged or none is there."""
    read = []
    for entry in file["manifests"]:
        body = _base64(entry["body"])
        if not _is_signed(b"spi1/manifest|" + body, entry["signature"], file["wave_key"]):
            return []
        read.append(json.loads(body))
    return read if all(one["wave"] == file["wave"] for one in read) else []


def _check_announcement(file: File, key: str) -> list[Fault]:
    faults: list[Fault] = []
    if key and "".join(key.lower().split()) != file["wave_key"]:
        faults.append(("wave-key", 0))
    read = announcements(file)
    if not read:
        return [*faults, ("manifest-forged", 0)]
    for number, (entry, said) in enumerate(zip(file["manifests"], read), start=1):
        if not entry["version"] == said["version"] == number:
            faults.append(("manifest-version", number))
    for before, after in zip(read, read[1:]):
        if _was_changed(before, after):
            faults.append(("manifest-changed", after["version"]))
    return faults


def _was_changed(before: File, after: File) -> bool:
    """Once a wave has opened texts may be mended and the closing put off; not these."""
    return before["rights"] is not None and any(before[name] != after[name] for name in FIXED)


# --- The public file: lists of receipts, and what the count came to ----------------------------


def place_of(receipt: str, file: File) -> int | None:
    """The number of the list in which the receipt stands; None if in none."""
    wanted = read_receipt(receipt)
    for batch in file["batches"]:
        if wanted is not None and wanted in map(read_receipt, batch["receipts"]):
            return int(batch["number"])
    return None


def _check_receipts(file: File) -> list[Fault]:
    announced = announcements(file)[-1]
    faults: list[Fault] = []
    seen: set[bytes] = set()
    previous = START
    for number, batch in enumerate(file["batches"], start=1):
        receipts = [read_receipt(each) for each in batch["receipts"]]
        faults += _check_batch(file, batch, receipts, number, previous, announced)
        known = {each for each in receipts if each is not None}
        if known & seen:
            faults.append(("receipt-doubled", number))
        seen |= known
        previous = bytes.fromhex(batch["hash"])
    return faults + _check_log(file, announced) + _check_outcome(file)


def _check_batch(
    file: File,
    batch: File,
    receipts: list[bytes | None],
    number: int,
    previous: bytes,
    announced: File,
) -> list[Fault]:
    known = [each for each in receipts if each is not None]
    root, before = bytes.fromhex(batch["root"]), bytes.fromhex(batch["previous"])
    stated = bytes.fromhex(batch["hash"])
    digest = hashlib.sha256(
        b"spi1/batch" + _wave(file) + _u32(batch["number"]) + _u32(batch["size"]) + root + before
    ).digest()
    checks = {
        "batch-number": batch["number"] == number,
        "batch-size": batch["size"] == len(receipts),
        "batch-order": len(known) == len(receipts) and known == sorted(set(known)),
        "batch-root": merkle_root(known) == root,
        "batch-chain": before == previous,
        "batch-hash": digest == stated,
        "batch-signature": _is_signed(stated, batch["signature"], announced["batch_public_key"]),
    }
    return [(code, number) for code, holds in checks.items() if not holds]


def outcome(file: File) -> File | None:
    """What the counter signed; None before the count, or if it is forged."""
    if file["outcome"] is None:
        return None
    body = _base64(file["outcome"]["body"])
    key = announcements(file)[-1]["count_public_key"]
    if not _is_signed(b"spi1/outcome|" + body, file["outcome"]["signature"], key):
        return None
    said: File = json.loads(body)
    return said if said["wave"] == file["wave"] else None


def _check_outcome(file: File) -> list[Fault]:
    if file["outcome"] is None:
        return []
    said = outcome(file)
    if said is None:
        return [("outcome-forged", 0)]
    batches = file["batches"]
    end_of_lists = (len(batches), _last_hash(batches))
    end_of_log = (len(file["activations"]), _last_hash(file["activations"]))
    counted_by = hashlib.sha256(_base64(file["manifests"][-1]["body"])).hexdigest()
    checks = {
        "outcome-sum": said["received"] == sum(said[part] for part in PARTS),
        "outcome-received": said["received"] == sum(len(each["receipts"]) for each in batches),
        "outcome-batches": (said["batches"], said["last_batch"]) == end_of_lists,
        "outcome-activations": (said["activations"], said["last_activation"]) == end_of_log,
        "outcome-manifest": said["manifest"] == counted_by,
    }
    return [(code, 0) for code, holds in checks.items() if not holds]


def _last_hash(entries: list[File]) -> str:
    return str(entries[-1]["hash"]) if entries else START.hex()


# --- The activation log: what became of rights after they were issued -------------------------


def _check_log(file: File, announced: File) -> list[Fault]:
    """The chain of the log's entries; of the public file, which has no changes, too."""
    key = (announced["rights"] or {}).get("activation_key", "") if file["activations"] else ""
    faults: list[Fault] = []
    previous, day = START, ""
    for number, entry in enumerate(file["activations"], start=1):
        before, stated = bytes.fromhex(entry["previous"]), bytes.fromhex(entry["hash"])
        checks = {
            "activation-number": entry["number"] == number,
            "activation-day": _is_day(entry["day"]) and day < entry["day"],
            "activation-chain": before == previous,
            "activation-signature": _is_signed(stated, entry["signature"], key),
        }
        faults += [(code, number) for code, holds in checks.items() if not holds]
        previous, day = stated, entry["day"]
    return faults


def _check_rights(file: File) -> list[Fault]:
    read = announcements(file)
    promised = [one["rights"] for one in read if one["rights"] is not None]
    faults: list[Fault] = []
    if any(one != promised[0] for one in promised):
        faults.append(("rights-resigned", 0))
    if read[-1]["rights"] is None:
        return [*faults, ("rights-unsigned", 0)]
    rights = [bytes.fromhex(each) for each in file["rights"]]
    groups = {_u32(group["id"]) for group in read[-1]["groups"]}
    checks = {
        "right-doubled": len({right[:32] for right in rights}) == len(rights),
        "right-group": all(right[32:36] in groups for right in rights),
        "right-status": all(right[36:] in (b"o", b"i", b"r", b"v") for right in rights),
    }
    faults += [(code, 0) for code, holds in checks.items() if not holds]
    log = [_changes(entry) for entry in file["activations"]]
    faults += _check_log(file, read[-1])
    for number, (entry, changes) in enumerate(zip(file["activations"], log), start=1):
        is_blind = len(bytes.fromhex(entry["blind"])) == 32
        if _hash_of_entry(file, entry, changes) != entry["hash"] or not is_blind:
            faults.append(("activation-hash", number))
        faults += [(code, number) for code in _faults_of_changes(changes)]
    faults += _check_end_of_log(file)
    return faults + _check_issue(rights, log, read[-1]["rights"])


def _changes(entry: File) -> list[bytes]:
    return [bytes.fromhex(each) for each in entry["changes"]]


def _hash_of_entry(file: File, entry: File, changes: list[bytes]) -> str:
    return hashlib.sha256(
        b"spi1/activation"
        + _wave(file)
        + _u32(entry["number"])
        + entry["day"].encode()
        + _u32(len(changes))
        + merkle_root(changes)
        + bytes.fromhex(entry["previous"])
        + bytes.fromhex(entry["blind"])
    ).hexdigest()


def _faults_of_changes(changes: list[bytes]) -> list[str]:
    void = Counter(change[32:36] for change in changes if change[36:] == b"ov")
    new = Counter(change[32:36] for change in changes if change[36:] == b"-o")
    keys = {change[:32] for change in changes}
    allowed = (b"io", b"ov", b"-o", b"or", b"ir")
    checks = {
        "activation-order": changes == sorted(changes) and len(keys) == len(changes),
        "activation-change": all(change[36:] in allowed for change in changes),
        "activation-pairs": void == new,
    }
    return [code for code, holds in checks.items() if not holds]


def _check_end_of_log(file: File) -> list[Fault]:
    noted, entries = file["noted"], file["activations"]
    if noted is None or noted["number"] == 0:
        return []
    last = entries[noted["number"] - 1] if 0 < noted["number"] <= len(entries) else None
    return [] if last and last["hash"] == noted["hash"] else [("activation-short", 0)]


def _check_issue(rights: list[bytes], log: list[list[bytes]], promised: File) -> list[Fault]:
    """Undo the log from its end: what is left must be what was signed before the opening."""
    issued = {right[:32]: right[32:] for right in rights}
    faults: list[Fault] = []
    for number in range(len(log), 0, -1):
        for change in log[number - 1]:
            key, group, before, after = change[:32], change[32:36], change[36:37], change[37:38]
            if issued.get(key) != group + after:
                faults.append(("activation-unfit", number))
            elif before == b"-":
                del issued[key]
            else:
                issued[key] = group + before
    there = Counter(issued.values())
    groups = set(promised["totals"]) | {str(int.from_bytes(one[:4], "big")) for one in there}
    totals = {
        group: [there[_u32(int(group)) + b"o"], there[_u32(int(group)) + b"i"]] for group in groups
    }
    if merkle_root(sorted(key + rest for key, rest in issued.items())).hex() != promised["root"]:
        faults.append(("rights-root", 0))
    if totals != promised["totals"]:
        faults.append(("rights-totals", 0))
    return faults


# --- Sheets, without opening one ---------------------------------------------------------------


def _check_sheets(file: File, public: File, rights: File) -> list[Fault]:
    sheets, gone = file["sheets"], file["gone"]
    known = {each[:64]: bytes.fromhex(each[64:]) for each in rights["rights"]}
    listed = {read_receipt(each) for one in public["batches"] for each in one["receipts"]}
    here = {bytes.fromhex(sheet["sealed"])[:10] for sheet in sheets}
    away = [read_receipt(each["receipt"]) for each in gone]
    log = [change for entry in rights["activations"] for change in _changes(entry)]
    never_open = {change[:32].hex() for change in log if change[36:] == b"ir"}
    faults = [code for sheet in sheets for code in _faults_of_sheet(sheet, known, _wave(file))]
    checks = {
        "sheet-right-inactive": not never_open & {sheet["right"] for sheet in sheets},
        "sheet-right-used-twice": len({sheet["right"] for sheet in sheets}) == len(sheets),
        "sheet-doubled": len({sheet["sealed"] for sheet in sheets}) == len(sheets),
        "sheet-without-receipt": not here - listed,
        "sheet-gone": not here & set(away),
        "receipt-without-sheet": not listed - here - set(away),
        "gone-without-receipt": not set(away) - listed,
        "gone-doubled": len(set(away)) == len(away),
        "gone-reason": all(each["why"] in ("superseded", "withdrawn") for each in gone),
    }
    faults += [code for code, holds in checks.items() if not holds]
    faults += _faults_of_numbers(file, outcome(public), known, log)
    return [(code, 0) for code in faults]


def _faults_of_sheet(sheet: File, known: dict[str, bytes], wave: bytes) -> list[str]:
    right = known.get(sheet["right"])
    if right is None:
        return ["sheet-without-right"]
    group, status = int.from_bytes(right[:4], "big"), right[4:]
    message = b"spi1/ballot" + wave + group.to_bytes(8, "big") + bytes.fromhex(sheet["sealed"])
    checks = {
        "sheet-right-inactive": status != b"i",
        "sheet-group": sheet["group"] == group,
        "sheet-suite": sheet["suite"] == 1,
        "sheet-signature": _is_signed(message, sheet["signature"], sheet["right"]),
    }
    return [code for code, holds in checks.items() if not holds]


def _faults_of_numbers(
    file: File, said: File | None, known: dict[str, bytes], log: list[bytes]
) -> list[str]:
    """Whether the outcome states what lies there; it is not known before the count."""
    if said is None:
        return []
    why = Counter(each["why"] for each in file["gone"])
    kinds = Counter(change[36:] for change in log)
    came_to = (kinds[b"io"], kinds[b"-o"], kinds[b"or"] + kinds[b"ir"])
    status = [known.get(sheet["right"], bytes(5))[4:] for sheet in file["sheets"]]
    checks = {
        "outcome-gone": (said["superseded"], said["withdrawn"])
        == (why["superseded"], why["withdrawn"]),
        "outcome-log": (said["released"], said["replaced"], said["revoked"]) == came_to,
        "outcome-sheets": said["counted"] + said["void"] + said["invalid"] == len(status),
        "outcome-void": said["void"] == status.count(b"v") + status.count(b"r"),
    }
    return [code for code, holds in checks.items() if not holds]


# --- Sentences -------------------------------------------------------------------------------

WRONG = {
    "files-of-other-waves": (
        "berkas-berkas ini bukan dari satu gelombang survei",
        "these files are not all of one wave",
    ),
    "wave-key": (
        "kunci kota di dalam berkas bukan kunci yang Anda sebut",
        "the city's key in the file is not the one that you named",
    ),
    "manifest-forged": (
        "pengumuman survei tidak bertanda tangan kunci kota, atau diubah sesudahnya",
        "the announcement is not signed with the city's key, or was changed afterwards",
    ),
    "manifest-version": ("ada versi pengumuman yang hilang", "a version of it is missing"),
    "manifest-changed": (
        "pengumuman sesudah survei dibuka mengganti kunci atau pemegangnya",
        "after the opening an announcement exchanges a key, or who holds it",
    ),
    "batch-number": ("nomor daftarnya tidak urut: ada yang hilang atau berganda", "out of place"),
    "batch-size": ("jumlah kodenya bukan yang disebut", "not as many receipts as it states"),
    "batch-order": ("kodenya tidak urut, berganda, atau rusak", "receipts not sorted, or no such"),
    "batch-root": ("isinya bukan yang ditandatangani", "its receipts are not those signed"),
    "batch-chain": ("tidak menyambung ke daftar sebelumnya", "does not follow the one before"),
    "batch-hash": ("sidiknya tidak cocok dengan isinya", "its hash is not that of its content"),
    "batch-signature": ("tanda tangannya tidak sah", "its signature is not genuine"),
    "receipt-doubled": ("ada kode yang sudah ada di daftar lain", "a receipt of another list"),
    "activation-number": ("nomor catatannya tidak urut", "out of place"),
    "activation-day": ("harinya mundur, atau bukan hari", "of an earlier day, or of none"),
    "activation-chain": (
        "tidak menyambung ke catatan sebelumnya",
        "does not follow the one before",
    ),
    "activation-hash": (
        "sidiknya tidak cocok dengan isinya",
        "its hash is not that of its content",
    ),
    "activation-signature": ("tanda tangannya tidak sah", "its signature is not genuine"),
    "activation-order": ("perubahannya tidak urut atau berganda", "changes unsorted, or twice"),
    "activation-change": ("berisi perubahan yang tidak dikenal", "a change of no known kind"),
    "activation-pairs": (
        "hak pengganti tidak sebanyak yang diganti",
        "not as many new rights as void ones",
    ),
    "activation-unfit": (
        "ada perubahan yang tidak cocok dengan hak di kotak",
        "a change that does not fit the rights in the box",
    ),
    "activation-short": ("catatan perubahan hak terpotong", "the log of rights was cut off"),
    "rights-unsigned": ("pengumuman tidak memuat hak mengisi", "no rights are announced"),
    "rights-resigned": ("akar hak mengisi diganti", "other rights were announced later"),
    "rights-root": (
        "hak mengisi di kotak bukan yang diumumkan sebelum survei dibuka",
        "the rights in the box are not those announced before the opening",
    ),
    "rights-totals": (
        "jumlah hak per kelompok bukan yang diumumkan",
        "not as many rights in a group as announced",
    ),
    "right-doubled": ("ada hak mengisi yang berganda", "a right stands twice"),
    "right-group": ("ada hak dari kelompok yang tidak diumumkan", "a right of an unnamed group"),
    "right-status": ("ada hak dengan keadaan yang tidak dikenal", "a right of unknown status"),
    "outcome-forged": (
        "hasil hitung tidak bertanda tangan penghitung, atau diubah sesudahnya",
        "the outcome is not signed by the counter, or was changed afterwards",
    ),
    "outcome-sum": ("angka hasil hitung tidak berjumlah", "the outcome does not add up"),
    "outcome-received": (
        "yang diterima menurut hasil hitung bukan sebanyak kode di daftar",
        "it states another number of receipts than are listed",
    ),
    "outcome-batches": (
        "ada daftar yang ditambah atau dipotong sesudah dihitung",
        "lists were added or cut off after the count",
    ),
    "outcome-activations": (
        "catatan perubahan hak ditambah atau dipotong sesudah dihitung",
        "the log of rights was lengthened or cut off after the count",
    ),
    "outcome-log": (
        "jumlah hak yang diubah bukan yang ada di catatannya",
        "it states another number of changed rights than the log",
    ),
    "outcome-manifest": (
        "dihitung menurut pengumuman lain",
        "counted by another announcement than the last",
    ),
    "outcome-gone": (
        "jumlah yang diganti dan ditarik bukan yang dicatat di kotak",
        "it states another number of replaced or withdrawn sheets than was noted",
    ),
    "outcome-sheets": (
        "jumlah lembar di kotak bukan yang disebut hasil hitung",
        "there are not as many sheets as it states",
    ),
    "outcome-void": (
        "jumlah lembar yang tidak berlaku bukan yang disebut hasil hitung",
        "there are not as many void sheets as it states",
    ),
    "receipt-unknown": ("kode bukti itu tidak ada di daftar mana pun", "it is in no list"),
    "sheet-without-right": ("ada lembar tanpa hak mengisi", "a sheet without a right"),
    "sheet-right-inactive": ("ada lembar dari cadangan yang tidak dipanggil", "of no one called"),
    "sheet-right-used-twice": ("ada dua lembar untuk satu hak", "two sheets under one right"),
    "sheet-group": ("ada lembar di kelompok yang salah", "a sheet in another group"),
    "sheet-suite": ("ada lembar yang disegel dengan cara lain", "a sheet sealed another way"),
    "sheet-signature": ("ada lembar tanpa tanda tangan haknya", "a sheet not signed by its right"),
    "sheet-doubled": ("ada lembar yang sama dua kali", "the same sheet twice"),
    "sheet-without-receipt": ("ada lembar tanpa kode di daftar", "a sheet in no list"),
    "sheet-gone": ("ada lembar yang dicatat sudah diganti atau ditarik", "a sheet noted as gone"),
    "receipt-without-sheet": ("ada kode tanpa lembar dan tanpa sebab", "a receipt with no sheet"),
    "gone-without-receipt": ("ada lembar hilang yang tidak pernah diterima", "gone, never listed"),
    "gone-doubled": ("ada lembar yang dicatat hilang dua kali", "noted as gone twice"),
    "gone-reason": ("ada lembar hilang tanpa sebab yang sah", "gone without a known reason"),
}


class Words:
    """What is said, in Indonesian or English."""

    def __init__(self, english: bool) -> None:
        self.english = english

    def __call__(self, indonesian: str, english: str) -> str:
        return english if self.english else indonesian

    def of_fault(self, fault: Fault) -> str:
        code, number = fault
        what = code.partition("-")[0]
        at = {
            "manifest": self("pengumuman versi {}: ", "announcement, version {}: "),
            "batch": self("daftar ke-{}: ", "list {}: "),
            "receipt": self("daftar ke-{}: ", "list {}: "),
            "activation": self("catatan hak ke-{}: ", "entry {} of the log of rights: "),
        }.get(what, "")
        said = self(*WRONG[code])
        return self("SALAH", "WRONG") + f" [{code}] " + (at.format(number) if number else "") + said


def summary(file: File, words: Words) -> list[str]:
    """What a good public file says, in sentences."""
    batches, said = file["batches"], outcome(file)
    listed = sum(batch["size"] for batch in batches)
    key = " ".join(file["wave_key"][at : at + 4] for at in range(0, 64, 4))
    lines = [
        words("Kunci kota: ", "The city's key: ") + key,
        words(
            f"Pengumuman: {len(file['manifests'])} versi, bertanda tangan kunci itu.",
            f"The announcement: {len(file['manifests'])} versions, signed with that key.",
        ),
        words(
            f"Kode bukti: {listed} kode dalam {len(batches)} daftar. Rantainya utuh.",
            f"Receipts: {listed} in {len(batches)} lists. The chain is unbroken.",
        ),
    ]
    if said is None:
        return [*lines, words("Belum dihitung.", "Not counted yet.")]
    sums = [f"{said[part]} {words(*name)}" for part, name in NAMES.items()]
    return [
        *lines,
        words(f"Dihitung {said['day']}: ", f"Counted on {said['day']}: ")
        + words(f"{said['received']} diterima = ", f"{said['received']} received = ")
        + " + ".join(sums)
        + ".",
    ]


NAMES = {
    "counted": ("dihitung", "counted"),
    "superseded": ("diganti", "replaced"),
    "withdrawn": ("ditarik", "withdrawn"),
    "void": ("haknya dicabut", "void"),
    "invalid": ("tidak terbaca", "invalid"),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument("--receipt", default="", metavar="KODE", help="7KQM-2XFD-9RTV-HC4P")
    parser.add_argument("--key", default="", help="kunci kota dari surat atau poster")
    parser.add_argument("--english", action="store_true", help="sentences in English")
    parser.add_argument("--json", action="store_true", help="codes, for programs")
    given = parser.parse_args(arguments)
    words = Words(given.english)
    try:
        files = [json.loads(path.read_bytes()) for path in given.files]
        faults = check(files, given.key, given.receipt)
    except (OSError, ValueError, NotReadable) as fault:
        _say([words(f"Berkas tidak dapat dibaca: {fault}", f"A file cannot be read: {fault}")])
        return 2
    _say([told(files, faults, given.receipt, english=given.english, as_json=given.json)])
    return 1 if faults else 0


def told(
    files: list[File],
    faults: list[Fault],
    receipt: str = "",
    *,
    english: bool = True,
    as_json: bool = False,
) -> str:
    """What was found, in sentences, or as JSON for programs."""
    if as_json:
        return json.dumps({"holds": not faults, "faults": faults})
    words = Words(english)
    lines = [words.of_fault(fault) for fault in faults]
    public = next((file for file in files if file["format"] == RECEIPTS), None)
    if not faults and public:
        lines += summary(public, words)
    if receipt and public and ("manifest-forged", 0) not in faults:
        at = place_of(receipt, public)
        if at is not None:
            lines.append(words(f"Kode Anda ada di daftar ke-{at}.", f"Yours is in list {at}."))
    whole = words("Semua cocok.", "Everything holds.")
    return "\n".join([*lines, whole if not faults else words("TIDAK COCOK.", "IT DOES NOT HOLD.")])


def _say(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
