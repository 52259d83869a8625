"""Marks of one respondent, looked for wherever something is written down, also when it fails.

Codes, mistyped ones too, the right, the place of the unfinished sheet, what was ticked, what was
typed and refused: none of it may stand in a log, a queue, an error page or a memory image. Each
place is shown to be looked into: what must be found there is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from celery import Celery
from django.db import connections

from spi_portal.embedded import postgres
from tests.journeys import marks, town
from tests.journeys.site import Reply, Site
from tests.surveys.respond.browsing import Browser, walk

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
FORM = "application/x-www-form-urlencoded"
TYPED = "SAYA-PENJAGA-RAHASIA-7431"  # what somebody might type or send, and no page expects
WORKERS = ("send", "box")
KEPT = re.compile(r"<input type=\"hidden\"[^>]*>")  # what was posted, to be sent again
OF_OURS = ("Traceback", "psycopg", "site-packages", "surveys/respond")
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@pytest.fixture
def wave(running, ratna, hadi):
    town.found()
    return town.open_wave(by=ratna, second=hadi)


@pytest.fixture
def code(wave) -> str:
    return town.link_of(wave, "internal")


def sentinels(code: str, wave) -> set[str]:
    return marks.of_link(code, wave.pk) | marks.of_text(mistyped(code)) | {TYPED}


def mistyped(code: str) -> str:
    """One character is another, which the check characters notice."""
    return code[:5] + ("7" if code[5] != "7" else "8") + code[6:]


def go_wrong(site: Site, code: str) -> list[Reply]:
    """Bad forms and bad links, with what nobody should have written down in all their parts."""
    return [
        site.get(f"/s/{mistyped(code)}/"),
        site.get(f"/s/{code}/{TYPED}/"),
        site.get(f"/s/{code}/?q={TYPED}"),
        site.post(f"/s/{code}/1/", f"aksi={TYPED}", content_type=FORM),
        site.post(f"/s/{code}/1/", f"aksi=maju&j-{TYPED}=ya", content_type=FORM),
        site.post(f"/s/{code}/1/", f"aksi=maju&j-i_s1={TYPED}", content_type=FORM),
        site.post(f"/s/{code}/1/", TYPED * 9000, content_type=FORM),
        site.post(f"/s/{code}/kirim/", f"aksi=kirim&nonce={TYPED}", content_type=FORM),
        site.post(f"/s/{code}/ditekan/", f"ditekan={TYPED}", content_type=FORM),
        site.post(f"/s/{code}/tarik/", f"alasan={TYPED}", content_type=FORM),
        site.ask("POST", f"/s/{code}/1/", TYPED, {"Content-Type": "application/json"}),
    ]


def administrator(database: str = "postgres") -> psycopg.Connection:
    address = postgres.address()
    it = address.seen_by(address.user, password=address.password, database=database)
    return psycopg.connect(it.url, autocommit=True)


@contextmanager
def slow_query_log() -> Iterator[None]:
    """Somebody looks for slow statements and lets the server write down every one."""
    with administrator() as it:
        it.execute("ALTER SYSTEM SET log_min_duration_statement = 0")
        it.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        with administrator() as it:
            it.execute("ALTER SYSTEM RESET log_min_duration_statement")
            it.execute("SELECT pg_reload_conf()")


@contextmanager
def box_out_of_reach() -> Iterator[None]:
    """Nobody gets into the box, as while its server is down."""
    name = connections["box"].settings_dict["NAME"]
    connections["box"].close()
    with administrator() as it:
        it.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        it.execute(END_ALL, [name])
    try:
        yield
    finally:
        with administrator() as it:
            it.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_nothing_that_goes_wrong_is_written_down(running, valkey, wave, code):
    if postgres.here().pid is None:
        pytest.skip("PostgreSQL's log is kept on another machine")
    server_log = marks.server_log()
    running.start("public", *WORKERS)
    running.wait_for_sites("public")
    site = Site(running.public_port)

    with slow_query_log():
        with administrator() as it:
            it.execute(f"SELECT 'PERIKSA-{TYPED[5:12]}'")
        refused = go_wrong(site, code)
        browser = Browser(site)
        walk(browser, code)
        for worker in WORKERS:
            valkey.ring(worker)
        running.wait_for_workers(*WORKERS)
    with box_out_of_reach():
        browser.press("aksi", "kirim")
        out_of_reach = [*browser.replies[-1:], *go_wrong(site, code)]

    running.stop()
    kept = running.everything_said() + valkey.everything_kept() + server_log.text()
    assert {400, 404, 413} <= {reply.status_code for reply in refused}
    assert max(reply.status_code for reply in refused) < 500
    assert 503 in {reply.status_code for reply in out_of_reach}
    assert "OperationalError" in running.words("public")  # that an error shows at all
    assert f"PERIKSA-{TYPED[5:12]}" in server_log.text()  # that slow statements do
    assert marks.found(sentinels(code, wave), kept) == []


def test_an_error_page_repeats_nothing_but_what_is_to_be_sent_again(running, code):
    running.start("public")
    running.wait_for_sites("public")
    site = Site(running.public_port)

    refused = go_wrong(site, code)
    with box_out_of_reach():
        broken = go_wrong(site, code)

    assert 503 in {reply.status_code for reply in broken}
    assert any(KEPT.search(reply.content.decode()) for reply in broken)  # that a form is kept
    for reply in (*refused, *broken):
        told = KEPT.sub("", reply.content.decode())
        assert not [word for word in (TYPED, *OF_OURS) if word in told]
        assert not [name for name, value in reply.headers.items() if TYPED in value]


def test_a_word_that_is_rung_would_be_found_in_the_queue(valkey):
    """The control of the first test: a task that carried a code would stand in Valkey's file."""
    app = Celery(broker=valkey.url.replace("unix://", "redis+socket://"))
    with app.connection_for_write() as connection:
        app.send_task("tests.nothing", args=[TYPED], queue="box", connection=connection)
    app.close()

    assert marks.found({TYPED}, valkey.everything_kept()) == [TYPED]


@pytest.mark.usefixtures("images_allowed")
def test_a_process_that_dies_leaves_no_image_of_its_memory(running, code):
    running.start("public")
    running.wait_for_sites("public")
    Site(running.public_port).get(f"/s/{code}/")
    (worker, *_) = children(running.pid("public"))

    assert leaves_no_image(worker)


def leaves_no_image(pid: int) -> bool:
    limits = Path(f"/proc/{pid}/limits").read_text()
    return re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE) is not None


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_database_server_leaves_none_either():
    if (pid := postgres.here().pid) is None:
        pytest.skip("PostgreSQL runs on another machine")
    assert leaves_no_image(pid)
