"""How many are asked, who they are, and why nobody could have chosen them.

Source: docs/method.md sections 2 and 3.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from math import ceil, exp, fsum, log, log1p, sqrt
from statistics import NormalDist

from surveys.box import merkle

CONFIDENCE = 0.95
FEWEST_INVITED = 25
DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How many answers a kind of respondent needs: city policy."""

    margin: float  # half width of the interval of a share, 0-1; 0 asks everybody
    census_up_to: int  # a list this short is asked as a whole
    fewest_answers: int


RULES = {
    "internal": Rule(margin=0.10, census_up_to=30, fewest_answers=0),
    "external": Rule(margin=0.10, census_up_to=0, fewest_answers=30),
    "expert": Rule(margin=0.0, census_up_to=0, fewest_answers=0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked of one group: people, all of them counts."""

    answers_wanted: int
    invited: int
    census: bool


def plan(
    *, kind: str, population: int, response: float | Fraction, reachable: float | Fraction
) -> Plan:
    """Whom to invite of `population` people of one kind.

    Units: `response` and `reachable` are shares, 0-1. Raises KeyError for an unknown kind.
    """
    rule = RULES[kind]
    wanted = answers_wanted(population=population, rule=rule)
    needed = invited(population=population, answers=wanted, response=response, reachable=reachable)
    needed = min(population, max(needed, FEWEST_INVITED))
    census = wanted == population or proposes_census(population=population, invited=needed)
    return Plan(answers_wanted=wanted, invited=population if census else needed, census=census)


def answers_wanted(*, population: int, rule: Rule) -> int:
    """Answers that carry a result under `rule`; never more than there are people."""
    if population <= rule.census_up_to or not rule.margin:
        return population
    enough = sample_size(population=population, margin=rule.margin)
    return min(population, max(enough, rule.fewest_answers))


def sample_size(*, population: int, margin: float, confidence: float = CONFIDENCE) -> int:
    """Answers that hold a share of one half within `margin`, finite population.

    Units: `margin` and `confidence` are shares, 0-1.
    Source: Cochran, Sampling Techniques, 3rd ed. (1977), section 4.4.
    """
    if population < 1:
        return 0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    endless = z**2 * 0.25 / margin**2
    return ceil(endless / (1 + (endless - 1) / population))


def margin(*, population: int, answers: int, confidence: float = CONFIDENCE) -> float:
    """Half width of the interval of a share of one half, finite population: `sample_size` back.

    Units: `confidence` and the result are shares, 0-1. Raises ValueError without an answer.
    Source: Cochran, Sampling Techniques, 3rd ed. (1977), sections 3.2 and 4.4.
    """
    if answers < 1:
        raise ValueError("nobody has answered")
    if answers >= population:
        return 0.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return z * sqrt(0.25 / answers * (population - answers) / (population - 1))


def invited(
    *,
    population: int,
    answers: int,
    response: float | Fraction,
    reachable: float | Fraction,
) -> int:
    """Invitations for `answers` answers: min(N, ⌈n ÷ response ÷ reachable⌉).

    Shares are read as the decimals they are written as, so that 21 ÷ 0.7 is 30 and not 31.
    """
    chance = _exact(response) * _exact(reachable)
    if not chance:
        return population
    return min(population, ceil(answers / chance))


def proposes_census(*, population: int, invited: int) -> bool:
    """From 80 % of a list on, ask everybody: it costs little and is easier to explain."""
    return 5 * invited >= 4 * population


def probability_of_at_least(k: int, *, invited: int, response: float | Fraction) -> float:
    """P(at least `k` of `invited` answer), each with probability `response`: exact binomial."""
    p = float(response)
    if k <= 0:
        return 1.0
    if k > invited or p <= 0:
        return 0.0
    if p >= 1:
        return 1.0
    term = invited * log1p(-p)  # logarithm of P(nobody answers), then of one more each time
    fewer = [exp(term)]
    for i in range(k - 1):
        term += log((invited - i) / (i + 1)) + log(p) - log1p(-p)
        fewer.append(exp(term))
    return max(0.0, 1.0 - fsum(fewer))


def draw_seed(*, list_root: bytes, nonce: bytes, randomness: bytes) -> bytes:
    """SHA-256(list root | nonce | randomness).

    Root and nonce are committed to before the public randomness exists, so that nobody can
    choose the seed. Raises ValueError unless both have 32 bytes: a part of another length
    would let two different triples run together into the same bytes.
    """
    if len(list_root) != DIGEST_BYTES or len(nonce) != DIGEST_BYTES:
        raise ValueError("list root and nonce have 32 bytes each")
    return sha256(list_root + nonce + randomness).digest()


def order(keys: Iterable[bytes], *, seed: bytes) -> list[bytes]:
    """`keys` (row hashes) in the order of HMAC-SHA256(seed, key).

    The first n are the sample and the rest, in this order, the reserve. The order in which
    the keys came has no influence. Raises ValueError when a key comes twice.
    """
    drawn = sorted(keys, key=lambda key: (hmac.digest(seed, key, "sha256"), key))
    if any(one == two for one, two in pairwise(drawn)):
        raise ValueError("a row is on the list twice")
    return drawn


def list_root(rows: Iterable[bytes]) -> bytes:
    """Merkle root over the sorted row hashes.

    One changed, added or removed row changes the root; the order of the rows does not.
    """
    return merkle.root(sorted(rows))


def _exact(share: float | Fraction) -> Fraction:
    return share if isinstance(share, Fraction) else Fraction(str(share))
