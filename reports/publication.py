"""Publishing: the figures as everybody sees them, after suppression, frozen for good.

All roles, pages, papers and files read the same publication; none reads a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from reports import computing, method, readings, releasing
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
    result = publication.figures["imprint"]["result_hash"]
    ledger.record("wave.published", wave, by=by, run=latest.pk, result=result)
    return publication


def frozen(run: IndexRun) -> Figures:
    """What a publication keeps of a run: its figures as they may be shown, whose they are, and
    how they were made. Nothing that is told next year needs another row."""
    released = releasing.release(run.figures)
    return released | {
        "imprint": _imprint(run, releasing.digest(released)),
        "weights": _weights(run),
        "lists": _lists(run.wave),
    }


def hidden_cells(released: Figures) -> list[HiddenCell]:
    """Every component that the released figures of offices do not show."""
    return list(_hidden_cells(released))


def _hidden_cells(released: Figures) -> Iterator[HiddenCell]:
    for office in released["offices"]:
        for kind, of_kind in office["kinds"].items():
            if why := of_kind["hidden"]:
                yield HiddenCell(code=office["code"], name=office["name"], kind=kind, why=why)


def _imprint(run: IndexRun, result_hash: str) -> Figures:
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
        "result_hash": result_hash,
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
