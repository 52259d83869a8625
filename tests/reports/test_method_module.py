"""What the method module says: of the city, on the city's page, and nowhere else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reports import index, releasing
from surveys import method_module
from surveys.models.instruments import InstrumentVersion
from surveys.models.sheets import NOT_ASKED, Sheet
from surveys.models.waves import WaveInstrument
from surveys.questionnaire import instrument, joining, method_items, xlsform
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db

ANSWERS = {"internal": 220, "external": 14}


@pytest.fixture(scope="module")
def joined():
    shipped = (method_module.WORKBOOK.parent / "internal.xlsx").read_bytes()
    return xlsform.read(
        joining.with_section(shipped, method_module.WORKBOOK.read_bytes()), "internal"
    )


@pytest.fixture
def asked(city, joined):
    """Two offices of 220 staff each; 88 of 440 say yes, and the longer list has .5 more."""
    scenes.weight_set()
    offices = [make.office(code=code) for code in ("A", "B")]
    wave = scenes.counted(offices=dict.fromkeys(offices, ANSWERS))
    version = InstrumentVersion.objects.create(
        kind="internal", title="Dengan modul", digest=joined.digest,
        body=instrument.to_json(joined), published_at=wave.opens_at,
    )  # fmt: skip
    WaveInstrument.objects.filter(wave=wave, kind="internal").update(version=version)
    staff = Sheet.objects.filter(group__wave=wave, group__kind="internal")
    for number, sheet in enumerate(staff.order_by("pk")):
        *most, told = sheet.answers
        sheet.answers = [*most, *module(number), told]
        sheet.save(update_fields=["answers"])
    return wave


def module(number):
    """Yes from one in five; the lists in turn, of 2 and 3 things."""
    forced, is_longer = int(number % 5 > 0), number % 2
    count = 2 + (number // 2) % 2 * is_longer
    return [forced, is_longer, *((NOT_ASKED, count) if is_longer else (count, NOT_ASKED))]


def test_the_city_is_told_and_its_index_is_the_same(asked):
    with_module = index.run(wave=asked, by="test").figures
    found = with_module["sensitive"]

    assert found["forced"]["value"] == pytest.approx((0.2 - 1 / 6) * 1.5, abs=1e-4)
    assert found["forced"]["respondents"] == 440
    assert found["listed"]["value"] == pytest.approx(0.5)
    assert all("sensitive" not in office for office in with_module["offices"])
    assert releasing.release(with_module)["sensitive"] == found


def test_it_changes_no_other_figure(asked):
    one = index.run(wave=asked, by="test").figures
    for sheet in Sheet.objects.filter(group__wave=asked, group__kind="internal"):
        place = -1 - len(method_items.NAMES)
        sheet.answers[place] = 1 - sheet.answers[place]
        sheet.save(update_fields=["answers"])
    other = index.run(wave=asked, by="test").figures

    assert one.pop("sensitive") != other.pop("sensitive")
    assert one == other


def test_without_the_module_nothing_is_said(wave):
    assert "sensitive" not in index.run(wave=wave, by="test").figures


def test_it_stands_on_the_citys_page_and_on_no_offices(client, ratna, asked):
    index.run(wave=asked, by="test")
    client.force_login(ratna)

    city, office = (
        client.get(reverse("reports:derivation", args=[asked.slug, code])).text
        for code in ("kota", "A")
    )

    assert "Modul metode: pemberian yang diterima pegawai" in city
    assert "Kalau bulan lahir tidak tersebar rata: 2% sampai 8%" in city
    assert "Modul metode" not in office
