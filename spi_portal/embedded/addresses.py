"""Addresses of a PostgreSQL server, and the same server seen by another role."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from spi_portal.embedded.console import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A libpq URL in parts. `host` beginning with / is a folder of Unix sockets."""

    user: str
    password: str
    host: str
    port: str
    database: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        password = f":{quote(self.password, safe='')}" if self.password else ""
        login = f"{quote(self.user, safe='')}{password}@" if self.user else ""
        # A folder cannot stand in the place of a host name; libpq takes it as an option.
        options = dict(self.options)
        place = ""
        if self.host.startswith("/"):
            options = {"host": self.host, "port": self.port, **options}
        else:
            host = f"[{self.host}]" if ":" in self.host else self.host
            place = f"{host}:{self.port}"
        query = f"?{urlencode(options, quote_via=quote)}" if options else ""
        return f"postgresql://{login}{place}/{quote(self.database, safe='')}{query}"

    @property
    def name(self) -> str:
        """How to call the server in a sentence; without the password."""
        return f"{self.host} port {self.port}"

    def seen_by(self, role: str, *, password: str, database: str) -> Address:
        return replace(self, user=role, password=password, database=database)

    def refusal(self) -> str | None:
        """Why this role cannot log in there within five seconds; None if it can."""
        import psycopg  # of the virtual environment, which dev.py has entered by now

        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError as fault:
            return str(fault).splitlines()[0].rpartition(" failed: ")[2]
        return None


def parse(url: str) -> Address:
    """Read a libpq URL. Raises Failure with a sentence that does not quote the password."""
    try:
        parts = urlsplit(url)
    except ValueError as fault:
        raise Failure("DATABASE_URL is no address: its host cannot be read.") from fault
    if parts.scheme not in ("postgres", "postgresql"):
        raise Failure("DATABASE_URL must begin with postgresql://, as in postgresql://user@host/")
    options = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or options.pop("port", "5432"))
    except ValueError as fault:
        raise Failure("The port in DATABASE_URL is not a number.") from fault
    return Address(
        user=unquote(parts.username or options.pop("user", "")),
        password=unquote(parts.password or options.pop("password", "")),
        host=options.pop("host", "") or unquote(parts.hostname or "localhost"),
        port=port,
        database=unquote(parts.path.lstrip("/")) or "postgres",
        options=tuple(options.items()),
    )
