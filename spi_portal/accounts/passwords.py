"""What leaked lists do not know: the words that lie at hand in a city hall, with a year behind."""

from __future__ import annotations

import re
from itertools import pairwise

from django.core.exceptions import ValidationError

WORDS = (
    "inspektorat inspektur integritas survei penilaian responden pemerintah pemkot pemda kota "
    "kabupaten dinas kantor kelurahan kecamatan sekretariat sekda walikota wali daerah kepala "
    "pegawai admin administrator operator auditor pemeriksa sistem portal akun surel email "
    "password sandi kata rahasia masuk login selamat datang indonesia merdeka pancasila garuda "
    "bismillah alhamdulillah sayang cinta keluarga jakarta surabaya makassar balikpapan "
    "samarinda kalimantan tirtamulya jaya bersih melayani anti korupsi spi kpk opd asn pns "
    "qwerty qwertyuiop asdfgh zxcvbn abcdef"
).split()
KNOWN = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
AT_LEAST = 6  # letters that are none of these words
LOOKS_LIKE = str.maketrans("@4310$5!7", "aaeiossit")


class GuessableWords:
    """Refuses a password of nothing but such words, digits, signs, rows and repetitions."""

    def validate(self, password: str, user: object = None) -> None:
        if len(set(_without_rows(_own_letters(password)))) < AT_LEAST:
            raise ValidationError(
                "Kata sandi ini mudah ditebak: kata yang lazim dengan angka atau tanda. "
                "Pakai beberapa kata yang tidak berhubungan dengan pekerjaan ini.",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return "Beberapa kata yang tidak berhubungan dengan pekerjaan ini adalah yang terbaik."


def _own_letters(password: str) -> str:
    """What is left without known words, digits and signs."""
    letters = password.lower().translate(LOOKS_LIKE)
    return re.sub(r"[\W\d_]", "", KNOWN.sub("", re.sub(r"[\W_]", "", letters)))


def _without_rows(letters: str) -> str:
    """Without letters that only follow the one before in the alphabet, or repeat it."""
    kept = [after for before, after in pairwise(letters) if ord(after) - ord(before) not in (0, 1)]
    return letters[:1] + "".join(kept)
