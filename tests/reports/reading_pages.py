"""Pages of results, as somebody reads them."""

from __future__ import annotations

import re

from spi_portal.ui import formats


def page(client, user, url):
    client.force_login(user)
    return client.get(url)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def shown(index):
    return formats.number(float(index["figure"]), index["decimals"])
