"""What it takes to count a box of 10,000 and of 100,000 sheets, and to seal and sign one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import connections
from django.test import override_settings

from spi_portal import keyring
from spi_portal.demo import opinions
from surveys.box import batches, derivations, receipts, sealing
from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave
from surveys.questionnaire import instrument
from surveys.questionnaire.path import Questionnaire
from tests import box_wave, make
from tests.benches import figures
from tests.benches.figures import Figure

SECONDS = {10_000: 15, 100_000: 120}
MEGABYTES = 1024
SEAL_MILLISECONDS = 1
RUNS = {10_000: 3, 100_000: 1}
A_GROUP, A_DAY = 500, 5_000  # sheets
DIFFERENT = 400  # sheets that are answered anew; the others repeat one of these
SEALED_FOR_TIMING = 500
INTO_THE_BOX = "COPY box_ballot (pk, wave, group_id, suite, sealed, sig, tag) FROM STDIN"


def count_100k() -> Iterator[Figure]:
    """Each count in a process of its own, which does what the counter's command does."""
    with TemporaryDirectory() as folder, override_settings(KEYS=Path(folder)):
        box_wave.keys()
        version = box_wave.instrument()
        yield _sealing(version)
        for sheets, aim in SECONDS.items():
            done = [_count(_box(sheets, version)) for _ in range(RUNS[sheets])]
            name = f"count_{sheets // 1000}k"
            yield figures.figure(name, (one["seconds"] for one in done), "s", aim=aim)
            yield figures.figure(f"{name}.cpu", (one["cpu"] for one in done), "s")
            yield figures.figure(
                f"{name}.memory", (one["megabytes"] for one in done), "MB", aim=MEGABYTES
            )


def _sealing(version: InstrumentVersion) -> Figure:
    box, link = X25519PrivateKey.generate().public_key(), Ed25519PrivateKey.generate()
    wave = make.wave(is_pilot=True).pk
    sheet, spent = _sheets(version)[0], []
    for _ in range(SEALED_FOR_TIMING):
        begun = time.perf_counter()
        sealed = sealing.seal(sheet, wave=wave, group=1, key=box)
        sealing.sign(link, wave=wave, group=1, sealed=sealed)
        spent.append((time.perf_counter() - begun) * 1000)
    return figures.figure("seal_and_sign", spent, "ms", aim=SEAL_MILLISECONDS)


def _sheets(version: InstrumentVersion) -> list[sealing.Sheet]:
    random, mood = Random(7), opinions.Mood(level=75.0, response={})
    questionnaire = Questionnaire(version.read())
    return [
        sealing.Sheet(
            instrument=bytes.fromhex(version.digest)[: sealing.DIGEST_LENGTH],
            answers=instrument.pack(opinions.answer(questionnaire, mood, random)),
        )
        for _ in range(DIFFERENT)
    ]


def _box(sheets: int, version: InstrumentVersion) -> Wave:
    """A closed wave with so many sheets, received on as many days as it takes."""
    wave = box_wave.wave(version, groups=max(1, sheets // A_GROUP), people=2 * A_GROUP)
    box_wave.give_rights(wave, range(sheets))
    _fill(wave, _sealed(wave, sheets, _sheets(version)))
    box_wave.close(wave)
    box_wave.grant_count(wave)
    return wave


def _sealed(
    wave: Wave, number: int, sheets: list[sealing.Sheet]
) -> Iterator[tuple[bytes, int, bytes, bytes]]:
    """Right, group, sealed sheet and signature of each link."""
    box = X25519PrivateKey.from_private_bytes(keyring.load("box", wave.slug)).public_key()
    groups = box_wave.group_numbers(wave)
    for link in range(number):
        group, key = (
            groups[link % len(groups)],
            derivations.signing_key(box_wave.secret(link), wave.pk),
        )
        sealed = sealing.seal(sheets[link % DIFFERENT], wave=wave.pk, group=group, key=box)
        signature = sealing.sign(key, wave=wave.pk, group=group, sealed=sealed)
        yield key.public_key().public_bytes_raw(), group, sealed, signature


def _fill(wave: Wave, sheets: Iterator[tuple[bytes, int, bytes, bytes]]) -> None:
    """As the public server and the nights would have done, a day's receipts to a batch."""
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("batch"))
    last: receipts.Batch | None = None
    with connections["box"].cursor() as cursor:
        given = []
        with cursor.copy(INTO_THE_BOX) as copied:
            for right, group, sealed, signature in sheets:
                copied.write_row(
                    (right, wave.pk, group, sealing.SUITE, sealed, signature, bytes(16))
                )
                given.append(receipts.receipt(sealed))
        for start in range(0, len(given), A_DAY):
            last = receipts.draw_up(wave.pk, given[start : start + A_DAY], after=last, key=key)
            batches.store(cursor, last)


def _count(wave: Wave) -> dict[str, float]:
    names = {alias: str(connections[alias].settings_dict["NAME"]) for alias in ("default", "box")}
    told = {"SPI_BENCH_DATABASES": json.dumps(names), "SPI_BENCH_KEYS": str(settings.KEYS)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benches.one_count", wave.slug],
        env=os.environ | told,
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout))
