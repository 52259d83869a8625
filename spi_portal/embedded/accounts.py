"""PostgreSQL refuses to run as root: who runs the servers when root calls."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spi_portal.embedded.console import Failure, say

OWN = "spi-portal"
PREFERRED = ("postgres", OWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose servers they are. `steps_down` is false for an ordinary user: it stays who it is."""

    uid: int
    gid: int
    steps_down: bool

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments of subprocess that make a child run as this account."""
        if not self.steps_down:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.steps_down:
            os.chown(path, self.uid, self.gid)


def for_servers() -> Account:
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), steps_down=False)
    entry = _unprivileged()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, steps_down=True)


def _unprivileged() -> pwd.struct_passwd:
    for name in PREFERRED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    _create()
    return pwd.getpwnam(OWN)


def _create() -> None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if useradd is None:
        raise Failure(
            "PostgreSQL does not run as root and there is no account to run it as: "
            "make one named 'postgres', or call as an ordinary user."
        )
    say(f"Servers do not run as root: creating the system account {OWN} for them.")
    subprocess.run(  # noqa: S603 (a fixed command)
        [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OWN],
        check=True,
        capture_output=True,
    )
