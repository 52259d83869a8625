"""`python3 dev.py simulate [N]` and `python3 dev.py signals [N]`."""

from __future__ import annotations

import sys

import django

django.setup()

if __name__ == "__main__":
    from tests.cities import signals, simulation

    known = {"simulate": simulation.main, "signals": signals.main}
    sys.exit(known[sys.argv[1]](sys.argv[2:]))
