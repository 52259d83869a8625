"""What happens in the room: key sheets are made, a trial sheet is opened, a box is counted."""

from __future__ import annotations

import logging
import threading
import time
from itertools import combinations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connections

from respondents import access
from spi_portal.audit import approvals, ledger
from surveys import box_keys, counting, rehearsing
from surveys.box import trial
from surveys.box.manifest import ManifestForged
from surveys.box.tallying import Totals
from surveys.box.verifying import BoxIsInconsistent, Fault
from surveys.models.custody import KeyHolder
from surveys.models.manifests import WaveKey
from surveys.models.waves import Wave
from surveys.room import sheets
from surveys.room.sheets import NEEDED, SHEETS, KeySheet, SheetIsUnreadable, SheetsDoNotFit
from surveys.room.sittings import Outcome, Purpose, Sitting
from surveys.steps import custody, order

ME = "surveys.room"
LAST_LIST = 60  # seconds that the worker of the box may take for it
LOOK_EVERY = 3
log = logging.getLogger(__name__)


def take_part(sitting: Sitting, sheet: KeySheet) -> str:
    """Somebody's sheet was read; returns what to tell them.

    Raises SheetIsUnreadable when it is not the one that is wanted, SheetsDoNotFit.
    """
    if sitting.purpose == Purpose.MAKE:
        return _prove(sitting, sheet)
    return _bring(sitting, sheet)


def prepare(sitting: Sitting) -> None:
    """Make the three sheets of a sitting that is to make them; they exist in it alone."""
    if not sitting.made:
        private = X25519PrivateKey.generate().private_bytes_raw()
        sitting.made, sitting.made_for = sheets.make(private), _holders(sitting.wave)


def rehearse(sitting: Sitting) -> None:
    """Open the trial sheet with the two that were read."""
    try:
        numbers = "+".join(map(str, sorted(sitting.read)))
        rehearsing.open_trial(sitting.wave, box_key=_key(sitting), sheets=numbers)
    except trial.TrialHasNotArrived:
        raise SheetIsUnreadable(
            "Lembar latihan belum ada di kotak. Isi dan kirim dulu lewat tautan latihan di "
            "halaman gelombang, lalu tekan tombol ini lagi."
        ) from None
    except (trial.TrialDoesNotOpen, ManifestForged):
        sitting.end(Outcome(False, [
            "Lembar latihan tidak dapat dibuka dengan kedua lembar ini. Survei tidak boleh "
            "dibuka. Buat lembar kunci yang baru, atau hubungi administrator sistem.",
        ]))  # fmt: skip
        return
    sitting.end(Outcome(True, [
        f"Lembar latihan terbuka dengan lembar {numbers.replace('+', ' dan ')}. "
        "Kedua pemegang membawa lembarnya pulang dan menyimpannya kembali.",
    ]))  # fmt: skip


def count(sitting: Sitting) -> None:
    """Begin to count with the two sheets that were read; the page asks how far it is."""
    key = _key(sitting)
    sitting.read = {}
    sitting.at_work = threading.Thread(target=_count, args=(sitting, key), daemon=True)
    sitting.at_work.start()


def _prove(sitting: Sitting, sheet: KeySheet) -> str:
    """A sheet that can be read back is one that was printed well."""
    wanted = sitting.turn
    if not sitting.made or sheet != sitting.made[wanted - 1]:
        raise SheetIsUnreadable(
            f"Ini bukan lembar {wanted} yang baru dibuat. Bacakan lembar yang baru dicetak."
        )
    if wanted == SHEETS:
        _keep_or_end(sitting)
    sitting.proven.add(wanted)  # only now: what could not be kept is read back once more
    if sitting.outcome:
        return ""
    return f"Lembar {wanted} terbaca utuh. Sekarang pemegang kunci {wanted + 1}."


def _keep_or_end(sitting: Sitting) -> None:
    """The operator may have had links made meanwhile: then these sheets open nothing."""
    try:
        _keep_public_half(sitting)
    except (order.StepOutOfOrder, custody.ModeIsFixed):
        has_older = WaveKey.objects.filter(wave=sitting.wave, mode=Wave.Mode.TRUSTEES).exists()
        sitting.end(Outcome(False, [_TOO_LATE, _OLDER_HOLD if has_older else _NO_SHEETS, _TEAR]))


def _keep_public_half(sitting: Sitting) -> None:
    """Each pair makes the same key; then all that stays of it is the public half."""
    keys = {sheets.open_with(pair) for pair in combinations(sitting.made, NEEDED)}
    if len(keys) != 1:
        raise AssertionError("two pairs of key sheets make different keys")
    public = box_keys.public_half(X25519PrivateKey.from_private_bytes(keys.pop()))
    with access.acting(ME):
        wave = order.begin(sitting.wave, *custody.BEFORE_ISSUING)
        if _holders(wave) != sitting.made_for:
            sitting.end(Outcome(False, [_OTHER_HOLDERS]))
            return
        box_keys.clear(wave)
        said = WaveKey.objects.create(
            wave=wave,
            public_key=public,
            mode=Wave.Mode.TRUSTEES,
            sheet_mark=sitting.made[0].mark,
        ).fingerprint
        ledger.record("wave.box_key_made", wave, by=ME, key=said)
    sitting.end(Outcome(
        True,
        ["Ketiga lembar kunci siap. Yang membuka kotak sekarang hanya ada di ketiga lembar itu; "
         "ruang ini sudah melupakannya.",
         "Setiap pemegang menyimpan lembarnya di tempat terkunci, terpisah dari yang lain."],
        [("Sidik kotak", said)],
    ))  # fmt: skip


def _holders(wave: Wave) -> frozenset[int]:
    return frozenset(KeyHolder.objects.filter(wave=wave).values_list("pk", flat=True))


def _bring(sitting: Sitting, sheet: KeySheet) -> str:
    key = WaveKey.objects.get(wave=sitting.wave)
    if sheet.mark != key.sheet_mark:
        raise SheetIsUnreadable(
            f"Lembar ini utuh, tetapi bukan dari kotak gelombang {sitting.wave}. "
            "Lihat gelombang yang tertulis di lembar itu."
        )
    if sheet.number in sitting.read:
        raise SheetIsUnreadable(
            f"Lembar {sheet.number} sudah dibaca. Sekarang lembar pemegang yang lain."
        )
    sitting.read[sheet.number] = sheet
    if len(sitting.read) < NEEDED:
        return f"Lembar {sheet.number} terbaca. Masih perlu satu lembar lagi."
    _must_open(sitting, bytes(key.public_key))
    return f"Lembar {sheet.number} terbaca. Kedua lembar cocok dengan kotak ini."


def _must_open(sitting: Sitting, public: bytes) -> None:
    try:
        fits = box_keys.public_half(_key(sitting)) == public
    except SheetsDoNotFit:
        fits = False
    if not fits:
        sitting.read = {}
        raise SheetsDoNotFit(
            "Kedua lembar utuh, tetapi bersama-sama tidak membuka kotak ini. Salah satunya "
            "palsu atau dari pembuatan yang dibatalkan. Mulai lagi, dengan pasangan lain."
        )


def _key(sitting: Sitting) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(sheets.open_with(sitting.read.values()))


def _count(sitting: Sitting, key: X25519PrivateKey) -> None:
    """In a thread of its own: a box of a large city takes longer than a browser waits."""
    try:
        totals = _count_patiently(sitting.wave, key)
    except order.StepOutOfOrder as refusal:  # it is not closed, or was counted meanwhile
        sitting.end(Outcome(False, [str(refusal)]))
    except Exception as refusal:
        log.exception("The count of %s was refused.", sitting.wave)
        sitting.end(Outcome(False, [_why(refusal), _NOTHING_LOST]))
    else:
        sitting.end(Outcome(True, ["Penghitungan selesai. Ruang ini sudah melupakan kuncinya."], [
            ("Lembar diterima", totals.received),
            ("Dihitung", totals.counted),
            ("Diganti isian baru", totals.superseded),
            ("Ditarik pengisinya", totals.withdrawn),
            ("Tautannya dicabut", totals.void),
            ("Tidak sah", totals.invalid),
        ]))  # fmt: skip
    finally:
        connections.close_all()


def _count_patiently(wave: Wave, key: X25519PrivateKey) -> Totals:
    """The last list of receipts is drawn up some seconds after closing: that is waited for."""
    until = time.monotonic() + LAST_LIST
    while True:
        try:
            return counting.count(wave=wave, box_key=key)
        except BoxIsInconsistent as refusal:
            if set(refusal.faults) != {Fault.RECEIPT_PENDING} or time.monotonic() > until:
                raise
        time.sleep(LOOK_EVERY)


def _why(refusal: Exception) -> str:
    if isinstance(refusal, approvals.NotApproved):
        return "Penghitungan belum disetujui orang kedua, atau persetujuannya sudah terpakai."
    if isinstance(refusal, counting.RegistrarKeyStillThere):
        return "Kunci tautan belum dimusnahkan. Tunggu beberapa menit, lalu coba lagi."
    if isinstance(refusal, BoxIsInconsistent):
        return f"Isi kotak tidak cocok dengan catatannya, jadi tidak ada yang dibuka: {refusal}"
    return "Penghitungan terhenti oleh gangguan."


_OTHER_HOLDERS = (
    "Pemegang kunci diganti sementara lembar ini dibuat, jadi lembar ini tidak berlaku. "
    "Musnahkan, dan minta kartu masuk baru untuk pemegang yang sekarang."
)
_TOO_LATE = (
    "Ketiga lembar yang baru dibuat tidak berlaku. Sementara lembar ini dibuat, operator sudah "
    "menyiapkan tautan, dan sesudah itu lembar kunci tidak dapat diganti lagi."
)
_OLDER_HOLD = (
    "Lembar yang lama tetap berlaku: kotak dibuka dengan dua dari tiga lembar yang lama. Setiap "
    "pemegang menyimpan lembar lamanya."
)
_NO_SHEETS = "Kotak gelombang ini tidak dibuka dengan lembar kunci. Tanyakan kepada operator."
_TEAR = "Robek ketiga lembar yang baru sekarang juga, supaya tidak tertukar."
_NOTHING_LOST = (
    "Tidak ada yang hilang: kotak masih tersegel. Sesudah sebabnya diatasi, minta kartu masuk "
    "baru dan baca kedua lembar lagi."
)
