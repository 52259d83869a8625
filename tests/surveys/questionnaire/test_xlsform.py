"""What a workbook may contain, and that everything else is refused with its cell."""

from __future__ import annotations

import io
import zipfile

import pytest

from surveys.questionnaire import xlsform
from surveys.questionnaire.instrument import Choice
from surveys.questionnaire.xlsform import InstrumentRefused

# Columns of `Book`'s survey sheet
TYPE, NAME, LABEL_ID, LABEL_EN, HINT_ID, HINT_EN = "ABCDEF"
REQUIRED, RELEVANT, DIMENSION, INDICATOR, ROLE, EXPECTED, STATUS = "GHIJKLM"


def test_the_workbook_of_these_tests_is_in_order(book):
    assert book.faults() == []


def test_both_languages_are_read(book):
    instrument = book.read()
    item = instrument.items[3]

    assert instrument.title == {"id": "Kuesioner", "en": "Questionnaire"}
    assert instrument.sections[1].title == {"id": "Transparansi", "en": "Transparency"}
    assert item.label == {"id": "Bentuk apa?", "en": "What form?"}
    assert item.hint == {"id": "Pilih", "en": "Choose"}


def test_an_item_is_read_with_all_its_columns(book):
    item = book.read().items[2]

    assert (item.name, item.role, item.dimension, item.indicator) == (
        "q1",
        "index",
        "TRN",
        "Frekuensi",
    )
    assert (item.required, item.relevant, item.hint) == (True, None, None)
    assert (item.status, item.source, item.expected) == ("T", "S1", None)
    assert item.choices[1:] == (
        Choice(code="sering", label={"id": "Sering", "en": "Often"}, score=0),
        Choice(code="tidak_tahu", label={"id": "Tidak tahu", "en": "Do not know"}),
    )


def test_choices_tell_who_is_at_an_end(book):
    consent, eligible, *_ = book.read().items

    assert [choice.ends for choice in consent.choices] == [None, 91]
    assert [choice.ends for choice in eligible.choices] == [None, 92]


def test_the_condition_of_a_section_is_that_of_each_item(book):
    book.put("survey!H8", None).put("survey!A10", "begin_group").put("survey!B10", "PBJ")
    book.put("survey!C10", "Pengadaan").put("survey!D10", "Procurement")
    book.put("survey!H10", "${q1} = 'jarang'")
    for row, (name, condition) in enumerate((("q3", None), ("q4", "${q2} = 'uang'")), start=11):
        for column, value in zip(
            "ABCDHK",
            ("select_one form", name, "Apa?", "What?", condition, "information"),
            strict=True,
        ):
            book.put(f"survey!{column}{row}", value)
    book.put("survey!A13", "end_group")

    third, fourth = book.read().items[4:]

    assert third.relevant == "${q1} = 'jarang'"
    assert fourth.relevant == "(${q1} = 'jarang') and (${q2} = 'uang')"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        # types
        ("A7=text", "survey A7: jenis «text» tidak didukung: jawaban bebas"),
        ("A7=image", "survey A7: jenis «image» tidak didukung: berkas"),
        ("A7=geopoint", "survey A7: jenis «geopoint» tidak didukung: tidak ada yang dicatat"),
        ("A7=begin_repeat", "survey A7: jenis «begin_repeat» tidak didukung: bagian yang berulang"),
        ("A7=note", "survey K7: peran index hanya untuk select_one"),
        ("A7=start", "survey A7: jenis «start» tidak didukung: tidak ada yang dicatat"),
        ("A7=select_multiple form", "survey K7: peran index hanya untuk select_one"),
        ("A7=select_multiple", "survey A7: jenis «select_multiple» tidak didukung"),
        ("A7=rank form", "survey A7: jenis «rank form» tidak didukung: urutan"),
        ("A7=hidden", "survey A7: jenis «hidden» tidak didukung: yang ada: select_one"),
        ("A7=", "survey A7: jenis «» tidak didukung"),
        ("A7=select_one lain", "survey A7: daftar pilihan lain tidak ada"),
        # sections
        ("A9=", "survey A6: begin_group tanpa end_group"),
        ("A5=", "survey A6: begin_group sebelum end_group"),
        ("A10=end_group", "survey A10: end_group tanpa begin_group"),
        ("H9=${q1} = 'sering'", "survey H9: end_group tidak punya isi lain"),
        ("K6=index", "survey K6: hanya diisi pada butir"),
        ("E6=Petunjuk", "survey E6: hanya diisi pada butir"),
        # names
        ("B8=q1", "survey B8: nama q1 sudah dipakai"),
        ("B8=Q1", "survey B8: nama Q1 sudah dipakai"),
        ("B8=trn", "survey B8: nama trn sudah dipakai"),
        ("B7=1q", "survey B7: nama diawali huruf"),
        ("B7=q-1", "survey B7: nama diawali huruf"),
        ("B7=", "survey B7: nama diawali huruf"),
        # texts
        ("D7=", "survey D7: teks label::English (en) kosong"),
        ("C6=", "survey C6: teks label::Bahasa Indonesia (id) kosong"),
        ("F8=", "survey F8: teks hint::English (en) kosong"),
        ("C8=Tentang ${q1}?", "survey C8: jawaban tidak dapat disisipkan"),
        ("C8=" + "x" * 601, "survey C8: lebih dari 600 huruf"),
        # roles
        ("K7=indeks", "survey K7: peran «indeks» tidak dikenal"),
        ("K8=", "survey K8: peran «» tidak dikenal"),
        ("I7=", "survey I7: butir indeks tanpa dimensi"),
        ("J7=", "survey J7: butir indeks tanpa indikator"),
        ("I7=XYZ", "survey I7: dimensi XYZ bukan nama bagian"),
        ("A7=select_one form", "survey A7: daftar pilihan butir indeks harus punya skor"),
        ("L8=uang", "survey L8: jawaban yang benar hanya untuk butir dengan peran quality"),
        ("K8=quality;L8=emas", "survey L8: emas bukan kode pilihan"),
        ("M7=X", "survey M7: isi T, I, D"),
        # screening
        ("K3=profile", "survey: butir pertama harus screening persetujuan"),
        ("A3=select_one eligible", "survey: butir pertama harus screening persetujuan"),
        ("K4=profile", "survey A4: hanya butir dengan peran screening boleh mengakhiri"),
        ("K8=pressure", "survey K8: butir pressure berdiri sendiri di bagian terakhir"),
        ("K8=pressure;G8=yes", "survey G8: butir pressure tidak boleh wajib"),
        ("K8=screening", "survey K8: butir screening hanya pada bagian pertama"),
        ("A4=select_one form", "survey A4: butir screening perlu pilihan dengan isi pada kolom"),
        ("G4=no", "survey G4: butir screening harus wajib"),
        ("H4=${s1} = 'ya'", "survey H4: bagian pertama satu halaman"),
        # required
        ("G7=mungkin", "survey G7: isi yes atau no"),
        # conditions
        ("H8=${q1} =", "survey H8: syarat tidak dapat dipakai"),
        ("H8=${q9} = 'sering'", "survey H8: syarat tidak dapat dipakai: butir q9 tidak ada"),
        ("H8=${q2} = 'uang'", "survey H8: syarat tidak dapat dipakai: butir q2 tidak ada"),
        ("H7=${q2} = 'uang'", "survey H7: syarat tidak dapat dipakai: butir q2 tidak ada"),
        ("H8=${TRN} = 'uang'", "survey H8: syarat tidak dapat dipakai: butir TRN tidak ada"),
        ("H8=${q1} = 'serign'", "survey H8: syarat tidak dapat dipakai: kode serign bukan"),
        ("H8=${q1} > 5", "survey H8: syarat tidak dapat dipakai: tidak pernah terpenuhi"),
        ("H8=today() > 1", "survey H8: syarat tidak dapat dipakai"),
        ("H6=${s2} =", "survey H6: syarat tidak dapat dipakai"),
        ("H6=${s2} = 'ya';H7=${s2} = 'tidak'", "survey H7: syarat tidak dapat dipakai: tidak pern"),
    ],
)
def test_a_fault_on_the_survey_sheet_is_refused_with_its_cell(book, change, fault):
    for part in change.split(";"):
        cell, _, value = part.partition("=")
        book.put(f"survey!{cell}", value or None)

    assert [found for found in book.faults() if found.startswith(fault)]


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("E6", 10001, "choices E6: skor harus bilangan bulat 0 sampai 10000"),
        ("E6", -1, "choices E6: skor"),
        ("E6", 33.3, "choices E6: skor"),
        ("E6", "baik", "choices E6: skor"),
        ("F3", 90, "choices F3: isi 91"),
        ("F8", 91, "survey A7: hanya butir dengan peran screening boleh mengakhiri"),
        ("B7", "jarang", "choices B7: pilihan jarang ganda dalam daftar often"),
        ("B7", "sering sekali", "choices B7: kode pilihan hanya huruf"),
        ("B7", None, "choices B7: kode pilihan hanya huruf"),
        ("A7", None, "choices A7: nama daftar pilihan kosong"),
        ("A7", "sendiri", "choices A7: daftar sendiri harus berisi 2 sampai 254"),
        ("D7", None, "choices D7: teks label::English (en) kosong"),
    ],
)
def test_a_fault_on_the_choices_sheet_is_refused_with_its_cell(book, cell, value, fault):
    book.put(f"choices!{cell}", value)

    assert [found for found in book.faults() if found.startswith(fault)]


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("B2", None, "settings B2: teks form_title_en kosong"),
        ("C2", "expert", "settings C2: kuesioner expert, bukan internal"),
        ("D2", "English (en)", "settings D2: harus Bahasa Indonesia (id)"),
        ("A3", "Lain", "settings: lembar settings harus berisi tepat satu baris"),
    ],
)
def test_a_fault_in_the_settings_is_refused_with_its_cell(book, cell, value, fault):
    book.put(f"settings!{cell}", value)

    assert [found for found in book.faults() if found.startswith(fault)]


@pytest.mark.parametrize(
    ("sheet", "heading"),
    [
        ("survey", "read_only"),
        ("survey", "trigger"),
        ("survey", "media::image"),
        ("survey", "label::Basa Banjar (bjn)"),
        ("choices", "image"),
        ("settings", "submission_url"),
    ],
)
def test_a_column_that_is_not_understood_is_refused_if_it_is_used(book, sheet, heading):
    cell = {"survey": "O", "choices": "G", "settings": "E"}[sheet]
    book.put(f"{sheet}!{cell}1", heading)
    assert book.faults() == []

    book.put(f"{sheet}!{cell}2", "x")

    assert book.faults() == [f"{sheet} {cell}1: kolom {heading} tidak didukung pada versi ini"]


def test_a_heading_that_stands_twice_is_refused(book):
    assert book.put("survey!O1", "role").faults() == ["survey O1: kolom role ganda"]


@pytest.mark.parametrize("heading", [7, 2.5, True])
def test_a_heading_is_a_text(book, heading):
    assert book.put("survey!O1", heading).faults() == ["survey O1: judul kolom harus teks"]


@pytest.mark.parametrize("cell", ["A1048576", "XFD7", "XFD1048576"])
def test_a_stray_cell_far_away_is_refused_at_once(book, cell):
    (fault,) = book.put(f"survey!{cell}", "x").faults()

    assert fault.endswith("isi atau format di luar 5000 baris, 100 kolom")


def test_cells_below_no_heading_are_refused(book):
    assert book.put("survey!P7", "rahasia").faults() == ["survey P7: isi di kolom tanpa judul"]


def test_a_missing_column_is_named(book):
    assert "survey A1: kolom role tidak ada" in book.put("survey!K1", None).faults()


@pytest.mark.parametrize("name", ["survey", "choices", "settings"])
def test_a_missing_sheet_is_named(book, name):
    del book.workbook[name]

    assert book.faults() == [f"{name}: lembar {name} tidak ada"]


def test_another_sheet_is_refused_unless_it_is_marked_as_a_note(book):
    book.workbook.create_sheet("_catatan").append(["apa saja", 7, None, "apa saja"])
    assert book.faults() == []

    book.workbook.create_sheet("entities").append(["list_name"])

    assert book.faults() == ["entities: lembar entities tidak dikenal; catatan diawali _"]


def test_all_faults_are_told_at_once(book):
    book.put("survey!A8", "text").put("survey!K7", "x").put("choices!E6", 99999)
    faults = book.faults()

    assert [fault.split(":")[0] for fault in faults] == ["choices E6", "survey A8", "survey K7"]


def test_a_required_index_item_offers_a_way_not_to_answer(book):
    book.put("choices!E8", 5000)

    assert book.faults() == ["survey G7: butir wajib perlu pilihan tanpa skor, misalnya Tidak tahu"]


def test_a_list_has_at_most_254_choices(book):
    for number in range(11, 11 + 254):
        sheet = book.workbook["choices"]
        sheet.append(["often", f"c{number}", "Label", "Label", None, None])

    assert book.faults() == ["choices A6: daftar often harus berisi 2 sampai 254 pilihan"]


def test_a_faulty_condition_of_a_section_is_told_once(book):
    assert len(book.put("survey!H6", "${s2} =").faults()) == 1


def test_numbers_and_truth_values_of_excel_are_read_as_xlsform_means_them(book):
    book.put("survey!G7", True).put("choices!E6", 10000.0).put("choices!B6", 3)
    item = book.read().items[2]

    assert item.required
    assert (item.choices[0].code, item.choices[0].score) == ("3", 10000)


def test_what_only_pyxform_objects_to_is_refused_too(book, monkeypatch):
    def objects(*args, **kwargs):
        raise xlsform.PyXFormError("[row : 7] On the 'survey' sheet, the 'name' is no good.")

    monkeypatch.setattr(xlsform, "convert", objects)

    assert book.faults() == [
        "survey A7: ditolak pembaca XLSForm: On the 'survey' sheet, the 'name' is no good."
    ]


@pytest.mark.parametrize("raw", [b"", b"bukan excel", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_refused(raw):
    with pytest.raises(InstrumentRefused, match=r"bukan berkas \.xlsx"):
        xlsform.read(raw, "internal")


def test_a_zip_without_sheets_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as parts:
        parts.writestr("a.txt", "a")

    with pytest.raises(InstrumentRefused, match="tidak dapat dibaca"):
        xlsform.read(target.getvalue(), "internal")


def test_a_damaged_file_is_refused(book):
    raw = book.bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        start = parts.getinfo("xl/worksheets/sheet1.xml").header_offset + 100
    damaged = (
        raw[:start] + bytes(byte ^ 255 for byte in raw[start : start + 50]) + raw[start + 50 :]
    )

    with pytest.raises(InstrumentRefused, match="tidak dapat dibaca"):
        xlsform.read(damaged, "internal")


def test_a_file_that_unpacks_to_very_much_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (33 * 1024 * 1024))

    assert len(target.getvalue()) < 100_000
    with pytest.raises(InstrumentRefused, match="terlalu besar"):
        xlsform.read(target.getvalue(), "internal")
