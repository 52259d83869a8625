"""The estimation core on anybody's table: docs/estimate.md. Plain Python, no Django."""
