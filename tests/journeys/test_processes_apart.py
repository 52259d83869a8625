"""The house as it runs: each process with its own addresses and keys, and no trace of a visit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from tests.journeys import marks, town
from tests.journeys.site import Site
from tests.surveys.respond.browsing import Browser, walk

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
SITES = ("staff", "public")
WORKERS = ("send", "box", "reports")
EVERYBODY = (*SITES, *WORKERS, "counter", "beat")
UNMARKED = ("box_right", "box_manifest")
BROKEN = ("box_ballot", "box_receipt_pending")
RECEIPT = "Lembar jawaban Anda sudah masuk kotak tersegel"


@pytest.fixture
def wave(running, ratna, hadi):
    town.found()
    return town.open_wave(by=ratna, second=hadi)


def answer(site: Site, code: str) -> Browser:
    browser = Browser(site)
    walk(browser, code)
    browser.press("aksi", "kirim")
    assert RECEIPT in browser.page.text
    return browser


def test_a_visit_from_link_to_receipt_leaves_no_trace_outside_the_box(running, valkey, wave):
    code = town.link_of(wave, "internal")
    registry, counters = marks.touched("default"), marks.writes("default")
    box = marks.touched("box")
    running.start(*EVERYBODY)
    running.wait_for_sites(*SITES)

    browser = answer(Site(running.public_port), code)
    for worker in WORKERS:
        valkey.ring(worker)
    running.wait_for_workers(*WORKERS, "counter")

    after = marks.touched("box")
    running.stop()
    assert after["box_ballot"] != box["box_ballot"]  # that a write shows at all
    assert {name: after[name] for name in UNMARKED} == {name: box[name] for name in UNMARKED}
    assert marks.touched("default") == registry
    assert marks.writes("default") == counters
    assert registry["django_session"][0] == 0
    assert not [reply for reply in browser.replies if "Set-Cookie" in reply.headers]
    kept = running.everything_said() + valkey.everything_kept()
    assert marks.found(marks.of_link(code, wave.pk), kept) == []


def mistype(code: str) -> str:
    """Two characters change places, which the check characters notice."""
    at = next(n for n in range(len(code) - 1) if code[n].isalnum() and code[n + 1].isalnum()
              and code[n] != code[n + 1])  # fmt: skip
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def misbehave(site: Site, code: str) -> set[int]:
    """Everything that a visitor, a mail scanner or a bad line can do to a link."""
    form = "application/x-www-form-urlencoded"
    link = f"/s/{code}/"
    replies = [
        site.get(f"/s/{mistype(code)}/"),
        site.get(f"/s/{code.lower()}"),
        site.get(f"{link}99/"),
        site.get(f"{link}tidak-ada/"),
        site.get(f"{link}?bahasa=%00{code}"),
        site.get(f"/{code}/"),
        site.ask("DELETE", link),
        site.ask("PROPFIND", link),
        site.post(f"{link}1/", f"aksi={code}", content_type=form),
        site.post(f"{link}1/", f"aksi=maju&lain={code}", content_type=form),
        site.post(f"{link}1/", code * 4000, content_type=form),
        site.post(f"{link}kirim/", f"aksi=kirim&nonce={code}", content_type=form),
        site.post(f"{link}1/", "\xff", content_type="multipart/form-data; boundary=" + code),
        site.get(link + "x" * 20_000),
    ]
    site.say(f"GET /s/{code}/ HTTP/9.9\r\n\r\n".encode())
    site.say(f"POST /s/{code}/1/ HTTP/1.1\r\nContent-Length: 900\r\n\r\nq={code}".encode())
    return {reply.status_code for reply in replies}


@contextmanager
def broken_box() -> Iterator[None]:
    """The box refuses to store anything: what a full disk or a fault of ours looks like."""
    refusal = "ALTER TABLE {} ADD CONSTRAINT refuses_all CHECK (pg_backend_pid() = 0) NOT VALID"
    with connections["box"].cursor() as cursor:
        for table in BROKEN:
            cursor.execute(refusal.format(table))
        try:
            yield
        finally:
            for table in BROKEN:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT refuses_all")


def test_no_error_on_a_respondents_way_writes_their_link_down(running, wave):
    code = town.link_of(wave, "internal")
    server_log = marks.server_log()
    running.start("public")
    running.wait_for_sites("public")
    browser = Browser(site := Site(running.public_port))

    statuses = misbehave(site, code)
    walk(browser, code)
    with broken_box():
        browser.press("aksi", "kirim")

    running.stop()
    link = marks.of_link(code, wave.pk) | marks.of_text(mistype(code))
    assert max(statuses) < 500
    assert browser.status == 503
    assert "IntegrityError (23514)" in running.words("public")  # that an error shows at all
    assert marks.found(link, running.everything_said()) == []
    if server_log.path is None:
        pytest.skip("PostgreSQL's log is kept on another machine")
    assert "refuses_all" in server_log.text()
    assert marks.found(link, server_log.text()) == []
