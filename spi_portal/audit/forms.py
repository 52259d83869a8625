from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.audit import deputies, wording
from spi_portal.audit.models.deputies import Deputy
from spi_portal.audit.models.entries import Entry
from spi_portal.ui.inputs import DayInput

VERBS = [("", "Semua kegiatan"), *sorted(wording.VERBS.items(), key=lambda pair: pair[1])]


class EntryFilter(forms.Form):
    """What the ledger's page shows. It comes as GET parameters, so that a view can be shared."""

    pelaku = forms.CharField(label="Pelaku", max_length=120, required=False)
    kegiatan = forms.ChoiceField(label="Kegiatan", choices=VERBS, required=False)
    hal = forms.CharField(label="Hal", max_length=120, required=False)
    dari = forms.DateField(label="Dari tanggal", required=False, widget=DayInput())
    sampai = forms.DateField(label="Sampai tanggal", required=False, widget=DayInput())

    def entries(self) -> Any:
        """The entries that match, newest first. A field that cannot be read narrows nothing."""
        self.is_valid()
        wanted, chosen = self.cleaned_data, Q()
        for name, condition in (
            ("pelaku", "actor__icontains"),
            ("kegiatan", "verb"),
            ("hal", "subject__icontains"),
            ("dari", "at__date__gte"),
            ("sampai", "at__date__lte"),
        ):
            if value := wanted.get(name):
                chosen &= Q((condition, value))
        return Entry.objects.filter(chosen)


class DecisionForm(forms.Form):
    keputusan = forms.ChoiceField(choices=[("setuju", "Setujui"), ("tolak", "Tolak")])

    @property
    def grants(self) -> bool:
        return bool(self.cleaned_data["keputusan"] == "setuju")


class DeputyForm(forms.Form):
    pengganti: Any = forms.ModelChoiceField(
        label="Pengganti", queryset=User.objects.none(), empty_label="Pilih orangnya"
    )
    sebagai = forms.ChoiceField(label="Sebagai", choices=Deputy.Kind)
    mulai = forms.DateField(label="Hari pertama", widget=DayInput())
    selesai = forms.DateField(
        label="Hari terakhir",
        widget=DayInput(),
        help_text="Sesudah hari ini wewenangnya berakhir sendiri. Paling lama enam bulan.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pengganti"].queryset = deputies.candidates()  # type: ignore[attr-defined]
        self.initial.setdefault("mulai", timezone.localdate())
