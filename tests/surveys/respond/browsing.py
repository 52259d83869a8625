"""A browser without script: reads a page, fills its form, presses a button, follows a 303."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import brotli
from django.test import Client


@dataclass
class Form:
    method: str
    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    radios: dict[str, list[str]] = field(default_factory=dict)
    ticked: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._form: Form | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def form(self) -> Form:
        (form,) = self.forms
        return form

    def of(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.tags if name == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.addresses += [given[name] for name in ("href", "src", "action") if name in given]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "form":
            self._form = Form(method=given.get("method", "get"), action=given.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != [("style", {})]:
            self.words.append(data)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "button":
            form.buttons.append((name, value))
        elif tag == "input" and given.get("type") == "radio":
            form.radios.setdefault(name, []).append(value)
            if "checked" in given:
                form.ticked[name] = value
        elif tag == "input" and given.get("type") == "hidden":
            form.hidden[name] = value


class Browser:
    """Where it is, what it shows, and what it has been sent so far."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.address = ""
        self.status = 0
        self.html = b""
        self.replies: list[Any] = []

    @property
    def page(self) -> Page:
        return Page(self.html.decode())

    def get(self, address: str) -> Browser:
        return self._show(
            self.client.get(urlsplit(address)._replace(fragment="").geturl()), address
        )

    def press(
        self,
        name: str = "aksi",
        value: str = "maju",
        *,
        form_number: int | None = None,
        **ticks: str,
    ) -> Browser:
        """Presses a button of the page's one form, or of that one; `ticks` are field=code."""
        form = self.page.form if form_number is None else self.page.forms[form_number]
        assert form.method == "post"
        if name:
            assert (name, value) in form.buttons, (name, value, form.buttons)
        for answered, choice in ticks.items():
            assert choice in form.radios[answered], (answered, choice)
        data = form.hidden | form.ticked | ticks | ({name: value} if name else {})
        address = urljoin(self.address, form.action)
        posted = urlsplit(address)._replace(fragment="").geturl()
        body = "&".join(f"{key}={given}" for key, given in data.items())
        reply = self.client.post(posted, body, content_type="application/x-www-form-urlencoded")
        return self._show(reply, address)

    def tick_all(self, choose: Any = None) -> dict[str, str]:
        pick = choose or (lambda name, codes: codes[0])
        return {name: pick(name, codes) for name, codes in self.page.form.radios.items()}

    def _show(self, reply: Any, address: str) -> Browser:
        self.replies.append(reply)
        if reply.status_code == 303:
            return self.get(urljoin(address, reply.headers["Location"]))
        self.address, self.status, self.html = address, reply.status_code, unpacked(reply)
        return self


def unpacked(reply: Any) -> bytes:
    is_packed = reply.headers.get("Content-Encoding") == "br"
    return bytes(brotli.decompress(reply.content) if is_packed else reply.content)


def walk(browser: Browser, code: str, choose: Any = None, *, query: str = "") -> int:
    """From the start page to the check page; returns the number of sections on the way."""
    browser.get(f"/s/{code}/{query}").press("", "")
    for section in range(1, 40):
        browser.press(**browser.tick_all(choose))
        assert browser.status == 200, browser.page.text
        if ("aksi", "kirim") in browser.page.form.buttons:
            return section
    raise AssertionError("no end")
