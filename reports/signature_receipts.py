"""Tanda terima pengesahan: the receipt of a head's signature, ordered by a page, printed once.

It says who signed what and when, and the list's mark (sidik daftar) in the eight letters that
the portal shows beside the list, so that anybody can see later whether it is still that list.
"""

from __future__ import annotations

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from reports import orders
from reports.models.receipts import SignatureReceipt
from respondents import signatures
from respondents.kinds import Kind
from respondents.models.signatures import Signature
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.paper import pdf, qr
from spi_portal.paper.pdf import Paper
from spi_portal.ui import formats
from surveys.models.cities import City


@transaction.atomic
def ask(signature: Signature, *, page: str, by: User) -> SignatureReceipt:
    """The receipt that is there, or an order for it. `page` is where the mark is shown."""
    receipt, is_new = SignatureReceipt.objects.defer("content").get_or_create(
        signature=signature,
        defaults={"facts": _facts(signature), "address": page, "due_at": timezone.now()},
    )
    failed = receipt.state == SignatureReceipt.State.FAILED
    if failed:
        orders.begin_anew(receipt)
    if is_new or failed:
        subject = signatures.subject_of(signature.office, signature.kind)
        ledger.record("receipt.asked", subject, by=by, rows=signature.rows)
    bells.ring(orders.BELL)
    return receipt


def of(signature: Signature) -> SignatureReceipt | None:
    return SignatureReceipt.objects.filter(signature=signature).first()


def print_due() -> int:
    """Print every receipt that is due; returns how many were printed. Safe on many workers."""
    return orders.fulfil_due(SignatureReceipt.objects.all(), _print)


def _print(receipt: SignatureReceipt) -> Paper:
    return pdf.render(page(receipt))


def page(receipt: SignatureReceipt) -> str:
    """The receipt as HTML."""
    city = City.objects.first()
    return render_to_string(
        "reports/signature_receipt.html",
        {
            "paper": True,
            "city": city,
            "city_name": city.name if city else "",
            "facts": receipt.facts,
            "address": receipt.address,
            "picture": qr.drawing(receipt.address),
        },
    )


def _facts(signature: Signature) -> dict[str, object]:
    """This signature first, then the last one on the office's other list, for the whole picture."""
    others = signatures.states([signature.office_id])
    rest = [
        state.signature
        for (_, kind), state in others.items()
        if kind != signature.kind and state.signature and state.signature.at <= signature.at
    ]
    return {
        "office": signature.office.name,
        "short": signature.office.short_name,
        "list": signature.get_kind_display(),
        "signer": signature.signer,
        "at": formats.moment(signature.at),
        "how": str(signature.get_how_display()),
        "mark": signatures.mark_of(signature),
        "lists": [_line(one) for one in (signature, *rest)],
    }


def _line(signature: Signature) -> dict[str, object]:
    return {
        "list": str(Kind(signature.kind).label),
        "rows": signature.rows,
        "signed": f"{signature.signer}, {formats.day(signature.at)}",
        "mark": signatures.mark_of(signature),
    }
