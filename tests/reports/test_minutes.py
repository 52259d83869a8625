"""Minutes of the count and of the destruction: what happened, who agreed, room to sign."""

from __future__ import annotations

import pypdfium2
import pytest
from django.utils import timezone

from reports import minutes
from reports.models.minutes import Minutes
from spi_portal.audit import approvals, ledger
from spi_portal.ui import formats
from surveys.box import fingerprints
from surveys.models.custody import KeyHolder, Rehearsal
from surveys.models.manifests import WaveKey
from surveys.models.sheets import Count
from surveys.models.waves import Wave
from tests import make

pytestmark = pytest.mark.django_db
COUNT, END = Minutes.About.COUNT, Minutes.About.DESTRUCTION


def used_grant(verb, wave, *, by, second):
    asked = approvals.ask(verb, wave.slug, reason="Sesuai jadwal", by=by)
    approvals.decide(asked, grant=True, by=second)
    approvals.use(verb, wave.slug)


@pytest.fixture
def wave(ratna, hadi):
    make.city(is_demo=False)
    now = timezone.now()
    wave = make.wave(
        state=Wave.State.COUNTED, mode=Wave.Mode.TRUSTEES, counted_at=now, closes_at=now,
        registrar_key_gone_at=now, frame_root=b"x", draw_randomness="x",
    )  # fmt: skip
    WaveKey.objects.create(wave=wave, public_key=b"k" * 32, mode=Wave.Mode.TRUSTEES, sheet_mark=7)
    Rehearsal.objects.create(wave=wave, box_key=b"k" * 32, sheets="1+3")
    for number, name in enumerate(("Sari", "Dimas", "Lina"), start=1):
        KeyHolder.objects.create(wave=wave, number=number, name=name, body=f"Lembaga {number}")
    Count.objects.create(
        wave=wave, received=1215, counted=1200, superseded=9, withdrawn=3, void=1, invalid=2
    )
    ledger.record("wave.counted", wave, by="surveys.counter", why_invalid={"off-the-path": 2})
    used_grant("count", wave, by=ratna, second=hadi)
    return wave


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_the_minutes_of_a_count_say_what_whoever_signs_must_know(wave, ratna):
    asked = minutes.ask(wave, COUNT, by=ratna)
    assert minutes.print_due() == 1
    asked.refresh_from_db()
    said = " ".join(text_of(bytes(asked.content)).split())

    for told in (
        "Berita acara penghitungan", "1.215", "1.200", "Diganti isian baru",
        "Jawabannya tidak mungkin dari kuesioner ini", "Ratna Wulandari", "Hadi Pranoto",
        "Sesuai jadwal", "Dua dari tiga", "lembar 1 dan 3", "Sari, Lembaga 1", "Saksi",
        fingerprints.in_words(b"k" * 32).split("-")[0],
    ):  # fmt: skip
        assert told in said, told
    assert "DATA CONTOH" not in said


def test_minutes_are_drawn_up_once(wave, ratna, hadi):
    first = minutes.ask(wave, COUNT, by=ratna)
    Count.objects.filter(wave=wave).update(counted=1199, invalid=3)

    assert minutes.ask(wave, COUNT, by=hadi).pk == first.pk
    assert Minutes.objects.get().facts["totals"][1][1] == 1200


def test_there_are_no_minutes_of_what_has_not_happened(wave, ratna):
    with pytest.raises(minutes.NothingToRecord, match="belum dimusnahkan"):
        minutes.ask(wave, END, by=ratna)
    with pytest.raises(minutes.NothingToRecord, match="belum dihitung"):
        minutes.ask(make.wave(), COUNT, by=ratna)


def test_the_minutes_of_a_destruction_ask_that_sheets_be_torn(wave, ratna, hadi):
    used_grant("destroy", wave, by=ratna, second=hadi)
    Wave.objects.filter(pk=wave.pk).update(box_gone_at=timezone.now())
    wave.refresh_from_db()

    page = minutes.page(minutes.ask(wave, END, by=ratna))

    assert "dirobek pemegangnya di depan saksi" in page
    assert "cadangan lama tidak dapat dibuka lagi" in page


def test_they_say_when_the_counter_s_key_went_and_how_many_copies(wave, ratna):
    entry = ledger.record("wave.box_key_destroyed", wave, by="surveys.counter", copies=2)
    entry.refresh_from_db()

    assert minutes.facts(wave, END)["key_gone"] == f"{formats.moment(entry.at)}, 2 salinan"


def test_where_the_counter_opened_it_no_sheet_is_spoken_of(wave, ratna):
    KeyHolder.objects.all().delete()
    WaveKey.objects.all().delete()
    with_service = Wave.objects.get(pk=wave.pk)
    with_service.mode = Wave.Mode.SERVICE

    facts = minutes.facts(with_service, COUNT)

    assert (facts["mode"], facts["holders"]) == ("Layanan penghitung", [])


def test_fingerprints_are_ten_words_and_differ():
    one, other = fingerprints.in_words(bytes(32)), fingerprints.in_words(bytes(31) + b"\1")

    assert len(one.split("-")) == 10
    assert one != other
    assert len({word[:3] for word in fingerprints.WORDS}) == len(fingerprints.WORDS) == 64


def test_who_only_looks_draws_up_none(client, wave, ratna, sekda):
    url = f"/kelola/{wave.slug}/berita-acara/hitung/"
    client.force_login(sekda)
    looked = client.get(url)

    assert "Buat berita acara" not in looked.text
    assert "Inspektorat yang membuatnya" in looked.text
    assert client.post(url).status_code == 403
    assert not Minutes.objects.exists()

    client.force_login(ratna)
    assert "Buat berita acara" in client.get(url).text
    assert client.post(url).status_code == 302
    assert Minutes.objects.exists()


def test_the_page_says_what_the_minutes_of_a_destruction_hold(client, wave, ratna):
    Wave.objects.filter(pk=wave.pk).update(box_gone_at=timezone.now())
    client.force_login(ratna)

    said = client.get(f"/kelola/{wave.slug}/berita-acara/{END.value}/").text

    assert "kapan kotak dimusnahkan" in said
    assert "jumlah lembar" not in said
