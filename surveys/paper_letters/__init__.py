"""Letters on paper for those whom no message reaches: ordered by the Inspektur, printed by the
registrar, taken once. Why so: docs/decisions/0019."""
