"""Offices of a made-up city, with the sizes that offices of Indonesian cities have.

Dinas of 40 to 400 people, an education office of thousands, districts of 150 to 250 with their
kelurahan; users of services are many more than staff.
"""

from __future__ import annotations

STAFF = (
    4200, 1350, 640, 410, 380, 320, 290, 260, 240, 230, 215, 205, 195, 180, 170, 160, 150,
    140, 130, 120, 112, 104, 96, 90, 84, 78, 72, 66, 60, 54, 48, 44, 40, 36,
)  # fmt: skip
USERS = (
    6000, 9000, 2500, 1800, 1500, 1400, 1200, 1000, 900, 800, 760, 700, 650, 600, 560, 520, 480,
    450, 420, 390, 360, 330, 300, 280, 260, 240, 220, 200, 180, 160, 140, 120, 100, 80,
)  # fmt: skip
EXPERTS = 40
