from __future__ import annotations

import re
from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import index, method, orders, printing
from reports.models.documents import Document
from reports.models.publications import Publication
from reports.models.runs import IndexRun, Recomputation
from reports.models.weights import WeightSet
from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.ui import formats
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db


def page(client, user, url):
    client.force_login(user)
    return client.get(url)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def shown(index):
    return formats.number(float(index["figure"]), index["decimals"])


@pytest.fixture
def dewi(terbit):
    """Head of OPD-1."""
    return make.user("Dewi Anggraini", Role.OPD_HEAD, of=Office.objects.get(code="OPD-1"))


class TestDashboard:
    def test_every_figure_is_the_published_one(self, client, sekda, terbit):
        said = text_of(page(client, sekda, "/sekda/2026/"))

        city = terbit.figures["city"]
        assert shown(city["index"]) in said
        assert f"= {formats.number(float(city['index']['figure']), 2)}" in said
        for office in terbit.figures["offices"]:
            row = re.search(rf"\d {office['short_name']} ([\d,]+) (rentan|waspada|terjaga)", said)
            assert row.groups() == (shown(office["index"]), office["index"]["category"])

    def test_reads_what_was_published_and_not_a_later_run(self, client, sekda, terbit, wave):
        before = text_of(page(client, sekda, "/sekda/2026/"))
        index.run(wave=wave, by="test")
        IndexRun.objects.update(figures={})

        assert text_of(page(client, sekda, "/sekda/2026/")) == before

    def test_every_dimension_stands_in_the_heat_table(self, client, sekda, terbit):
        response = page(client, sekda, "/sekda/2026/")

        row = next(row for row in response.context["rows"] if row.office.code == "OPD-2")
        office = next(o for o in terbit.figures["offices"] if o["code"] == "OPD-2")
        codes = [
            (kind, one["code"])
            for kind in ("internal", "external")
            for one in terbit.figures["dimensions"][kind]
        ]
        assert row.cells == [
            office["kinds"][kind]["dimensions"][code]["value"] for kind, code in codes
        ]

    def test_the_first_year_has_nothing_to_compare_with(self, client, sekda, terbit):
        assert "Tahun pertama, belum ada pembanding." in page(client, sekda, "/sekda/2026/").text

    def test_the_next_year_is_compared_with_the_last(self, client, sekda, terbit, crew):
        offices = {o: scenes.ENOUGH for o in Office.objects.filter(code__startswith="OPD-")}
        later = scenes.counted(year=2027, offices=offices, seed=2)
        now = scenes.published(later, **crew).figures["city"]["index"]
        was = terbit.figures["city"]["index"]

        response = page(client, sekda, "/sekda/2027/")

        change = abs(float(now["figure"]) - float(was["figure"]))
        assert response.context["change"].points == formats.number(change, 1)
        assert f"dari {shown(was)} pada 2026" in text_of(response)
        assert [point.label for point in response.context["points"]] == ["2026", "2027"]

    def test_too_few_answers_show_a_reason_and_no_category(self, client, sekda, city, crew):
        scenes.weight_set()
        small, guard, large = (make.office(short_name=name) for name in ("Kecil", "Jaga", "Besar"))
        wave = scenes.counted(
            offices={
                small: {"internal": 15, "external": 4},
                guard: {"internal": 15, "external": 12},
                large: {"internal": 15, "external": 20},
            }
        )
        scenes.published(wave, **crew)

        said = text_of(page(client, sekda, "/sekda/2026/"))

        assert re.search(r"– Kecil sementara: tanpa pengguna layanan [\d,]+ – – 15", said)
        assert "– Jaga data belum mencukupi: ikut disembunyikan untuk melindungi" in said
        assert re.search(r"1 Besar [\d,]+ (rentan|waspada|terjaga)", said)
        assert "Kecil (sementara), Jaga (data belum mencukupi)" in said

    def test_an_organiser_stands_outside_the_ranking(self, client, sekda, city, crew):
        scenes.weight_set()
        offices = [make.office(short_name="Biasa"), make.office(short_name="Panitia")]
        offices[1].is_organiser = True
        offices[1].save()
        scenes.published(scenes.counted(offices=dict.fromkeys(offices, scenes.ENOUGH)), **crew)

        said = text_of(page(client, sekda, "/sekda/2026/"))

        assert "– Panitia penyelenggara" in said
        assert re.search(r"1 Biasa", said)

    @pytest.mark.parametrize("state", [s for s in Wave.State if s != Wave.State.PUBLISHED])
    def test_no_scores_before_publication(self, client, sekda, wave, state):
        index.run(wave=wave, by="test")
        Wave.objects.update(state=state)

        response = page(client, sekda, "/sekda/2026/")

        assert "Hasil diperkirakan Januari 2027." in response.text
        assert not re.search(r"\b\d\d,\d", text_of(response))
        assert '<svg class="grafik' not in response.text

    def test_opens_the_newest_published_wave(self, client, sekda, terbit):
        make.wave(slug="2028", year=2028)

        assert page(client, sekda, "/sekda/").headers["Location"] == "/sekda/2026/"

    def test_the_picker_leads_to_the_wave(self, client, sekda, terbit):
        make.wave(slug="2028", year=2028)

        response = page(client, sekda, "/sekda/?gelombang=2028")

        assert response.headers["Location"] == "/sekda/2028/"

    def test_without_a_wave_there_is_one_sentence(self, client, sekda):
        assert "Belum ada gelombang survei" in page(client, sekda, "/sekda/").text

    def test_costs_the_same_for_3_and_34_offices(self, client, sekda, terbit):
        def queries():
            with CaptureQueriesContext(connection) as seen:
                assert client.get("/sekda/2026/").status_code == 200
            return len(seen)

        client.force_login(sekda)
        client.get("/sekda/2026/")
        few = queries()
        figures = deepcopy(terbit.figures)
        one = figures["offices"][0]
        figures["offices"] = [one | {"code": f"X-{n}", "name": f"X {n}"} for n in range(34)]
        Publication.objects.update(figures=figures)

        assert queries() == few <= 20

    def test_has_no_inline_style_or_script(self, client, sekda, terbit):
        response = page(client, sekda, "/sekda/2026/")

        assert not re.search(r"\sstyle=|<style|<script|\son\w+=", response.text)


class TestWhoMayLook:
    URLS = (
        "/sekda/",
        "/sekda/2026/",
        "/sekda/2026/opd/OPD-1/",
        "/sekda/2026/opd/OPD-1/pdf/",
        "/opd/hasil/",
        "/opd/OPD-1/hasil/",
        "/opd/OPD-1/hasil/2026/",
        "/opd/OPD-1/hasil/2026/pdf/",
        "/kelola/2026/hasil/",
    )

    @pytest.mark.parametrize("url", URLS)
    def test_a_stranger_is_sent_to_the_door(self, client, terbit, url):
        assert client.get(url).headers["Location"].startswith("/akun/login/")

    @pytest.mark.parametrize("url", ["/sekda/", "/sekda/2026/", "/sekda/2026/opd/OPD-1/"])
    def test_an_office_does_not_see_the_city(self, client, dewi, url):
        assert page(client, dewi, url).status_code == 403

    def test_an_office_sees_its_own(self, client, dewi):
        assert page(client, dewi, "/opd/OPD-1/hasil/2026/").status_code == 200
        assert client.get("/opd/OPD-1/hasil/").headers["Location"] == "/opd/OPD-1/hasil/2026/"
        assert client.get("/opd/hasil/").headers["Location"] == "/opd/OPD-1/hasil/"

    @pytest.mark.parametrize("rest", ["", "2026/", "2026/pdf/"])
    def test_an_office_of_others_does_not_exist(self, client, dewi, rest):
        assert page(client, dewi, f"/opd/OPD-2/hasil/{rest}").status_code == 404

    def test_nobody_orders_a_paper_of_an_office_of_others(self, client, dewi):
        client.force_login(dewi)

        assert client.post("/opd/OPD-2/hasil/2026/pdf/").status_code == 404
        assert not Document.objects.exists()

    def test_a_unit_has_no_figures_of_its_own(self, client, terbit):
        unit = make.office(parent=Office.objects.get(code="OPD-1"))
        lurah = make.user("Sinta", Role.OPD_ADMIN, of=unit)

        assert "tidak punya angka sendiri" in page(client, lurah, "/opd/hasil/").text
        assert client.get("/opd/OPD-1/hasil/2026/").status_code == 404

    def test_who_has_two_offices_chooses(self, client, dewi):
        Duty.objects.create(user=dewi, office=Office.objects.get(code="OPD-3"))

        said = page(client, dewi, "/opd/hasil/").text
        assert "/opd/OPD-1/hasil/" in said
        assert "/opd/OPD-3/hasil/" in said
        assert "/opd/OPD-2/hasil/" not in said

    @pytest.mark.parametrize(
        "role", [Role.SEKDA, Role.SEKDA_DELEGATE, Role.AUDITOR, Role.OPERATOR, Role.HEAD]
    )
    def test_who_sees_the_city_sees_each_office(self, client, terbit, role):
        user = make.user("Nadia", role)

        assert page(client, user, "/sekda/2026/opd/OPD-3/").status_code == 200

    @pytest.mark.parametrize("role", [Role.SEKDA, Role.AUDITOR, Role.OPD_ADMIN, Role.SYSTEM])
    def test_the_review_is_the_inspectorates(self, client, wave, role):
        assert page(client, make.user("X", role), "/kelola/2026/hasil/").status_code == 403


class TestOffice:
    def test_says_its_published_figures_beside_the_citys(self, client, sekda, terbit):
        said = text_of(page(client, sekda, "/sekda/2026/opd/OPD-2/"))
        office = next(o for o in terbit.figures["offices"] if o["code"] == "OPD-2")
        city = terbit.figures["city"]

        assert shown(office["index"]) in said
        for kind in ("internal", "external"):
            for one in terbit.figures["dimensions"][kind]:
                ours = office["kinds"][kind]["dimensions"][one["code"]]["value"]
                theirs = city["kinds"][kind]["dimensions"][one["code"]]["value"]
                row = f"{one['title']} {formats.number(ours, 1)} {formats.number(theirs, 1)}"
                assert row in said

    def test_a_wave_without_the_office_is_not_found(self, client, sekda, terbit):
        make.office(code="OPD-9")

        assert page(client, sekda, "/sekda/2026/opd/OPD-9/").status_code == 404

    def test_an_unpublished_wave_has_no_office_pages(self, client, sekda, wave):
        index.run(wave=wave, by="test")

        assert page(client, sekda, "/sekda/2026/opd/OPD-1/").status_code == 404

    def test_before_any_publication_it_says_so(self, client, wave):
        dewi = make.user("Dewi", Role.OPD_HEAD, of=Office.objects.get(code="OPD-1"))

        assert "Belum ada hasil yang terbit" in page(client, dewi, "/opd/OPD-1/hasil/").text

    def test_missing_answers_are_explained(self, client, sekda, city, crew):
        scenes.weight_set()
        small, large = make.office(code="K"), make.office(code="B")
        offices = {
            small: {"internal": 4, "external": 5},
            large: {"internal": 20, "external": 20},
            make.office(): {"internal": 8, "external": 7},
        }
        scenes.published(scenes.counted(offices=offices), **crew)

        said = text_of(page(client, sekda, "/sekda/2026/opd/K/"))

        assert "Data belum mencukupi" in said
        assert "Pegawai: kurang dari 10 jawaban" in said
        assert "Dibutuhkan paling sedikit 10 jawaban" in said
        assert not re.search(r"\bRentan\b", said)


class TestPaper:
    URL = "/sekda/2026/opd/OPD-1/pdf/"

    def test_is_ordered_waited_for_and_taken(self, client, sekda, terbit):
        client.force_login(sekda)

        ordered = client.post(self.URL, follow=True)
        assert "Sedang dibuat" in ordered.text
        assert 'http-equiv="refresh"' in ordered.text
        assert client.get(self.URL).status_code == 404

        printing.print_due()
        assert "Unduh PDF" in client.get("/sekda/2026/opd/OPD-1/").text
        taken = client.get(self.URL)
        assert taken.headers["Content-Type"] == "application/pdf"
        assert taken.headers["Content-Disposition"] == 'attachment; filename="2026-opd-1.pdf"'
        assert taken.content.startswith(b"%PDF-")

    def test_a_failure_is_told_and_can_be_tried_again(self, client, sekda, terbit):
        client.force_login(sekda)
        client.post(self.URL)
        Document.objects.update(state="failed", problem=orders.UNAVAILABLE)

        said = client.get("/sekda/2026/opd/OPD-1/").text
        assert orders.UNAVAILABLE in said
        assert "Coba lagi" in said

        assert "Sedang dibuat" in client.post(self.URL, follow=True).text

    def test_the_page_does_not_load_the_paper_itself(self, client, sekda, terbit):
        client.force_login(sekda)
        client.post(self.URL)
        with CaptureQueriesContext(connection) as seen:
            client.get("/sekda/2026/opd/OPD-1/")

        asked = [q["sql"] for q in seen if "reports_document" in q["sql"]]
        assert asked
        assert not [sql for sql in asked if '"content"' in sql]


class TestReview:
    URL = "/kelola/2026/hasil/"

    def test_says_that_it_is_being_computed(self, client, ratna, wave):
        assert "Sedang dihitung" in page(client, ratna, self.URL).text

    def test_says_what_keeps_it_from_being_computed(self, client, ratna, city):
        scenes.wave(2026)

        said = page(client, ratna, self.URL).text
        assert "Belum ada bobot yang berlaku untuk tahun 2026." in said
        assert 'http-equiv="refresh"' not in said

    def test_where_no_weights_are_the_default_is_put_in_force_with_a_reason(
        self, client, ratna, city
    ):
        wave = scenes.wave(2026)
        client.force_login(ratna)
        assert "Pakai bobot bawaan" in client.get(self.URL).text

        client.post(f"{self.URL}bobot/", {"alasan": ""})
        with pytest.raises(method.NoWeightSet):
            method.in_force(wave.year)
        said = client.post(f"{self.URL}bobot/", {"alasan": "Rapat 2 Maret"}, follow=True).text

        assert "Bobot bawaan berlaku untuk tahun 2026." in said
        assert method.in_force(2026).reason == "Rapat 2 Maret"
        assert "Pakai bobot bawaan" not in said
        client.post(f"{self.URL}bobot/", {"alasan": "Sekali lagi"})
        assert WeightSet.objects.count() == 1

    def test_shows_states_hidden_cells_and_hashes(self, client, ratna, city):
        scenes.weight_set()
        small, guard, large = make.office(), make.office(name="Dinas Jaga"), make.office()
        wave = scenes.counted(
            offices={
                small: {"internal": 15, "external": 4},
                guard: {"internal": 15, "external": 12},
                large: {"internal": 15, "external": 20},
            }
        )
        run = index.run(wave=wave, by="test")

        said = text_of(page(client, ratna, self.URL))

        assert "1 sel ikut disembunyikan agar tidak bisa dihitung mundur" in said
        assert "Dinas Jaga Pengguna layanan agar sel lain tidak bisa dihitung mundur" in said
        assert "Lengkap 1 Sementara 1 Data belum mencukupi 1" in said
        assert run.input_hash[:12] in said
        assert run.result_hash[:12] in said

    def test_never_shows_what_will_be_hidden(self, client, ratna, city):
        scenes.weight_set()
        offices = {
            make.office(code="K"): {"internal": 15, "external": 12},
            make.office(): {"internal": 15, "external": 7},
            make.office(): {"internal": 15, "external": 30},
        }
        run = index.run(wave=scenes.counted(offices=offices), by="test")
        guard = next(one for one in run.figures["offices"] if one["code"] == "K")

        reading = page(client, ratna, self.URL).context["reading"]

        assert guard["kinds"]["external"]["component"] is not None
        assert reading.office("K").component("external") is None
        assert reading.office("K").figure is None

    def test_recomputing_waits_for_the_worker(self, client, ratna, wave):
        index.run(wave=wave, by="test")
        client.force_login(ratna)

        said = client.post(f"{self.URL}hitung-ulang/", follow=True).text

        assert "Sedang dihitung" in said
        assert Recomputation.objects.get().asked_by == ratna

    def test_publishing_takes_two(self, client, ratna, hadi, wave):
        index.run(wave=wave, by="test")
        client.force_login(ratna)
        client.post(f"{self.URL}terbit/")
        assert not Publication.objects.exists()

        asked = client.post(f"{self.URL}permintaan/", {"alasan": "Sudah diperiksa"}, follow=True)
        assert "Menunggu keputusan orang kedua" in asked.text
        approvals.decide(approvals.Approval.objects.get(), grant=True, by=hadi)
        assert "Terbitkan sekarang" in client.get(self.URL).text
        done = client.post(f"{self.URL}terbit/", follow=True)

        assert "Sudah terbit" in done.text
        assert Publication.objects.get().published_by == ratna

    def test_asking_needs_a_reason(self, client, ratna, wave):
        index.run(wave=wave, by="test")
        client.force_login(ratna)

        said = client.post(f"{self.URL}permintaan/", {"alasan": ""}, follow=True).text

        assert "Tulis alasannya" in said
        assert not approvals.Approval.objects.exists()

    def test_before_the_count_there_is_nothing_to_ask_for(self, client, ratna, city):
        scenes.wave(2026, state=Wave.State.CLOSED)
        client.force_login(ratna)

        said = client.post(f"{self.URL}permintaan/", {"alasan": "x"}, follow=True).text

        assert "Belum ada indeks yang dapat diterbitkan." in said

    def test_an_auditor_runs_nothing(self, client, wave):
        client.force_login(make.user("Tegar", Role.AUDITOR))

        for step in ("hitung-ulang", "permintaan", "terbit"):
            assert client.post(f"{self.URL}{step}/").status_code == 403

    def test_other_weights_are_shown_here_alone(self, client, ratna, sekda, wave, hadi):
        index.run(wave=wave, by="test")
        assert "Seandainya bobot lain" in page(client, ratna, self.URL).text

        scenes.published(wave, by=ratna, second=hadi)
        assert "Seandainya bobot lain" not in page(client, sekda, "/sekda/2026/").text


@pytest.mark.parametrize("url", TestWhoMayLook.URLS)
def test_a_look_writes_nothing(client, terbit, url):
    """The connection of a GET refuses to write; here it is counted as well."""
    client.force_login(make.user("Ratna", Role.OPERATOR))
    with CaptureQueriesContext(connection) as seen:
        client.get(url)

    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [q["sql"] for q in seen if q["sql"].startswith(writes)]


def test_the_role_of_the_web_process_suffices(client, ratna, hadi, wave):
    index.run(wave=wave, by="test")
    approvals.decide(approvals.ask("publish", "2026", reason="x", by=ratna), grant=True, by=hadi)
    client.force_login(ratna)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_staff")
    steps = [
        client.get("/kelola/2026/hasil/"),
        client.post("/kelola/2026/hasil/hitung-ulang/"),
        client.post("/kelola/2026/hasil/terbit/"),
        client.get("/sekda/2026/"),
        client.post("/sekda/2026/opd/OPD-1/pdf/"),
        client.get("/sekda/2026/opd/OPD-1/"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")

    assert [step.status_code for step in steps] == [200, 302, 302, 200, 302, 200]
    assert Publication.objects.exists()
