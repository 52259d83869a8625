"""Pages of the weights: list, editor, difference, publishing."""

from __future__ import annotations

import pytest

from reports import method, weight_drafts
from reports.models.weights import WeightSet
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes
from tests.reports.reading_pages import page, text_of
from tests.surveys.wave_pages import cost

pytestmark = pytest.mark.django_db
LIST = "/kelola/bobot/"


@pytest.fixture
def old(city):
    scenes.versions()
    return scenes.weight_set()


@pytest.fixture
def draft(old, ratna):
    return weight_drafts.begin(old, name="Bobot baru", year=2026, reason="Rapat", by=ratna)


def typed(client, url):
    """What the form of a page holds when nothing is touched."""
    form = client.get(url).context["form"]
    return {field.html_name: field.value() if field.value() is not None else "" for field in form}


def as_typed(value):
    return str(value).replace(".", ",")


class TestNew:
    def test_a_version_begins_as_a_copy(self, client, ratna, old):
        client.force_login(ratna)
        given = {"dari": old.pk, "nama": "Bobot 2027", "tahun": 2027, "alasan": "Rapat 3 Mei"}

        said = text_of(client.post(f"{LIST}baru/", given, follow=True))

        assert "isinya sama dengan yang disalin" in said
        assert WeightSet.objects.drafts().get().author == "Ratna Wulandari"

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"nama": "bobot 2025"}, "Nama ini sudah dipakai versi lain."),
            ({"tahun": "1999"}, "Isi tahun dari 2020"),
            ({"tahun": "dua ribu"}, "Isi tahun, misalnya 2027."),
            ({"alasan": ""}, "Tulis alasannya"),
            ({"dari": "999"}, ""),
        ],
    )
    def test_bad_input_is_said_and_makes_nothing(self, client, ratna, old, given, said):
        client.force_login(ratna)
        values = {"dari": old.pk, "nama": "Bobot 2027", "tahun": 2027, "alasan": "x"} | given

        answer = client.post(f"{LIST}baru/", values)

        assert answer.status_code == 422
        assert said in answer.text
        assert not WeightSet.objects.drafts().exists()


class TestEditor:
    def url(self, draft, part="bobot"):
        return f"{LIST}{draft.pk}/ubah/{part}/"

    @pytest.mark.parametrize(
        "part", ["pokok", "bobot", "pegawai", "pengguna-layanan", "ahli", "koreksi"]
    )
    def test_saving_what_stands_there_changes_nothing(self, client, ratna, draft, part):
        client.force_login(ratna)
        url = self.url(draft, part)
        form = client.get(url).context["form"]
        given = {field.html_name: field.value() for field in form}
        given = {name: as_typed(value) for name, value in given.items()}
        if part == "pokok":
            given |= {"nama": draft.name, "tahun": draft.year, "alasan": draft.reason}

        said = text_of(client.post(url, given, follow=True))

        assert "Tidak ada yang berubah." in said

    def test_percent_are_typed_with_a_comma(self, client, ratna, draft):
        client.force_login(ratna)
        given = self.given(client, draft, ["50", "33,3", "16,7"])

        client.post(self.url(draft), given)

        assert method.read(draft).kinds == {"internal": 0.5, "external": 0.333, "expert": 0.167}

    def test_a_sum_that_is_not_100_is_said_and_nothing_is_lost(self, client, ratna, draft):
        client.force_login(ratna)

        answer = client.post(self.url(draft), self.given(client, draft, ["50", "30", "10"]))

        assert answer.status_code == 422
        assert "Kelompok responden: jumlahnya 90 persen, seharusnya 100." in answer.text
        assert 'value="50"' in answer.text
        assert method.read(draft).kinds["internal"] == 0.4

    def test_an_empty_group_weighs_alike(self, client, ratna, draft):
        client.force_login(ratna)

        client.post(self.url(draft), self.given(client, draft, ["", "", ""]))

        assert set(method.read(draft).kinds.values()) == {0.333333}

    @pytest.mark.parametrize(
        ("numbers", "said"),
        [
            (["50", "50", ""], "kosongkan semuanya agar sama berat"),
            (["120", "0", "0"], "Isi angka dari 0 sampai 100."),
            (["-1", "51", "50"], "Isi angka dari 0 sampai 100."),
            (["abc", "50", "50"], "Isi angka, misalnya 33,3."),
            (["NaN", "50", "50"], "Isi angka, misalnya 33,3."),
            (["1e-9", "50", "50"], "Paling banyak empat angka"),
        ],
    )
    def test_what_is_no_share_is_said(self, client, ratna, draft, numbers, said):
        client.force_login(ratna)

        answer = client.post(self.url(draft), self.given(client, draft, numbers))

        assert answer.status_code == 422
        assert said in answer.text

    def test_a_source_is_asked_for(self, client, ratna, draft):
        client.force_login(ratna)
        given = self.given(client, draft, ["40", "40", "20"]) | {"sumber_0": " "}

        assert "Tulis sumbernya, atau “kebijakan kota”." in client.post(self.url(draft), given).text

    def test_bands_out_of_order_are_said(self, client, ratna, draft):
        client.force_login(ratna)
        given = {"nama": "Bobot baru", "tahun": 2026, "alasan": "x"}
        given |= {"angka_0": "9", "angka_1": "78", "angka_2": "73"}
        given |= {f"sumber_{n}": "x" for n in range(3)}

        said = client.post(self.url(draft, "pokok"), given).text

        assert "penjawab harus terlindungi" in said
        assert "Terjaga harus mulai dari angka yang lebih tinggi daripada Waspada." in said

    def test_a_cap_above_the_cap_of_all_is_said(self, client, ratna, draft):
        client.force_login(ratna)
        given = {f"angka_{n}": "5" for n in range(8)} | {f"sumber_{n}": "x" for n in range(8)}
        given |= {"angka_2": "6"}

        assert (
            "tidak boleh melebihi batas seluruhnya"
            in client.post(self.url(draft, "koreksi"), given).text
        )

    def test_a_published_version_leads_back(self, client, ratna, old):
        client.force_login(ratna)

        assert "tidak berubah lagi" in text_of(client.get(self.url(old), follow=True))

    def test_a_part_that_is_not_there_is_not_found(self, client, ratna, draft):
        client.force_login(ratna)

        assert client.get(self.url(draft, "cuaca")).status_code == 404

    def given(self, client, draft, kinds):
        form = client.get(self.url(draft)).context["form"]
        given = {field.html_name: as_typed(field.value()) for field in form}
        return given | {f"angka_{n}": number for n, number in enumerate(kinds)}


class TestPublishing:
    def test_from_draft_to_published_by_two(self, client, ratna, hadi, draft):
        url = f"{LIST}{draft.pk}/"
        client.force_login(ratna)
        assert "Belum terbit: orang kedua" in client.post(f"{url}terbit/", follow=True).text

        asked = text_of(client.post(f"{url}permintaan/", {"alasan": "Dibaca"}, follow=True))
        assert "Menunggu keputusan orang kedua" in asked
        assert "Ubah" not in asked
        locked = text_of(client.post(f"{url}buang/", follow=True))
        assert "Tarik dulu di halaman Persetujuan" in locked
        assert "Menerbitkan bobot: Bobot baru" in text_of(
            page(client, hadi, "/kelola/persetujuan/")
        )
        approvals.decide(Approval.objects.get(), grant=True, by=hadi)
        client.force_login(ratna)
        done = text_of(client.post(f"{url}terbit/", follow=True))

        assert "Sudah terbit dan tidak dapat diubah" in done

    def test_a_draft_is_thrown_away(self, client, ratna, draft):
        client.force_login(ratna)

        assert "dibuang" in client.post(f"{LIST}{draft.pk}/buang/", follow=True).text
        assert client.get(f"{LIST}{draft.pk}/").status_code == 404

    def test_who_only_looks_sees_no_button(self, client, sekda, draft):
        said = page(client, sekda, f"{LIST}{draft.pk}/").text

        assert "Minta persetujuan" not in said
        assert "Ubah" not in said


def test_the_list_says_which_waves_use_a_version(client, ratna, old):
    scenes.wave(2026, state=Wave.State.OPEN)

    assert "dipakai 2026" in text_of(page(client, ratna, LIST))


def test_a_wave_s_page_names_its_weights_and_whether_they_are_fixed(client, ratna, old):
    scenes.wave(2026, state=Wave.State.OPEN)
    scenes.wave(2027, state=Wave.State.LISTS)

    assert "Bobot 2025 (tetap)" in text_of(page(client, ratna, "/kelola/2026/"))
    later = text_of(page(client, ratna, "/kelola/2027/"))
    assert "bila tidak ada versi lain yang terbit sebelum survei dibuka" in later


def test_the_difference_is_read_on_a_page(client, ratna, old, draft):
    given = {("weight", "internal", "", ""): ("0.5", "Perwali")}
    weight_drafts.change(
        draft, {row: (method.Decimal(n), source) for row, (n, source) in given.items()}, by=ratna
    )

    said = text_of(page(client, ratna, f"{LIST}{draft.pk}/beda/"))

    assert "Pegawai Kelompok responden 40,00 kebijakan kota 50,00 Perwali" in said
    assert client.get(f"{LIST}{draft.pk}/beda/?dari=999999").status_code == 404
    assert client.get(f"{LIST}{draft.pk}/beda/?dari=x").status_code == 200


def test_a_wave_cannot_be_called_as_the_page_is(db):
    from django.urls import resolve

    assert resolve(LIST).url_name == "weight-sets"


def test_an_office_s_admin_sees_none_of_it(client, old):
    admin = make.user("Bayu", Role.OPD_ADMIN, of=make.office())

    assert page(client, admin, LIST).status_code == 403


def test_a_source_that_is_no_policy_is_called_a_source(client, draft, ratna):
    for source, said in (("Kebijakan Kota", "kebijakan kota"), ("Perwali 3/2026", "sumber: Perw")):
        draft.weights.filter(dimension="").update(source=source)

        assert said in page(client, ratna, f"{LIST}{draft.pk}/").text
        assert "terbitan: " not in page(client, ratna, f"{LIST}{draft.pk}/").text


@pytest.mark.parametrize("url", [LIST, "version"])
def test_pages_cost_the_same_for_one_wave_or_many(client, old, ratna, url):
    client.force_login(ratna)
    url = url if url == LIST else f"{LIST}{old.pk}/"
    make.wave(year=2026)
    one = cost(client, url)

    for _ in range(3):
        make.wave(year=2026)

    assert cost(client, url) == one
