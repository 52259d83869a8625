"""Publishing: the figures as everybody sees them, after suppression, frozen for good.

All roles, pages, papers and files read the same publication; none reads a run.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction

from reports import computing, formula, method, readings, suppression
from reports.estimation import Indicator
from reports.index import Figures
from reports.models.publications import Publication
from reports.models.runs import IndexRun
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from surveys import corrections
from surveys.models.cities import City, Official
from surveys.models.waves import Wave
from surveys.paper_letters import counted
from surveys.steps import order, vouching

REST = ""  # the groups of the whole city, which have no office's name
FEW = "few"  # fewer answers than the minimum
GUARDS = "guards"  # enough of them, hidden so that another cannot be got by subtraction
THIN = "thin"  # enough of them, but one of the dimensions has too few


class NotComputed(Exception):
    """The wave has no index run yet. The message is for the user."""


class IsPilot(Exception):
    """Figures of a pilot stay with those who run it. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenCell:
    """One office's part of one kind that is not shown, and why: FEW, GUARDS or THIN."""

    code: str
    name: str
    kind: str
    why: str

    @property
    def title(self) -> str:
        return readings.KINDS[self.kind]


@transaction.atomic
def publish(*, wave: Wave, by: User) -> Publication:
    """Freeze the latest run; needs a second person's grant.

    Raises StepOutOfOrder, approvals.NotApproved, NotComputed, IsPilot.
    """
    wave = order.begin(wave, Wave.State.COUNTED)
    if wave.is_pilot:
        raise IsPilot("Uji coba tidak diterbitkan. Angkanya hanya untuk menilai persiapan.")
    granted = approvals.use("publish", wave.slug)
    runs = IndexRun.objects.filter(wave=wave).select_related("weight_set")
    latest = runs.first()
    if latest is None or computing.is_waiting(wave):
        raise NotComputed("Indeks gelombang ini belum selesai dihitung. Coba lagi sebentar lagi.")
    agreed = runs.filter(computed_at__lte=granted.decided_at).first()
    if agreed is None or agreed.result_hash != latest.result_hash:
        raise NotComputed(
            "Angkanya berubah sesudah disetujui. Tarik permintaan itu di halaman Persetujuan, "
            "lalu minta persetujuan untuk angka yang sekarang."
        )
    publication = Publication.objects.create(
        wave=wave, run=latest, figures=frozen(latest), published_by=by
    )
    order.finish(wave, Wave.State.PUBLISHED)
    ledger.record("wave.published", wave, by=by, run=latest.pk, result=latest.result_hash)
    return publication


def frozen(run: IndexRun) -> Figures:
    """What a publication keeps of a run: its figures as they may be shown, whose they are, and
    how they were made. Nothing that is told next year needs another row."""
    return release(run.figures) | {
        "imprint": _imprint(run),
        "weights": _weights(run),
        "lists": _lists(run.wave),
    }


def release(figures: Figures) -> Figures:
    """The same figures without what would speak of fewer than the minimum.

    A component that is hidden so that another cannot be got by subtraction takes its office's
    index with it; counts of people are rounded to five; a small group of one mind is only said
    to lie beyond a bound (docs/method.md section 9).
    """
    released: Figures = copy.deepcopy(figures)
    for of_reviewers in ("signals", "pressure"):  # for those who review, and for nobody else
        released.pop(of_reviewers, None)
    for kind in released["city"]["kinds"]:
        for code in _hidden(figures, kind):
            _hide(_office(released, code), kind)
        _guard_details(released, kind)
    for part in (released["city"], *released["offices"]):
        _soften(part, figures["minimum"])
    return released


def hidden_cells(released: Figures) -> list[HiddenCell]:
    """Every component that the released figures of offices do not show."""
    return list(_hidden_cells(released))


def _hidden_cells(released: Figures) -> Iterator[HiddenCell]:
    for office in released["offices"]:
        for kind, of_kind in office["kinds"].items():
            if why := of_kind["hidden"]:
                yield HiddenCell(code=office["code"], name=office["name"], kind=kind, why=why)


def _hidden(figures: Figures, kind: str) -> list[str]:
    """Codes of the offices whose part in the city's figure of `kind` must not be shown."""
    answers = {
        office["code"]: office["kinds"][kind]["answers"]
        for office in figures["offices"]
        if kind in office["kinds"]
    }
    rest = figures["city"]["kinds"][kind]["answers"] - sum(answers.values())
    parts = answers | ({REST: rest} if rest else {})
    gone = suppression.hidden(parts, minimum=figures["minimum"], add_up=True)
    return sorted(gone - {REST})


def _guard_details(released: Figures, kind: str) -> None:
    """Indicators and items of offices, out of which those of a few could be got by subtraction.

    Not every respondent of an office has each of them; what the offices shown leave of the
    city's must speak of nobody or of at least the minimum.
    """
    counted = {office["code"]: _counted(office, kind) for office in released["offices"]}
    for detail in ("indicators", "items"):
        for whole in released["city"]["kinds"][kind].get(detail, ()):
            shown = {
                office["code"]: one
                for office in released["offices"]
                for one in office["kinds"].get(kind, {}).get(detail, ())
                if _same(one, whole)
            }
            counts = {code: _respondents(one) for code, one in shown.items()}
            rest = _respondents(whole) - sum(counts.values())
            parts = counts | ({REST: rest} if rest else {})
            for code in suppression.hidden(parts, minimum=released["minimum"], add_up=True):
                if code != REST:
                    _office(released, code)["kinds"][kind][detail].remove(shown[code])
    for office in released["offices"]:
        _guard_the_only_one(office, kind, counted[office["code"]])


def _counted(office: Figures, kind: str) -> Counter[str]:
    indicators = office["kinds"].get(kind, {}).get("indicators", ())
    return Counter(one["dimension"] for one in indicators)


def _guard_the_only_one(office: Figures, kind: str, counted: Mapping[str, int]) -> None:
    """A dimension less all of its indicators but one is that one: another is hidden beside it."""
    there = office["kinds"].get(kind, {}).get("indicators", [])
    for dimension, number in counted.items():
        left = [one for one in there if one["dimension"] == dimension]
        if left and number - len(left) == 1:
            there.remove(min(left, key=_respondents))


def _same(one: Figures, other: Figures) -> bool:
    return all(one[key] == other[key] for key in ("dimension", "name"))


def _respondents(detail: Figures) -> int:
    count: int = detail.get("estimate", detail)["respondents"]
    return count


def _office(figures: Figures, code: str) -> Figures:
    office: Figures = next(one for one in figures["offices"] if one["code"] == code)
    return office


def _hide(office: Figures, kind: str) -> None:
    of_kind = office["kinds"][kind]
    of_kind |= {"dimensions": {}, "indicators": [], "items": []}
    if of_kind["component"] is None:
        return
    of_kind |= {"component": None, "guards": True}
    office["index"] |= {
        "state": "insufficient",
        "figure": None,
        "decimals": None,
        "category": None,
        "missing": sorted({*office["index"]["missing"], kind}),
        "before_correction": None,
    }


def _soften(part: Figures, minimum: int) -> None:
    """Reasons for what is hidden, rounded counts, bounds, and no correction without a figure."""
    for of_kind in part["kinds"].values():
        few = of_kind["answers"] < minimum
        of_kind["hidden"] = _why(few=few, shown=of_kind["component"] is not None, of_kind=of_kind)
        of_kind["answers"] = None if few else suppression.rounded_count(of_kind["answers"])
        for estimate in _told(of_kind):
            _bound(estimate)
    index = part["index"]
    _bound(index["before_correction"])
    index["bound"] = (index["before_correction"] or {}).get("bound", "")
    if index["figure"] is None:
        part["correction"] = None
    elif index["bound"]:
        index["figure"] = str(_bounded_figure(part))


def _told(of_kind: Figures) -> Iterator[Figures | None]:
    """Everything about one kind that is a mean of people."""
    yield of_kind["component"]
    yield from of_kind["dimensions"].values()
    yield from (one["estimate"] for one in of_kind.get("indicators", ()))
    yield from of_kind.get("items", ())


def _why(*, few: bool, shown: bool, of_kind: Figures) -> str:
    if shown:
        return ""
    if few:
        return FEW
    return GUARDS if of_kind.pop("guards", False) else THIN


def _bound(estimate: Figures | None) -> None:
    """Under 50 respondents, near the end of the scale: only "beyond", and no error."""
    if estimate is None:
        return
    small = estimate["respondents"] < suppression.UNANIMITY_BELOW
    above, below = 100 * suppression.UNANIMITY_SHARE, 100 * (1 - suppression.UNANIMITY_SHARE)
    estimate["bound"] = ""
    estimate["respondents"] = suppression.rounded_count(estimate["respondents"])
    if small and estimate["value"] > above:
        estimate |= _beyond("above", above, low=above, high=100.0)
    elif small and estimate["value"] < below:
        estimate |= _beyond("below", below, low=0.0, high=below)


def _beyond(bound: str, value: float, *, low: float, high: float) -> Figures:
    return {"bound": bound, "value": value, "low": low, "high": high, "standard_error": None}


def _bounded_figure(part: Figures) -> Decimal:
    before, correction = part["index"]["before_correction"], part["correction"]
    return formula.rounded(max(0.0, before["value"] - correction["total"]))


def _imprint(run: IndexRun) -> Figures:
    city = City.objects.select_related("arms").first()
    return {
        "city": city.name if city else "",
        "organiser": city.organiser if city else "",
        "is_demo": bool(city and city.is_demo),
        "letterhead": city.letterhead.splitlines() if city else [],
        "officials": [[one.title, one.name] for one in Official.objects.order_by("title")],
        "arms": city.arms.digest if city and city.arms else "",
        "method": run.method,
        "input_hash": run.input_hash,
        "result_hash": run.result_hash,
    }


def _lists(wave: Wave) -> Figures:
    """What is to be known about the lists and who was reached; nothing of it is about a person."""
    return {
        "unsigned": vouching.kept(wave),
        "corrections": corrections.number(wave),
        "printed": asdict(counted.of(wave)),
    }


def _weights(run: IndexRun) -> Figures:
    used = method.read(run.weight_set)
    whole = sum(used.kinds.values())
    rules = used.correction
    return {
        "name": run.weight_set.name,
        "author": run.weight_set.author,
        "reason": run.weight_set.reason,
        "kinds": {kind: round(share / whole, 6) for kind, share in used.kinds.items()},
        "correction": {name: getattr(rules, name) for name in rules.__slots__},
        "dimensions": used.dimensions,
        "indicators": _by_dimension(used.indicators),
    }


def _by_dimension(
    indicators: Mapping[str, Mapping[Indicator, float]],
) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = {}
    for kind, weights in indicators.items():
        for (dimension, name), weight in weights.items():
            found.setdefault(kind, {}).setdefault(dimension, {})[name] = weight
    return found
