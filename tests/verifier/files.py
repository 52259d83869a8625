"""The three files of a box that was never in a database, as an attacker with all tables makes them.

Whatever was changed in the box is in the files as it then stands there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from surveys.box import outcomes, proofs, rights_file, tallying
from surveys.box.proofs import File, Signed
from surveys.box.rights_file import Rights
from surveys.box.verifying import Contents
from tests.surveys.box import make

KEY = make.WAVE_KEY.public_key().public_bytes_raw()


@dataclass(frozen=True, kw_only=True)
class Files:
    public: File
    rights: File
    sheets: File

    @property
    def all(self) -> list[File]:
        """As read from a disk."""
        return [json.loads(json.dumps(each)) for each in (self.public, self.rights, self.sheets)]

    def with_public(self, **changes: Any) -> Files:
        return replace(self, public=self.public | changes)


def of(contents: Contents, outcome: Signed | None = None) -> Files:
    public = proofs.compose(
        contents.wave,
        "2026",
        wave_key=KEY,
        manifests=manifests_of(contents),
        chain=contents.batches,
        log=contents.log,
        outcome=outcome,
    )
    return Files(
        public=public,
        rights=json.loads(rights_file.write(rights(contents), wave_key=make.WAVE_KEY.public_key())),
        sheets=proofs.sheets_file(contents),
    )


def manifests_of(contents: Contents) -> list[Signed]:
    """From the first version on."""
    last = (contents.manifest_body, contents.manifest_signature)
    return [*reversed(contents.earlier), last]


def rights(contents: Contents) -> Rights:
    return Rights(
        wave=contents.wave,
        manifests=manifests_of(contents),
        standing=contents.rights,
        log=contents.log,
        noted=contents.noted,
    )


def counted(contents: Contents, **changes: int | str) -> Signed:
    """What the counter signs after it counted `contents`; changed before it signs."""
    totals = tallying.count(
        contents,
        wave_key=make.WAVE_KEY.public_key(),
        batch_key=make.BATCH_KEY.public_key(),
        box_key=make.BOX_KEY,
        read=lambda kind, packed: list(packed),
    ).totals
    outcome = outcomes.of(contents, totals, day=date(2026, 11, 3))
    return outcomes.sign(replace(outcome, **changes), make.COUNT_KEY)
