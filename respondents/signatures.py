"""The head of an OPD vouches for its lists: by a link that serves once, or on a printed sheet.

A signature is for the rows as they were. When the list changes it stays on record, and the
list is to be signed again.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from respondents import access, digests, freezing, scans
from respondents.digests import Listed
from respondents.kinds import Kind
from respondents.models.duties import Duty
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.signatures import Signature, SigningLink
from spi_portal.accounts import links
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import ledger
from spi_portal.ui.formats import day

ME = "respondents.signatures"
KINDS = (Kind.INTERNAL, Kind.EXTERNAL)


class NotPossible(Exception):
    """The message is for whoever asked."""


class LinkIsDead(Exception):
    """The message is for whoever opened it."""


class Standing(models.TextChoices):
    EMPTY = "kosong", "daftar masih kosong"
    UNSIGNED = "belum", "tidak ditandatangani"
    CHANGED = "berubah", "perlu ditandatangani lagi"
    SIGNED = "sudah", "ditandatangani"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the signature of one list stands, for pages."""

    standing: Standing
    listed: Listed | None
    signature: Signature | None  # the last, also when the list changed since

    @property
    def words(self) -> str:
        if self.standing == Standing.SIGNED and self.signature:
            return f"ditandatangani {self.signature.signer}, {day(self.signature.at)}"
        return str(self.standing.label)


def has_lists_to_sign(office: Office) -> bool:
    """OPDs sign, for their units too; experts stand on the city's own list."""
    return Office.objects.opds().filter(pk=office.pk).exists()


def states(offices: Collection[int]) -> dict[tuple[int, str], State]:
    """By office and kind, for OPDs; three queries, however many."""
    listed = digests.of_offices(offices)
    last = {
        (one.office_id, one.kind): one
        for one in Signature.objects.filter(office__in=offices)
        .order_by("office_id", "kind", "-pk")
        .distinct("office_id", "kind")
        .defer("scan")
    }
    return {
        (office, kind): _state(listed.get((office, kind)), last.get((office, kind)))
        for office in offices
        for kind in KINDS
    }


def state(office: Office, kind: str) -> State:
    return states([office.pk])[office.pk, kind]


def unsigned(opds: Collection[Office]) -> list[tuple[Office, Kind]]:
    """The lists with somebody on them that nobody vouches for."""
    found = states([office.pk for office in opds])
    return [
        (office, kind)
        for office in opds
        for kind in KINDS
        if found[office.pk, kind].standing in (Standing.UNSIGNED, Standing.CHANGED)
    ]


def code_of(office: Office, kind: str, listed: Listed) -> str:
    """What stands on a printed sheet, and ties it to the rows it was printed for: K7QF-2M9X."""
    text = f"{office.pk}|{kind}|{listed.digest.hex()}"  # no code: a renamed office keeps its mark
    letters = base64.b32encode(hashlib.sha256(text.encode()).digest()[:5]).decode()
    return f"{letters[:4]}-{letters[4:]}"


def mark_of(signature: Signature) -> str:
    """The code of the list as it was signed; that of the list today is the same, or it changed."""
    signed = Listed(rows=signature.rows, digest=bytes(signature.digest))
    return code_of(signature.office, signature.kind, signed)


def dated(office: Office, kind: str) -> datetime | None:
    """When the newest file that the list was made from was handed in."""
    branch = Office.below([office.pk])
    used = Upload.objects.filter(office__in=branch, kind=kind, state=Upload.State.TAKEN_OVER)
    return used.order_by("-pk").values_list("uploaded_at", flat=True).first()


def heads_of(office: Office) -> list[User]:
    """Those who may sign for the office today."""
    today = timezone.localdate()
    duties = Duty.objects.not_over(today).filter(
        office=office, valid_from__lte=today, user__role=Role.OPD_HEAD
    )
    people = {duty.user_id: duty.user for duty in duties.select_related("user").order_by("pk")}
    return [user for user in people.values() if user.is_current]


# --- By link ------------------------------------------------------------------------------


@transaction.atomic
def make_links(office: Office, kind: str, *, by: User) -> list[SigningLink]:
    """One for each head; earlier ones of the same list end. Raises NotPossible."""
    listed = _to_sign(office, kind)
    heads = heads_of(office)
    if not heads:
        raise NotPossible(
            "Kepala kantor ini belum punya akun. Minta Inspektorat mengundangnya, "
            "atau cetak pernyataannya."
        )
    _living().filter(office=office, kind=kind).update(ended_at=timezone.now())
    made = [
        SigningLink.objects.create(
            office=office, kind=kind, head=head, rows=listed.rows, digest=listed.digest
        )
        for head in heads
    ]
    ledger.record("signature.asked", subject_of(office, kind), by=by, rows=listed.rows)
    return made


def address_of(link: SigningLink) -> str:
    """What stands in the address after /opd/tanda-tangan/."""
    return links.seal(ME, link.pk)


def read_link(token: str) -> SigningLink:
    """The link as it serves now. Raises LinkIsDead. Call it inside access.acting(ME)."""
    number = links.unseal(ME, token)
    every = SigningLink.objects.select_related("office", "head")
    link = every.filter(pk=number).first() if number is not None else None
    if link is None:
        raise LinkIsDead("Tautan ini tidak lengkap. Buka lagi dari suratnya.")
    if link.ended_at is not None:
        raise LinkIsDead(
            "Tautan ini sudah dipakai, diganti tautan yang lebih baru, atau daftarnya sudah "
            "dibekukan."
        )
    if link.lasts_until < timezone.now() or not link.head.is_current:
        raise LinkIsDead("Masa berlaku tautan ini sudah habis.")
    now = state(link.office, link.kind)
    if now.listed is None or now.listed.digest != bytes(link.digest):
        raise LinkIsDead("Daftarnya berubah sesudah surat ini dikirim.")
    return link


def sign(token: str) -> Signature:
    """The head pressed the button: once, for the rows that the link was made for.

    Raises LinkIsDead.
    """
    with access.acting(ME):
        pressed = SigningLink.objects.filter(pk=links.unseal(ME, token) or 0)
        pressed.select_for_update().first()  # one press at a time
        link = read_link(token)
        link.ended_at = timezone.now()
        link.save(update_fields=["ended_at"])
        return _record(
            link.office,
            link.kind,
            Listed(rows=link.rows, digest=bytes(link.digest)),
            how=Signature.How.LINK,
            signer=link.head.name,
            by=link.head,
        )


def end_links() -> int:
    """The lists froze: no letter that is still under way signs anything. Returns how many."""
    return _living().update(ended_at=timezone.now())


# --- On paper -----------------------------------------------------------------------------


@transaction.atomic
def sign_on_paper(
    office: Office, kind: str, *, signer: str, code: str, scan: bytes, by: User | str
) -> Signature:
    """Keep a signed sheet whose code is that of the list as it stands.

    Raises NotPossible, scans.NotAScan.
    """
    listed = _to_sign(office, kind)
    if _letters(code) != _letters(code_of(office, kind, listed)):
        raise NotPossible(
            "Kode ini bukan kode daftar yang sekarang. Periksa ketikannya; bila daftarnya berubah "
            "sesudah lembar dicetak, cetak dan tandatangani lagi."
        )
    content_type = scans.type_of(scan)
    return _record(
        office,
        kind,
        listed,
        how=Signature.How.PAPER,
        signer=signer,
        by=by,
        scan=scans.seal(scan, digest=listed.digest),
        scan_type=content_type,
    )


def sheet_of(signature: Signature) -> bytes:
    """The sheet that was handed in."""
    return scans.unseal(bytes(signature.scan), digest=bytes(signature.digest))


def subject_of(office: Office, kind: str) -> str:
    """What the ledger calls a list: its office, so that the office's page tells its history."""
    return f"respondents.list {office.code}/{kind}"


def _state(listed: Listed | None, signature: Signature | None) -> State:
    if listed is None:
        standing = Standing.EMPTY
    elif signature is None:
        standing = Standing.UNSIGNED
    elif bytes(signature.digest) == listed.digest:
        standing = Standing.SIGNED
    else:
        standing = Standing.CHANGED
    return State(standing=standing, listed=listed, signature=signature)


def _to_sign(office: Office, kind: str) -> Listed:
    now = state(office, kind)
    if now.listed is None:
        raise NotPossible("Daftar ini masih kosong. Unggah dulu daftarnya.")
    if now.standing == Standing.SIGNED:
        raise NotPossible("Daftar ini sudah ditandatangani dan tidak berubah sesudahnya.")
    if frozen := freezing.standing():
        raise NotPossible(freezing.sentence(frozen))
    return now.listed


def _record(
    office: Office,
    kind: str,
    listed: Listed,
    *,
    how: Signature.How,
    signer: str,
    by: User | str,
    **sheet: object,
) -> Signature:
    signature = Signature.objects.create(
        office=office,
        kind=kind,
        signer=signer,
        how=how,
        rows=listed.rows,
        digest=listed.digest,
        recorded_by=None if isinstance(by, str) else by,
        **sheet,
    )
    _living().filter(office=office, kind=kind).update(ended_at=timezone.now())
    ledger.record(
        "list.signed", subject_of(office, kind), by=by, rows=listed.rows, signer=signer,
        how=how.label, digest=listed.digest.hex(),
    )  # fmt: skip
    return signature


def _living() -> models.QuerySet[SigningLink]:
    return SigningLink.objects.filter(ended_at__isnull=True)


def _letters(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())
