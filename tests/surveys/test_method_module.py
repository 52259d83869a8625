"""The city-level method module: off unless a wave switches it on, and only before its links."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from surveys import instrument_shelf, method_module
from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave, WaveInstrument
from surveys.questionnaire import joining, method_items, xlsform
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.path import Questionnaire
from surveys.steps import copying, order, rewording
from tests import make
from tests.surveys.questionnaire.conftest import Book
from tests.surveys.wave_pages import page, take

INTERNAL = (instrument_shelf.SHIPPED / "internal.xlsx").read_bytes()
MODULE = method_module.WORKBOOK.read_bytes()
ADDED = list(method_items.NAMES)


def names(instrument):
    return [item.name for item in instrument.items]


@pytest.fixture(scope="module")
def joined():
    return xlsform.read(joining.with_section(INTERNAL, MODULE), "internal")


class TestTheSection:
    def test_it_comes_last_but_before_what_is_told_beside(self, joined):
        plain = names(xlsform.read(INTERNAL, "internal"))

        assert names(joined) == [*plain[:-1], *ADDED, plain[-1]]
        assert joined.sections[-1].is_beside

    def test_without_a_section_on_pressure_it_is_the_last_one(self):
        joined = xlsform.read(joining.with_section(Book().bytes(), MODULE), "internal")

        assert names(joined) == ["s1", "s2", "q1", "q2", *ADDED]

    def test_a_column_that_the_workbook_lacks_is_added(self):
        book = Book()
        book.workbook["survey"].delete_cols(5, 2)  # the hints, the items' own too

        joined = xlsform.read(joining.with_section(book.bytes(), MODULE), "internal")

        assert joined.items[-1].hint["id"].startswith("Yang tercatat hanya jumlahnya")

    @pytest.mark.parametrize(
        ("arm", "shown"),
        [
            ("ganjil", [method_items.CONTROL]),
            ("genap", [method_items.TREATMENT]),
            ("tidak_bersedia", []),
        ],
    )
    def test_the_respondents_own_chance_decides_which_list_comes(self, joined, arm, shown):
        questionnaire = Questionnaire(joined)
        answers = [NO_ANSWER] * len(joined.items)
        for place, item in enumerate(joined.items):
            if item.role == "screening":
                answers[place] = 0
            if item.name == method_items.ARM:
                answers[place] = [choice.code for choice in item.choices].index(arm)

        asked = {joined.items[place].name for place in questionnaire.relevant_items(answers)}

        assert sorted(asked & {method_items.CONTROL, method_items.TREATMENT}) == shown

    def test_nobody_has_to_answer_it_and_nothing_of_it_has_points(self, joined):
        module = [item for item in joined.items if item.role == "method"]

        assert names(joined)[-5:-1] == [item.name for item in module]
        assert not any(item.required for item in module)
        assert all(choice.score is None for item in module for choice in item.choices)
        assert all("tidak_bersedia" in {c.code for c in item.choices} for item in module)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name": "q9"}, "peran method hanya untuk butir modul metode"),
        ({"name": "m_lst", "required": "yes"}, "butir method tidak boleh wajib"),
        ({"name": "m_lst", "type": "select_one often"}, "butir method harus tanpa skor"),
        ({"name": "m_lst", "type": "integer"}, "hanya untuk select_one"),
    ],
)
def test_a_workbook_cannot_make_up_a_module_of_its_own(cells, fault):
    given = {"type": "select_one form", "role": "method", **cells}

    assert any(fault in one for one in Book().add(**given).faults())


@pytest.mark.django_db
class TestSwitching:
    @pytest.fixture
    def wave(self, ratna):
        return self.asking(instrument_shelf.store_ours(INTERNAL, kind="internal", by=ratna))

    def asking(self, version, **given):
        wave = make.wave(**given)
        WaveInstrument.objects.create(
            wave=wave, kind=version.kind, version=version, expected_response="0.5"
        )
        return wave

    def asked(self, wave):
        return WaveInstrument.objects.get(wave=wave).version

    def test_on_and_off_again_is_what_was_there_before(self, wave, ratna):
        before = self.asked(wave)
        assert not method_module.is_on(wave)

        method_module.switch_on(wave=wave, by=ratna)
        assert method_module.is_on(wave)
        assert set(names(self.asked(wave).read())) - set(names(before.read())) == set(ADDED)

        method_module.switch_off(wave=wave, by=ratna)
        assert not method_module.is_on(wave)
        assert self.asked(wave) == before
        verbs = Entry.objects.filter(verb__startswith="wave.module").order_by("pk")
        assert [entry.verb for entry in verbs] == ["wave.module_on", "wave.module_off"]

    def test_twice_is_once(self, wave, ratna):
        method_module.switch_off(wave=wave, by=ratna)
        method_module.switch_on(wave=wave, by=ratna)
        version = self.asked(wave)
        method_module.switch_on(wave=wave, by=ratna)

        assert self.asked(wave) == version
        assert Entry.objects.filter(verb__startswith="wave.module").count() == 1

    def test_other_waves_go_on_without_it(self, wave, ratna):
        before = self.asked(wave)
        method_module.switch_on(wave=wave, by=ratna)

        assert instrument_shelf.latest() == {"internal": before}
        assert not method_module.is_on(self.asking(before))

    def test_next_years_copy_begins_without_it(self, wave, ratna):
        before = self.asked(wave)
        method_module.switch_on(wave=wave, by=ratna)
        make.city()

        new = copying.begin(copying.propose(wave), by=ratna)

        assert self.asked(new) == before

    @pytest.mark.parametrize("state", ["issued", "open", "closed", "counted", "published"])
    def test_once_there_are_links_it_cannot_be_changed(self, wave, ratna, state):
        Wave.objects.filter(pk=wave.pk).update(
            state=state, frame_root=b"r", draw_randomness="48 13"
        )

        for change in (method_module.switch_on, method_module.switch_off):
            with pytest.raises(order.StepOutOfOrder):
                change(wave=wave, by=ratna)

    def test_a_wave_that_asks_no_staff_has_nothing_to_switch(self, ratna):
        with pytest.raises(method_module.DoesNotFit, match="tidak bertanya kepada pegawai"):
            method_module.switch_on(wave=make.wave(), by=ratna)

    def test_a_questionnaire_with_the_same_names_is_refused_with_the_cell(self, ratna):
        book = Book().add(name="m_lst", type="select_one form")
        version = instrument_shelf.store_ours(book.bytes(), kind="internal", by=ratna)

        with pytest.raises(method_module.DoesNotFit, match="m_lst"):
            method_module.switch_on(wave=self.asking(version), by=ratna)

    def test_where_the_bare_questionnaire_never_was_no_other_is_asked(self, ratna):
        joined = joining.with_section(Book().bytes(), MODULE)
        wave = self.asking(instrument_shelf.store_ours(joined, kind="internal", by=ratna))
        before = self.asked(wave)
        newest = instrument_shelf.store_ours(INTERNAL, kind="internal", by=ratna)

        with pytest.raises(method_module.DoesNotFit, match="belum ada"):
            method_module.switch_off(wave=wave, by=ratna)
        assert self.asked(wave) == before

        make.city()
        assert self.asked(copying.begin(copying.propose(wave), by=ratna)) == newest

    def test_a_version_without_it_is_compared_with_one_without_it(self, wave, ratna):
        bare = self.asked(wave)
        method_module.switch_on(wave=wave, by=ratna)
        joined = self.asked(wave)
        next_one = instrument_shelf.store_ours(Book().bytes(), kind="internal", by=ratna)

        assert instrument_shelf.before(next_one) == bare
        assert instrument_shelf.before(joined) == bare

    def test_the_inspectorate_switches_it_on_the_waves_page(self, client, ratna, wave):
        client.force_login(ratna)
        assert "Modul metode tingkat kota: tidak dipakai" in client.get(page(wave)).text

        said = take(client, "method_module", wave, modul="pakai").text
        assert "Modul metode ditanyakan kepada pegawai." in said
        assert "Modul metode tingkat kota: dipakai" in said

        said = take(client, "method_module", wave, modul="lepas").text
        assert "Modul metode tidak ditanyakan." in said
        assert InstrumentVersion.objects.count() == 2

    @pytest.mark.parametrize("given", [{}, {"modul": "x"}])
    def test_a_choice_that_is_none_changes_nothing_and_says_so(self, client, ratna, wave, given):
        client.force_login(ratna)

        assert "Tidak ada yang berubah" in take(client, "method_module", wave, **given).text
        assert not method_module.is_on(wave)

    def test_after_the_links_the_page_only_says_that_it_is_on(self, client, ratna, wave):
        method_module.switch_on(wave=wave, by=ratna)
        Wave.objects.filter(pk=wave.pk).update(
            state="issued", frame_root=b"r", draw_randomness="48 13"
        )
        client.force_login(ratna)

        said = client.get(page(wave)).text
        assert "Pegawai juga menjawab modul metode tingkat kota." in said
        assert reverse("surveys:method_module", args=[wave.slug]) not in said
        assert "hanya bisa dari" in take(client, "method_module", wave, modul="lepas").text

    def test_a_typing_error_is_mended_in_the_workbook_of_what_is_asked(self, client, ratna, wave):
        method_module.switch_on(wave=wave, by=ratna)
        Wave.objects.filter(pk=wave.pk).update(
            state="open", frame_root=b"r", draw_randomness="48 13"
        )
        client.force_login(ratna)
        said = client.get(reverse("surveys:reword", args=[wave.slug])).text
        assert "Berkas pegawai memuat modul metode" in said
        address = reverse("surveys:instrument_file", args=[self.asked(wave).pk])
        assert f'href="{address}"' in said
        taken = client.get(address).content

        uploaded = self.uploaded(client, self.mended(taken))

        assert rewording.fitting(Wave.objects.get(pk=wave.pk)) == [uploaded]
        assert instrument_shelf.before(uploaded) == self.asked(wave)

    def test_the_mended_questionnaire_alone_is_no_rewording_of_both(self, client, ratna, wave):
        method_module.switch_on(wave=wave, by=ratna)
        Wave.objects.filter(pk=wave.pk).update(
            state="open", frame_root=b"r", draw_randomness="48 13"
        )
        client.force_login(ratna)

        self.uploaded(client, self.mended(INTERNAL))

        assert rewording.fitting(Wave.objects.get(pk=wave.pk)) == []

    def mended(self, workbook):
        """With another word in one question, as somebody does it in Excel."""
        book, mended = load_workbook(io.BytesIO(workbook)), io.BytesIO()
        headings = [cell.value for cell in book["survey"][1]]
        label = headings.index("label::Bahasa Indonesia (id)")
        row = next(row for row in book["survey"].iter_rows() if row[1].value == "i_itg_1")
        row[label].value += " (diperbaiki)"
        book.save(mended)
        return mended.getvalue()

    def uploaded(self, client, workbook):
        file = SimpleUploadedFile("kuesioner.xlsx", workbook)
        given = {"untuk": "internal", "berkas": file}
        assert client.post(reverse("surveys:upload_instrument"), given).status_code == 302
        version = InstrumentVersion.objects.order_by("pk").last()
        version = instrument_shelf.store_ours(bytes(version.workbook), kind="internal", by="test")
        return InstrumentVersion.objects.get(pk=version.pk)

    def test_an_auditor_may_look_and_not_switch(self, client, wave):
        client.force_login(make.user("Penonton", Role.AUDITOR))

        assert (
            client.post(
                reverse("surveys:method_module", args=[wave.slug]), {"modul": "pakai"}
            ).status_code
            == 403
        )
        assert not method_module.is_on(wave)
