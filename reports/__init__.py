"""Telling: the index, how sure we are of it, and the papers."""
