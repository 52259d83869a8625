"""Methods, headers and addresses that our pages never lead to, and robots that look at links."""

from __future__ import annotations

from collections.abc import Callable

from tests.misbehaviour.behaviour import Deed, Table, does
from tests.misbehaviour.portal import FULL, HALF, Portal
from tests.misbehaviour.visitor import FORM, Visitor

EVERYWHERE = (
    *("/", "/1/", "/kirim/", "/ditekan/", "/tarik/"),
    *("/tidak-ikut/", "/bukan-saya/", "/hapus-nomor/"),
)
ROBOTS = {
    "WhatsApp": "WhatsApp/2.23.20.0 A",
    "Facebook": "facebookexternalhit/1.1",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Outlook": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks",
    "Slack": "Slackbot-LinkExpanding 1.0",
    "Google": "Googlebot/2.1",
}
METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "MOVE", "FOO")
HEADERS: dict[str, dict[str, str]] = {
    "another host": {"Host": "evil.example"},
    "a forwarded host": {"X-Forwarded-Host": "evil.example"},
    "a forwarded address": {"X-Forwarded-For": "127.0.0.1, ' OR 1=1"},
    "another address to be asked instead": {"X-Original-URL": "/s/x/", "X-Rewrite-URL": "/s/x/"},
    "another method": {"X-HTTP-Method-Override": "DELETE"},
    "a session": {"Cookie": "sesi=x; __Host-sesi=y; csrf=z"},
    "a cookie of eight kilobytes": {"Cookie": "a=" + "b" * 8000},
    "a password": {"Authorization": "Basic dXNlcjpwYXNz"},
    "another site's origin": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "no origin": {"Origin": "null"},
    "a part of a page": {"Range": "bytes=0-10"},
    "an older page": {"If-None-Match": '"x"', "If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    "no packing at all": {"Accept-Encoding": "identity;q=0, *;q=0"},
    "packing that nobody knows": {"Accept-Encoding": "zzz, gzip;q=0"},
    "a language that nobody knows": {"Accept-Language": "xx-YY-zz;q=9, \xff"},
    "JSON to be answered": {"Accept": "application/json"},
    "a hundred headers": {f"X-{number}": "x" for number in range(90)},
}
ADDRESSES = {
    "section nought": ("/0/", 404),
    "section 99": ("/99/", 404),
    "section -1": ("/-1/", 404),
    "a section of four hundred digits": (f"/{'9' * 400}/", 404),
    "a section in Arabic digits": ("/%D9%A1/", 404, 200),
    "a section with a fraction": ("/1.5/", 404),
    "a section without a slash": ("/1", 404),
    "two slashes": ("//1/", 404),
    "a path upwards": ("/../../admin/", 404),
    "a path upwards, quoted": ("/%2e%2e/%2e%2e/admin/", 404),
    "NUL in the path": ("/1%00/", 404),
    "bytes that are no text in the path": ("/%ff/", 404),
    "an address of twenty kilobytes": ("/" + "x" * 20_000, 404, 414),
    "a language that nobody knows": ("/1/?bhs=xx", 200),
    "two languages": ("/1/?bhs=en&bhs=id", 200),
    "a language with NUL": ("/1/?bhs=%00", 200),
    "answers in the address": ("/1/?j-i_s1=ya&aksi=maju", 200),
    "a session in the path": ("/1/;jsessionid=x", 404),
}


def _with_headers(headers: dict[str, str]) -> Deed:
    def deed(portal: Portal, visitor: Visitor) -> None:
        visitor.get("/", **headers)
        visitor.ask("POST", "/2/", portal.form(2), headers={"Content-Type": FORM, **headers})

    return deed


def _asking(method: str, *tails: str, headers: dict[str, str] | None = None) -> Deed:
    def deed(portal: Portal, visitor: Visitor) -> None:
        for tail in tails:
            visitor.ask(method, tail, headers=headers)

    return deed


def _carrying_answers(method: str) -> Deed:
    def deed(portal: Portal, visitor: Visitor) -> None:
        visitor.ask(method, "/2/", portal.form(2), headers={"Content-Type": FORM})

    return deed


def _typed(change: Callable[[str], str]) -> Deed:
    def deed(portal: Portal, visitor: Visitor) -> None:
        stranger = Visitor(port=visitor.port, code=change(visitor.code))
        stranger.post("/2/", portal.form(2))
        stranger.send(visitor.nonce)
        reply = stranger.get("/")
        visitor.claim("GET", "/", "", reply)
        assert {each.reply.status for each in stranger.exchanges if each.reply} <= {404}

    return deed


TABLE: Table = {
    **{f"a preview by {name}, answers half given": does(
        _asking("GET", *EVERYWHERE, headers={"User-Agent": agent}), 200, 303, state=HALF)
       for name, agent in ROBOTS.items()},
    **{f"HEAD of {tail}": does(_asking("HEAD", tail), 200, 303, state=FULL)
       for tail in EVERYWHERE},
    **{f"the method {method}": does(_carrying_answers(method), 405, 400, 501, state=HALF)
       for method in METHODS},
    "the method POST in small letters": does(_carrying_answers("post"), 303, 405, state=HALF),
    "OPTIONS": does(_asking("OPTIONS", *EVERYWHERE), 405, state=FULL),
    "CONNECT": does(_asking("CONNECT", "/"), 400, 404, 405, may_be_silent=True),
    "GET that carries answers": does(_carrying_answers("GET"), 200, 400, state=HALF),
    "HEAD that carries answers": does(_carrying_answers("HEAD"), 200, 400, state=HALF),
    **{f"with {name}": does(_with_headers(headers), 200, 303, state=HALF)
       for name, headers in HEADERS.items()},
    **{f"at {name}": does(_asking("GET", tail), *answers, state=HALF)
       for name, (tail, *answers) in ADDRESSES.items()},
    "a link with a character missing": does(_typed(lambda code: code[:-1]), 404, state=FULL),
    "a link with a character too many": does(_typed(lambda code: code + "0"), 404, state=FULL),
    "a link with two characters swapped": does(
        _typed(lambda code: code[:2] + code[3] + code[2] + code[4:]
               if code[2] != code[3] else code[:-1]), 404, state=FULL),
    "no link": does(_typed(lambda code: "halo"), 404),
    "NUL for a link": does(_typed(lambda code: "%00%00"), 404),
    "a link of five kilobytes": does(_typed(lambda code: "A" * 5000), 404),
}  # fmt: skip
