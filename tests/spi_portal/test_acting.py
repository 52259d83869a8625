from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import reverse

from respondents.models.offices import Office
from spi_portal.acting import ActingMiddleware
from tests import make

pytestmark = pytest.mark.django_db


def test_a_page_that_wants_the_password_again_leads_there(client, ratna):
    client.force_login(ratna)

    answer = client.get(reverse("mfa_activate_totp"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_what_a_view_wrote_before_it_failed_is_undone(rf, ratna):
    def fail(request) -> HttpResponse:
        make.office(code="GAGAL")
        raise RuntimeError

    request = rf.post("/")
    request.user = ratna
    with pytest.raises(RuntimeError):
        ActingMiddleware(fail).process_view(request, fail, (), {})

    assert not Office.objects.filter(code="GAGAL").exists()
