"""One person on a list: added, changed or taken off by a form, on a phone too."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from respondents import entering, freezing, removing
from respondents.imports.columns import Column
from respondents.kinds import Kind
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.inputs import DayInput

DAYS = frozenset({"started_on", "in_unit_since", "served_on"})
CONTACTS = frozenset({"phone", "email", "nip"})
KEEPS = "Kosongkan bila tidak berganti."


class PersonForm(forms.Form):
    """A field for each column of the template; the rules of files decide what is right."""

    orang_lain = forms.BooleanField(
        label="Nomor ini memang dipakai dua orang yang berbeda", required=False
    )

    def __init__(
        self, *args: object, kind: str, is_known: bool, needs_reason: bool, **given: object
    ) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]  # Django's own parameters
        self.columns = entering.columns_of(kind)
        for column in self.columns:
            self.fields[column.field] = _field(column, is_known=is_known)
        if needs_reason:
            self.fields["alasan"] = forms.ChoiceField(
                label="Alasan perbaikan sesudah pembekuan",
                choices=[("", "Pilih…"), *entering.Reason.choices],
                error_messages={
                    "required": "Pilih alasannya. Perbaikan ini dihitung dan diumumkan."
                },
            )
        self.order_fields([*(column.field for column in self.columns), "alasan", "orang_lain"])

    @property
    def texts(self) -> dict[str, str]:
        return {column.field: self.cleaned_data[column.field] for column in self.columns}


def _field(column: Column, *, is_known: bool) -> forms.Field:
    keeps = is_known and column.field in CONTACTS
    field = _bare(column)
    field.label, field.required = column.label, column.filled and not keeps
    field.help_text = KEEPS if keeps else column.hint
    field.error_messages["required"] = f"{column.label} belum diisi. Isi kolom ini."
    return field


def _bare(column: Column) -> forms.Field:
    if column.words is not None:
        words = ((word, word) for word in column.words.choices)
        return forms.ChoiceField(choices=[("", "Pilih…"), *words])
    if column.field in DAYS:
        return forms.CharField(widget=DayInput(), max_length=40)
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(widget=widget, max_length=column.limit)


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office, kind = scope.list_of(request.user, code, slug)
    return _edit(request, office, kind, slug, None)


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, code: str, slug: str, person: UUID) -> HttpResponse:
    office, kind = scope.list_of(request.user, code, slug)
    return _edit(request, office, kind, slug, _person(office, kind, person))


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def remove(request: SignedInRequest, code: str, slug: str, person: UUID) -> HttpResponse:
    office, kind = scope.list_of(request.user, code, slug)
    one, why = _person(office, kind, person), request.POST.get("mengapa", "")
    if why not in Person.Why.values:
        messages.error(request, "Pilih alasannya. Tanpa alasan tidak ada yang dikeluarkan.")
        return redirect("respondents:person_change", code, slug, person)
    try:
        removing.remove(one, why=why, by=request.user)
        messages.success(request, f"{one.name} sudah dikeluarkan dari daftar.")
    except freezing.ListsAreFrozen as refusal:
        messages.error(request, str(refusal))
    except removing.NotOnTheList:
        messages.info(request, "Orang ini sudah tidak ada di daftar.")
    return redirect("respondents:list", code, slug)


def _edit(
    request: SignedInRequest, office: Office, kind: Kind, slug: str, person: Person | None
) -> HttpResponse:
    frozen = freezing.standing()
    form = PersonForm(
        request.POST or None,
        kind=kind,
        is_known=person is not None,
        needs_reason=frozen is not None and request.user.sees_every_office,
        initial=entering.texts_of(person) if person else {},
    )
    if form.is_valid() and _save(request, form, office, kind, person):
        return redirect("respondents:list", office.code, slug)
    if "phone" not in form.errors:
        del form.fields["orang_lain"]  # a question that arises from a number alone
    context = {
        "office": office,
        "kind": kind,
        "slug": slug,
        "person": person,
        "form": form,
        "reasons": Person.Why.choices,
        "frozen": frozen,
        "closed": frozen is not None and not request.user.sees_every_office,
    }
    status = 422 if form.errors else 200
    return render(request, "respondents/one_person.html", context, status=status)


def _save(
    request: SignedInRequest, form: PersonForm, office: Office, kind: Kind, person: Person | None
) -> bool:
    try:
        entered = entering.enter(
            form.texts,
            office=person.office if person else office,
            kind=kind,
            person=person,
            is_another=form.cleaned_data.get("orang_lain", False),
            reason=form.cleaned_data.get("alasan", ""),
            by=request.user,
        )
    except freezing.ListsAreFrozen as refusal:
        form.add_error(None, str(refusal))
        return False
    fields = {column.name: column.field for column in form.columns}
    for column, finding in entered.blocking.items():
        form.add_error(fields.get(column), finding.message)
    if entered.person is None:
        return False
    messages.success(request, f"Tersimpan: {entered.person.name}.")
    for remark in entered.remarks:
        messages.info(request, remark)
    return True


def _person(office: Office, kind: Kind, pk: UUID) -> Person:
    below = Office.below([office.pk])
    listed = Person.objects.on_lists().of_kind(kind).filter(office__in=below)
    return get_object_or_404(listed.select_related("office"), pk=pk)
