"""Missing consent: the source and the basis of the contacts, written once for many rows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from respondents import contact_bases
from respondents.forms import ContactBasisForm
from respondents.repairs import NotPossible
from respondents.views import repairing, scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.formats import number


@requires(Permission.REGISTRY_IMPORT)
@require_POST
@repairing.with_script
def give(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    form = ContactBasisForm(request.POST)
    if not form.is_valid():
        return repairing.page(request, upload, basis=form)
    try:
        done = contact_bases.give(
            upload, request.POST.get("masalah", ""), text=form.text, by=request.user
        )
        messages.success(request, f"Sumber dan dasarnya dicatat untuk {number(done)} baris.")
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return repairing.back(request, upload)
