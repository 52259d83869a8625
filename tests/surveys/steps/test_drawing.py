from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from respondents import objections
from respondents.models.objections import Objection
from spi_portal.audit import approvals
from spi_portal.audit.models.entries import Entry
from surveys import sampling
from surveys.models.groups import AnonymityGroup, FrameEntry
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave
from surveys.steps import drawing
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def draw(wave, by) -> drawing.Drawn:
    playing.grant("draw", wave, asked_by=by)
    return drawing.draw(wave=wave, lot=playing.LOT, by=by)


def test_nobody_draws_alone(ratna):
    wave = playing.frozen(ratna)

    with pytest.raises(approvals.NotApproved):
        drawing.draw(wave=wave, lot=playing.LOT, by=ratna)
    assert not Invitation.objects.exists()


def test_a_grant_that_waits_is_no_grant(ratna):
    wave = playing.frozen(ratna)
    approvals.ask("draw", wave.slug, reason="Sesuai jadwal", by=ratna)

    with pytest.raises(approvals.NotApproved):
        drawing.draw(wave=wave, lot=playing.LOT, by=ratna)


def test_the_grant_of_another_wave_does_not_serve(ratna):
    wave, other = playing.frozen(ratna), playing.frozen(ratna)
    playing.grant("draw", other, asked_by=ratna)

    with pytest.raises(approvals.NotApproved):
        drawing.draw(wave=wave, lot=playing.LOT, by=ratna)


def test_without_public_randomness_nothing_is_drawn_and_the_grant_stays(ratna):
    wave = playing.frozen(ratna)
    playing.grant("draw", wave, asked_by=ratna)

    with pytest.raises(drawing.RandomnessIsMissing):
        drawing.draw(wave=wave, lot=replace(playing.LOT, number="  "), by=ratna)

    drawing.draw(wave=wave, lot=playing.LOT, by=ratna)
    assert playing.again(wave).state == Wave.State.DRAWN


def test_a_group_gets_as_many_invitations_as_was_planned(ratna):
    wave = playing.frozen(ratna, offices=(30, 400))

    drawn = draw(wave, ratna)

    planned = {group.pk: group.invited for group in AnonymityGroup.objects.filter(wave=wave)}
    sample = Invitation.objects.filter(wave=wave, state=Invitation.State.SAMPLE)
    assert Counter(sample.values_list("group", flat=True)) == planned
    assert drawn.sample == sum(planned.values())


def test_the_reserve_is_a_quarter_more_as_far_as_the_list_reaches(ratna):
    wave = playing.frozen(ratna, offices=(400,))

    drawn = draw(wave, ratna)

    group = AnonymityGroup.objects.get(wave=wave)
    assert drawn.reserve == min(-(-group.invited // 4), 400 - group.invited)
    assert drawn.reserve > 0


def test_anybody_with_the_row_hashes_can_repeat_the_draw(ratna):
    wave = playing.frozen(ratna, offices=(300,))
    draw(wave, ratna)
    wave = playing.again(wave)

    seed = sampling.draw_seed(
        list_root=bytes(wave.frame_root),
        nonce=bytes(wave.draw_nonce),
        randomness=playing.LOT.number.encode(),
    )
    frame = FrameEntry.objects.filter(wave=wave)
    repeated = sampling.order((bytes(entry.row_hash) for entry in frame), seed=seed)
    placed = [bytes(entry.row_hash) for entry in frame.order_by("place")]
    invited = set(Invitation.objects.filter(state="sample").values_list("person", flat=True))
    first = frame.filter(place__lt=AnonymityGroup.objects.get().invited)

    assert repeated == placed
    assert set(first.values_list("person", flat=True)) == invited


def test_another_randomness_draws_others(ratna):
    wave = playing.frozen(ratna, offices=(300,))
    rows = [bytes(entry.row_hash) for entry in FrameEntry.objects.filter(wave=wave)]
    root, nonce = bytes(wave.frame_root), bytes(wave.draw_nonce)

    one, other = (
        sampling.order(rows, seed=sampling.draw_seed(list_root=root, nonce=nonce, randomness=each))
        for each in (b"48 13 77", b"48 13 78")
    )

    assert one[:20] != other[:20]


@pytest.mark.parametrize("shared", [{"phone": "+628120000001"}, {"email": "sama@contoh.id"}])
def test_one_number_or_address_gets_one_invitation_a_wave(shared, ratna):
    office = make.office()
    for _ in range(40):
        make.person(office=office, **shared)
    for _ in range(30):
        make.person(office=office)
    wave = playing.lists(ratna, offices=())
    playing.freeze(wave, by=ratna)

    draw(wave, ratna)

    index = "phone_index" if "phone" in shared else "email_index"
    called = Invitation.objects.values_list(f"person__{index}", flat=True)
    assert len(called) == len({bytes(each) for each in called}) == 31


def test_the_ledger_names_numbers_and_nobody(ratna):
    wave = playing.frozen(ratna)
    drawn = draw(wave, ratna)

    entry = Entry.objects.get(verb="wave.drawn")
    assert entry.details == {
        "sample": drawn.sample,
        "reserve": drawn.reserve,
        "objected": 0,
        "shared": 0,
        "lot": playing.LOT.number,
        "source": playing.LOT.source,
        "witnesses": list(playing.LOT.witnesses),
    }


def test_who_objects_after_the_freeze_is_not_drawn_and_the_next_takes_the_place(ratna):
    wave = playing.frozen(ratna, offices=(200,))
    for entry in FrameEntry.objects.filter(wave=wave)[:20]:
        objections.record(entry.person, channel=Objection.Channel.TELEPHONE, by=ratna)
    playing.grant("draw", wave, asked_by=ratna)

    drawn = draw(wave, ratna)

    group = AnonymityGroup.objects.get(wave=wave)
    assert drawn.sample == group.invited
    unwilling = Objection.objects.values("person")
    assert not Invitation.objects.filter(person__in=unwilling).exists()
