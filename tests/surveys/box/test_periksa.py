"""The program that everybody may fetch, run as they run it: alone, by its file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from surveys.box import periksa, proofs
from tests.verifier import files, tampering

PROGRAM = Path(periksa.__file__)
GOOD = files.of(tampering.BOX, files.counted(tampering.BOX))
SHOWN = GOOD.public["batches"][1]["receipts"][0]


@pytest.fixture
def bukti(tmp_path: Path) -> Path:
    path = tmp_path / "bukti-2026.json"
    path.write_bytes(proofs.to_bytes(GOOD.public))
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Without anything of the portal in reach."""
    return subprocess.run(
        [sys.executable, "-I", str(PROGRAM), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd="/",
        env={},
        check=False,
    )


def test_a_good_file_is_told_in_sentences(bukti: Path) -> None:
    done = run(bukti, "--receipt", SHOWN, "--key", files.KEY.hex())
    assert done.returncode == 0
    assert "13 kode dalam 2 daftar. Rantainya utuh." in done.stdout
    assert "13 diterima = 10 dihitung + 1 diganti + 1 ditarik" in done.stdout
    assert "Kode Anda ada di daftar ke-2." in done.stdout
    assert done.stdout.endswith("Semua cocok.\n")


def test_the_same_in_english(bukti: Path) -> None:
    assert run(bukti, "--english").stdout.endswith("Everything holds.\n")


def test_what_is_wrong_is_told_with_its_code_and_its_place(tmp_path: Path) -> None:
    path = tmp_path / "bukti.json"
    tampered = files.of(tampering.batch(1, signature=bytes(64)))
    path.write_bytes(proofs.to_bytes(tampered.public))
    done = run(path)
    assert done.returncode == 1
    assert "SALAH [batch-signature] daftar ke-2: tanda tangannya tidak sah" in done.stdout
    assert done.stdout.endswith("TIDAK COCOK.\n")


def test_codes_for_programs(bukti: Path) -> None:
    done = run(bukti, "--json", "--receipt", "0000-0000-0000-0000")
    assert json.loads(done.stdout) == {"holds": False, "faults": [["receipt-unknown", 0]]}
    assert done.returncode == 1


def test_the_key_may_be_written_as_it_is_printed(bukti: Path) -> None:
    printed = files.KEY.hex().upper()
    spaced = " ".join(printed[at : at + 4] for at in range(0, 64, 4))
    assert run(bukti, "--key", spaced).returncode == 0


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"format":"spi-receipts-1"}', b"7"]
)
def test_what_is_no_file_of_ours_is_said_without_a_stack(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bukti.json"
    path.write_bytes(content)
    done = run(path)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("Berkas tidak dapat dibaca: ")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert run(tmp_path / "nothing.json").returncode == 2


def test_a_receipt_may_be_typed_in_many_ways() -> None:
    for typed in (SHOWN, SHOWN.lower(), SHOWN.replace("-", ""), f" {SHOWN} ".replace("-", " ")):
        assert periksa.place_of(typed, GOOD.public) == 2


def test_every_code_has_its_sentence_in_both_languages() -> None:
    for code, (indonesian, english) in periksa.WRONG.items():
        assert indonesian, code
        assert english, code
