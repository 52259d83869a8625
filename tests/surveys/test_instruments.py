"""The shelf of questionnaires: published by two, changed by nobody, and asked only then."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.entries import Entry
from surveys import chronicle, instrument_shelf
from surveys.models.instruments import InstrumentIsImmutable, InstrumentVersion
from surveys.models.manifests import SignedManifest
from surveys.models.rewordings import Rewording
from surveys.models.waves import WaveInstrument
from surveys.questionnaire import instrument
from surveys.respond.cards import PREFIX
from surveys.steps import rewording
from tests import make
from tests.surveys.questionnaire.conftest import Book
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


def stored(by, book: Book | None = None) -> InstrumentVersion:
    return instrument_shelf.store((book or Book()).bytes(), kind="internal", by=by)


def published(by, book: Book | None = None) -> InstrumentVersion:
    version = stored(by, book)
    granted(by, "instrument", str(version))
    instrument_shelf.publish(version, by=by)
    return InstrumentVersion.objects.get(pk=version.pk)


def granted(by, verb: str, subject: str, reason: str = "Salah ketik") -> None:
    asked = approvals.ask(verb, subject, reason=reason, by=by)
    approvals.decide(asked, grant=True, by=make.user("Hadi Pranoto", Role.HEAD))


def page(name: str, version: InstrumentVersion) -> str:
    return reverse(f"surveys:{name}", args=[version.pk])


def sent(client, book: Book, kind: str = "internal"):
    file = SimpleUploadedFile("kuesioner.xlsx", book.bytes())
    return client.post(reverse("surveys:upload_instrument"), {"untuk": kind, "berkas": file})


class TestShelf:
    def test_a_stored_version_waits_for_two_people(self, ratna):
        version = stored(ratna)

        with pytest.raises(approvals.NotApproved):
            instrument_shelf.publish(version, by=ratna)
        assert instrument_shelf.latest() == {}

    def test_a_published_one_is_what_new_waves_ask(self, ratna):
        version = published(ratna)

        assert instrument_shelf.latest() == {"internal": version}
        entry = Entry.objects.get(verb="instrument.published")
        assert entry.details == {"digest": version.digest}
        with pytest.raises(instrument_shelf.PublishedAlready):
            instrument_shelf.publish(version, by=ratna)

    def test_the_same_workbook_again_is_the_same_version(self, ratna):
        assert stored(ratna) == stored(ratna)

    def test_what_is_stored_is_not_saved_again(self, ratna):
        version = stored(ratna)
        version.title = "Lain"

        with pytest.raises(InstrumentIsImmutable):
            version.save()

    @pytest.mark.parametrize(
        "change",
        ["title = 'x'", "body = '{}'", "digest = 'x'", "workbook = ''", "kind = 'expert'"],
    )
    def test_the_database_refuses_every_change(self, ratna, change):
        version = published(ratna)
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            statement(f"UPDATE surveys_instrumentversion SET {change} WHERE id = %s", version)

    def test_the_database_takes_no_publication_back(self, ratna):
        version = published(ratna)
        for change in ("published_at = NULL", "published_at = now()"):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                statement(f"UPDATE surveys_instrumentversion SET {change} WHERE id = %s", version)
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            statement("DELETE FROM surveys_instrumentversion WHERE id = %s", version)

    def test_a_wave_asks_no_unpublished_version(self, ratna):
        wave, version = make.wave(), stored(ratna)
        with pytest.raises(DatabaseError, match="published questionnaires"), transaction.atomic():
            WaveInstrument.objects.create(
                wave=wave, kind="internal", version=version, expected_response="0.5"
            )

    def test_staff_may_publish_and_change_nothing_else(self, ratna):
        version = stored(ratna)
        granted(ratna, "instrument", str(version))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")
        instrument_shelf.publish(version, by=ratna)
        for change in ("SET title = 'x'", "SET body = ''"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                statement(f"UPDATE surveys_instrumentversion {change} WHERE id = %s", version)


def statement(sql: str, version: InstrumentVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [version.pk])


class TestPages:
    def test_a_faulty_workbook_is_shown_with_sheet_and_cell_and_not_kept(self, operator):
        book = Book().put("survey!A7", "text").put("choices!E6", 10001)
        answer = sent(operator, book)

        assert answer.status_code == 422
        assert "survey" in answer.text
        assert '<span class="kode">A7</span>' in answer.text
        assert "jawaban bebas dapat membuka siapa yang menulis" in answer.text
        assert '<span class="kode">E6</span>' in answer.text
        assert "kuesioner.xlsx" in answer.text
        assert not InstrumentVersion.objects.exists()

    def test_what_is_no_workbook_is_told_as_one_sentence(self, operator):
        file = SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing")
        answer = operator.post(
            reverse("surveys:upload_instrument"), {"untuk": "internal", "berkas": file}
        )

        assert answer.status_code == 422
        assert "bukan berkas .xlsx" in answer.text

    def test_from_upload_to_publication_by_two(self, operator, ratna):
        answer = sent(operator, Book())
        version = InstrumentVersion.objects.get()
        assert answer.url == page("instrument", version)

        operator.post(page("publish_instrument", version))
        assert InstrumentVersion.objects.published().count() == 0
        assert operator.post(page("ask_to_publish", version), {"alasan": ""}).status_code == 422
        operator.post(page("ask_to_publish", version), {"alasan": "Versi 2027"})
        assert "Menunggu orang kedua" in operator.get(page("instrument", version)).text
        asked = approvals.Approval.objects.get(verb="instrument")
        hadi = make.user("Hadi Pranoto", Role.HEAD)
        operator.force_login(hadi)
        requests = operator.get(reverse("audit:approvals")).text
        assert f"Menerbitkan kuesioner: {version}" in requests
        assert "Lihat kuesioner" in requests
        operator.force_login(ratna)
        approvals.decide(asked, grant=True, by=hadi)
        assert "Disetujui Hadi Pranoto" in operator.get(page("instrument", version)).text
        operator.post(page("publish_instrument", version))

        assert list(InstrumentVersion.objects.published()) == [version]
        text = operator.get(reverse("surveys:instruments")).text
        assert "Dipakai gelombang baru" in text

    def test_the_page_of_a_version_tells_what_a_thousand_met(self, operator, ratna):
        text = operator.get(page("instrument", stored(ratna))).text

        assert "Tidak ada jalan buntu, dan setiap butir tercapai." in text
        assert "dari 1.000" in text

    def test_a_dead_end_is_told(self, operator, ratna):
        book = Book().add(type="select_one form", name="x", required="yes",
                          constraint="${q1} != 'jarang'")  # fmt: skip
        text = operator.get(page("instrument", stored(ratna, book))).text

        assert "Jalan buntu" in text

    def test_a_difference_is_told_with_the_published_version_before(self, operator, ratna):
        old = published(ratna)
        new = stored(ratna, Book().put("choices!E6", 9000).put("survey!C7", "Berapa kali?"))
        text = operator.get(page("instrument_difference", new)).text

        assert "<del>10000</del>" in text
        assert "<ins>9000</ins>" in text
        assert "<ins>Berapa kali?</ins>" in text
        assert "Hanya kata-kata" not in text
        back = operator.get(page("instrument_difference", old), {"dari": new.pk}).text
        assert "<ins>10000</ins>" in back

    def test_trying_it_out_shows_the_path_and_keeps_nothing(self, operator, ratna):
        version = stored(ratna)
        before = counts()
        first = operator.get(page("instrument_walk", version))
        given = {f"{PREFIX}s1": "ya", f"{PREFIX}s2": "ya", "dari": 1}
        second = operator.get(page("instrument_walk", version), given)
        given = {f"{PREFIX}q1": "jarang", "dari": 2, "sejauh": second.context["tried"].so_far}
        last = operator.get(page("instrument_walk", version), given)

        assert "Bersedia?" in first.text
        assert "Seberapa sering?" in second.text
        assert "Lembar ini lengkap" in last.text
        assert "${q1} = &#x27;sering&#x27;" in last.text
        assert "q1: Jarang" in last.text
        assert counts() == before

    @pytest.mark.parametrize(
        "query", [{"dari": "1", "sejauh": "zz"}, {"dari": "77"}, {"dari": "1", "j-s1": "emas"}]
    )
    def test_an_address_that_no_page_gives_is_not_found(self, operator, ratna, query):
        assert operator.get(page("instrument_walk", stored(ratna)), query).status_code == 404

    def test_the_workbook_can_be_taken_along(self, operator, ratna):
        book = Book()
        version = stored(ratna, book)
        answer = operator.get(page("instrument_file", version))

        assert answer.content == bytes(version.workbook)
        assert f"internal-{version.digest[:8]}.xlsx" in answer.headers["Content-Disposition"]

    def test_who_only_looks_finds_no_form(self, client, ratna):
        client.force_login(make.user("Sekda", Role.SEKDA))
        text = client.get(page("instrument", stored(ratna))).text

        assert "Minta persetujuan" not in text
        assert client.get(reverse("surveys:upload_instrument")).status_code == 403


def counts() -> tuple[int, int]:
    return InstrumentVersion.objects.count(), Entry.objects.count()


class TestWordsInTheField:
    """A typing error after opening: words only, two people, a new manifest, said in public."""

    SAID = {"said": "Sejak 3 Desember kata “sring” diperbaiki.",
            "said_in_english": "A typing error was mended on 3 December."}  # fmt: skip

    @pytest.fixture
    def wave(self, ratna, monkeypatch):
        version = published(ratna)
        monkeypatch.setattr(playing, "instrument", lambda kind="internal": version)
        return playing.opened(ratna)

    def mended(self, ratna, cell="survey!C7", value="Berapa kali?"):
        return published(ratna, Book().put(cell, value))

    def agreed(self, ratna, wave, version, **said):
        reason = rewording.both(**self.SAID | said)
        granted(ratna, "reword", rewording.subject(wave, version), reason)

    def test_it_needs_a_second_person(self, ratna, wave):
        version = self.mended(ratna)
        with pytest.raises(approvals.NotApproved):
            rewording.reword(wave=wave, version=version, by=ratna, **self.SAID)

        assert not Rewording.objects.exists()

    def test_the_next_manifest_has_the_words_says_so_and_knows_the_earlier_ones(self, ratna, wave):
        before = wave.waveinstrument_set.get().version
        version = self.mended(ratna)
        self.agreed(ratna, wave, version)

        rewording.reword(wave=wave, version=version, by=ratna, **self.SAID)

        first, last = (json.loads(bytes(one.body)) for one in manifests(wave))
        assert last["version"] == first["version"] + 1
        assert last["instruments"]["internal"] == version.body
        assert last["texts"]["reworded_internal_id"] == self.SAID["said"]
        assert last["earlier_wordings"] == {"internal": [before.digest]}
        assert instrument.shape(before.read()) == instrument.shape(version.read())
        entry = Entry.objects.get(verb="wave.reworded")
        assert (entry.details["before"], entry.details["after"]) == (before.digest, version.digest)
        assert wave.waveinstrument_set.get().version == version
        deed = chronicle.of(wave)[-1]
        assert (deed.label, deed.agreed) == ("Memperbaiki kata-kata kuesioner", "Hadi Pranoto")

    @pytest.mark.parametrize("other", [{"said": "Lain."}, {"said_in_english": "Other."}])
    def test_what_the_second_person_read_is_what_is_said(self, ratna, wave, other):
        version = self.mended(ratna)
        self.agreed(ratna, wave, version)

        with pytest.raises(rewording.SaidOtherwise, match=r"kalimat lain: Sejak 3 Desember .*"):
            rewording.reword(wave=wave, version=version, by=ratna, **self.SAID | other)
        assert not Rewording.objects.exists()
        rewording.reword(wave=wave, version=version, by=ratna, **self.SAID)

    def test_everything_said_to_a_kind_stays_said(self, ratna, wave):
        for value, said in (("Berapa kali?", "Satu."), ("Berapa sering?", "Dua.")):
            version = self.mended(ratna, value=value)
            self.agreed(ratna, wave, version, said=said)
            rewording.reword(wave=wave, version=version, by=ratna, **self.SAID | {"said": said})

        texts = json.loads(bytes(manifests(wave)[-1].body))["texts"]
        assert texts["reworded_internal_id"] == "Satu. Dua."
        assert texts["reworded_internal_en"] == " ".join([self.SAID["said_in_english"]] * 2)

    @pytest.mark.parametrize(
        ("cell", "value"),
        [("choices!E6", 9000), ("survey!H8", "${q1} = 'jarang'"), ("choices!B10", "jasa")],
    )
    def test_more_than_words_is_refused(self, ratna, wave, cell, value):
        version = self.mended(ratna, cell, value)
        self.agreed(ratna, wave, version)

        with pytest.raises(rewording.NotOnlyWords):
            rewording.reword(wave=wave, version=version, by=ratna, **self.SAID)
        assert rewording.fitting(wave) == []

    def test_the_page_asks_and_then_does_it(self, ratna, wave, operator):
        version, address = self.mended(ratna), reverse("surveys:reword", args=[wave.slug])
        given = {
            "versi": version.pk,
            "kalimat": self.SAID["said"],
            "kalimat_en": self.SAID["said_in_english"],
        }
        assert "Belum disetujui orang kedua" in operator.post(address, given).text
        operator.post(address, given | {"langkah": "minta"})
        other = given | {"langkah": "minta", "kalimat_en": "Other."}
        assert "dengan kalimat lain masih menunggu" in operator.post(address, other).text
        asked = approvals.Approval.objects.get(verb="reword")
        assert all(said in asked.reason for said in self.SAID.values())
        approvals.decide(asked, grant=True, by=make.user("Hadi Pranoto", Role.HEAD))
        assert operator.get(address).context["form"].initial == given
        assert operator.post(address, given).status_code == 302

        assert Rewording.objects.get().after == version
        assert "Lihat bedanya" in operator.get(address).text

    def test_a_wave_that_is_not_open_says_so(self, ratna, operator):
        wave = playing.lists(ratna)
        text = operator.get(reverse("surveys:reword", args=[wave.slug])).text

        assert "Survei tidak sedang berjalan" in text


def manifests(wave) -> list[SignedManifest]:
    return list(SignedManifest.objects.filter(wave=wave).order_by("-version")[:2])[::-1]
