"""A new version of the weights: copied, edited, thrown away, or published by two people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction

from reports import formula, method, weight_values
from reports.models.weights import Band, Weight, WeightSet
from reports.weight_values import Part, Unit, Value
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval

STEP = "weights"  # of the approvals
LEAVES_ROOM = Decimal("0.0001")  # thirds and sevenths do not add up to 1 to the last digit

Given = Mapping[tuple[str, ...], tuple[Decimal, str]]  # by Value.row: number and source


class NotADraft(Exception):
    """The message is for the user."""


class IsAsked(Exception):
    """The message is for the user."""


class Unsound(Exception):
    """The message, for the user, says what is wrong first."""


@transaction.atomic
def begin(copied: WeightSet, *, name: str, year: int, reason: str, by: User) -> WeightSet:
    """A draft with the values of `copied`, on the dimensions of today's questionnaires.

    Where these ask something else than before, the group begins with equal weights.
    """
    draft = WeightSet.objects.create(
        name=name,
        year=year,
        author=by.name,
        reason=reason,
        copied_from=copied,
        made_by=by,
        sources=copied.sources,
        **{column: getattr(copied, column) for column in method.COLUMNS},
    )
    Weight.objects.bulk_create(_weights(draft, list(copied.weights.all())))
    Band.objects.bulk_create(
        Band(weight_set=draft, category=one.category, floor=one.floor, source=one.source)
        for one in copied.bands.all()
    )
    ledger.record("method.drafted", draft, by=by, copied_from=copied.name, reason=reason)
    return draft


@transaction.atomic
def change(draft: WeightSet, given: Given, *, by: User, **about: str | int) -> int:
    """Set values by their rows, and name, year, author, reason in `about`; how many changed.

    Raises NotADraft, IsAsked.
    """
    draft = _editable(draft)
    known = {one.row: one for one in weight_values.of(draft)}
    changed = {
        row: new for row, new in given.items() if (known[row].number, known[row].source) != new
    }
    renamed = {key: new for key, new in about.items() if getattr(draft, key) != new}
    _set_bands(draft, {row[1]: new for row, new in changed.items() if row[0] == "band"})
    for row, (number, source) in changed.items():
        _set(draft, row, number, source)
    for key, new in renamed.items():
        setattr(draft, key, new)
    draft.save()
    if changed or renamed:
        ledger.record(
            "method.changed", draft, by=by,
            before=_told(known[row] for row in changed),
            after=_told(one for one in weight_values.of(draft) if one.row in changed),
            **({"into": {key: str(new) for key, new in renamed.items()}} if renamed else {}),
        )  # fmt: skip
    return len(changed) + len(renamed)


@transaction.atomic
def drop(draft: WeightSet, *, by: User) -> None:
    """Throw a draft away. Raises NotADraft, IsAsked."""
    draft = _editable(draft)
    ledger.record("method.dropped", draft, by=by, reason=draft.reason)
    draft.delete()


@transaction.atomic
def ask(draft: WeightSet, *, reason: str, by: User) -> Approval:
    """Ask a second person for exactly these values. Raises NotADraft, Unsound."""
    draft = _draft(draft)
    if wrong := faults(draft):
        raise Unsound(wrong[0])
    return approvals.ask(STEP, subject(draft), reason=reason, by=by)


@transaction.atomic
def publish(draft: WeightSet, *, by: User) -> None:
    """Raises NotADraft, Unsound, approvals.NotApproved."""
    draft = _draft(draft)
    if wrong := faults(draft):
        raise Unsound(wrong[0])
    approvals.use(STEP, subject(draft))
    method.publish(draft)
    ledger.record("method.published", draft, by=by, digest=weight_values.digest(draft))


def subject(weight_set: WeightSet) -> str:
    """The request is for these values: with any other the name has another mark."""
    mark = f" {weight_values.digest(weight_set)[:8]}"
    return weight_set.name[: 60 - len(mark)] + mark


def permit(weight_set: WeightSet) -> Approval | None:
    """The newest request for the values as they stand."""
    asked = Approval.objects.filter(verb=STEP, subject=subject(weight_set))
    return asked.select_related("asked_by", "decided_by").order_by("-pk").first()


def faults(weight_set: WeightSet) -> list[str]:
    """What keeps a draft from being published, in sentences for whoever edits it."""
    values = weight_values.of(weight_set)
    wrong = [*_incomplete(values), *wrong_shares(values), *_wrong_numbers(weight_set)]
    if not wrong:
        try:
            method.read(weight_set)
        except formula.UnsoundWeights as fault:
            wrong = [f"Bobot ini tidak dapat dipakai menghitung: {fault}."]
    return wrong


def wrong_shares(values: Iterable[Value]) -> list[str]:
    """Groups of shares that do not add up to 100 percent."""
    sums: dict[tuple[Part, str], Decimal] = defaultdict(Decimal)
    for one in values:
        if one.unit == Unit.SHARE:
            sums[one.part, one.group] += one.number
    return [
        f"{group}: jumlahnya {_percent(total)} persen, seharusnya 100."
        for (_, group), total in sums.items()
        if abs(total - 1) > LEAVES_ROOM
    ]


def wrong_bands(waspada: Decimal, terjaga: Decimal) -> str:
    """What is wrong with where the categories begin; empty when nothing is."""
    if not 0 < waspada < 100 or not 0 < terjaga < 100:
        return "Kategori mulai dari angka di antara 0 dan 100."
    if waspada >= terjaga:
        return "Terjaga harus mulai dari angka yang lebih tinggi daripada Waspada."
    return ""


def wrong_caps(numbers: Mapping[str, Decimal]) -> str:
    """What is wrong with the points of the correction; empty when nothing is."""
    for part in ("conduct_cap", "prevalence_cap"):
        if numbers[part] > numbers["correction_cap"]:
            return f"“{weight_values.POINTS[part]}” tidak boleh melebihi batas seluruhnya."
    return ""


def _draft(weight_set: WeightSet) -> WeightSet:
    weight_set = WeightSet.objects.select_for_update().get(pk=weight_set.pk)
    if weight_set.published_at is not None:
        raise NotADraft("Versi ini sudah terbit dan tidak berubah lagi. Buat versi baru darinya.")
    return weight_set


def _editable(weight_set: WeightSet) -> WeightSet:
    """Whoever decides must find what was asked for: while a request stands, nothing changes."""
    weight_set = _draft(weight_set)
    asked = permit(weight_set)
    if asked and asked.is_standing:
        raise IsAsked(
            "Permintaan untuk versi ini belum selesai. Tarik dulu di halaman Persetujuan, "
            "lalu ubah."
        )
    return weight_set


def _weights(draft: WeightSet, old: list[Weight]) -> list[Weight]:
    known = weight_values.structure()
    kinds = [one for one in old if not one.dimension]
    found = [_like(draft, one) for one in kinds]
    for kind in (one.kind for one in kinds):
        dimensions = known.get(kind) or {
            one.dimension: ("", []) for one in old if one.kind == kind and one.dimension
        }
        there = [one for one in old if one.kind == kind and one.dimension and not one.indicator]
        found += _group(draft, {(kind, code, "") for code in dimensions}, there)
        for code, (_, names) in dimensions.items():
            there = [one for one in old if (one.kind, one.dimension) == (kind, code)]
            there = [one for one in there if one.indicator]
            found += _group(draft, {(kind, code, name) for name in names}, there)
    return found


def _group(draft: WeightSet, rows: set[tuple[str, str, str]], old: list[Weight]) -> list[Weight]:
    """The old ones where they are of the same rows, else equal ones."""
    if {(one.kind, one.dimension, one.indicator) for one in old} == rows:
        return [_like(draft, one) for one in old]
    return [
        Weight(
            weight_set=draft, kind=kind, dimension=dimension, indicator=indicator,
            value=weight_values.equal_shares(len(rows)), source=method.OUR_POLICY,
        )
        for kind, dimension, indicator in sorted(rows)
    ]  # fmt: skip


def _like(draft: WeightSet, old: Weight) -> Weight:
    return Weight(
        weight_set=draft, kind=old.kind, dimension=old.dimension, indicator=old.indicator,
        value=old.value, source=old.source,
    )  # fmt: skip


def _set(draft: WeightSet, row: tuple[str, ...], number: Decimal, source: str) -> None:
    match row:
        case "weight", kind, dimension, indicator:
            draft.weights.filter(kind=kind, dimension=dimension, indicator=indicator).update(
                value=number, source=source
            )
        case "column", column:
            setattr(draft, column, int(number) if column == "minimum_answers" else number)
            draft.sources = draft.sources | {column: source}


def _set_bands(draft: WeightSet, given: Mapping[str, tuple[Decimal, str]]) -> None:
    """All at once: one that moves up may pass where another still begins."""
    draft.bands.filter(category__in=given).delete()
    Band.objects.bulk_create(
        Band(weight_set=draft, category=category, floor=floor, source=source)
        for category, (floor, source) in given.items()
    )


def _told(values: Iterable[Value]) -> dict[str, str]:
    return {
        f"{one.group}, {one.label}": f"{one.told.normalize():f} ({one.source})" for one in values
    }


def _incomplete(values: list[Value]) -> list[str]:
    return [
        f"{one.group}, {one.label}: sumbernya belum ditulis."
        for one in values
        if not one.source.strip()
    ]


def _wrong_numbers(weight_set: WeightSet) -> list[str]:
    floors = {one.category: one.floor for one in weight_set.bands.all()}
    numbers = {column: getattr(weight_set, column) for column in weight_values.POINTS}
    found = (wrong_bands(floors["waspada"], floors["terjaga"]), wrong_caps(numbers))
    return [sentence for sentence in found if sentence]


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.01')).normalize():f}".replace(".", ",")
