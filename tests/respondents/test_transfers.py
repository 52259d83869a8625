from __future__ import annotations

from datetime import date

import pytest

from respondents import freezing, transfers
from respondents.imports.unreadable import Unreadable
from respondents.models.people import Person
from spi_portal.audit.models.entries import Entry
from tests import make

pytestmark = pytest.mark.django_db
NIP, OTHER = "198503122010011001", "198503122010011002"
ON = date(2026, 3, 2)


@pytest.fixture
def old():
    return make.office(code="LAMA", short_name="Lama")


@pytest.fixture
def new():
    return make.office(code="BARU", short_name="Baru")


@pytest.fixture
def somebody(old) -> Person:
    return make.person(nip=NIP, office=old, unit="Sekretariat", position="Staf")


def lines(*rows: str) -> list[transfers.Line]:
    return transfers.read("\n".join(rows).encode())


def faults(*rows: str) -> list[str]:
    return [move.fault for move in transfers.plan(lines(*rows))]


def apply(*rows: str, by, **given):
    read = lines(*rows)
    seen = transfers.seal_of(transfers.plan(read))
    values = {"decree": "800/12/2026", "decree_on": ON, "seen": seen} | given
    return transfers.apply(read, by=by, **values)


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            f"{NIP}\tBARU\tBidang Gizi\tAnalis",
            f"NIP;Kode kantor;Unit kerja;Jabatan\n{NIP};BARU;Bidang Gizi;Analis",
            f"jabatan,kantor,nip,unit\nAnalis,BARU,{NIP},Bidang Gizi",
        ],
    )
    def test_pasted_with_headings_or_in_the_usual_order(self, text):
        (line,) = transfers.read(text.encode())

        assert (line.nip, line.code, line.unit, line.position) == (
            NIP, "BARU", "Bidang Gizi", "Analis",
        )  # fmt: skip

    def test_unit_and_position_may_be_missing(self):
        (line,) = lines(f"{NIP}\tBARU")

        assert (line.unit, line.position) == ("", "")

    @pytest.mark.parametrize("text", ["NIP\tKantor\n", "\n".join([f"{NIP}\tBARU"] * 501)])
    def test_nothing_and_too_much_are_refused(self, text):
        with pytest.raises(Unreadable):
            transfers.read(text.encode())

    def test_a_row_keeps_its_number_behind_empty_ones(self):
        read = lines("NIP\tKantor", "\t", f"{NIP}\tBARU", "\t", f"{OTHER}\tBARU")

        assert [line.number for line in read] == [3, 5]

    def test_a_file_becomes_a_table_that_reads_the_same(self):
        content = f"NIP;Kantor\n{NIP};BARU\n".encode()

        assert transfers.read(transfers.as_text(content).encode()) == transfers.read(content)


class TestPlan:
    def test_old_and_new(self, somebody, old, new):
        (move,) = transfers.plan(lines(f"{NIP}\tbaru"))

        assert (move.person, move.person.office, move.office, move.fault) == (
            somebody, old, new, "",
        )  # fmt: skip

    def test_a_sentence_for_every_row_that_cannot_be_applied(self, somebody, new):
        make.root()
        assert faults(
            f"{OTHER}\tBARU", f"{NIP}\tTIDAK-ADA", f"{NIP}\tBARU", "12345\tBARU", "-\tBARU"
        ) == [
            "NIP ini tidak ada di daftar mana pun. Periksa NIP-nya, atau unggah daftarnya dulu.",
            "Kode kantor TIDAK-ADA tidak dikenal. Pakai kode seperti di Pengaturan kota.",
            "NIP ini sudah ada di baris 2. Hapus salah satunya.",
            "NIP ini 5 angka. NIP terdiri atas 18 angka. Lengkapi atau perbaiki NIP.",
            "NIP belum diisi. Isi NIP-nya.",
        ]

    def test_the_same_office_already(self, somebody):
        assert faults(f"{NIP}\tLAMA") == ["Orang ini sudah tercatat di Lama. Hapus barisnya."]

    def test_nobody_is_moved_to_the_city_or_to_an_office_that_is_closed(self, somebody):
        make.office(code="TUTUP", valid_to=date(2020, 1, 1))

        assert all("tidak dikenal" in fault for fault in faults(f"{NIP}\tKOTA"))
        assert all("tidak dikenal" in fault for fault in faults(f"{NIP}\tTUTUP"))

    def test_who_left_or_is_no_staff_is_not_found(self, old, new):
        make.person(nip=NIP, office=old, left_on=date(2026, 1, 1))
        make.person(nip=OTHER, office=old, kind="external")

        assert all("tidak ada di daftar" in fault for fault in faults(f"{NIP}\tBARU"))
        assert all("tidak ada di daftar" in fault for fault in faults(f"{OTHER}\tBARU"))

    def test_it_costs_the_same_for_one_row_and_for_many(
        self, somebody, new, django_assert_num_queries
    ):
        many = lines(*[f"{NIP}\tBARU"] * 50)
        with django_assert_num_queries(2):
            transfers.plan(many)


class TestApplying:
    def test_the_people_move_and_the_ledger_has_one_entry(self, somebody, old, new, ratna):
        second = make.person(nip=OTHER, office=old, unit="Sekretariat", position="Staf")

        outcome = apply(f"{NIP}\tBARU\tGizi\tAnalis", f"{OTHER}\tBARU", by=ratna)

        somebody.refresh_from_db()
        second.refresh_from_db()
        assert outcome == transfers.Outcome(moved=2, left_out=0)
        assert (somebody.office, somebody.unit, somebody.position, somebody.in_unit_since) == (
            new, "Gizi", "Analis", ON,
        )  # fmt: skip
        assert (second.office, second.unit, second.position) == (new, "", "Staf")
        entry = Entry.objects.get(verb="people.transferred")
        assert entry.subject == "respondents.decree 800/12/2026"
        assert entry.details == {
            "decree": "800/12/2026", "decree_on": "2026-03-02", "people": 2, "left_out": 0,
        }  # fmt: skip
        assert NIP not in str(entry.details)

    def test_with_a_faulty_row_nobody_moves(self, somebody, old, new, ratna):
        with pytest.raises(transfers.NotPossible, match="1 baris tidak dapat dipakai"):
            apply(f"{NIP}\tBARU", f"{OTHER}\tBARU", by=ratna)

        somebody.refresh_from_db()
        assert somebody.office == old
        assert not Entry.objects.filter(verb="people.transferred").exists()

    def test_unless_it_is_left_out_and_then_it_is_counted(self, somebody, new, ratna):
        outcome = apply(f"{NIP}\tBARU", f"{OTHER}\tBARU", by=ratna, without_faulty=True)

        assert outcome == transfers.Outcome(moved=1, left_out=1)
        assert Entry.objects.get(verb="people.transferred").details["left_out"] == 1

    def test_without_one_good_row_nothing_is_written_down(self, new, ratna):
        with pytest.raises(transfers.NotPossible, match="Tidak ada baris"):
            apply(f"{OTHER}\tBARU", by=ratna, without_faulty=True)
        assert not Entry.objects.filter(verb="people.transferred").exists()

    def test_what_changed_since_the_preview_is_looked_at_again(self, somebody, new, ratna):
        read = lines(f"{NIP}\tBARU")
        seen = transfers.seal_of(transfers.plan(read))
        Person.objects.filter(pk=somebody.pk).update(office=make.office())

        with pytest.raises(transfers.NotPossible, match="sesudah pratinjau"):
            transfers.apply(read, decree="1", decree_on=ON, seen=seen, by=ratna)

    def test_after_the_freeze_it_names_the_wave(self, somebody, new, ratna):
        freezing.freeze(wave="2026", title="Survei 2026")

        apply(f"{NIP}\tBARU", by=ratna)

        assert Entry.objects.get(verb="people.transferred").details["frozen_for"] == "2026"
