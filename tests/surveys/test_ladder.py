from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respondents import access, successions
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from spi_portal.post.channel import DeliveryFailed, TryAgainLater
from surveys import delivery, ladder
from surveys.models.messages import Message
from surveys.models.undelivered import Undelivered
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing
from tests.surveys.steps.test_under_roles import process
from tests.surveys.test_delivery import Outbox

pytestmark = pytest.mark.django_db
REFUSED = DeliveryFailed("Alamat ditolak (kode 550).")


def deliver(wave: Wave, *, fails_with: Exception | None = REFUSED) -> None:
    with process("send"):
        delivery.deliver_due({Message.Channel.EMAIL: Outbox(fails_with=fails_with)})


@pytest.fixture
def last(ratna) -> Wave:
    """Last year's wave: thirty were written to, and no letter arrived."""
    wave = playing.opened(ratna)
    deliver(wave)
    return year_before(wave)


def year_before(wave: Wave) -> Wave:
    """Over, and its opening a year ago."""
    year = timedelta(days=365)
    Wave.objects.filter(pk=wave.pk).update(
        state="published", opens_at=wave.opens_at - year, closes_at=wave.closes_at - year
    )
    return playing.again(wave)


@pytest.fixture
def opd(last) -> Office:
    return Office.objects.opds().get()


def this_year() -> Wave:
    wave = make.wave(opens_at=timezone.now() + timedelta(days=30))
    for kind in ("internal", "external"):
        wave.waveinstrument_set.create(
            kind=kind, version=playing.instrument(kind), expected_response=0.5
        )
    return wave


def test_a_refused_address_is_kept_by_its_hash_once_however_often_it_is_tried(ratna):
    wave = playing.opened(ratna)
    deliver(wave)
    Message.objects.update(state="ready", due_at=timezone.now())
    deliver(wave)

    kept = {bytes(one.email_index) for one in Undelivered.objects.all()}
    assert kept == {bytes(person.email_index) for person in Person.objects.all()}
    assert Undelivered.objects.count() == 30
    assert Message.objects.get(pk=Message.objects.first().pk).state == Message.State.FAILED


def test_a_server_that_is_down_refuses_no_address(ratna):
    deliver(playing.opened(ratna), fails_with=TryAgainLater("penuh"))

    assert not Undelivered.objects.exists()


def test_a_letter_that_arrives_leaves_no_hash(ratna):
    deliver(playing.opened(ratna), fails_with=None)

    assert not Undelivered.objects.exists()


def test_a_pilot_keeps_nothing(ratna):
    wave = playing.opened(ratna)
    Wave.objects.filter(pk=wave.pk).update(is_pilot=True)
    deliver(wave)

    assert Message.objects.filter(state="failed").count() == 30
    assert not Undelivered.objects.exists()


def test_each_rung_counts_a_part_of_the_one_before(ratna):
    wave, opd = this_year(), make.office()
    unit = make.office(parent=opd)
    make.person(office=opd)
    make.person(office=opd, email="")
    make.person(office=opd, email="", phone="")
    make.person(office=opd, main_task=False)
    make.person(office=opd, left_on=timezone.localdate())
    make.person(office=unit)
    make.person(office=opd, kind="external")
    make.person(office=make.office())

    found = ladder.of(wave, [opd.pk, unit.pk]).rungs

    assert {
        (one.office, one.kind): (one.listed, one.eligible, one.with_contact, one.by_mail)
        for one in found
    } == {
        (opd, "internal"): (4, 3, 2, 1),
        (opd, "external"): (1, 1, 1, 1),
        (unit, "internal"): (1, 1, 1, 1),
    }


def test_next_year_tells_what_failed_and_what_is_still_the_same(last, opd):
    wave = this_year()
    mended, gone, *_ = Person.objects.filter(office=opd)
    mended.set_contacts(phone="", email="baru@contoh.id")
    mended.save()
    Person.objects.filter(pk=gone.pk).update(left_on=timezone.localdate())

    (losses,) = ladder.of(wave, [opd.pk]).losses

    assert losses.sentence == (
        "Pegawai: 30 dari 30 alamat tidak sampai tahun lalu; 28 di antaranya masih sama."
    )


def test_an_office_reads_no_figure_that_moves_with_one_address(last, opd):
    """By changing one address at a time it would find out whom last year's draw took."""
    wave = this_year()
    before = ladder.of(wave, [opd.pk]).losses[0].for_office
    person = Person.objects.first()
    person.set_contacts(email="baru@contoh.id")
    person.save()

    assert ladder.of(wave, [opd.pk]).losses[0].for_office == before
    assert "30 dari 30" in before
    assert "28" not in before


def test_of_few_addresses_nothing_is_told(last, opd):
    Message.objects.exclude(pk__in=Message.objects.all()[:9]).delete()

    assert ladder.of(this_year(), [opd.pk]).losses == ()


def test_the_losses_of_others_are_not_counted(last, opd):
    assert ladder.of(this_year(), [make.office().pk]).losses == ()


def test_before_the_first_wave_is_over_nothing_is_told(ratna):
    opd = Office.objects.opds()
    wave = playing.opened(ratna)
    deliver(wave)

    assert ladder.of(this_year(), opd.values_list("pk", flat=True)).losses == ()


def test_it_costs_the_same_however_many_offices(last, opd):
    wave = this_year()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            ladder.of(wave, list(Office.objects.values_list("pk", flat=True)))
        return len(captured)

    before = cost()
    for _ in range(3):
        make.person(office=make.office())

    assert cost() == before


def test_under_the_role_of_staff_an_office_gets_its_own_and_sees_no_hash(last, opd):
    wave, admin = this_year(), make.user("Bayu", Role.OPD_ADMIN, of=opd)

    with process("staff"), access.acting(admin):
        found = ladder.of(wave, [opd.pk])
        seen = Undelivered.objects.count()

    assert found.losses[0].refused == 30
    assert seen == 0


def test_the_office_s_page_shows_the_ladder(client, last, opd, ratna):
    wave = this_year()
    address = reverse("forecast:office", args=[opd.code, wave.slug])

    client.force_login(make.user("Bayu", Role.OPD_ADMIN, of=opd))
    to_office = client.get(address).text
    client.force_login(ratna)
    to_inspectorate = client.get(address).text

    assert "Dari daftar sampai undangan" in to_office
    assert "30 dari 30 alamat tidak sampai tahun lalu. Lebih dari separuhnya" in to_office
    assert "30 di antaranya masih sama" in to_inspectorate


def test_of_the_city_it_is_the_sum_of_all_offices(last, opd):
    wave = this_year()
    other = make.office()
    for _ in range(3):
        make.person(office=other)
    make.person(office=other, email="")

    (staff,) = ladder.of_city(wave).rungs

    of_each = ladder.of(wave, [opd.pk, other.pk]).rungs
    assert staff.office is None
    assert (staff.listed, staff.by_mail) == (34, 33)
    assert staff.eligible == sum(one.eligible for one in of_each)
    assert ladder.of_city(wave).losses == ladder.of(wave, [opd.pk]).losses


def test_what_failed_follows_an_office_that_was_merged(last, opd, ratna):
    into, before = make.office(), ladder.of(this_year(), [opd.pk]).losses
    law = successions.Law(on=timezone.localdate(), basis="Perda 3/2026")
    successions.merge(opd, into, law=law, by=ratna)

    assert ladder.of(Wave.objects.last(), Office.below([into.pk])).losses == before


def test_the_inspektorat_s_page_shows_it_for_the_city(client, last, opd, ratna):
    wave = this_year()
    client.force_login(ratna)

    text = client.get(reverse("surveys:forecast", args=[wave.slug])).text
    assert "Dari daftar sampai undangan, seluruh kota" in text
    assert "30 dari 30 alamat tidak sampai tahun lalu; 30 di antaranya masih sama" in text
