from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import resolve, reverse
from django.utils import timezone

from respondents.models.people import Person
from surveys.models.cities import City
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.standing import REMINDERS


class MomentInput(forms.DateTimeInput):
    """A day and a minute, in the portal's time zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class WaveForm(forms.Form):
    title = forms.CharField(
        label="Nama survei",
        max_length=120,
        help_text="Nama ini dibaca responden. Jangan memakai nama atau lambang KPK.",
    )
    slug = forms.SlugField(
        label="Kode",
        max_length=20,
        help_text="Pendek, misalnya 2026. Untuk uji coba: 2026-uji. Tidak dapat diganti.",
    )
    opens_at = forms.DateTimeField(label="Dibuka", widget=MomentInput())
    closes_at = forms.DateTimeField(label="Ditutup", widget=MomentInput())
    results_expected = forms.CharField(
        label="Hasil terbit", max_length=60, help_text="Misalnya Januari 2027."
    )

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in sorted(kinds, key=Person.Kind.values.index):
            self.fields[f"response_{kind}"] = _share(Person.Kind(kind))

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if resolve(reverse("surveys:wave", args=[slug])).url_name != "wave":
            raise forms.ValidationError("Kode ini dipakai halaman lain. Pilih kode lain.")
        if Wave.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Kode ini sudah dipakai gelombang lain.")
        return slug

    def clean_closes_at(self) -> object:
        closes_at = self.cleaned_data["closes_at"]
        opens_at = self.cleaned_data.get("opens_at")
        if opens_at and closes_at <= opens_at:
            raise forms.ValidationError("Waktu tutup harus sesudah waktu buka.")
        if closes_at <= timezone.now():
            raise forms.ValidationError("Waktu tutup sudah lewat.")
        return closes_at

    def response(self, kind: str) -> Decimal:
        """The expected share of those invited who answer, 0 to 1."""
        return Decimal(self.cleaned_data[f"response_{kind}"])


def _share(kind: Person.Kind) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"Perkiraan yang menjawab: {kind.label.lower()}",
        min_value=Decimal("0.01"),
        max_value=Decimal(1),
        decimal_places=3,
        localize=True,
        initial=(City.objects.first() or City()).expected_response(kind),
        help_text="Bagian dari yang diundang, antara 0,01 dan 1.",
    )


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
        required=False,  # the verb says what is missing, with its reason
        help_text="Misalnya hasil undian yang diumumkan sesudah daftar dibekukan, "
        "dibacakan di depan saksi.",
        widget=forms.TextInput(attrs={"required": True, "autocomplete": "off"}),
    )


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
