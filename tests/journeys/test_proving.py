"""What others can check of a real wave, and what nobody gets to write down too early."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from spi_portal import keyring
from surveys import chores, counting, proving
from surveys.box import batches, outcomes, proofs
from surveys.box.models.ballots import Ballot
from surveys.models.waves import Wave
from surveys.steps import closing
from tests.journeys import town
from tests.journeys.test_year import LINK
from tests.verifier import second

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answered(ratna, hadi) -> Wave:
    """Open; thirty have answered, and the night has listed their receipts."""
    town.found()
    wave = town.open_wave(by=ratna, second=hadi)
    found = (LINK.search(letter.body) for letter in mail.outbox)
    town.answer([link[1] for link in found if link][:30])
    batches.draw_up_due(key=batch_key())
    return wave


@pytest.fixture
def closed(answered: Wave, ratna) -> Wave:
    closing.close(wave=answered, by=ratna)
    chores.do_all()
    batches.draw_up_due(key=batch_key())
    answered.refresh_from_db()
    return answered


@pytest.fixture
def counted(closed: Wave, ratna, hadi) -> Wave:
    town.grant("count", closed, by=ratna, second=hadi)
    counting.count(wave=closed)
    chores.do_all()
    closed.refresh_from_db()
    return closed


def batch_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.load("batch"))


def wave_key() -> bytes:
    return keyring.load("wave-public")


def test_what_everybody_may_see_holds_before_and_after_the_count(answered: Wave) -> None:
    proof = proving.of_receipts(answered)
    assert proof.faults == []
    assert second.check([proof.file], key=wave_key().hex()) == set()
    assert sum(batch["size"] for batch in proof.file["batches"]) == 30
    assert proof.file["outcome"] is None


def test_after_the_count_its_outcome_stands_in_the_public_file(counted: Wave) -> None:
    proof = proving.of_receipts(counted)
    assert proof.faults == []
    assert second.check([proof.file], key=wave_key().hex()) == set()
    said = outcomes.verify(
        *signed(proof.file["outcome"]), Ed25519PrivateKey.from_private_bytes(
            keyring.load("count")
        ).public_key()
    )  # fmt: skip
    assert (said.received, said.counted, said.wave) == (30, 30, str(counted.pk))


def signed(entry: dict[str, str]) -> tuple[bytes, bytes]:
    return base64.b64decode(entry["body"]), bytes.fromhex(entry["signature"])


def test_the_outcome_is_carried_over_once(counted: Wave) -> None:
    assert chores.registrar.carry_outcomes() == 0


def test_the_public_server_reads_all_of_it_with_its_own_grants(counted: Wave) -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("SET ROLE app_public")
        try:
            file = proofs.public_file(counted.pk, counted.slug, wave_key=wave_key())
        finally:
            cursor.execute("RESET ROLE")
    assert second.check([file]) == set()


def test_the_public_file_is_served_and_grows_with_the_box(closed: Wave, settings) -> None:
    settings.ROOT_URLCONF = "spi_portal.urls_public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    client = Client(headers={"Accept-Encoding": "gzip"})
    reply = client.get(f"/bukti/{closed.slug}.json")
    assert reply.headers["Content-Encoding"] == "gzip"
    assert f'filename="bukti-{closed.slug}.json"' in reply.headers["Content-Disposition"]
    before = Client().get(f"/bukti/{closed.slug}.json").json()
    assert before == proving.of_receipts(closed).file
    assert Client().get("/bukti/nothing.json").status_code == 404


def test_nobody_writes_which_right_has_a_sheet_while_the_registrar_has_its_key(
    answered: Wave, tmp_path: Path
) -> None:
    path = tmp_path / "sheets.json"
    with pytest.raises(CommandError, match="not destroyed yet"):
        call_command("verify", "sheets", answered.slug, write=path)
    assert not path.exists()


def test_the_auditor_checks_every_sheet_and_none_is_in_the_file(
    closed: Wave, tmp_path: Path, capsys
) -> None:
    path = tmp_path / "sheets.json"
    call_command("verify", "sheets", closed.slug, write=path)
    assert "Everything holds." in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    proof = proving.of_sheets(closed)
    assert second.check([*proof.beside, json.loads(path.read_bytes())]) == set()
    assert len(proof.file["sheets"]) == 30
    for sealed, tag in Ballot.objects.values_list("sealed", "tag"):
        assert bytes(sealed).hex() not in path.read_text()
        assert bytes(tag).hex() not in path.read_text()


def test_an_older_file_is_never_replaced(closed: Wave, tmp_path: Path) -> None:
    path = tmp_path / "sheets.json"
    path.write_text("older")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("verify", "sheets", closed.slug, write=path)
    assert path.read_text() == "older"


def test_a_sheet_that_was_deleted_is_found_by_the_command(closed: Wave, tmp_path: Path) -> None:
    Ballot.objects.filter(pk=Ballot.objects.first().pk).delete()
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify", "sheets", closed.slug, write=tmp_path / "sheets.json")


def test_a_wave_that_there_is_not_is_said(db) -> None:
    with pytest.raises(CommandError, match="There is no wave 1999"):
        call_command("verify", "receipts", "1999")
