"""Every page that a respondent can meet, asked for as a browser asks: for tests that look at all.

Needs the fixtures `wave` and `client`. In the end the survey is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.test import Client, RequestFactory

from surveys.questionnaire import instrument
from surveys.respond import loading, points
from surveys.respond.languages import Language, query
from surveys.respond.views import refusals
from surveys.respond.views.receipts import ALL_SHOWN
from tests.surveys.respond import every_entry, make
from tests.surveys.respond.browsing import Browser, walk

CODE, EXPERT = make.code(1), make.code(3)
FORM = "application/x-www-form-urlencoded"
COUNTER = f"/daftar/{make.POINT}/"

Shown = tuple[str, str]  # its name, its HTML


def pages(client: Client, language: Language) -> Iterator[Shown]:
    make.announce()
    yield from _that_anybody_may_open(client, query(language))
    yield from _on_the_way(client, query(language))
    yield from _besides(client, query(language))
    yield from _at_a_counter(client, query(language))
    yield from _when_something_is_wrong(client, query(language))
    yield from _with_other_entries(client, query(language))
    yield from _outside_the_field_period(client, query(language))


def _that_anybody_may_open(client: Client, bhs: str) -> Iterator[Shown]:
    for path in ("/", "/cek/", "/bantuan/", "/kerahasiaan/", "/bukti/"):
        yield path, _text(client.get(path + bhs))
    make.list_receipts(ALL_SHOWN + 1)
    for typed in ("0", "!"):
        yield f"bukti {typed}", _text(client.get(f"/bukti/?awal={typed}{bhs.replace('?', '&')}"))


def _on_the_way(client: Client, bhs: str) -> Iterator[Shown]:
    browser = Browser(client)
    yield "mulai", browser.get(f"/s/{CODE}/{bhs}").html.decode()
    yield "bagian", browser.get(f"/s/{CODE}/3/{bhs}").html.decode()
    yield "galat", browser.press("aksi", "maju", **dict([_one_tick(browser)])).html.decode()
    yield "jeda", browser.press("aksi", "jeda").html.decode()
    yield "ahli", browser.get(f"/s/{EXPERT}/2/{bhs}").html.decode()
    walk(browser, EXPERT, query=bhs)
    yield "periksa", browser.html.decode()
    yield "periksa lagi", browser.get(f"/s/{EXPERT}/{bhs}").press("", "").html.decode()
    yield "selesai", browser.press("aksi", "kirim").html.decode()


def _one_tick(browser: Browser) -> tuple[str, str]:
    field, codes = next(iter(browser.page.form.radios.items()))
    return field, codes[0]


def _besides(client: Client, bhs: str) -> Iterator[Shown]:
    told = {"j-i_tkn": "diancam"}
    yield "ditekan", _text(client.get(f"/s/{CODE}/ditekan/{bhs}"))
    yield "ditekan kosong", _text(_post(client, f"/s/{CODE}/ditekan/{bhs}"))
    yield "ditekan disertakan", _text(_post(client, f"/s/{CODE}/ditekan/{bhs}", **told))
    taken_back = {"j-i_tkn-hapus": "ya"}
    yield "ditekan dihapus", _text(_post(client, f"/s/{CODE}/ditekan/{bhs}", **taken_back))
    for word in ("tidak-ikut", "bukan-saya", "hapus-nomor", "tarik"):
        yield word, _text(client.get(f"/s/{CODE}/{word}/{bhs}"))
        yield f"{word} terkirim", _text(_post(client, f"/s/{CODE}/{word}/{bhs}"))
    trial = make.trial(9)
    loading.forget()
    yield "latihan", _text(client.get(f"/s/{trial}/tidak-ikut/{bhs}"))
    for field, ended in (("j-i_s1", "menolak"), ("j-i_s2", "tidak cocok")):
        ticks = {"aksi": "maju", "j-i_s1": "ya", field: "tidak"}
        yield ended, _text(_post(client, f"/s/{CODE}/1/{bhs}", **ticks))


def _at_a_counter(client: Client, bhs: str) -> Iterator[Shown]:
    today = datetime.now(UTC).date().isoformat()
    whole = {"nama": "Sari Dewi", "wa": "081200001111", "tanggal": today, "setuju": "ya"}
    yield "loket", _text(client.get(COUNTER + bhs))
    yield "loket galat", _text(_post(client, COUNTER + bhs, nonce="0" * 32, surel="salah"))
    yield "loket terkirim", _text(_post(client, COUNTER + bhs, nonce="0" * 32, **whole))
    yield "loket tak dikenal", _text(client.get(f"/daftar/tidakada/{bhs}"))
    make.announce(version=2, is_closed=True)
    points.forget()
    yield "loket tutup", _text(client.get(COUNTER + bhs))


def _when_something_is_wrong(client: Client, bhs: str) -> Iterator[Shown]:
    address, asking = f"/s/{CODE}/1/{bhs}", RequestFactory()
    yield "salah ketik", _text(client.get(f"/s/AAAA-AAAA/{bhs}"))
    yield "tak dikenal", _text(client.get(f"/s/{make.code(99)}/{bhs}"))
    yield "tak ada", _text(client.get(f"/s/{CODE}/99/{bhs}"))
    yield "ditolak", _text(_post(client, address, lain="1"))
    yield "terlalu besar", _text(_post(client, address, lain="x" * 70_000))
    yield "hilang", _text(_post(client, f"/s/{CODE}/kirim/{bhs}", aksi="kirim", nonce="0" * 32))
    posted = asking.post(address, "aksi=maju&j-i_s1=ya", content_type=FORM)
    yield "belum tersimpan", _text(refusals.not_stored(posted))
    yield "tak terjangkau", _text(refusals.not_stored(asking.get(address)))
    yield "terlalu banyak", _text(refusals.too_many_today(asking.get(COUNTER + bhs)))


def _with_other_entries(client: Client, bhs: str) -> Iterator[Shown]:
    """Numbers, several choices, days and lists, which the questionnaires of ours do not have."""
    internal = instrument.to_json(every_entry.book().read())
    make.post(version=2, instruments={**make.manifest().instruments, "internal": internal})
    loading.forget()
    yield "isian", _text(client.get(f"/s/{CODE}/4/{bhs}"))
    typed = {"j-age": "7", "aksi": "maju"}
    yield "isian galat", _text(_post(client, f"/s/{CODE}/4/{bhs}", **typed))


def _outside_the_field_period(client: Client, bhs: str) -> Iterator[Shown]:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    make.post(version=3, opens_at=tomorrow)
    yield "belum buka", _text(client.get(f"/s/{CODE}/{bhs}"))
    make.close(version=4)
    yield "tutup", _text(client.get(f"/s/{CODE}/{bhs}"))
    yield "tak dikenal lagi", _text(client.get(f"/s/{make.code(99)}/{bhs}"))


def _post(client: Client, address: str, **fields: str) -> HttpResponse:
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    return client.post(address, body, content_type=FORM)


def _text(answer: HttpResponse) -> str:
    return answer.content.decode()
