"""Which column is which: asked once, with three values to look at, and remembered."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from respondents import lists
from respondents.imports.columns import TEMPLATES, Column
from respondents.imports.matching import Match
from respondents.kinds import SLUGS, Kind
from respondents.models.lists import Upload
from respondents.views import repairing, scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest


class MatchingForm(forms.Form):
    """A choice of ours for each column of the file, in its order."""

    def __init__(self, *args: object, matches: list[Match], kind: str, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]  # Django's own parameters
        self.matches, self.kind = matches, kind
        ours = [(column.field, column.label) for column in TEMPLATES[kind]]
        for number, match in enumerate(matches):
            self.fields[f"kolom-{number}"] = forms.ChoiceField(
                label=f"Kolom {match.letter}: {match.heading}",
                choices=[("", "Tidak dipakai"), *ours],
                initial=match.field,
                required=False,
            )

    @property
    def answers(self) -> dict[str, str]:
        """Our field by key of the heading."""
        return {
            match.key: self.cleaned_data[f"kolom-{number}"]
            for number, match in enumerate(self.matches)
        }

    @property
    def lines(self) -> Iterable[tuple[Match, forms.BoundField]]:
        return zip(self.matches, self, strict=True)

    def clean(self) -> None:
        chosen = [field for name in self.fields if (field := self.cleaned_data.get(name))]
        labels = {column.field: column.label for column in TEMPLATES[self.kind]}
        if twice := sorted({labels[field] for field in chosen if chosen.count(field) > 1}):
            raise forms.ValidationError(
                f"{twice[0]} dipilih untuk dua kolom. Pilih satu saja; yang lain: Tidak dipakai."
            )
        if missing := [c.label for c in self._needed() if c.field not in chosen]:
            raise forms.ValidationError(
                f"Belum ada kolom untuk {', '.join(missing)}. Pilih kolomnya, atau tambahkan di "
                "berkas lalu unggah lagi."
            )

    def _needed(self) -> Iterable[Column]:
        chosen = set(self.cleaned_data.values())
        for column in TEMPLATES[self.kind]:
            if column.expected and not (column.field == "phone" and "email" in chosen):
                yield column


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    if upload.state != Upload.State.MATCHING:
        return redirect("respondents:upload", pk)
    typed = request.POST if request.method == "POST" else None
    form = MatchingForm(typed, matches=lists.question_of(upload), kind=upload.kind)
    if form.is_valid():
        try:
            lists.explain_columns(upload, form.answers, by=request.user)
        except lists.NotReady:
            messages.error(request, "Berkas ini sudah dicocokkan atau dibatalkan.")
        return redirect("respondents:upload", pk)
    context = {
        "upload": upload,
        "slug": SLUGS[Kind(upload.kind)],
        "form": form,
        "steps": repairing.STEPS,
        "place": 2,
    }
    return render(request, "respondents/match.html", context, status=422 if form.errors else 200)
