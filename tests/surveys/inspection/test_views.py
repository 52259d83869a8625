from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from spi_portal.post import letters
from spi_portal.post.channel import DeliveryFailed
from spi_portal.post.models import OfficialLetter
from surveys.inspection import inspecting, standing
from surveys.models.inspections import Finding, Inspection, Statement
from tests import make

pytestmark = pytest.mark.django_db
PAGE = reverse("surveys:readiness")


@pytest.fixture
def operator(client, ratna):
    make.city()
    client.force_login(ratna)
    return client


def line(label: str) -> standing.Line:
    """The line of the page that begins with `label`."""
    today = timezone.localdate()
    lines = [standing.post(), standing.accounts(today), *standing.said(today)]
    return next(one for one in lines if one.label.startswith(label))


def test_before_anything_was_looked_at_every_line_is_there(operator, as_app_staff):
    text = operator.get(PAGE).text

    assert "Server belum pernah diperiksa." in text
    assert text.count('class="keadaan') == len(Finding.Subject) + len(Statement.Subject) + 2


def test_reading_the_page_reaches_no_other_machine(operator, monkeypatch):
    def reached(*args: object, **kwargs: object) -> None:
        raise AssertionError("a GET reached out")

    monkeypatch.setattr("socket.create_connection", reached)
    monkeypatch.setattr("dns.resolver.Resolver.resolve", reached)

    assert operator.get(PAGE).status_code == 200


def test_looking_is_asked_for_and_its_result_shown(operator, as_app_staff):
    operator.post(reverse("surveys:inspect"))
    assert "sedang berjalan" in operator.get(PAGE).text
    assert abs(Inspection.objects.get().web_ahead) < 2

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_send")
        inspecting._write(Inspection.objects.get(), {})
        Finding.objects.create(
            inspection=Inspection.objects.get(),
            subject="spf",
            state="attention",
            measured="Ada <b>tetapi</b>",
            advice="Minta pengelola domain.",
        )
        cursor.execute("SET LOCAL ROLE app_staff")
    text = operator.get(PAGE).text
    assert "Ada &lt;b&gt;tetapi&lt;/b&gt;" in text
    assert "Minta pengelola domain." in text


def test_the_last_one_that_is_done_is_shown_while_another_waits(operator):
    for state, measured in (("done", "Lama"), ("waiting", "")):
        now = timezone.now()
        one = Inspection.objects.create(
            state=state, asked_at=now, due_at=now, done_at=now if state == "done" else None
        )
        if measured:
            one.findings.create(subject="disk", state="good", measured=measured)

    assert "Lama" in operator.get(PAGE).text


def test_the_page_costs_the_same_with_a_past(operator):
    operator.get(PAGE)
    with CaptureQueriesContext(connection) as before:
        operator.get(PAGE)
    now = timezone.now()
    for _ in range(20):
        one = Inspection.objects.create(state="done", asked_at=now, due_at=now, done_at=now)
        one.findings.create(subject="disk", state="good", measured="x")
        Statement.objects.create(subject="waf", on=now.date(), person="G")
    with CaptureQueriesContext(connection) as after:
        operator.get(PAGE)

    assert len(after) == len(before) + 1  # the findings of the last one


class Post:
    """A mail server of the test's own."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault, self.sent = fault, []

    def session(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *fault: object) -> None:
        return None

    def send(self, letter) -> None:
        if self.fault:
            raise self.fault
        self.sent.append(letter)


class TestTestLetter:
    def test_it_goes_to_whoever_asks(self, operator, ratna, as_app_staff):
        operator.post(reverse("surveys:test_letter"), {"to": "orang@lain.id"})

        assert OfficialLetter.objects.get().to == ratna.email
        assert (line("Server surel").state, "menunggu" in line("Server surel").measured) == (
            "attention",
            True,
        )

    def test_when_it_was_taken_the_line_is_good(self, operator):
        operator.post(reverse("surveys:test_letter"))
        letters.deliver_due(Post())

        assert line("Server surel").state == "good"

    def test_when_it_was_refused_the_line_says_why(self, operator):
        operator.post(reverse("surveys:test_letter"))
        letters.deliver_due(Post(DeliveryFailed("Alamat ditolak server surel (kode 550).")))

        assert "kode 550" in line("Server surel").measured
        assert line("Server surel").state == "missing"

    def test_a_month_later_it_should_be_tried_again(self, operator):
        operator.post(reverse("surveys:test_letter"))
        letters.deliver_due(Post())
        OfficialLetter.objects.update(sent_at=timezone.now() - timedelta(days=31))

        assert line("Server surel").state == "attention"


class TestAccounts:
    def test_an_account_that_ends_soon_is_named(self):
        ending = make.user("Bayu Saputra", "opd_admin")
        ending.valid_until = timezone.localdate() + timedelta(days=30)
        ending.save()

        assert "Bayu Saputra" in line("Masa berlaku").measured

    @pytest.mark.parametrize("days", [-1, 31])
    def test_one_that_has_ended_or_lasts_is_not(self, days):
        one = make.user("Bayu Saputra", "opd_admin")
        one.valid_until = timezone.localdate() + timedelta(days=days)
        one.save()

        assert line("Masa berlaku").state == "good"


class TestStatements:
    def test_somebody_states_and_the_line_names_them(self, operator, as_app_staff):
        given = {"on": timezone.localdate().isoformat(), "person": "Gilang, pusat data"}
        operator.post(reverse("surveys:statement", args=["waf"]), given)

        assert "Gilang, pusat data" in operator.get(PAGE).text

    @pytest.mark.parametrize("wrong", [{"person": ""}, {"on": "2999-01-01"}, {"on": "kemarin"}])
    def test_what_is_wrong_is_told(self, operator, wrong):
        given = {"on": timezone.localdate().isoformat(), "person": "Gilang"} | wrong
        answer = operator.post(reverse("surveys:statement", args=["waf"]), given)

        assert answer.status_code == 422
        assert not Statement.objects.exists()

    def test_nothing_else_can_be_stated(self, operator):
        assert operator.get(reverse("surveys:statement", args=["lain"])).status_code == 404
