from __future__ import annotations

from uuid import UUID

import pytest

from surveys.box import ballots, batches, contents, rights, tallying
from surveys.box.verifying_rights import Noted
from tests.surveys.box import make
from tests.surveys.box.make import Link

NOTHING = Noted(number=0, hash=b"")
pytestmark = pytest.mark.django_db(databases=["default", "box"])


def test_what_was_cast_can_be_counted() -> None:
    make.post()
    links = [Link(number) for number in range(30)]
    for number, link in enumerate(links):
        make.give_right(link)
        make.cast(link, number)
    make.cast(links[0], 100, nonce=b"again")
    ballots.withdraw(right=links[1].right, wave=make.WAVE, draft_id=links[1].draft_id)
    make.close(rights=make.rights_text(rights.standing(make.WAVE)))
    batches.draw_up_due(key=make.BATCH_KEY)

    count = tallying.count(
        contents.read(make.WAVE, noted=NOTHING),
        wave_key=make.WAVE_KEY.public_key(),
        batch_key=make.BATCH_KEY.public_key(),
        box_key=make.BOX_KEY,
        read=lambda kind, packed: list(packed),
    )
    assert sorted(sheet.answers[0] for sheet in count.sheets) == [*range(2, 30), 100]
    assert count.totals == tallying.Totals(
        received=31, counted=29, superseded=1, withdrawn=1, void=0, invalid=0
    )


def test_another_waves_rows_stay_out() -> None:
    make.post()
    other = UUID(int=5)
    make.post(wave=other)
    make.give_right(Link(1))
    make.cast(Link(1))
    read = contents.read(other, noted=NOTHING)
    assert (read.rights, read.ballots, read.pending) == ([], [], [])


def test_a_wave_that_the_box_does_not_know_is_said_so() -> None:
    with pytest.raises(contents.WaveIsUnknown):
        contents.read(UUID(int=5), noted=NOTHING)
