"""A second verifier, written from docs/verifying.md alone. It imports nothing of the portal.

It is here to disagree: where it and periksa.py say different things of the same files, one of
them, or the page, is wrong.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import json
import struct
import uuid
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Json = dict[str, Any]
NOTHING = b"\0" * 32
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
TO_RFC_4648 = str.maketrans(CROCKFORD, RFC_4648)
KINDS_OF_CHANGE = {b"io", b"ov", b"-o", b"or", b"ir"}


class Claim(NamedTuple):
    """Something the files say of themselves; `code` is what is wrong if it does not hold."""

    code: str
    holds: bool


def check(files: list[Json], *, key: str | None = None, receipt: str | None = None) -> set[str]:
    """The codes of all that does not hold in these files, taken together."""
    by_format = {one["format"]: one for one in files}
    public = by_format.get("spi-receipts-1")
    rights = by_format.get("spi-rights-1")
    sheets = by_format.get("spi-sheets-1")
    if None in (public, rights, sheets) and len(by_format) != sum(
        one is not None for one in (public, rights, sheets)
    ):
        raise ValueError("no file of ours")
    if len({uuid.UUID(one["wave"]) for one in files}) > 1:
        return {"files-of-other-waves"}
    claims: list[Claim] = []
    if public is not None:
        claims += about_the_public_file(public, key, receipt)
    if rights is not None:
        claims += about_the_rights_file(rights, key)
    wrong = {claim.code for claim in claims if not claim.holds}
    if sheets is None or public is None or rights is None or "manifest-forged" in wrong:
        return wrong
    return wrong | {one.code for one in about_sheets(sheets, public, rights) if not one.holds}


# --- What everything is made of --------------------------------------------------------------


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def tree(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it stands there: cut at the greatest power of two below the number."""
    match len(leaves):
        case 0:
            return sha()
        case 1:
            return sha(b"\0", leaves[0])
        case n:
            cut = 1 << (n - 1).bit_length() - 1
            return sha(b"\1", tree(leaves[:cut]), tree(leaves[cut:]))


def signed(key_hex: str, signature_hex: str, message: bytes) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_hex))
        public.verify(bytes.fromhex(signature_hex), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def from_characters(shown: str) -> bytes | None:
    """A receipt as people see it, in bytes."""
    plain = shown.upper().replace("-", "").replace(" ", "")
    plain = plain.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(plain) != 16 or set(plain) - set(CROCKFORD):
        return None
    return base64.b32decode(plain.translate(TO_RFC_4648))


def ascending(values: list[bytes]) -> bool:
    return values == sorted(set(values))


def wave_bytes(file: Json) -> bytes:
    return uuid.UUID(file["wave"]).bytes


# --- The announcement ------------------------------------------------------------------------


class Announcement:
    """All versions of the manifest of one file."""

    def __init__(self, file: Json) -> None:
        self.file = file
        self.raw = [decoded(entry["body"]) for entry in file["manifests"]]
        self.bodies = [body for raw in self.raw if (body := as_object(raw)) is not None]
        self.is_forged = not self.raw or not (
            len(self.bodies) == len(self.raw)
            and all(body.get("wave") == file["wave"] for body in self.bodies)
            and all(
                signed(file["wave_key"], entry["signature"], b"spi1/manifest|" + raw)
                for entry, raw in zip(file["manifests"], self.raw, strict=True)
            )
        )

    @property
    def last(self) -> Json:
        return self.bodies[-1]

    def claims(self) -> list[Claim]:
        if self.is_forged:
            return [Claim("manifest-forged", False)]
        versions = list(range(1, len(self.bodies) + 1))
        return [
            Claim("manifest-version", [b["version"] for b in self.bodies] == versions),
            Claim("manifest-version", [e["version"] for e in self.file["manifests"]] == versions),
            Claim("manifest-changed", not self.has_changed()),
        ]

    def has_changed(self) -> bool:
        fixed = ("slug", "mode", "box_public_key", "batch_public_key", "count_public_key")
        for earlier, later in zip(self.bodies, self.bodies[1:], strict=False):
            is_open = earlier["rights"] is not None
            if is_open and any(earlier[name] != later[name] for name in fixed):
                return True
        return False


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def as_object(raw: bytes) -> Json | None:
    try:
        read = json.loads(raw)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


# --- The public file -------------------------------------------------------------------------


def about_the_public_file(file: Json, key: str | None, wanted: str | None) -> list[Claim]:
    announced = Announcement(file)
    claims = [Claim("wave-key", key is None or key.lower() == file["wave_key"])]
    claims += announced.claims()
    if announced.is_forged:
        return claims
    lists = [[from_characters(one) for one in batch["receipts"]] for batch in file["batches"]]
    previous = NOTHING
    for place, batch in enumerate(file["batches"], start=1):
        claims += about_a_batch(batch, lists[place - 1], place, previous, announced)
        previous = bytes.fromhex(batch["hash"])
    every = [one for batch in lists for one in set(batch) if one is not None]
    claims.append(Claim("receipt-doubled", len(every) == len(set(every))))
    claims += about_the_log_without_changes(file, announced)
    if file["outcome"] is not None:
        claims += about_the_outcome(file, announced)
    if wanted is not None:
        claims.append(Claim("receipt-unknown", from_characters(wanted) in every))
    return claims


def about_a_batch(
    batch: Json, receipts: list[bytes | None], place: int, previous: bytes, announced: Announcement
) -> list[Claim]:
    good = [one for one in receipts if one is not None]
    head = struct.pack(">II", batch["number"], batch["size"])
    root, before = bytes.fromhex(batch["root"]), bytes.fromhex(batch["previous"])
    content = sha(b"spi1/batch", wave_bytes(announced.file), head, root, before)
    stated = bytes.fromhex(batch["hash"])
    key = announced.last["batch_public_key"]
    return [
        Claim("batch-number", batch["number"] == place),
        Claim("batch-size", batch["size"] == len(receipts)),
        Claim("batch-order", len(good) == len(receipts) and ascending(good)),
        Claim("batch-root", tree(good) == root),
        Claim("batch-chain", before == previous),
        Claim("batch-hash", content == stated),
        Claim("batch-signature", signed(key, batch["signature"], stated)),
    ]


def about_the_log_without_changes(file: Json, announced: Announcement) -> list[Claim]:
    claims: list[Claim] = []
    previous, day_before = NOTHING, ""
    for place, entry in enumerate(file["activations"], start=1):
        claims += about_an_entry(entry, place, previous, day_before, announced)
        previous, day_before = bytes.fromhex(entry["hash"]), entry["day"]
    return claims


def about_an_entry(
    entry: Json, place: int, previous: bytes, day_before: str, announced: Announcement
) -> list[Claim]:
    before, stated = bytes.fromhex(entry["previous"]), bytes.fromhex(entry["hash"])
    key = (announced.last.get("rights") or {}).get("activation_key", "")
    return [
        Claim("activation-number", entry["number"] == place),
        Claim("activation-day", is_day(entry["day"]) and entry["day"] > day_before),
        Claim("activation-chain", before == previous),
        Claim("activation-signature", signed(key, entry["signature"], stated)),
    ]


def is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def believed(file: Json, announced: Announcement) -> Json | None:
    """What the counter signed, and nothing else."""
    raw = decoded(file["outcome"]["body"])
    key, signature = announced.last["count_public_key"], file["outcome"]["signature"]
    outcome = as_object(raw)
    if outcome is None or outcome.get("wave") != file["wave"]:
        return None
    return outcome if signed(key, signature, b"spi1/outcome|" + raw) else None


def about_the_outcome(file: Json, announced: Announcement) -> list[Claim]:
    outcome = believed(file, announced)
    if outcome is None:
        return [Claim("outcome-forged", False)]
    batches, log = file["batches"], file["activations"]
    last_batch, last_entry = (
        [NOTHING.hex(), *(e["hash"] for e in each)][-1] for each in (batches, log)
    )
    parts = ("counted", "superseded", "withdrawn", "void", "invalid")
    listed = sum(len(batch["receipts"]) for batch in batches)
    return [
        Claim("outcome-sum", outcome["received"] == sum(outcome[part] for part in parts)),
        Claim("outcome-received", outcome["received"] == listed),
        Claim("outcome-batches", outcome["batches"] == len(batches)),
        Claim("outcome-batches", outcome["last_batch"] == last_batch),
        Claim("outcome-activations", outcome["activations"] == len(log)),
        Claim("outcome-activations", outcome["last_activation"] == last_entry),
        Claim("outcome-manifest", outcome["manifest"] == sha(announced.raw[-1]).hex()),
    ]


# --- The file of rights ----------------------------------------------------------------------


def about_the_rights_file(file: Json, key: str | None) -> list[Claim]:
    announced = Announcement(file)
    claims = [Claim("wave-key", key is None or key.lower() == file["wave_key"])]
    claims += announced.claims()
    if announced.is_forged:
        return claims
    named = [body["rights"] for body in announced.bodies if body.get("rights") is not None]
    claims.append(Claim("rights-resigned", all(one == named[0] for one in named)))
    if announced.last.get("rights") is None:
        return [*claims, Claim("rights-unsigned", False)]
    now = [bytes.fromhex(one) for one in file["rights"]]
    groups = {group["id"] for group in announced.last["groups"]}
    claims += [
        Claim("right-doubled", len({leaf[:32] for leaf in now}) == len(now)),
        Claim("right-group", all(int.from_bytes(leaf[32:36], "big") in groups for leaf in now)),
        Claim("right-status", all(leaf[36:] in (b"o", b"i", b"r", b"v") for leaf in now)),
    ]
    claims += about_the_log(file, announced)
    return claims + about_what_was_issued(file, now, announced.last["rights"])


def about_the_log(file: Json, announced: Announcement) -> list[Claim]:
    claims: list[Claim] = []
    previous, day_before = NOTHING, ""
    for place, entry in enumerate(file["activations"], start=1):
        changes = [bytes.fromhex(one) for one in entry["changes"]]
        content = sha(
            b"spi1/activation",
            wave_bytes(file),
            struct.pack(">I", entry["number"]),
            entry["day"].encode(),
            struct.pack(">I", len(changes)),
            tree(changes),
            bytes.fromhex(entry["previous"]),
            bytes.fromhex(entry["blind"]),
        )
        claims += about_an_entry(entry, place, previous, day_before, announced)
        claims.append(Claim("activation-hash", content.hex() == entry["hash"]))
        claims.append(Claim("activation-hash", len(bytes.fromhex(entry["blind"])) == 32))
        claims += about_changes(changes)
        previous, day_before = bytes.fromhex(entry["hash"]), entry["day"]
    if file["noted"] is not None and file["noted"]["number"] != 0:
        at = file["noted"]["number"] - 1
        entries = file["activations"]
        there = at < len(entries) and entries[at]["hash"] == file["noted"]["hash"]
        claims.append(Claim("activation-short", there))
    return claims


def about_changes(changes: list[bytes]) -> list[Claim]:
    balance: dict[bytes, int] = {}
    for change in changes:
        of_group = balance.setdefault(change[32:36], 0)
        balance[change[32:36]] = of_group + {b"ov": 1, b"-o": -1}.get(change[36:], 0)
    known = all(change[36:] in KINDS_OF_CHANGE for change in changes)
    keys = [change[:32] for change in changes]
    return [
        Claim("activation-order", ascending(changes) and len(set(keys)) == len(keys)),
        Claim("activation-change", known),
        Claim("activation-pairs", not any(balance.values())),
    ]


def about_what_was_issued(file: Json, now: list[bytes], signed_rights: Json) -> list[Claim]:
    """Undo the log from its end; what is left was issued."""
    left = {leaf[:32]: leaf[32:] for leaf in now}
    fits = True
    for entry in reversed(file["activations"]):
        for change in map(bytes.fromhex, entry["changes"]):
            right, group, before, after = change[:32], change[32:36], change[36:37], change[37:]
            if left.get(right) != group + after:
                fits = False
            elif before == b"-":
                del left[right]
            else:
                left[right] = group + before
    leaves = sorted(key + rest for key, rest in left.items())
    totals = {group: [0, 0] for group in signed_rights["totals"]}
    for rest in left.values():
        of_group = totals.setdefault(str(int.from_bytes(rest[:4], "big")), [0, 0])
        if rest[4:] in (b"o", b"i"):
            of_group[rest[4:] == b"i"] += 1
    return [
        Claim("activation-unfit", fits),
        Claim("rights-root", tree(leaves).hex() == signed_rights["root"]),
        Claim("rights-totals", totals == signed_rights["totals"]),
    ]


# --- Sheets, without opening one -------------------------------------------------------------


def about_sheets(file: Json, public: Json, rights: Json) -> list[Claim]:
    sheets, gone = file["sheets"], file["gone"]
    leaves = [bytes.fromhex(one) for one in rights["rights"]]
    group_of = {leaf[:32].hex(): int.from_bytes(leaf[32:36], "big") for leaf in leaves}
    changes = [bytes.fromhex(one) for entry in rights["activations"] for one in entry["changes"]]
    never_called = {change[:32].hex() for change in changes if change[36:] == b"ir"}
    status_of = {leaf[:32].hex(): leaf[36:].decode("latin-1") for leaf in leaves}
    under_a_right = [sheet for sheet in sheets if sheet["right"] in group_of]
    sealed = [sheet["sealed"] for sheet in sheets]
    here = {bytes.fromhex(one)[:10] for one in sealed}
    away = [from_characters(one["receipt"]) for one in gone]
    listed = {from_characters(one) for batch in public["batches"] for one in batch["receipts"]}
    return [
        Claim("sheet-without-right", len(under_a_right) == len(sheets)),
        Claim(
            "sheet-right-inactive",
            all(
                status_of[each["right"]] != "i" and each["right"] not in never_called
                for each in under_a_right
            ),
        ),
        Claim("sheet-right-used-twice", is_set([sheet["right"] for sheet in sheets])),
        Claim(
            "sheet-group",
            all(each["group"] == group_of[each["right"]] for each in under_a_right),
        ),
        Claim("sheet-suite", all(sheet["suite"] == 1 for sheet in sheets)),
        Claim(
            "sheet-signature",
            all(is_cast(each, group_of[each["right"]], wave_bytes(file)) for each in under_a_right),
        ),
        Claim("sheet-doubled", is_set(sealed)),
        Claim("sheet-without-receipt", here <= listed),
        Claim("sheet-gone", here.isdisjoint(away)),
        Claim("receipt-without-sheet", listed <= here | set(away)),
        Claim("gone-without-receipt", set(away) <= listed),
        Claim("gone-doubled", len(set(away)) == len(away)),
        Claim("gone-reason", all(one["why"] in ("superseded", "withdrawn") for one in gone)),
        *about_their_number(file, public, status_of, changes),
    ]


def is_set(values: list[str]) -> bool:
    return len(values) == len(set(values))


def is_cast(sheet: Json, group: int, wave: bytes) -> bool:
    message = b"spi1/ballot" + wave + struct.pack(">Q", group) + bytes.fromhex(sheet["sealed"])
    return signed(sheet["right"], sheet["signature"], message)


def about_their_number(
    file: Json, public: Json, status_of: dict[str, str], changes: list[bytes]
) -> list[Claim]:
    if public["outcome"] is None:
        return []
    outcome = believed(public, Announcement(public))
    if outcome is None:
        return []
    kinds = [change[36:] for change in changes]
    turned = (kinds.count(b"io"), kinds.count(b"-o"), kinds.count(b"or") + kinds.count(b"ir"))
    why = [one["why"] for one in file["gone"]]
    void = sum(status_of.get(sheet["right"]) in ("v", "r") for sheet in file["sheets"])
    here = outcome["counted"] + outcome["void"] + outcome["invalid"]
    stated = (outcome["superseded"], outcome["withdrawn"])
    return [
        Claim("outcome-gone", stated == (why.count("superseded"), why.count("withdrawn"))),
        Claim(
            "outcome-log",
            turned == (outcome["released"], outcome["replaced"], outcome["revoked"]),
        ),
        Claim("outcome-sheets", here == len(file["sheets"])),
        Claim("outcome-void", outcome["void"] == void),
    ]
