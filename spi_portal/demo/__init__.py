"""Kota Tirtamulya, a city that does not exist: seeded, and made by the verbs of the pages.

No invented score ever stands beside a real office's name.
"""

LEFT_HALF = 3  # exit status of the command: an earlier loading was stopped before its end
