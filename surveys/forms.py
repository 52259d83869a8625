from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.urls import resolve, reverse
from django.utils import timezone

from respondents.criteria import Name, Sourced
from respondents.models.people import Person
from respondents.vocabulary import LEVELS
from spi_portal.ui.inputs import DayInput, MomentInput
from surveys import calendar
from surveys.models.legal import LegalBasis
from surveys.models.messages import Message
from surveys.models.milestones import Milestone
from surveys.models.waves import Wave
from surveys.percent import PercentField
from surveys.standing import REMINDERS
from surveys.steps.copying import PILOT, Proposal
from surveys.steps.drawing import (
    NUMBER_IS_MISSING,
    SOURCE_IS_MISSING,
    WITNESSES_ARE_MISSING,
    Lot,
)

CRITERIA_IN_ORDER = (
    Name.YEARS_IN_INSTITUTION,
    Name.YEARS_IN_UNIT,
    Name.MAIN_TASK_REQUIRED,
    Name.LEVELS_LEFT_OUT,
    Name.MONTHS_SINCE_SERVICE,
)


class WaveForm(forms.Form):
    """A new wave; it begins with what is proposed."""

    title = forms.CharField(
        label="Nama survei",
        max_length=120,
        help_text="Nama ini dibaca responden. Jangan memakai nama atau lambang KPK.",
    )
    slug = forms.SlugField(
        label="Kode", max_length=20, help_text="Pendek, misalnya 2026. Tidak dapat diganti."
    )
    opens_at = forms.DateTimeField(label="Dibuka", widget=MomentInput())
    closes_at = forms.DateTimeField(label="Ditutup", widget=MomentInput())
    results_expected = forms.CharField(
        label="Hasil terbit", max_length=60, help_text="Misalnya Desember 2026."
    )

    def __init__(self, data: Any = None, *, proposal: Proposal) -> None:
        names = ("title", "slug", "opens_at", "closes_at", "results_expected")
        super().__init__(data, initial={name: getattr(proposal, name) for name in names})
        self.proposal = proposal
        for kind in sorted(proposal.asking, key=Person.Kind.values.index):
            self.fields[f"response_{kind}"] = PercentField(
                label=f"Perkiraan yang menjawab: {Person.Kind(kind).label.lower()} (persen)",
                initial=proposal.asking[kind].expected_response,
                help_text="Dari setiap 100 orang yang diundang.",
            )

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        if self.proposal.is_pilot and PILOT not in title.lower():
            raise forms.ValidationError(f"Nama gelombang ini harus memuat kata “{PILOT}”.")
        return title

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if resolve(reverse("surveys:wave", args=[slug])).url_name != "wave":
            raise forms.ValidationError("Kode ini dipakai halaman lain. Pilih kode lain.")
        if Wave.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Kode ini sudah dipakai gelombang lain.")
        return slug

    def clean_closes_at(self) -> datetime:
        return _clean_end(self.cleaned_data)

    def filled_in(self) -> Proposal:
        """The proposal with what was typed in its place."""
        asking = {
            kind: replace(asked, expected_response=self.cleaned_data[f"response_{kind}"])
            for kind, asked in self.proposal.asking.items()
        }
        names = ("title", "slug", "opens_at", "closes_at", "results_expected")
        given = {name: self.cleaned_data[name] for name in names}
        return replace(self.proposal, asking=asking, **given)


def _clean_end(given: dict[str, Any]) -> datetime:
    closes_at: datetime = given["closes_at"]
    opens_at = given.get("opens_at")
    if opens_at and closes_at <= opens_at:
        raise forms.ValidationError("Waktu tutup harus sesudah waktu buka.")
    if closes_at <= timezone.now():
        raise forms.ValidationError("Waktu tutup sudah lewat.")
    return closes_at


class CalendarForm(forms.Form):
    """The year of one wave."""

    field_order = (
        *(kind.value for kind in calendar.BEFORE_OPENING),
        "opens_at",
        "closes_at",
        *(kind.value for kind in calendar.AFTER_CLOSING),
        "results_expected",
    )

    opens_at = forms.DateTimeField(label="Survei dibuka", widget=MomentInput())
    closes_at = forms.DateTimeField(label="Survei ditutup", widget=MomentInput())
    results_expected = forms.CharField(
        label="Hasil terbit, seperti dibaca responden", max_length=60
    )

    def __init__(self, *args: Any, may_move_field: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "closes_at", "results_expected"):
            self.fields[name].disabled = not may_move_field
        for kind in Milestone.Kind:
            self.fields[kind.value] = forms.DateField(
                label=f"{kind.label}, paling lambat",
                widget=DayInput(),
                error_messages={"invalid": "Isi tanggal, misalnya 31-12-2026."},
            )
        self.order_fields(self.field_order)

    def clean_closes_at(self) -> datetime:
        if self.fields["closes_at"].disabled:
            return self.cleaned_data["closes_at"]  # type: ignore[no-any-return]
        return _clean_end(self.cleaned_data)

    @property
    def dates(self) -> dict[Milestone.Kind, date]:
        return {kind: self.cleaned_data[kind.value] for kind in Milestone.Kind}


class BasisForm(forms.ModelForm):  # type: ignore[type-arg]
    """The legal basis; what is not known yet may stay empty."""

    class Meta:
        model = LegalBasis
        fields = ("recommendation", "decree", "decree_on", "dpia_on")
        labels = {
            "recommendation": "Nomor rekomendasi BPS (Romantik)",
            "decree": "Nomor SK survei",
            "decree_on": "Tanggal SK",
            "dpia_on": "Tanggal penilaian dampak pelindungan data (DPIA)",
        }
        help_texts = {
            "recommendation": "Dari romantik.web.bps.go.id, sesudah rancangan survei disetujui.",
            "decree": "Keputusan Wali Kota atau Sekretaris Daerah yang memerintahkan survei.",
            "dpia_on": "Hari dokumennya ditandatangani.",
        }
        widgets = {"decree_on": DayInput(), "dpia_on": DayInput()}


class ConfirmForm(forms.Form):
    """A step that one person takes, and that others notice: the wave's code is typed."""

    kode = forms.CharField(label="Ketik kode gelombang", max_length=20)

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slug = wave.slug
        self.fields["kode"].help_text = f"Ketik {wave.slug} untuk memastikan."
        self.fields["kode"].widget.attrs["autocomplete"] = "off"

    def clean_kode(self) -> str:
        if self.cleaned_data["kode"].strip() != self.slug:
            raise forms.ValidationError(
                f"Kode yang diketik tidak sama. Ketik {self.slug}, persis seperti tertulis."
            )
        return self.slug


class UndoForm(ConfirmForm):
    """Typed on the same page as another confirmation, and told apart from it."""

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, wave=wave, auto_id="undo_%s", **kwargs)


class AskForm(forms.Form):
    alasan = forms.CharField(
        label="Alasan",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Dibaca oleh yang memutuskan, dan tercatat.",
        error_messages={"required": "Tulis alasannya, supaya orang kedua dapat memutuskan."},
    )


class DrawForm(forms.Form):
    bilangan = forms.CharField(
        label="Bilangan acak publik",
        max_length=200,
        help_text="Misalnya hasil undian yang diumumkan sesudah daftar dibekukan, "
        "dibacakan di depan saksi.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": NUMBER_IS_MISSING},
    )
    sumber = forms.CharField(
        label="Diumumkan di mana, dan kapan",
        max_length=200,
        help_text="Supaya orang lain dapat memeriksa bilangannya sendiri.",
        error_messages={"required": SOURCE_IS_MISSING},
    )
    saksi = forms.CharField(
        label="Saksi",
        max_length=600,
        help_text="Sedikitnya dua orang, satu nama setiap baris.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": WITNESSES_ARE_MISSING},
    )

    @property
    def lot(self) -> Lot:
        given = self.cleaned_data
        names = tuple(given["saksi"].splitlines())
        return Lot(number=given["bilangan"], source=given["sumber"], witnesses=names)


class RemindForm(forms.Form):
    putaran = forms.ChoiceField(label="Putaran")

    def __init__(self, *args: Any, queued: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [round for round in REMINDERS if round not in queued]
        self.fields["putaran"] = forms.ChoiceField(
            label="Putaran",
            choices=[(round.value, round.label) for round in left],
            error_messages={"invalid_choice": "Pengingat ini sudah pernah dikirim."},
        )

    @property
    def is_possible(self) -> bool:
        """False once every round was sent: nobody gets more."""
        return bool(self.fields["putaran"].choices)  # type: ignore[attr-defined]

    @property
    def round(self) -> Message.Round:
        return Message.Round(self.cleaned_data["putaran"])


class ExtendForm(forms.Form):
    tutup = forms.DateTimeField(
        label="Waktu tutup yang baru",
        widget=MomentInput(),
        error_messages={"invalid": "Isi tanggal dan jam, misalnya 30-11-2026 16.00."},
    )


class CriteriaForm(forms.Form):
    """Who may be asked: each value, and below it where it was read."""

    years_in_institution = forms.IntegerField(
        min_value=0, max_value=10, help_text="Pegawai. Dihitung sampai hari survei dibuka."
    )
    years_in_unit = forms.IntegerField(min_value=0, max_value=10, help_text="Pegawai.")
    main_task_required = forms.BooleanField(required=False)
    levels_left_out = forms.MultipleChoiceField(
        required=False,
        choices=[(level, level) for level in LEVELS.choices],
        widget=forms.CheckboxSelectMultiple,
        help_text="Pegawai pada jenjang yang dicentang tidak diundang.",
    )
    months_since_service = forms.IntegerField(
        min_value=1, max_value=60, help_text="Pengguna layanan dan penyedia."
    )

    def __init__(self, data: Any = None, *, written: dict[Name, Sourced], may_change: bool) -> None:
        initial: dict[str, Any] = {}
        for name, it in written.items():
            initial |= {name.value: it.value, _source(name): it.source}
        super().__init__(data, initial=initial)
        for name in Name:
            self.fields[name.value].label = name.label
            self.fields[_source(name)] = forms.CharField(
                label=f"Sumber: {name.label[0].lower()}{name.label[1:]}",
                max_length=200,
                widget=forms.Textarea(attrs={"rows": 2}),  # a source is longer than a phone is wide
            )
        self.order_fields(
            [part for name in CRITERIA_IN_ORDER for part in (name.value, _source(name))]
        )
        for field in self.fields.values():
            field.disabled = not may_change

    @property
    def given(self) -> dict[Name, Sourced]:
        return {
            name: Sourced(self.cleaned_data[name.value], self.cleaned_data[_source(name)])
            for name in Name
        }


def _source(name: Name) -> str:
    return f"source_{name.value}"
