from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from reports import orders, papers, printing
from reports.models.documents import Document
from respondents.models.offices import Office
from spi_portal import bells
from spi_portal.audit.models.entries import Entry
from spi_portal.paper import pdf
from surveys.models.cities import Arms

pytestmark = pytest.mark.django_db
PAPER = pdf.Paper(content=b"%PDF-1.7 x", sha256="c" * 64)


@pytest.fixture
def office(terbit):
    return Office.objects.get(code="OPD-1")


@pytest.fixture
def document(terbit, office, ratna):
    return printing.ask(publication=terbit, office=office, by=ratna)


def prints(monkeypatch, *outcomes):
    """Stand in for the process that prints: a paper, or what it raises, one after another."""
    left = list(outcomes)

    def render(html):
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(pdf, "render", render)


def due_again(document):
    Document.objects.filter(pk=document.pk).update(due_at=timezone.now())


class TestAsk:
    def test_asking_twice_orders_once(self, document, terbit, office, ratna):
        again = printing.ask(publication=terbit, office=office, by=ratna)

        assert again.pk == document.pk
        assert Entry.objects.filter(verb="document.asked").count() == 1

    def test_one_that_failed_is_tried_anew(self, document, terbit, office, ratna):
        Document.objects.update(state="failed", tries=3, problem="x")

        again = printing.ask(publication=terbit, office=office, by=ratna)

        assert (again.state, again.tries, again.problem) == ("waiting", 0, "")

    def test_one_that_is_ready_stays(self, document, terbit, office, ratna, monkeypatch):
        prints(monkeypatch, PAPER)
        printing.print_due()

        assert printing.ask(publication=terbit, office=office, by=ratna).state == "ready"

    def test_a_broker_that_is_down_fails_nobody(
        self, terbit, office, ratna, monkeypatch, django_capture_on_commit_callbacks
    ):
        def down(*args, **kwargs):
            raise OSError("connection refused")

        monkeypatch.setattr(bells.app, "send_task", down)
        with django_capture_on_commit_callbacks(execute=True) as rung:
            printing.ask(publication=terbit, office=office, by=ratna)

        assert rung
        assert Document.objects.get().state == "waiting"


class TestPrintDue:
    def test_keeps_the_paper_and_its_hash(self, document, monkeypatch):
        prints(monkeypatch, PAPER)

        assert printing.print_due() == 1

        document.refresh_from_db()
        assert document.state == "ready"
        assert (bytes(document.content), document.sha256) == (PAPER.content, PAPER.sha256)
        assert printing.print_due() == 0

    def test_a_fault_puts_it_back_for_later(self, document, monkeypatch):
        prints(monkeypatch, pdf.NotPrinted("status -9"))

        assert printing.print_due() == 0

        document.refresh_from_db()
        assert (document.state, document.tries) == ("waiting", 1)
        assert "status -9" in document.problem
        assert document.due_at > timezone.now()
        assert not Document.objects.due(timezone.now()).exists()

    def test_the_third_fault_is_the_last(self, document, monkeypatch):
        prints(monkeypatch, *[pdf.NotPrinted("x")] * 3)
        for _ in range(3):
            due_again(document)
            printing.print_due()

        document.refresh_from_db()
        assert (document.state, document.problem) == ("failed", orders.GIVEN_UP)

    def test_missing_libraries_are_told_at_once(self, document, monkeypatch):
        prints(monkeypatch, pdf.NoLibraries("cannot load libpango"))

        printing.print_due()

        document.refresh_from_db()
        assert (document.state, document.tries) == ("failed", 1)
        assert document.problem.startswith("PDF belum tersedia di server ini")

    def test_falls_due_again_when_its_worker_dies(self, document, monkeypatch):
        monkeypatch.setattr(pdf, "render", lambda html: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            printing.print_due()

        assert not Document.objects.due(timezone.now()).exists()
        assert Document.objects.due(timezone.now() + orders.LEASE).get() == document

    def test_a_paper_that_kills_its_worker_is_given_up(self, document, monkeypatch):
        Document.objects.update(tries=orders.MAX_TRIES)
        prints(monkeypatch)

        assert printing.print_due() == 0
        document.refresh_from_db()
        assert (document.state, document.problem) == ("failed", orders.GIVEN_UP)

    def test_two_workers_print_it_once(self, document, monkeypatch):
        """The second looks while the first is printing."""
        second = []

        def render(html):
            second.append(printing.print_due())
            return PAPER

        monkeypatch.setattr(pdf, "render", render)

        assert printing.print_due() == 1
        assert second == [0]

    def test_one_whose_lease_ran_out_writes_nothing(self, document, monkeypatch):
        def render(html):
            Document.objects.update(tries=2)  # somebody else claimed it meanwhile
            return PAPER

        monkeypatch.setattr(pdf, "render", render)

        assert printing.print_due() == 0
        document.refresh_from_db()
        assert document.state == "waiting"

    def test_the_lease_outlasts_the_longest_printing(self):
        assert timedelta(seconds=pdf.SECONDS) < orders.LEASE

    def test_the_role_of_the_worker_suffices(self, document, monkeypatch):
        prints(monkeypatch, PAPER)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_reports")
            printed = printing.print_due()
            cursor.execute("RESET ROLE")

        assert printed == 1


class TestPaper:
    def test_says_the_published_figures(self, terbit):
        office = terbit.figures["offices"][0]

        paper = pdf.render(papers.of_office(terbit, "OPD-1"))
        pages = PdfReader(io.BytesIO(paper.content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())

        assert 3 <= len(pages) <= 4
        assert office["name"] in text
        figure = office["index"]["figure"].replace(".", ",")
        assert f"= {figure}" in text
        assert "DATA CONTOH" in text
        assert f"Halaman 1 dari {len(pages)}" in text
        assert terbit.run.released_hash in text.replace(" ", "")

    def test_the_same_figures_give_the_same_bytes(self, terbit):
        first = pdf.render(papers.of_office(terbit, "OPD-1"))
        Office.objects.update(name="Nama baru", short_name="baru")
        connection.cursor().execute("UPDATE surveys_city SET name = 'Kota lain', is_demo = false")

        second = pdf.render(papers.of_office(terbit, "OPD-1"))

        assert first.sha256 == second.sha256

    def test_a_real_city_has_no_mark_of_a_demo(self, terbit):
        terbit.figures["imprint"]["is_demo"] = False

        assert "DATA CONTOH" not in papers.of_office(terbit, "OPD-1")

    def test_it_bears_the_letterhead_of_its_publication(self, terbit):
        Arms.objects.create(digest="d" * 64, png=b"picture")
        plain = papers.of_office(terbit, "OPD-1")
        terbit.figures["imprint"] |= {
            "letterhead": ["Jalan Merdeka 1"],
            "officials": [["Plt. Inspektur", "Hadi Pranoto"]],
            "arms": "d" * 64,
        }

        paper = papers.of_office(terbit, "OPD-1")

        assert "data:image/png;base64,cGljdHVyZQ==" in paper
        assert "<small>Jalan Merdeka 1</small>" in paper
        assert "<dt>Plt. Inspektur</dt><dd>Hadi Pranoto</dd>" in paper
        assert "data:image" not in plain

    def test_a_publication_of_before_there_were_letterheads_is_printed(self, terbit):
        for name in ("letterhead", "officials", "arms"):
            del terbit.figures["imprint"][name]

        assert "DATA CONTOH" in papers.of_office(terbit, "OPD-1")

    def test_an_office_without_figures_has_no_paper(self, terbit):
        with pytest.raises(papers.NotInThisPublication):
            papers.of_office(terbit, "OPD-9")
