"""Forms of a weight set's versions: a new one, and each page of the editor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from reports import weight_drafts, weight_values
from reports.models.weights import WeightSet
from reports.weight_values import Unit, Value

YEARS_AHEAD = 5
NUMBER = {"invalid": "Isi angka, misalnya 33,3."}


class ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Alasan",
            max_length=400,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": "Tulis alasannya: orang lain akan menilainya."},
            **kwargs,
        )


class AboutForm(forms.Form):
    """What a version is called, from when it is in force, and why."""

    nama = forms.CharField(label="Nama versi", max_length=80)
    tahun = forms.IntegerField(
        label="Berlaku untuk gelombang tahun",
        help_text="Tahun itu dan sesudahnya, sampai ada versi yang lebih baru.",
        error_messages={"invalid": "Isi tahun, misalnya 2027."},
    )
    alasan = ReasonField(help_text="Mengapa versi ini dibuat, dan siapa yang memutuskan.")

    def __init__(self, *args: Any, draft: WeightSet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft

    def clean_nama(self) -> str:
        name = str(self.cleaned_data["nama"])
        others = WeightSet.objects.filter(name__iexact=name)
        if (others.exclude(pk=self.draft.pk) if self.draft else others).exists():
            raise forms.ValidationError("Nama ini sudah dipakai versi lain.")
        return name

    def clean_tahun(self) -> int:
        year = int(self.cleaned_data["tahun"])
        last = date.today().year + YEARS_AHEAD  # noqa: DTZ011  # which day it is matters little
        if not 2020 <= year <= last:
            raise forms.ValidationError(f"Isi tahun dari 2020 sampai {last}.")
        return year


class CopyForm(AboutForm):
    dari = forms.ModelChoiceField(
        label="Disalin dari", queryset=WeightSet.objects.none(), empty_label=None
    )
    field_order = ("dari", "nama", "tahun", "alasan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        copied: Any = self.fields["dari"]
        copied.queryset = WeightSet.objects.published().order_by("-published_at")


class ValuesForm(forms.Form):
    """The values of one page of the editor, each with its source.

    Shares are typed in percent. A group of shares that is left empty as a whole gets equal ones.
    """

    def __init__(self, *args: Any, values: Sequence[Value], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = list(values)
        for place, value in enumerate(self.values):
            self.fields[f"angka_{place}"] = _number(value)
            self.fields[f"sumber_{place}"] = forms.CharField(
                label=f"Sumber {value.label}",
                max_length=200,
                initial=value.source,
                error_messages={"required": "Tulis sumbernya, atau “kebijakan kota”."},
            )

    def groups(self) -> list[tuple[str, bool, list[tuple[Value, BoundField, BoundField]]]]:
        """By group: its name, whether it is of shares, and a row for each value."""
        found: dict[str, list[tuple[Value, BoundField, BoundField]]] = {}
        for place, value in enumerate(self.values):
            row = (value, self[f"angka_{place}"], self[f"sumber_{place}"])
            found.setdefault(value.group, []).append(row)
        return [(group, rows[0][0].unit == Unit.SHARE, rows) for group, rows in found.items()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for group in dict.fromkeys(one.group for one in self.values):
            self._clean_group(group, given)
        self._clean_order(given)
        return given

    def _clean_group(self, group: str, given: dict[str, Any]) -> None:
        mine = [(n, one) for n, one in enumerate(self.values) if one.group == group]
        names = [f"angka_{n}" for n, _ in mine]
        if mine[0][1].unit != Unit.SHARE or any(name in self.errors for name in names):
            return
        if all(given.get(name) is None for name in names):
            given |= dict.fromkeys(names, weight_values.equal_shares(len(names)))
            return
        empty = [name for name in names if given.get(name) is None]
        for name in empty:
            self.add_error(name, "Isi juga yang ini, atau kosongkan semuanya agar sama berat.")
        if not empty:
            for sentence in weight_drafts.wrong_shares(_as_given(mine, given)):
                self.add_error(names[0], sentence)

    def _clean_order(self, given: dict[str, Any]) -> None:
        """Categories one above the other, and no cap above the cap of all."""
        numbers = {
            one.row[1]: (f"angka_{n}", given[f"angka_{n}"])
            for n, one in enumerate(self.values)
            if one.unit == Unit.POINTS and given.get(f"angka_{n}") is not None
        }
        if {"waspada", "terjaga"} <= numbers.keys():
            wrong = weight_drafts.wrong_bands(numbers["waspada"][1], numbers["terjaga"][1])
            if wrong:
                self.add_error(numbers["terjaga"][0], wrong)
        if weight_values.POINTS.keys() <= numbers.keys():
            wrong = weight_drafts.wrong_caps({key: n for key, (_, n) in numbers.items()})
            if wrong:
                self.add_error(numbers["correction_cap"][0], wrong)

    @property
    def given(self) -> weight_drafts.Given:
        """What is to be stored, by row."""
        return {
            value.row: (number, self.cleaned_data[f"sumber_{place}"])
            for place, value in enumerate(self.values)
            if (number := self.cleaned_data[f"angka_{place}"]) is not None
        }


class ShareField(forms.DecimalField):
    """Shown and typed in percent, kept as a share from 0 to 1. Empty is left to the group."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=Decimal(0),
            max_value=Decimal(100),
            decimal_places=4,
            localize=True,
            error_messages=NUMBER
            | {
                "min_value": "Isi angka dari 0 sampai 100.",
                "max_value": "Isi angka dari 0 sampai 100.",
                "max_decimal_places": "Paling banyak empat angka di belakang koma.",
            },
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return (value * 100).normalize() + 0

    def clean(self, value: Any) -> Decimal | None:
        percent = super().clean(value)
        return None if percent is None else percent / 100


def _number(value: Value) -> forms.DecimalField | forms.IntegerField:
    if value.unit == Unit.SHARE:
        return ShareField(label=value.label, initial=value.number)
    if value.unit == Unit.PEOPLE:
        return forms.IntegerField(
            label=value.label,
            initial=int(value.number),
            min_value=10,
            max_value=200,
            error_messages={
                "required": "Isi angka dari 10 sampai 200.",
                "invalid": "Isi bilangan bulat dari 10 sampai 200.",
                "min_value": "Tidak boleh kurang dari 10: penjawab harus terlindungi.",
                "max_value": "Isi angka dari 10 sampai 200.",
            },
        )
    return forms.DecimalField(
        label=value.label,
        initial=value.number.normalize() + 0,
        min_value=Decimal(0),
        max_value=Decimal("99.99"),
        decimal_places=2,
        localize=True,
        error_messages=NUMBER
        | {
            "required": "Isi angka dari 0 sampai 99,99.",
            "min_value": "Isi angka dari 0 sampai 99,99.",
            "max_value": "Isi angka dari 0 sampai 99,99.",
            "max_decimal_places": "Paling banyak dua angka di belakang koma.",
        },
    )


def _as_given(mine: list[tuple[int, Value]], given: dict[str, Any]) -> Iterator[Value]:
    for place, value in mine:
        yield replace(value, number=given[f"angka_{place}"])


def about_of(draft: WeightSet) -> dict[str, Any]:
    return {"nama": draft.name, "tahun": draft.year, "alasan": draft.reason}
