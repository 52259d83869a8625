from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents import freezing, lists
from respondents.forms import UploadForm
from respondents.kinds import SLUGS, Kind
from respondents.models.lists import Upload
from respondents.views import repairing, scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest

PLACE = {  # in the steps of a list, counted from 1
    Upload.State.WAITING: 1,
    Upload.State.READING: 1,
    Upload.State.MATCHING: 2,
    Upload.State.ACCEPTED: 4,
    Upload.State.TAKEN_OVER: 5,
}


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_list(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office, kind = scope.list_of(request.user, code, slug)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        upload = lists.receive(
            file_name=form.cleaned_data["file"].name,
            content=form.content,
            office=office,
            kind=kind,
            by=request.user,
        )
        return redirect("respondents:upload", upload.pk)
    context = {"office": office, "kind": kind, "slug": slug, "form": form}
    context["frozen"] = freezing.standing()
    status = 422 if form.is_bound else 200
    return render(request, "respondents/upload_form.html", context, status=status)


@requires(Permission.REGISTRY_VIEW)
@require_safe
@repairing.with_script
def show_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the upload stands; one that is checked is the page of its repairs."""
    upload = scope.upload_of(request.user, pk)
    may_import = request.user.may(Permission.REGISTRY_IMPORT)
    if upload.state == Upload.State.CHECKED:
        return repairing.page(request, upload)
    if upload.state == Upload.State.MATCHING and may_import:
        return redirect("respondents:match", pk)
    context = {
        "upload": upload,
        "slug": SLUGS[Kind(upload.kind)],
        "heading": _heading(upload),
        "steps": repairing.STEPS,
        "place": PLACE.get(Upload.State(upload.state), 0),
        "refresh": upload.state in Upload.FOR_WORKERS,
        "may_import": may_import,
        "still_waits": _still_waits(upload),
    }
    return render(request, "respondents/upload.html", context)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def drop_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    try:
        lists.drop(upload, by=request.user)
    except lists.NotReady:
        messages.error(request, "Unggahan ini sudah dipakai, jadi tidak bisa dibatalkan.")
        return redirect("respondents:upload", upload.pk)
    messages.success(request, "Unggahan dibatalkan. Daftar lama tidak berubah.")
    return redirect("respondents:office", upload.office.code)


def _still_waits(upload: Upload) -> Upload | None:
    """The earlier file of the same list that this one leaves waiting, or has mended."""
    if upload.state not in (Upload.State.UNREADABLE, Upload.State.RETURNED):
        return None
    waiting = Upload.objects.of(upload.office, upload.kind).filter(state=Upload.State.CHECKED)
    return waiting.defer("content").first()


def _heading(upload: Upload) -> str:
    told = upload.get_state_display()
    return f"{told}…" if upload.state in Upload.FOR_WORKERS else told
