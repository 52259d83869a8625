"""One city from its lists to its count, attacked in the middle of the field and at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import numpy as np
from django.conf import settings
from django.utils import timezone

from spi_portal import keyring
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from surveys.box.models.receipts import ReceiptPending
from surveys.models.sheets import Sheet
from surveys.models.waves import Wave
from surveys.respond import loading, visiting
from surveys.steps import closing
from tests.attack import city, controls, inventory, linkers, matching, play
from tests.attack.matching import Result
from tests.attack.play import Truth
from tests.attack.stage import Stage
from tests.attack.thefts import Thief
from tests.journeys import town


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What the attacker got, by linker, and what must have succeeded for that to mean anything."""

    seed: int
    invited: int = 0
    answered: int = 0
    after: dict[str, Result] = field(default_factory=dict)
    mid_field: dict[str, Result] = field(default_factory=dict)
    residual: dict[str, Result] = field(default_factory=dict)
    controls: dict[str, float] = field(default_factory=dict)
    drafts_left: int = 0
    drafts_read: int = 0  # with the registrar's key and all of the log, after they expired
    unlisted: list[str] = field(default_factory=list)
    not_tried: list[str] = field(default_factory=list)


def run(
    stage: Stage, *, seed: int, groups: int, people: int, backups: Path | None = None
) -> Outcome:
    """With `backups`, files are read from base backups that are made there."""
    luck, noise = Random(seed), np.random.default_rng(seed)
    outcome, thief = Outcome(seed=seed), Thief.at(stage)
    with thief.keeping_the_log():
        stage.begin()
        wave = city.open_survey(stage, groups=groups, people=people)
        truth = play.cast(wave, stage.letters())
        outcome.invited = len(truth.people)
        for night in play.days(stage, truth, luck):
            if night == play.DAYS - 2:
                _attack_mid_field(outcome, thief, truth, noise, backups)
        box_key, outcome.answered = keyring.load("box", wave.slug), len(truth.answered())
        _close_and_count(stage, wave)
        outcome.unlisted = inventory.unlisted(broker=stage.valkey.url, logs=stage.logs)
        _attack_after(outcome, thief, truth, noise, backups, box_key)
        stage.end()
    outcome.controls |= controls.naive(truth, noise)
    return outcome


def _attack_mid_field(
    outcome: Outcome, thief: Thief, truth: Truth, noise: np.random.Generator, backups: Path | None
) -> None:
    loot = thief.take(backup=backups and backups / "mid-field")
    outcome.not_tried = loot.not_tried
    if not loot.heap:
        return
    groups = linkers.ballots_and_people(truth)
    outcome.mid_field = matching.attack(groups, linkers.mid_field(loot, truth), luck=noise)
    older = matching.attack(groups, linkers.older_log(loot, truth), luck=noise)
    outcome.residual = {"older_wal": older["older_wal"]}
    told = linkers.ballots_and_those_who_answered(truth)
    shuffled = matching.attack(told, linkers.oracle_and_heap(loot, truth), luck=noise)
    outcome.mid_field["heap_and_oracle"] = shuffled["heap_and_oracle"]
    known = matching.attack(told, linkers.oracle_and_older_log(loot, truth), luck=noise)
    outcome.controls["older_wal_and_oracle"] = known["older_wal"].accuracy
    outcome.controls["registrar_key_mid_field"] = controls.registrar_key_mid_field(loot, truth)
    keys = [keyring.load("draft", name) for name in keyring.names("draft")]
    outcome.drafts_left = len(truth.unfinished)
    read = controls.drafts_read(loot, truth, keys)
    outcome.controls["drafts_with_their_key"] = read / max(1, outcome.drafts_left)


def _attack_after(
    outcome: Outcome,
    thief: Thief,
    truth: Truth,
    noise: np.random.Generator,
    backups: Path | None,
    box_key: bytes,
) -> None:
    _let_drafts_expire(thief.stage)
    loot = thief.take(backup=backups and backups / "after")
    if not loot.heap:
        return
    groups = linkers.sheets_and_people(truth, _counted(truth))
    outcome.after = matching.attack(groups, linkers.after_the_count(loot, truth), luck=noise)
    outcome.controls["all_keys"] = controls.all_keys(loot, truth, box_key=box_key)
    outcome.drafts_read = controls.drafts_read(loot, truth, list(_keys_that_are_left()))


def _close_and_count(stage: Stage, wave: Wave) -> None:
    first = User.objects.filter(role=Role.OPERATOR).earliest("pk")
    second = User.objects.filter(role=Role.HEAD).earliest("pk")
    closing.close(wave=wave, by=first)
    gone = Wave.objects.filter(pk=wave.pk, registrar_key_gone_at__isnull=False)
    stage.let_work("send", until=gone.exists)
    stage.let_work("box", until=lambda: not ReceiptPending.objects.exists())
    town.grant("count", wave, by=first, second=second)
    wave.refresh_from_db()
    stage.count(wave)


def _counted(truth: Truth) -> dict[str, tuple[int, tuple[int, ...]]]:
    sheets = Sheet.objects.filter(group__wave=truth.wave)
    return {
        sheet.pk.hex: (sheet.group_id, truth.told(sheet.answers, sheet.group_id))
        for sheet in sheets.order_by("pk")
    }


def _let_drafts_expire(stage: Stage) -> None:
    """A minute after closing, at the next page that anybody asks for."""
    if not stage.apart:
        loading.forget()
        later = timezone.now() + timedelta(minutes=2)
        visiting.keep_house(later, timezone.localdate(later))
        return

    def are_gone() -> bool:
        stage.site.get("/healthz")
        return not keyring.names("draft")

    stage.running.wait_until(are_gone, "the keys of drafts are gone", seconds=180)


def _keys_that_are_left() -> Iterator[bytes]:
    """Every key file of the installation, and what an overwritten one would have held."""
    for path in settings.KEYS.rglob("*"):
        if path.is_file():
            yield bytes.fromhex(path.read_text().strip())[:32].ljust(32, b"\0")
    yield bytes(32)
