"""When offices may be renamed, merged or split: never between a freeze and its published figures.

Groups, the drawn sample and the index know offices as they were at the freeze; a change in between
would move people under the feet of a survey that is running.
"""

from __future__ import annotations

from surveys.city import fixed


def refusal() -> str:
    """Why it cannot be done now, '' when it can."""
    wave = fixed.rules()
    if wave is None:
        return ""
    return (
        f"Daftar sudah dibekukan untuk gelombang {wave}, dan kelompoknya memakai kantor seperti "
        "hari itu. Catat perubahan kantor sesudah hasilnya terbit."
    )
