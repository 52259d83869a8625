from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from spi_portal.audit import wording
from spi_portal.audit.models.entries import Entry

VERBS = [("", "Semua kegiatan"), *sorted(wording.VERBS.items(), key=lambda pair: pair[1])]


class EntryFilter(forms.Form):
    """What the ledger's page shows. It comes as GET parameters, so that a view can be shared."""

    pelaku = forms.CharField(label="Pelaku", max_length=120, required=False)
    kegiatan = forms.ChoiceField(label="Kegiatan", choices=VERBS, required=False)
    hal = forms.CharField(label="Hal", max_length=120, required=False)

    def entries(self) -> Any:
        """The entries that match, newest first; without a valid form, all of them."""
        wanted = self.cleaned_data if self.is_valid() else {}
        chosen = Q()
        if who := wanted.get("pelaku"):
            chosen &= Q(actor__icontains=who)
        if verb := wanted.get("kegiatan"):
            chosen &= Q(verb=verb)
        if what := wanted.get("hal"):
            chosen &= Q(subject__icontains=what)
        return Entry.objects.filter(chosen)


class DecisionForm(forms.Form):
    keputusan = forms.ChoiceField(choices=[("setuju", "Setujui"), ("tolak", "Tolak")])

    @property
    def grants(self) -> bool:
        return bool(self.cleaned_data["keputusan"] == "setuju")
