"""What an address names, as far as whoever asks may see it: else it does not exist."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from respondents import lists, service_points, signatures, successions
from respondents.kinds import KIND_OF, Kind
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.service_points import ServicePoint
from spi_portal.accounts.models import User


def office_of(user: User, code: str) -> Office:
    """By its code of today, else by one of before a renaming: that stands on printed papers."""
    visible = Office.objects.visible_to(user)
    if office := visible.filter(code=code).first():
        return office
    once = successions.called(code)
    return get_object_or_404(visible, pk=once.pk if once else None)


def list_of(user: User, code: str, slug: str) -> tuple[Office, Kind]:
    """The office and one of the lists that it keeps."""
    office = office_of(user, code)
    kind = KIND_OF.get(slug)
    if kind is None or kind not in lists.kinds_of(office):
        raise Http404(slug)
    return office, kind


def list_to_sign(user: User, code: str, slug: str) -> tuple[Office, Kind]:
    """The same, of those that the head of an OPD signs."""
    office, kind = list_of(user, code, slug)
    if not signatures.has_lists_to_sign(office):
        raise Http404(code)
    return office, kind


def upload_of(user: User, pk: int) -> Upload:
    visible = Office.objects.visible_to(user)
    uploads = Upload.objects.select_related("office", "uploaded_by").defer("content")
    return get_object_or_404(uploads, pk=pk, office__in=visible)


def office_with_points(user: User, code: str) -> Office:
    office = office_of(user, code)
    if not service_points.has_points(office):
        raise Http404(code)
    return office


def point_of(user: User, code: str, pk: int) -> ServicePoint:
    office = office_with_points(user, code)
    return get_object_or_404(ServicePoint.objects.select_related("office"), pk=pk, office=office)
