from __future__ import annotations

import socket
import time
from functools import partial

import dns.resolver
import pytest
from dns.exception import DNSException

from surveys.inspection import mail_domain
from surveys.models.inspections import State

DOMAIN = "spi.kota.go.id"
GOOD, ATTENTION, MISSING = State.GOOD, State.ATTENTION, State.MISSING


@pytest.fixture
def asked(dns_server):
    """Ask one of the three of a DNS that knows `records`."""

    def ask(look, *words: str, **records: list[str]):
        names = {name.replace("__", "."): texts for name, texts in records.items()}
        with dns_server(names) as resolver:
            return look(*words, partial(mail_domain.texts_of, resolver=resolver))

    return ask


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        (["v=spf1 mx -all"], GOOD),
        (["v=spf1 include:_spf.kota.go.id ~all"], GOOD),
        (["V=SPF1 redirect=kota.go.id"], GOOD),
        (["v=spf1 mx ?all"], ATTENTION),
        (["v=spf1 mx +all"], ATTENTION),
        (["v=spf1 mx"], ATTENTION),
        (["v=spf1 -all", "v=spf1 mx -all"], MISSING),
        (["google-site-verification=x"], MISSING),
        (["v=spf10 -all"], MISSING),
        ([], MISSING),
    ],
)
def test_spf(asked, texts, state):
    seen = asked(mail_domain.spf, DOMAIN, spi__kota__go__id=texts)

    assert (seen.state, bool(seen.advice)) == (state, state != GOOD)


def test_a_long_record_comes_in_pieces(asked):
    texts = ["v=spf1 " + "ip4:10.0.0.1 " * 12 + '" "' + "ip4:10.0.0.2 -all"]

    assert asked(mail_domain.spf, DOMAIN, spi__kota__go__id=texts).state == GOOD


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        (["v=DKIM1; k=rsa; p=MIGfMA0"], GOOD),
        (["k=rsa; p=MIGfMA0"], GOOD),
        (["v=DKIM1; p="], MISSING),
        (["v=spf1 -all"], MISSING),
    ],
)
def test_dkim(asked, texts, state):
    records = {"mail2026___domainkey__spi__kota__go__id": texts}

    assert asked(mail_domain.dkim, DOMAIN, "mail2026", **records).state == state


def test_dkim_without_a_name_asks_nobody():
    assert "belum diisi" in mail_domain.dkim(DOMAIN, "", texts=None).measured


@pytest.mark.parametrize(
    ("policy", "state"),
    [
        ("v=DMARC1; p=reject", GOOD),
        ("v=DMARC1;p=quarantine;rua=mailto:a@b.id", GOOD),
        ("v=DMARC1; p=none", ATTENTION),
        ("v=DMARC1; rua=mailto:a@b.id", ATTENTION),
        ("p=reject", MISSING),
    ],
)
def test_dmarc(asked, policy, state):
    assert asked(mail_domain.dmarc, DOMAIN, _dmarc__spi__kota__go__id=[policy]).state == state


@pytest.mark.parametrize(
    ("policy", "state"), [("v=DMARC1; p=reject", GOOD), ("v=DMARC1; p=reject; sp=none", ATTENTION)]
)
def test_the_domain_above_speaks_for_those_below(asked, policy, state):
    assert asked(mail_domain.dmarc, DOMAIN, _dmarc__kota__go__id=[policy]).state == state


def test_the_state_is_not_asked_for_its_cities(asked):
    seen = asked(mail_domain.dmarc, "kota.go.id", _dmarc__go__id=["v=DMARC1; p=reject"])

    assert seen.state == MISSING


def test_a_dns_that_does_not_answer_is_not_taken_for_an_answer():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.getsockname()[1]
        resolver.timeout = resolver.lifetime = 0.4
        began = time.monotonic()

        with pytest.raises(DNSException):
            mail_domain.texts_of(DOMAIN, resolver)

    assert time.monotonic() - began < 2
