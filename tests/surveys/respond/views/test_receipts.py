"""The page of receipts: found without telling which one, and everything there to check it all."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client

from spi_portal import keyring
from surveys.box import batches, outcomes, periksa, publications, receipts
from surveys.box.models.receipts import ReceiptPending
from surveys.box.outcomes import Outcome
from surveys.respond import loading
from surveys.respond.views import receipts as page
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Page
from tests.verifier import second

pytestmark = pytest.mark.django_db
SHOWN = ("7K00-0000-0000-0001", "7KZZ-0000-0000-0002", "7M00-0000-0000-0003")
OUTCOME = Outcome(
    wave=str(make.WAVE), day="2026-11-03", manifest="", batches=1, last_batch="", activations=0,
    last_activation="", released=0, replaced=0, revoked=0, received=3, counted=2, superseded=1,
    withdrawn=0, void=0, invalid=0,
)  # fmt: skip


@pytest.fixture
def listed(wave: None) -> None:
    """Three receipts in one signed list."""
    for code in SHOWN:
        ReceiptPending.objects.create(r=receipts.read(code), wave=make.WAVE)
    batches.draw_up(make.WAVE, at_least=1, key=key("batch"))


@pytest.fixture
def many(listed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many that a character is asked for."""
    monkeypatch.setattr(page, "ALL_SHOWN", 2)


@pytest.fixture
def very_many(many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "BY_ONE", 2)


def key(kind: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.load(kind))


def text(client: Client, address: str = "/bukti/") -> str:
    reply = client.get(address)
    assert reply.status_code == 200
    return Page(reply.content.decode()).text


def announce_count(signed_by: Ed25519PrivateKey) -> None:
    make.post(version=2, count_public_key=key("count").public_key().public_bytes_raw().hex())
    body, signature = outcomes.sign(OUTCOME, signed_by)
    publications.post(publications.outcome_of("2026"), 1, body, signature)


def test_a_few_are_all_shown_and_nothing_is_asked(listed: None, client: Client) -> None:
    said = text(client)
    assert all(f"{code} daftar ke-1" in said for code in SHOWN)
    assert "awal" not in Page(client.get("/bukti/").content.decode()).text.split()


def test_of_many_those_are_shown_that_begin_with_one_character(many: None, client: Client) -> None:
    assert "7K00" not in text(client)
    said = text(client, "/bukti/?awal=7")
    assert "7K00-0000-0000-0001 daftar ke-1" in said
    assert "7M00-0000-0000-0003" in said


def test_of_very_many_with_two(very_many: None, client: Client) -> None:
    said = text(client, "/bukti/?awal=7k")
    assert "7K00-0000-0000-0001" in said
    assert "7KZZ-0000-0000-0002" in said
    assert "7M00" not in said


def test_no_more_is_looked_for_than_is_asked(many: None, client: Client) -> None:
    """Whoever types all of it in spite of the words is shown the same, whichever it was."""
    assert text(client, "/bukti/?awal=7K00-0000-0000-0001") == text(client, "/bukti/?awal=7")


def test_what_is_in_no_list_is_not_shown(wave: None, client: Client) -> None:
    ReceiptPending.objects.create(r=receipts.read(SHOWN[0]), wave=make.WAVE)
    assert "Belum ada kode." in text(client)


def test_nothing_that_begins_so_is_said(many: None, client: Client) -> None:
    assert "Belum ada kode yang berawal 9." in text(client, "/bukti/?awal=9")


@pytest.mark.parametrize("typed", ["!", "%00", "u", "<", "%F0%9F%92%A9"])
def test_what_begins_no_receipt_is_told(many: None, client: Client, typed: str) -> None:
    assert "Ketik 1 huruf atau angka" in text(client, f"/bukti/?awal={typed}")


@pytest.mark.parametrize("typed", ["7", "7!", "%00%00", "u7"])
def test_nor_do_two_such(very_many: None, client: Client, typed: str) -> None:
    assert "Ketik 2 huruf atau angka" in text(client, f"/bukti/?awal={typed}")


def test_it_says_when_a_receipt_appears(listed: None, client: Client) -> None:
    assert "biasanya besok siang, paling lambat saat survei ditutup" in text(client)


def test_the_whole_code_is_typed_where_no_form_can_send_it(listed: None, client: Client) -> None:
    html = client.get("/bukti/").content.decode()
    box = html.partition('class="periksa isi-teks"')[2].partition("</div>")[0]
    assert "<input" in box
    assert "name=" not in box
    assert "<form" not in box
    assert 'type="button"' in box


def test_its_script_may_fetch_from_here_and_nowhere_else(listed: None, client: Client) -> None:
    policy = client.get("/bukti/").headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    assert "script-src 'self'" in policy


def test_the_way_to_what_would_prove_us_wrong_ends_there(listed: None, client: Client) -> None:
    assert 'href="/kerahasiaan/#keliru"' in client.get("/bukti/").content.decode()
    assert 'id="keliru"' in client.get("/kerahasiaan/").content.decode()


def test_before_the_count_it_says_so(listed: None, client: Client) -> None:
    assert "3 kode dalam 1 daftar. Belum dihitung." in text(client)


def test_what_the_count_came_to_is_shown(listed: None, client: Client) -> None:
    announce_count(key("count"))
    said = text(client)
    assert "Dihitung 3 November 2026, dari 3 yang diterima:" in said
    assert "2 dihitung" in said
    assert "1 diganti isian baru" in said


def test_totals_that_the_counter_did_not_sign_are_not_shown(listed: None, client: Client) -> None:
    announce_count(Ed25519PrivateKey.generate())
    said = text(client)
    assert "tidak asli" in said
    assert "1 diganti isian baru" not in said


def test_the_file_is_what_lies_in_the_box(listed: None, client: Client) -> None:
    file = client.get("/bukti/2026.json").json()
    assert file["batches"][0]["receipts"] == list(SHOWN)
    assert file["wave_key"] == keyring.load("wave-public").hex()


def test_the_file_grows_when_the_box_does(listed: None, client: Client) -> None:
    before = client.get("/bukti/2026.json").json()
    ReceiptPending.objects.create(r=bytes(10), wave=make.WAVE)
    batches.draw_up(make.WAVE, at_least=1, key=key("batch"))
    announce_count(key("count"))
    after = client.get("/bukti/2026.json").json()
    assert [len(before["batches"]), len(after["batches"])] == [1, 2]
    assert (before["outcome"], len(after["manifests"])) == (None, 2)
    assert after["outcome"] is not None


def test_it_is_made_once_and_not_for_everybody_who_asks(
    listed: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/bukti/2026.json").content
    monkeypatch.setattr(page.proofs, "public_file", None)
    assert client.get("/bukti/2026.json").content == first


def test_it_comes_packed(listed: None, client: Client) -> None:
    reply = client.get("/bukti/2026.json", headers={"Accept-Encoding": "gzip"})
    assert json.loads(gzip.decompress(reply.content))["format"] == "spi-receipts-1"


def test_the_public_server_may_read_all_of_it(
    listed: None, as_public: None, client: Client
) -> None:
    assert client.get("/bukti/2026.json").status_code == 200
    assert SHOWN[0] in text(client)


def test_a_wave_that_there_is_not_has_no_file(listed: None, client: Client) -> None:
    assert client.get("/bukti/1999.json").status_code == 404


def test_a_rehearsal_is_no_survey_here(listed: None, client: Client) -> None:
    title = "LATIHAN: Survei Integritas OPD 2027"
    make.post(wave=UUID(int=7), slug="2027-latihan", title=title, is_rehearsal=True)
    loading.forget()

    assert title in {wave.manifest.title for wave in loading.recent()}
    assert title not in text(client)
    assert client.get("/bukti/2027-latihan.json").status_code == 404


def test_the_program_is_the_one_that_is_tested(client: Client) -> None:
    reply = client.get("/bukti/periksa.py")
    assert reply.content == Path(periksa.__file__).read_bytes()
    assert 'filename="periksa.py"' in reply.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("address", "name"),
    [("/bukti/verifying.md", "verifying.md"), ("/kerahasiaan/privacy.md", "privacy.md")],
)
def test_the_pages_for_the_curious_are_those_of_docs(
    client: Client, address: str, name: str
) -> None:
    docs = Path(settings.BASE_DIR) / "docs"
    assert client.get(address).content == (docs / name).read_bytes()


def test_what_is_served_satisfies_a_stranger(db: None, client: Client) -> None:
    """With an announcement as staff sign it, both keys named."""
    make.post(
        batch_public_key=key("batch").public_key().public_bytes_raw().hex(),
        count_public_key=key("count").public_key().public_bytes_raw().hex(),
    )
    for code in SHOWN:
        ReceiptPending.objects.create(r=receipts.read(code), wave=make.WAVE)
    batch = batches.draw_up(make.WAVE, at_least=1, key=key("batch"))
    file = client.get("/bukti/2026.json").json()
    own = {"key": keyring.load("wave-public").hex(), "receipt": SHOWN[1].lower()}
    assert second.check([file], **own) == set()
    assert periksa.check([file], **own) == []
    outcome = replace(OUTCOME, manifest="00" * 32, last_batch=batch.hash.hex(),
                      last_activation="0" * 64, day=date(2026, 11, 3).isoformat())  # fmt: skip
    body, signature = outcomes.sign(outcome, key("count"))
    publications.post(publications.outcome_of("2026"), 1, body, signature)
    file = client.get("/bukti/2026.json").json()
    assert second.check([file]) == {"outcome-manifest"}
    assert periksa.check([file]) == [("outcome-manifest", 0)]
