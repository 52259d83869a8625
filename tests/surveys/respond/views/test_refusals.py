"""Bad input: a page that says so, and nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser, Page

pytestmark = pytest.mark.django_db
CODE = make.code(1)
FORM = "application/x-www-form-urlencoded"
NONCE = "0" * 32

Try = Callable[[Client], Any]


def posting(path: str, body: str | bytes, content_type: str = FORM) -> Try:
    return lambda client: client.post(f"/s/{CODE}/{path}", body, content_type)


TRIES: dict[str, tuple[Try, int, str]] = {
    # links
    "a character missing": (lambda c: c.get(f"/s/{CODE[:-1]}/"), 404, "tidak lengkap"),
    "two characters changed places": (
        lambda c: c.get(f"/s/{CODE[1]}{CODE[0]}{CODE[2:]}/"),
        404,
        "salah ketik",
    ),
    "another character": (lambda c: c.get(f"/s/{CODE[:-1]}#/".replace("#", "9")), 404, "salah"),
    "no code at all": (lambda c: c.get("/s/halo/"), 404, "salah ketik"),
    "NUL in the link": (lambda c: c.get("/s/%00%00/"), 404, "salah ketik"),
    "a very long link": (lambda c: c.get(f"/s/{'A' * 5000}/"), 404, "salah ketik"),
    "another site in the link": (lambda c: c.get("/s/%2F%2Fevil.example"), 404, ""),
    "another site without a slash": (lambda c: c.get("/s/evil.example"), 404, "salah ketik"),
    "a link of nobody": (lambda c: c.get(f"/s/{make.code(99)}/"), 404, "tidak dapat dipakai"),
    "a revoked link": (lambda c: c.get(f"/s/{make.code(7)}/"), 404, "tidak dapat dipakai"),
    "a page that is not there": (lambda c: c.get("/admin/"), 404, "tidak ada"),
    "a section that is not there": (lambda c: c.get(f"/s/{CODE}/99/"), 404, "tidak ada"),
    "section nought": (lambda c: c.get(f"/s/{CODE}/0/"), 404, "tidak ada"),
    "a huge section number": (lambda c: c.get(f"/s/{CODE}/{'9' * 400}/"), 404, "tidak ada"),
    "a negative section": (lambda c: c.get(f"/s/{CODE}/-1/"), 404, "tidak ada"),
    # methods
    "PUT": (lambda c: c.put(f"/s/{CODE}/1/"), 405, "tidak dapat diterima"),
    "DELETE": (lambda c: c.delete(f"/s/{CODE}/"), 405, "tidak dapat diterima"),
    "POST to a public page": (lambda c: c.post("/cek/"), 405, "tidak dapat diterima"),
    # sections
    "an item of another page": (posting("1/", "aksi=maju&j-i_trn_1=setuju"), 400, "ditolak"),
    "an unknown item": (posting("1/", "aksi=maju&j-x=ya"), 400, "ditolak"),
    "an item without our prefix": (posting("1/", "aksi=maju&i_s1=ya"), 400, "ditolak"),
    "an unknown choice": (posting("1/", "aksi=maju&j-i_s1=mungkin"), 400, "ditolak"),
    "an ordinal for a choice": (posting("1/", "aksi=maju&j-i_s1=0"), 400, "ditolak"),
    "an empty choice": (posting("1/", "aksi=maju&j-i_s1="), 400, "ditolak"),
    "two choices": (posting("1/", "aksi=maju&j-i_s1=ya&j-i_s1=tidak"), 400, "ditolak"),
    "an unknown button": (posting("1/", "aksi=hapus&j-i_s1=ya"), 400, "ditolak"),
    "the button of another page": (posting("1/", "aksi=kirim&j-i_s1=ya"), 400, "ditolak"),
    "NUL in a choice": (posting("1/", "aksi=maju&j-i_s1=ya%00"), 400, "ditolak"),
    "NUL in a name": (posting("1/", "aksi=maju&j-i_s1%00=ya"), 400, "ditolak"),
    "NUL bytes as they are": (posting("1/", b"aksi=maju&j-i_s1=\x00\x00"), 400, "ditolak"),
    "bytes that are no text": (posting("1/", b"aksi=maju&j-i_s1=\xff\xfe"), 400, "ditolak"),
    "markup": (posting("1/", "aksi=maju&j-i_s1=<script>alert(1)</script>"), 400, "ditolak"),
    "SQL": (posting("1/", "aksi=maju&j-i_s1=ya'; DROP TABLE box_draft--"), 400, "ditolak"),
    "JSON": (posting("1/", '{"aksi": "maju"}', "application/json"), 400, "ditolak"),
    "a file": (
        lambda c: c.post(f"/s/{CODE}/1/", {"aksi": "maju", "j-i_s1": "ya"}),
        400,
        "ditolak",
    ),
    "a thousand fields": (
        posting("1/", "&".join(f"j-{n}=ya" for n in range(1000))),
        400,
        "ditolak",
    ),
    "a megabyte": (posting("1/", "j-i_s1=" + "y" * 2**20), 413, "terlalu besar"),
    "just too much": (posting("1/", "j-i_s1=" + "y" * 2**16), 413, "terlalu besar"),
    "another charset": (
        posting("1/", "aksi=x", "application/x-www-form-urlencoded; charset=utf-16"),
        400,
        "ditolak",
    ),
    # the other forms
    "answers to the start": (posting("", "j-i_s1=ya"), 400, "ditolak"),
    "answers to a wish": (posting("tidak-ikut/", "x=1"), 400, "ditolak"),
    "answers to taking back": (posting("tarik/", "x=1"), 400, "ditolak"),
    "sending without a nonce": (posting("kirim/", "aksi=kirim"), 400, "ditolak"),
    "a short nonce": (posting("kirim/", "aksi=kirim&nonce=00"), 400, "ditolak"),
    "a nonce in capitals": (posting("kirim/", f"aksi=kirim&nonce={'A' * 32}"), 400, "ditolak"),
    "a nonce in other digits": (
        posting("kirim/", f"aksi=kirim&nonce={'%D9%A3' * 32}"),
        400,
        "ditolak",
    ),
    "sending answers along": (
        posting("kirim/", f"aksi=kirim&nonce={NONCE}&j-i_s1=ya"),
        400,
        "ditolak",
    ),
    "another button of the check": (posting("kirim/", f"aksi=maju&nonce={NONCE}"), 400, "ditolak"),
    "changing a page that is not there": (
        posting("kirim/", f"ubah=99&nonce={NONCE}"),
        400,
        "ditolak",
    ),
    "changing to another site": (
        posting("kirim/", f"ubah=//evil.example&nonce={NONCE}"),
        400,
        "ditolak",
    ),
    "sending and changing at once": (
        posting("kirim/", f"aksi=kirim&ubah=1&nonce={NONCE}"),
        400,
        "ditolak",
    ),
    "sending what is not there": (posting("kirim/", f"aksi=kirim&nonce={NONCE}"), 409, "Tidak ada"),
}


@pytest.fixture(autouse=True)
def _wave(wave: None) -> None:
    make.link(7, status="r")


@pytest.mark.parametrize("name", TRIES)
def test_bad_input_gets_a_page_and_changes_nothing(client: Client, name: str) -> None:
    attempt, status, words = TRIES[name]
    before = make.contents()
    reply = attempt(client)
    page = Page(reply.content.decode())
    assert reply.status_code == status, page.text
    assert words in page.text
    assert len(page.of("h1")) == 1
    assert "Location" not in reply.headers
    assert make.contents() == before


def test_an_unknown_charset_is_read_as_ours(client: Client) -> None:
    reply = client.generic("POST", f"/s/{CODE}/1/", b"j-i_s1=ya", f"{FORM}; charset=utf-99")
    assert reply.headers["Location"] == f"/s/{CODE}/1/#q2"


def test_there_are_enough_of_them() -> None:
    assert len(TRIES) >= 50


def test_unknown_revoked_and_replaced_look_alike(client: Client) -> None:
    for number, status in ((21, "i"), (22, "r"), (23, "v")):
        make.link(number, status=status)
    pages = {client.get(f"/s/{make.code(number)}/").content for number in (21, 22, 23, 99)}
    assert len(pages) == 1


def test_a_link_without_its_last_slash_still_works(client: Client) -> None:
    reply = client.get(f"/s/{CODE.lower()}")
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/s/{CODE}/")


def test_refusals_come_in_english_too(client: Client) -> None:
    assert "incomplete or mistyped" in client.get("/s/x/?bhs=en").content.decode()


def test_before_opening_the_link_says_from_when(client: Client) -> None:
    make.post(
        version=2, opens_at="2099-01-05T08:00:00+08:00", closes_at="2099-02-01T17:00:00+08:00"
    )
    reply = client.get(f"/s/{CODE}/")
    assert reply.status_code == 403
    assert "mulai 5 Januari 2099, 08.00 WITA" in Page(reply.content.decode()).text


def test_after_closing_every_page_says_so(client: Client) -> None:
    make.close()
    for path in ("", "1/", "tidak-ikut/", "tarik/"):
        reply = client.get(f"/s/{CODE}/{path}")
        assert reply.status_code == 410
        assert "Survei ditutup" in reply.content.decode()


@pytest.mark.parametrize("link", [CODE, make.code(99)])
def test_who_answered_a_pilot_is_promised_no_results(link: str, client: Client) -> None:
    make.close(results_expected="")
    told = Page(client.get(f"/s/{link}/").content.decode()).text

    assert "hasilnya tidak diterbitkan" in told
    assert "direncanakan terbit" not in told


def test_once_it_is_over_a_link_that_nobody_knows_any_more_is_told_so(client: Client) -> None:
    """As all are after the box was destroyed; and nothing is said of a sheet."""
    make.close()
    reply = client.get(f"/s/{make.code(99)}/")

    assert reply.status_code == 410
    told = Page(reply.content.decode()).text
    assert "Survei ditutup" in told
    assert "terkirim" not in told


# --- What holds on every answer ----------------------------------------------------------------

ADDRESSES = (
    "/",
    "/cek/",
    "/bantuan/",
    "/kerahasiaan/",
    "/bukti/",
    "/bukti/?awal=7K",
    "/healthz",
    "/nowhere/",
    f"/s/{CODE}/",
    f"/s/{CODE}/1/",
    f"/s/{CODE}/kirim/",
    f"/s/{CODE}/tidak-ikut/",
    f"/s/{CODE}/bukan-saya/",
    f"/s/{CODE}/hapus-nomor/",
    f"/s/{CODE}/tarik/",
    "/s/x/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_get_changes_nothing_in_the_box(client: Client, address: str) -> None:
    Browser(client).get(f"/s/{CODE}/").press("", "").press("aksi", "jeda", **{"j-i_s1": "ya"})
    before = make.contents()
    client.get(address)
    client.head(address)
    assert make.contents() == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_get_only_reads(client: Client, address: str) -> None:
    said: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    with connections["box"].execute_wrapper(listen):
        client.get(address)
    assert [sql for sql in said if not sql.lstrip().startswith("SELECT")] == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_cookie_and_nothing_kept_anywhere(client: Client, address: str, method: str) -> None:
    reply = getattr(client, method)(address)
    assert not reply.cookies
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
