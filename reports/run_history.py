"""The runs of one wave beside each other: what was the same, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.models.runs import IndexRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A run, and how it stands to the one before it."""

    run: IndexRun
    said: str  # empty for the first
    is_wrong: bool  # the same went in, and something else came out


def told(runs: Sequence[IndexRun]) -> list[Told]:
    """Newest first, as they come."""
    before = [*runs[1:], None][: len(runs)]
    return [_told(run, earlier) for run, earlier in zip(runs, before, strict=True)]


def _told(run: IndexRun, before: IndexRun | None) -> Told:
    if before is None:
        return Told(run=run, said="", is_wrong=False)
    changed = [
        word
        for word, one, other in (
            ("masukan lain", run.input_hash, before.input_hash),
            ("bobot lain", run.weight_set_id, before.weight_set_id),
            ("versi metode lain", (run.method, run.code), (before.method, before.code)),
        )
        if one != other
    ]
    same = run.result_hash == before.result_hash
    if not changed:
        said = "hasil sama persis" if same else "masukan sama, tetapi hasil berbeda"
        return Told(run=run, said=said, is_wrong=not same)
    outcome = "hasil tetap sama" if same else "hasil berbeda"
    return Told(run=run, said=f"{' dan '.join(changed)}: {outcome}", is_wrong=False)
