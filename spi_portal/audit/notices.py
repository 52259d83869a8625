"""Letters around a request: to those who may decide it, and to the one who asked."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import GRANTS, Permission
from spi_portal.audit import deputies, wording
from spi_portal.audit.models.approvals import Approval
from spi_portal.post import letters
from spi_portal.ui import formats

DECIDING = [role for role, granted in GRANTS.items() if Permission.APPROVE in granted]

ASKED = """{asker} meminta persetujuan: {request}.

Alasan: {reason}

Keputusan Anda: buka halaman di bawah ini, lalu pilih Setujui atau Tolak. Langkah ini
menunggu sampai seorang memutuskan.
{url}
"""
DECIDED = """{decider} {decision} permintaan Anda: {request}.

{next}
{url}
"""
GRANTED = "Persetujuan berlaku sampai {until}. Lanjutkan di halaman ini:"
REFUSED = "Bicarakan dulu dengan yang menolak, lalu minta lagi di halaman ini:"


def tell_deciders(approval: Approval) -> None:
    step, asker = wording.step(approval.verb).lower(), approval.asked_by
    text = ASKED.format(
        asker=asker,
        request=_request(approval),
        reason=approval.reason,
        url=_address("audit:approvals"),
    )
    for address in deciders(approval):
        letters.queue(
            to=address,
            subject=f"Menunggu keputusan Anda: {step}",
            text=text,
            about="approval.asked",
        )


def tell_asker(approval: Approval) -> None:
    step = wording.step(approval.verb).lower()
    granted = approval.decision == Approval.Decision.GRANTED
    decider = str(approval.decided_by)
    if approval.decided_for:
        decider += f" (untuk {approval.decided_for})"
    going_on = GRANTED.format(until=formats.moment(approval.expires_at))
    letters.queue(
        to=approval.asked_by.email,
        subject=f"{'Disetujui' if granted else 'Ditolak'}: {step}",
        text=DECIDED.format(
            decider=decider,
            decision="menyetujui" if granted else "menolak",
            request=_request(approval),
            next=going_on if granted else REFUSED,
            url=_page(approval),
        ),
        about="approval.decided",
    )


def _request(approval: Approval) -> str:
    said = wording.request(approval.verb, approval.subject)
    return said[0].lower() + said[1:]


def _page(approval: Approval) -> str:
    """Where the step is taken."""
    return settings.STAFF_URL + approval.address


def deciders(approval: Approval) -> list[str]:
    """Addresses of those who may decide this request: officials, and their deputies of today."""
    asker = approval.asked_by_id
    current = Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())
    officials = User.objects.filter(current, role__in=DECIDING, is_active=True)
    officials = officials.exclude(pk__in=[asker, approval.account])
    standing_in = [
        one.deputy.email
        for one in deputies.standing_in()
        if asker not in (one.deputy_id, one.principal_id)
    ]
    return sorted({*officials.values_list("email", flat=True), *standing_in})


def _address(page: str, *about: str | int) -> str:
    return settings.STAFF_URL + reverse(page, args=about)
