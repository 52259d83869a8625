"""A GET changes nothing: its connections refuse to write.

Mail scanners and link previews open every address in a message. If opening a link could
change anything, they would change it first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

READS = ("SELECT", "SET LOCAL", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class WriteInGet(RuntimeError):
    pass


def refuse_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if not str(sql).lstrip("( \n").upper().startswith(READS):
        raise WriteInGet(str(sql)[:80])
    return execute(sql, params, many, context)


def readonly_gets(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Stands below SessionMiddleware, whose own write comes after ours."""
    databases = [alias for alias, given in settings.DATABASES.items() if given.get("NAME")]

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return get_response(request)
        with ExitStack() as stack:
            for alias in databases:
                stack.enter_context(connections[alias].execute_wrapper(refuse_writes))
            return get_response(request)

    return middleware
