"""People by what somebody knows of them: a part of the name, a telephone number, or a NIP.

Numbers are sealed. A whole one is found by its blind index, a part of one never.
"""

from __future__ import annotations

import re

from respondents import contacts, secrecy
from respondents.models.people import PersonQuerySet
from respondents.nip import LENGTH as NIP_LENGTH

NUMBER = re.compile(r"\+?[\d\s.\-()']{8,}", re.ASCII)
SHORTEST_NUMBER = 8  # digits


def is_number(text: str) -> bool:
    """Whether this is meant as a number; it then has no business in an address or a log."""
    return bool(NUMBER.fullmatch(text)) and len(_digits(text)) >= SHORTEST_NUMBER


def matching(people: PersonQuerySet, text: str) -> PersonQuerySet:
    """Those of `people` with this number, or with this in their name."""
    return numbered(people, text) if is_number(text) else named(people, text)


def named(people: PersonQuerySet, text: str) -> PersonQuerySet:
    """Those with `text` in their name; everybody for an empty one."""
    return people.filter(name__icontains=" ".join(text.split()))


def numbered(people: PersonQuerySet, text: str) -> PersonQuerySet:
    """Those with this telephone number, however it is written, or this NIP."""
    if len(_digits(text)) == NIP_LENGTH:
        return people.filter(nip_index=secrecy.blind_index(_digits(text), column="nip"))
    phone = contacts.read_phone(text).value
    if not phone:
        return people.none()
    return people.filter(phone_index=secrecy.blind_index(phone, column="phone"))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
