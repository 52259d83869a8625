"""Migration operations that say which role may do what to a table, and which rows it sees."""

from __future__ import annotations

from django.db.migrations import RunSQL

# Rows of people and what hangs on them: all of them for a city-wide scope, else those of the
# offices in scope. Nobody in scope: nothing. See respondents/access.py, which sets both.
# As sub-selects the settings are read once a statement and not once a row.
IN_SCOPE = (
    "(SELECT current_setting('spi.scope', true)) = 'city' OR office_id = ANY "
    "((SELECT COALESCE(NULLIF(current_setting('spi.offices', true), ''), '{}'))::bigint[])"
)


def grant(table: str, **privileges_by_role: str) -> RunSQL:
    """GRANT on `table` to each role. Identity columns need no grant of their own."""
    forward, backward = [], []
    for role, privileges in privileges_by_role.items():
        forward.append(f'GRANT {privileges} ON "{table}" TO {role};')
        backward.append(f'REVOKE ALL ON "{table}" FROM {role};')
    return RunSQL("\n".join(forward), "\n".join(backward))


def row_security(table: str, using: str = IN_SCOPE) -> RunSQL:
    """Row-level security on `table`; its owner (migrations, commands) stands above it."""
    return RunSQL(
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;'
        f'CREATE POLICY scope ON "{table}" USING ({using}) WITH CHECK ({using});',
        f'DROP POLICY scope ON "{table}"; ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;',
    )
