from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from django.test import Client

from surveys.respond import loading
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser, Page

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    reply = client.get(address)
    assert reply.status_code == 200
    return Page(reply.content.decode()).text


def test_the_front_page_says_which_survey_it_is(wave: None, client: Client) -> None:
    said = text(client, "/")
    assert "Survei Integritas OPD 2026" in said
    assert "survei mandiri Pemerintah Kota Tirtamulya, bukan survei KPK" in said
    assert "NIK, NIP, kata sandi, kode OTP, nomor rekening, atau uang." in said


@pytest.mark.parametrize(
    "address", ["/", "/?lang=en", "/cek/", "/bantuan/", "/kerahasiaan/", "/bukti/"]
)
def test_every_page_of_a_fictional_city_says_so(db, client: Client, address: str) -> None:
    make.post(is_demo=True)

    assert "DATA CONTOH" in text(client, address)


def test_no_page_of_a_real_city_says_so(wave: None, client: Client) -> None:
    assert "DATA CONTOH" not in text(client, "/")


def test_the_front_page_leads_to_the_check(wave: None, browser: Browser) -> None:
    assert "/cek/" in browser.get("/").page.addresses


def test_the_check_names_the_only_address_and_sender(wave: None, client: Client) -> None:
    said = client.get("/cek/").content.decode().replace("<wbr>", "")
    assert ">spi.tirtamulyakota.go.id<" in said
    assert ">survei@spi.tirtamulyakota.go.id<" in said


def test_where_three_people_hold_the_key_nobody_is_told_of_a_counting_service(
    db: None, client: Client
) -> None:
    make.post(mode="2-dari-3")
    loading.forget()

    said = text(client, "/kerahasiaan/")
    assert "dua dari tiga pemegang lembar kunci bersama-sama" in said
    assert "dengan bantuan dua pemegang lembar kunci" in said
    assert "layanan penghitung" not in said


@pytest.mark.parametrize("address", ["/", "/cek/", "/bantuan/", "/kerahasiaan/", "/bukti/"])
def test_an_empty_box_has_its_pages_in_both_languages(
    db: None, client: Client, address: str
) -> None:
    assert text(client, address) != text(client, f"{address}?bhs=en")


def test_a_new_wave_is_announced_within_seconds(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "tidak ada survei" in text(client, "/")
    make.post()
    monkeypatch.setattr("surveys.respond.loading._FRESH", 0.0)
    assert "Survei Integritas OPD 2026" in text(client, "/")


def test_the_page_of_a_packed_answer_is_the_page(wave: None, client: Client) -> None:
    reply = client.get(f"/s/{make.code(1)}/", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(reply.content) == client.get(f"/s/{make.code(1)}/").content


def test_the_dates_are_local(wave: None, client: Client) -> None:
    make.post(
        version=2,
        closes_at=datetime(2099, 10, 31, 9, 0, tzinfo=UTC).isoformat(),
    )
    assert "31 Oktober 2099, 17.00 WITA" in text(client, "/")
    assert "31 October 2099" in text(client, "/?bhs=en")
