"""Pieces of work that know nothing of each other: what fails of one keeps no other waiting."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


@contextmanager
def apart(piece: str) -> Iterator[None]:
    """Whatever fails in here is logged by its kind and its place, and goes no further.

    Its words stay out: they may quote a row.
    """
    try:
        yield
    except Exception as fault:
        where = traceback.extract_tb(fault.__traceback__)[-1]
        kind = type(fault).__name__
        log.error("%s: %s at %s:%s", piece, kind, where.filename, where.lineno)
