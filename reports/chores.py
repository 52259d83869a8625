"""What worker `reports` does when its bell rings: indexes, papers, dossiers."""

from __future__ import annotations

from reports import (
    briefings,
    computing,
    dossiers,
    minutes,
    posters,
    printing,
    signature_receipts,
    statements,
)


def do_all() -> dict[str, int]:
    """Everything that is due now. Safe to run twice, or on two workers at once."""
    return {
        "indexes": computing.compute_due(),
        "printed": printing.print_due(),
        "statements": statements.print_due(),
        "receipts": signature_receipts.print_due(),
        "dossiers": dossiers.make_due(),
        "briefings": briefings.print_due(),
        "minutes": minutes.print_due(),
        "posters": posters.print_due(),
    }
