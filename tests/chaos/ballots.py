"""`dev.py chaos ballots`: no sheet that was acknowledged is ever lost, whatever is killed.

Beside it stands its control: with the database's promise switched off the same kills do lose
some, so that the loss of one would be seen. Each call kills for some minutes and writes into a
record what came of it; `tests/chaos/__main__.py` adds up.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import OperationalError, connections

from spi_portal import keyring
from spi_portal.demo import opinions
from spi_portal.embedded import postgres
from surveys.box import batches
from surveys.models.sheets import Count, Sheet
from surveys.models.waves import Wave
from surveys.questionnaire.path import Questionnaire
from surveys.respond import loading
from tests import box_wave
from tests.chaos import killing, record
from tests.chaos.crowd import Crowd
from tests.journeys.running import Running

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "box"])

LINKS, GROUPS = 3000, 20
SECONDS, SECONDS_OF_THE_COUNTER = 210, 90  # of killing, in one call; the record adds calls up
OF_THE_CONTROL = 15
BETWEEN = 12  # receipts that are given before the next kill
AT_WORK = """SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'spi-counter' AND xact_start IS NOT NULL"""
LIES_HERE = """SELECT substring(sha256(sealed) FOR 10) FROM box_ballot
    UNION ALL SELECT r FROM box_receipt_gone"""


@pytest.fixture
def wave(transactional_db: None) -> Wave:
    loading.forget()
    made = box_wave.wave(box_wave.instrument(), groups=GROUPS, people=LINKS // GROUPS)
    box_wave.give_rights(made, range(LINKS))
    return made


@pytest.fixture
def crowd(wave: Wave, running: Running) -> Iterator[Crowd]:
    running.start("public")
    running.wait_for_sites("public")
    luck, mood = random.Random(7), opinions.Mood(level=75.0, response={})
    questionnaire = Questionnaire(wave.instruments.get().read())
    answers = [opinions.answer(questionnaire, mood, luck) for _ in range(50)]
    people = Crowd(running.public_port, LINKS, answers)
    people.begin()
    yield people
    people.end(patience=0)


@pytest.fixture
def careless() -> Iterator[None]:
    """A database that says «stored» before it is: what our roles are told not to do."""
    place = f"ROLE app_public IN DATABASE {connections['box'].settings_dict['NAME']}"
    with psycopg.connect(postgres.address().url, autocommit=True) as administrator:
        administrator.execute(f"ALTER {place} SET synchronous_commit = off")
    yield
    with psycopg.connect(postgres.address().url, autocommit=True) as administrator:
        administrator.execute(f"ALTER {place} RESET synchronous_commit")


def lost(given: list[bytes]) -> list[bytes]:
    """Receipts that somebody holds and of which the box knows nothing."""
    with connections["box"].cursor() as cursor:
        cursor.execute(LIES_HERE)
        here = {bytes(r) for (r,) in cursor.fetchall()}
    return [receipt for receipt in given if receipt not in here]


def kill(crowd: Crowd, running: Running, what: str) -> None:
    """In the middle of whatever goes on, once a few more receipts were given."""
    enough = len(crowd.receipts) + BETWEEN
    running.wait_until(lambda: len(crowd.receipts) >= enough, "receipts are given", seconds=120)
    time.sleep(random.uniform(0, 0.1))
    if what == "database":
        killing.the_database()
    else:
        killing.a_worker_of(running.pid("public"))


def test_nothing_that_was_acknowledged_is_lost(crowd: Crowd, wave: Wave, running: Running) -> None:
    kills, over = Counter[str](), time.monotonic() + SECONDS
    while time.monotonic() < over:
        what = random.choice(("database", "worker"))
        kill(crowd, running, what)
        kills[what] += 1
        assert not lost(list(crowd.receipts))
    crowd.end()
    running.stop()
    gone, doubled = lost(crowd.receipts), len(crowd.receipts) - len(set(crowd.receipts))
    acknowledged = {"acknowledged": len(crowd.receipts), "lost": len(gone)}
    record.append(kills | acknowledged | {"doubled": doubled, "stuck": crowd.stuck})
    assert (gone, doubled, crowd.stuck) == ([], 0, 0)

    counted, of_the_counter = count_and_kill(wave, running)

    record.append({"counter": of_the_counter})
    assert of_the_counter
    assert counted.received == len(set(crowd.receipts)) == len(crowd.receipts)
    assert counted.counted == Sheet.objects.count()
    assert counted.received == counted.counted + counted.superseded


def test_the_control_loses_some(careless: None, crowd: Crowd, running: Running) -> None:
    """As few kills as it takes."""
    kills, gone = 0, list[bytes]()
    while kills < OF_THE_CONTROL and not gone:
        kill(crowd, running, "database")
        kills, gone = kills + 1, lost(list(crowd.receipts))
    crowd.end()

    record.append({"of_control": kills, "control_lost": len(gone)})
    assert gone


def count_and_kill(wave: Wave, running: Running) -> tuple[Count, int]:
    """The count of `wave`, killed in the middle again and again until it is let through."""
    box_wave.close(wave)
    batches.draw_up_due(
        key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")), only_closed=True
    )
    box_wave.grant_count(wave)
    killed, over = 0, time.monotonic() + SECONDS_OF_THE_COUNTER
    while time.monotonic() < over:
        running.start("counter")
        running.wait_until(is_counting, "the counter counts")
        time.sleep(random.uniform(0, 0.3))
        running.kill("counter")
        if Wave.objects.get(pk=wave.pk).state == Wave.State.COUNTED:
            break
        assert not Sheet.objects.exists()
        killed += 1
    running.start("counter")
    running.wait_until(lambda: Count.objects.exists(), "the wave is counted", seconds=120)
    return Count.objects.get(wave=wave), killed


def is_counting() -> bool:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(AT_WORK)
            return bool(cursor.fetchone()[0])
    except OperationalError:
        return False
