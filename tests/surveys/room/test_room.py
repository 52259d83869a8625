"""The room: a card opens it once, sheets are made and read there, and nothing stays."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from spi_portal import keyring
from spi_portal.audit.models.entries import Entry
from surveys import chores, room_cards
from surveys.box import batches
from surveys.models.custody import Rehearsal, RoomCard
from surveys.models.manifests import WaveKey
from surveys.models.sheets import Count
from surveys.models.waves import Wave
from surveys.room import ceremonies, sittings
from surveys.steps import closing, issuing, opening
from tests import make
from tests.journeys import town
from tests.surveys import trials
from tests.surveys.room.conftest import by_people, card, make_sheets
from tests.surveys.room.test_sheets import photograph
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = [(0, 1), (0, 2), (1, 2)]


# --- The door ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "ABC", "'; DROP", "x" * 300, "\x00"])
def test_a_wrong_card_opens_nothing(room, db, code):
    room.enter(code)

    assert room.status == 422
    assert room.get("/meja/").answer.request["PATH_INFO"] == "/"


def test_a_card_is_good_once(room, drawn, ratna):
    code = card(drawn, "make", by=ratna)
    room.enter(code.lower().replace("-", " "))
    assert "Membuat lembar kunci" in room.text

    room.post("/keluar/")
    assert "tidak berlaku" in room.enter(code).text


def test_a_later_card_ends_an_earlier_one_and_all_end_after_half_an_hour(room, drawn, ratna):
    first, second = card(drawn, "make", by=ratna), card(drawn, "make", by=ratna)
    assert "tidak berlaku" in room.enter(first).text

    RoomCard.objects.update(given_at=timezone.now() - timedelta(minutes=31))
    assert "tidak berlaku" in room.enter(second).text


def test_guessing_is_stopped(room, drawn, ratna):
    for _ in range(sittings.WRONG_CARDS):
        room.enter("AAAA-AAAA")

    assert "sepuluh menit" in room.enter(card(drawn, "make", by=ratna)).text


def test_a_card_is_kept_as_a_hash_only(drawn, ratna):
    code = card(drawn, "make", by=ratna)

    kept = str(RoomCard.objects.values().get()) + str(list(Entry.objects.values()))
    assert code not in kept
    assert code.replace("-", "") not in kept


@pytest.mark.parametrize("purpose", ["make", "rehearse", "count"])
def test_where_the_counter_opens_the_box_there_are_no_cards(ratna, purpose):
    with pytest.raises(room_cards.NoCardNow):
        card(playing.drawn(ratna), purpose, by=ratna)


def test_there_is_no_card_before_its_time(drawn, ratna):
    with pytest.raises(room_cards.NoCardNow, match="belum dibuat"):
        card(drawn, "rehearse", by=ratna)
    with pytest.raises(room_cards.NoCardNow, match="belum dibuat"):
        card(drawn, "count", by=ratna)


# --- Making sheets ----------------------------------------------------------------------------


def test_three_holders_make_their_sheets_and_only_the_public_half_stays(room, drawn, sheets):
    key = WaveKey.objects.get(wave=drawn)

    assert key.mode == Wave.Mode.TRUSTEES
    assert len(set(sheets)) == 3
    assert not keyring.holds("box", drawn.slug)
    (sitting,) = sittings._sittings.values()
    assert (sitting.made, sitting.read) == ((), {})
    assert all(sheet.split()[5] not in str(Entry.objects.last().details) for sheet in sheets)


def test_a_sheet_is_shown_until_it_was_read_back_and_never_again(room, drawn, ratna):
    room.enter(card(drawn, "make", by=ratna))
    first = room.show()
    assert room.show() == first  # the printer had no paper
    room.type(first)

    assert room.show() != first
    assert "bukan lembar 2" in room.type(first).text


def test_a_badly_printed_sheet_does_not_pass(room, drawn, ratna):
    room.enter(card(drawn, "make", by=ratna))
    words = room.show().split()
    room.type(" ".join(["zzzz", *words[1:]]))

    assert room.status == 422
    assert "Kata ke-1 “zzzz”" in room.text
    assert not WaveKey.objects.exists()


def test_a_room_that_is_killed_before_the_third_sheet_leaves_nothing_behind(room, drawn, ratna):
    room.enter(card(drawn, "make", by=ratna))
    room.type(room.show())
    sittings._sittings.clear()  # as after a SIGKILL: it was in memory only

    assert room.get("/meja/").answer.request["PATH_INFO"] == "/"
    assert not WaveKey.objects.exists()
    assert len(make_sheets(room, drawn, by=ratna)) == 3


def test_lost_sheets_are_made_anew_until_the_announcement_and_not_after(room, drawn, sheets, ratna):
    before = bytes(WaveKey.objects.get(wave=drawn).public_key)
    assert not set(make_sheets(room, drawn, by=ratna)) & set(sheets)
    assert bytes(WaveKey.objects.get(wave=drawn).public_key) != before

    room.enter(card(drawn, "make", by=ratna))
    issuing.issue(wave=drawn, by=ratna)
    with pytest.raises(room_cards.NoCardNow):
        card(drawn, "make", by=ratna)
    key = bytes(WaveKey.objects.get(wave=drawn).public_key)
    for _ in range(3):  # nor by a sitting that had begun before
        room.type(room.show())
    assert bytes(WaveKey.objects.get(wave=drawn).public_key) == key


@pytest.mark.parametrize("links_are_made", [False, True])  # announced alone, or links as well
def test_sheets_that_came_too_late_are_said_to_be_void(room, drawn, sheets, ratna, links_are_made):
    room.enter(card(drawn, "make", by=ratna))
    for _ in range(2):
        room.type(room.show())
    last = room.show()
    issuing.issue(wave=drawn, by=ratna)
    if links_are_made:
        chores.do_steps()
    room.type(last)

    assert room.status == 200
    assert "Ketiga lembar yang baru dibuat tidak berlaku" in room.text
    assert "Lembar yang lama tetap berlaku" in room.text
    assert "Robek" in room.text
    assert room.show() == ""  # and the way back to a sheet leads to that page
    assert "Lembar yang lama tetap berlaku" in room.text
    (sitting,) = sittings._sittings.values()
    assert (sitting.made, sitting.read) == ((), {})


def test_a_third_sheet_that_could_not_be_kept_is_read_back_again(room, drawn, ratna, monkeypatch):
    room.enter(card(drawn, "make", by=ratna))
    for _ in range(2):
        room.type(room.show())
    last = room.show()
    with monkeypatch.context() as broken:
        broken.setattr(ceremonies.box_keys, "clear", lambda wave: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            room.type(last)

    assert room.show() == last
    assert "Ketiga lembar kunci siap" in room.type(last).text


def test_sheets_that_were_begun_for_earlier_holders_are_not_kept(room, drawn, ratna):
    room.enter(card(drawn, "make", by=ratna))
    room.type(room.show())
    by_people(drawn, by=ratna)  # chosen again by two people, for others
    for _ in range(2):
        room.type(room.show())

    assert "Pemegang kunci diganti" in room.text
    assert not WaveKey.objects.exists()


# --- Rehearsal --------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", PAIRS)
def test_any_pair_opens_the_trial_sheet(room, trial_sent, sheets, ratna, pair):
    room.enter(card(trial_sent, "rehearse", by=ratna))
    for place in pair:
        room.type(sheets[place])
    room.post("/meja/buka/")

    assert "Lembar latihan terbuka" in room.text
    assert Rehearsal.objects.get().sheets == f"{pair[0] + 1}+{pair[1] + 1}"


def test_one_sheet_twice_is_one_sheet(room, trial_sent, sheets, ratna):
    room.enter(card(trial_sent, "rehearse", by=ratna))
    room.type(sheets[0])
    room.type(sheets[0])
    assert "Lembar 1 sudah dibaca" in room.text

    room.post("/meja/buka/")
    assert not Rehearsal.objects.exists()


def test_a_sheet_of_another_box_is_named(room, trial_sent, sheets, ratna):
    other = by_people(playing.drawn(ratna), by=ratna)
    foreign = make_sheets(room, other, by=ratna)
    room.enter(card(trial_sent, "rehearse", by=ratna))

    room.type(foreign[0])
    assert f"bukan dari kotak gelombang {trial_sent}" in room.text


def test_a_forged_sheet_that_looks_right_opens_nothing(room, trial_sent, sheets, ratna):
    """Of another key under the same mark: whole in itself, and wrong beside a true one."""
    from shamir_mnemonic import Share, generate_mnemonics

    ((forged, *_),) = generate_mnemonics(1, [(2, 3)], bytes(32))
    share, mark = Share.from_mnemonic(forged), WaveKey.objects.get(wave=trial_sent).sheet_mark
    from dataclasses import replace

    room.enter(card(trial_sent, "rehearse", by=ratna))
    room.type(replace(share, identifier=mark).mnemonic())
    room.type(sheets[1])

    assert "bersama-sama tidak membuka kotak ini" in room.text
    room.type(sheets[0])
    room.type(sheets[2])
    assert "Kedua lembar cocok" in room.text


def test_a_trial_that_was_not_sent_yet_is_waited_for(room, drawn, sheets, ratna):
    canary = trials.begin(drawn, by=ratna)
    room.enter(card(drawn, "rehearse", by=ratna))
    room.type(sheets[0])
    room.type(sheets[1])
    assert "belum ada di kotak" in room.post("/meja/buka/").text

    trials.send(canary)
    assert "Lembar latihan terbuka" in room.post("/meja/buka/").text


def test_a_sheet_comes_as_a_picture_too(room, trial_sent, sheets, ratna):
    room.enter(card(trial_sent, "rehearse", by=ratna))
    told = f"LEMBAR KUNCI {trial_sent.slug} 3/3: {sheets[2]}"
    for name in ("foto", "berkas"):
        picture = SimpleUploadedFile("x.png", photograph(told), "image/png")
        room.post("/meja/baca/", **{name: picture})

    assert "Lembar 3 sudah dibaca" in room.text
    nothing = SimpleUploadedFile("x.png", b"nothing", "image/png")
    assert "bukan gambar" in room.post("/meja/baca/", berkas=nothing).text
    assert "Foto kodenya" in room.post("/meja/baca/").text


def test_after_a_sitting_the_door_takes_the_next_card(room, trial_sent, sheets, ratna):
    room.enter(card(trial_sent, "rehearse", by=ratna))
    for place in (0, 1):
        room.type(sheets[place])
    room.post("/meja/buka/")

    assert "Kode kartu masuk" in room.get("/").text
    room.enter(card(trial_sent, "rehearse", by=ratna))
    assert "Kode kartu masuk" not in room.get("/").text


def test_words_that_were_refused_are_not_shown_to_the_next_holder(room, trial_sent, sheets, ratna):
    room.enter(card(trial_sent, "rehearse", by=ratna))
    room.type(sheets[0])
    room.type(sheets[0])
    assert "Lembar 1 sudah dibaca" in room.text
    assert sheets[0] not in room.text

    slip = " ".join(["zzzz", *sheets[1].split()[1:]])
    assert slip in room.type(slip).text  # a slip is mended by whoever made it


# --- Counting ---------------------------------------------------------------------------------


@pytest.fixture
def closed(room, drawn, sheets, ratna, hadi):
    """Rehearsed, opened and closed; nobody answered, which is a count of nothing."""
    trials.send(trials.begin(drawn, by=ratna))
    room.enter(card(drawn, "rehearse", by=ratna))
    room.type(sheets[0])
    room.type(sheets[1])
    room.post("/meja/buka/")
    issuing.issue(wave=drawn, by=ratna)
    chores.do_steps()
    make.lawful(playing.again(drawn))
    opening.open_survey(wave=playing.again(drawn), by=ratna)
    closing.close(wave=playing.again(drawn), by=ratna)
    chores.do_steps()
    batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
    return playing.again(drawn)


def finish(room):
    for sitting in sittings._sittings.values():
        if sitting.at_work:
            sitting.at_work.join()
    return room.get("/meja/")


def test_two_holders_count_once_it_was_granted(room, closed, sheets, ratna, hadi):
    with pytest.raises(room_cards.NoCardNow, match="belum disetujui"):
        card(closed, "count", by=ratna)
    town.grant("count", closed, by=ratna, second=hadi)
    room.enter(card(closed, "count", by=ratna))
    room.type(sheets[2])
    room.type(sheets[0])
    room.post("/meja/buka/")

    assert "Penghitungan selesai" in finish(room).text
    assert Count.objects.get(wave=closed).counted == 0
    assert playing.again(closed).state == Wave.State.COUNTED
    (sitting,) = sittings._sittings.values()
    assert sitting.read == {}


def test_a_count_that_is_interrupted_is_repeated(room, closed, sheets, ratna, hadi, monkeypatch):
    town.grant("count", closed, by=ratna, second=hadi)
    for attempt in range(2):
        room.enter(card(closed, "count", by=ratna))
        room.type(sheets[0])
        room.type(sheets[1])
        with monkeypatch.context() as patched:
            if attempt == 0:
                patched.setattr("surveys.counting._store", _die)
            room.post("/meja/buka/")
            told = finish(room).text
        if attempt == 0:
            assert "terhenti oleh gangguan" in told
            assert "kotak masih tersegel" in told
            assert not Count.objects.exists()
            assert playing.again(closed).state == Wave.State.CLOSED
    assert "Penghitungan selesai" in told


def _die(*_):
    raise OSError("the power is gone")


def test_the_counter_leaves_a_box_of_key_sheets_alone(closed, ratna, hadi):
    from surveys import box_keys, counting

    town.grant("count", closed, by=ratna, second=hadi)

    assert list(counting.granted()) == []
    with pytest.raises(box_keys.KeyIsElsewhere):
        counting.count(wave=closed)


def test_why_a_count_is_refused_is_said_in_words():
    from surveys.box.verifying import BoxIsInconsistent

    for refusal in (OSError(), BoxIsInconsistent(Counter({"x": 1}))):
        assert ceremonies._why(refusal)


# --- What the pages are -----------------------------------------------------------------------


def test_no_page_of_the_room_is_kept_by_a_browser(room, drawn, ratna):
    room.enter(card(drawn, "make", by=ratna))
    for answer in (room.get("/meja/").answer, room.post("/meja/lembar/").answer):
        assert "no-store" in answer["Cache-Control"]
        assert "script" not in answer.content.decode().lower().replace("description", "")


def test_without_a_seat_every_page_leads_to_the_door(room, db):
    for path in ("/meja/lembar/", "/meja/baca/", "/meja/buka/"):
        assert room.post(path).answer.request["PATH_INFO"] == "/"


def test_a_form_from_elsewhere_is_refused(room, drawn, ratna):
    room.client.handler.enforce_csrf_checks = True

    assert room.enter(card(drawn, "make", by=ratna)).status == 403
