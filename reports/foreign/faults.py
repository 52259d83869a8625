from __future__ import annotations


class FaultyInput(ValueError):
    """What is wrong with a table or a design, in a sentence that says where."""
