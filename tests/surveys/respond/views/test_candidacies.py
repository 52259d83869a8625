"""Somebody puts themselves forward: the page behind the code on a counter's wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from spi_portal import keyring
from surveys.box import inbox, letterbox
from surveys.box.inbox import Candidacy
from surveys.respond import candidacies
from surveys.respond.views import candidacies as views
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Page

pytestmark = pytest.mark.django_db
CODE = make.POINT
ADDRESS = f"/daftar/{CODE}/"
TODAY = timezone.localdate()


@pytest.fixture
def point(db: None) -> Iterator[None]:
    """One that is open; from here on only what the public server may do."""
    make.announce()
    with connections["box"].cursor() as cursor:
        cursor.execute("SET ROLE app_public")
    yield
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")


def received() -> list[inbox.Envelope | Candidacy]:
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    key = X25519PrivateKey.from_private_bytes(keyring.load("inbox"))
    return [inbox.open_sealed(sealed, key) for _, sealed in letterbox.waiting()]


def filled(client: Client, **changes: str) -> dict[str, str]:
    """The form as a browser would send it."""
    page = Page(client.get(ADDRESS).content.decode())
    values = {
        "nama": "Sari Dewi",
        "wa": "0812-0000-1111",
        "surel": "",
        "tanggal": TODAY.isoformat(),
        "setuju": "ya",
    }
    return page.form.hidden | values | changes


def send(client: Client, data: dict[str, str], query: str = "") -> HttpResponse:
    return client.post(
        ADDRESS + query, urlencode(data), content_type="application/x-www-form-urlencoded"
    )


def text(reply: HttpResponse) -> str:
    return Page(reply.content.decode()).text


def test_the_page_says_where_and_proposes_today(point: None, client: Client) -> None:
    reply = client.get(ADDRESS)
    page = Page(reply.content.decode())
    assert reply.status_code == 200
    assert "KTP elektronik" in page.text
    assert "Dinas Kependudukan" in page.text
    assert "Inspektorat Kota Tirtamulya" in page.text
    (day,) = [field for field in page.of("input") if field.get("name") == "tanggal"]
    assert day["value"] == day["max"] == TODAY.isoformat()


def test_in_a_fictional_city_it_says_so(db: None, client: Client) -> None:
    make.announce(is_demo=True)
    assert "DATA CONTOH" in text(client.get(ADDRESS))


def test_it_needs_no_cookie_no_script_and_nobody_else(point: None, client: Client) -> None:
    for reply in (client.get(ADDRESS), send(client, filled(client))):
        page = Page(reply.content.decode())
        assert not reply.cookies
        assert reply.headers["Cache-Control"] == "no-store"
        assert not page.of("script")
        assert all(
            address.startswith(("/", "#", "?", "tel:", "data:")) for address in page.addresses
        )


def test_a_candidacy_reaches_the_registrar_sealed(point: None, client: Client) -> None:
    reply = send(client, filled(client, surel="Sari@Contoh.id"))
    assert reply.status_code == 200
    assert "Terima kasih, Anda masuk daftar calon. Belum tentu terundang." in text(reply)
    assert received() == [
        Candidacy(
            point=CODE,
            name="Sari Dewi",
            phone="+6281200001111",
            email="sari@contoh.id",
            served_on=TODAY,
            consent_on=TODAY,
        )
    ]


def test_looking_sends_nothing(point: None, client: Client) -> None:
    client.get(ADDRESS)
    assert received() == []


def test_a_double_click_is_one_envelope_and_two_thanks(point: None, client: Client) -> None:
    data = filled(client)
    replies = [send(client, data), send(client, data)]
    assert [reply.status_code for reply in replies] == [200, 200]
    assert len(received()) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nama": ""}, "Tulis nama Anda."),
        ({"nama": "7"}, "Tulis nama Anda."),
        ({"nama": "x" * 101}, "Nama ini terlalu panjang."),
        ({"wa": ""}, "cukup salah satu"),
        ({"wa": "0542 731234"}, "bukan nomor ponsel Indonesia"),
        ({"wa": "+31612345678"}, "bukan nomor ponsel Indonesia"),
        ({"wa": "bukan nomor"}, "bukan nomor ponsel Indonesia"),
        ({"surel": "sari@"}, "tidak lengkap"),
        ({"tanggal": ""}, "Pilih tanggal"),
        ({"tanggal": "kemarin"}, "Pilih tanggal"),
        ({"tanggal": (TODAY + timedelta(days=1)).isoformat()}, "belum terjadi"),
        ({"tanggal": (TODAY - timedelta(days=367)).isoformat()}, "lebih dari 12 bulan"),
        ({"setuju": ""}, "Tanpa persetujuan"),
    ],
)
def test_what_is_wrong_is_told_and_everything_kept(
    point: None, client: Client, changes: dict[str, str], said: str
) -> None:
    data = filled(client, **changes)
    reply = send(client, data)
    page = Page(reply.content.decode())
    assert reply.status_code == 422
    assert said in page.text
    kept = {field["name"]: field.get("value") for field in page.of("input") if "name" in field}
    assert kept["nama"] == data["nama"]
    assert kept["wa"] == data["wa"]
    assert received() == []


@pytest.mark.parametrize(
    "typed", ["081200001111", "+62 812-0000-1111", "6281200001111", "81200001111"]
)
def test_a_number_is_read_however_it_is_written(point: None, client: Client, typed: str) -> None:
    send(client, filled(client, wa=typed))
    (envelope,) = received()
    assert isinstance(envelope, Candidacy)
    assert envelope.phone == "+6281200001111"


def test_the_earliest_day_still_counts(point: None, client: Client) -> None:
    day = candidacies.earliest(TODAY).isoformat()
    assert send(client, filled(client, tanggal=day)).status_code == 200


def test_a_leap_day_has_a_year_before() -> None:
    assert candidacies.earliest(date(2028, 2, 29)) == date(2027, 2, 28)


def test_a_name_that_no_envelope_holds_is_told(point: None, client: Client) -> None:
    reply = send(client, filled(client, nama="𠀀" * 100, surel=f"{'a' * 60}@{'b' * 50}.id"))
    assert reply.status_code == 422
    assert "Nama ini terlalu panjang." in text(reply)


def test_errors_are_told_in_english_too(point: None, client: Client) -> None:
    reply = send(client, filled(client, nama=""), "?bhs=en")
    assert "Write your name." in text(reply)


@pytest.mark.parametrize("extra", [{"layanan": "lain"}, {"nonce": "x"}])
def test_what_the_page_never_sends_is_refused(
    point: None, client: Client, extra: dict[str, str]
) -> None:
    assert send(client, filled(client) | extra).status_code == 400
    assert received() == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_point_is_404(point: None, client: Client, method: str) -> None:
    reply = getattr(client, method)("/daftar/nowhere1/")
    assert reply.status_code == 404
    assert "Loket ini tidak dikenal." in text(reply)


def test_before_any_point_was_announced_there_is_none(db: None, client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"is_closed": True}, 410, "sudah ditutup"),
        ({"last_day": (TODAY - timedelta(days=1)).isoformat()}, 410, "sudah ditutup"),
        ({"first_day": (TODAY + timedelta(days=1)).isoformat()}, 403, "dibuka"),
    ],
)
def test_a_point_that_is_not_open_says_so_and_takes_nothing(
    db: None, client: Client, changes: dict[str, Any], status: int, said: str
) -> None:
    make.announce(**changes)
    for reply in (client.get(ADDRESS), send(client, {"nama": "Sari"})):
        assert reply.status_code == status
        assert said in text(reply)
    assert received() == []


def test_closing_is_known_within_seconds(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.announce()
    assert client.get(ADDRESS).status_code == 200
    make.announce(version=2, is_closed=True)
    monkeypatch.setattr("surveys.respond.points._FRESH", 0.0)
    assert client.get(ADDRESS).status_code == 410


def test_a_list_that_staff_did_not_sign_shows_nothing(db: None, client: Client) -> None:
    make.announce(key=Ed25519PrivateKey.generate())
    assert client.get(ADDRESS).status_code == 503


def test_an_address_typed_in_capitals_or_without_its_slash_leads_there(
    point: None, client: Client
) -> None:
    assert client.get(ADDRESS.upper().replace("/DAFTAR/", "/daftar/")).status_code == 200
    reply = client.get(f"/daftar/{CODE}?bhs=en")
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{ADDRESS}?bhs=en")


def test_above_the_ceiling_of_a_day_nothing_is_taken(
    point: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letterbox, "CEILING", 2)
    statuses = [send(client, filled(client)).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert len(received()) == 2


def test_tomorrow_there_is_room_again_and_the_night_forgets(
    point: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letterbox, "CEILING", 1)
    send(client, filled(client))
    tomorrow = TODAY + timedelta(days=1)
    monkeypatch.setattr(views.timezone, "localdate", lambda *_: tomorrow)
    assert send(client, filled(client, tanggal=TODAY.isoformat())).status_code == 200
    with connections["box"].cursor() as cursor:
        cursor.execute("SET ROLE app_box")
        letterbox.forget_days(today=tomorrow)
        cursor.execute("SELECT day, letters FROM box_point_day")
        assert cursor.fetchall() == [(tomorrow, 1)]
