"""The desk of the help telephone: somebody rings, for a reason, about themselves."""
