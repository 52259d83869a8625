"""How the portal looks and writes: components, charts, Indonesian formats."""
