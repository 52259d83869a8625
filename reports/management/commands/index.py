from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import formula, index, method
from reports.models.runs import IndexRun
from surveys.models.waves import Wave

ME = "command index"


class Command(BaseCommand):
    help = "Compute the index of a counted wave, and store it as a run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        wave = Wave.objects.filter(slug=slug).first()
        if wave is None:
            raise CommandError(f"There is no wave {slug!r}.")
        if wave.state not in (Wave.State.COUNTED, Wave.State.PUBLISHED):
            raise CommandError(f"Wave {slug} is not counted yet; its state is {wave.state!r}.")
        try:
            run = index.run(wave=wave, by=ME)
        except (method.NoWeightSet, formula.UnsoundWeights) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(json.dumps(_document(run)) if options["json"] else _sentence(run))


def _document(run: IndexRun) -> dict[str, Any]:
    return {
        "wave": run.wave.slug,
        "run": run.pk,
        "weight_set": run.weight_set.name,
        "input_hash": run.input_hash,
        "result_hash": run.result_hash,
        "released_hash": run.released_hash,
        "figures": run.figures,
    }


def _sentence(run: IndexRun) -> str:
    city, offices = run.figures["city"]["index"], run.figures["offices"]
    complete = sum(office["index"]["state"] == formula.State.COMPLETE for office in offices)
    return (
        f"{run.wave.slug}: city {city['figure']} ({city['category'] or city['state']}); "
        f"{complete} of {len(offices)} offices complete; run {run.pk}, {run.released_hash[:12]}"
    )
