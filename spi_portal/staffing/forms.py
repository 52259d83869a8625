from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts.models import State, User
from spi_portal.accounts.permissions import Role
from spi_portal.staffing import pasted
from spi_portal.ui.inputs import DayInput

CHECKED = "Misalnya: bertemu langsung dan melihat kartu pegawai, atau menelepon nomor kantornya."


def _day(label: str, **given: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=DayInput(),
        error_messages={"invalid": "Isi tanggal, misalnya 31-12-2026."},
        **given,
    )


class OfficeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, office: Office) -> str:
        return office.name


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, user: User) -> str:
        return f"{user.name} ({user.email})"


class AccountFilter(forms.Form):
    """What the list shows. It comes as GET parameters, so that a view can be shared."""

    cari = forms.CharField(label="Nama atau surel", max_length=120, required=False)
    peran = forms.ChoiceField(
        label="Peran", choices=[("", "Semua peran"), *Role.choices], required=False
    )
    keadaan = forms.ChoiceField(
        label="Keadaan", choices=[("", "Semua keadaan"), *State.choices], required=False
    )

    def accounts(self) -> QuerySet[User]:
        wanted = self.cleaned_data if self.is_valid() else {}
        found = User.objects.all()
        if state := wanted.get("keadaan"):
            found = User.objects.in_state(State(state))
        if text := wanted.get("cari"):
            found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
        if role := wanted.get("peran"):
            found = found.filter(role=role)
        return found.order_by("name", "pk")


class InvitationForm(forms.Form):
    sk = forms.CharField(label="Nomor SK", max_length=80)
    tanggal_sk = _day("Tanggal SK")
    sampai = _day("Berlaku sampai", required=False, help_text="Kosongkan bila tidak ada batasnya.")
    daftar = forms.CharField(
        label="Daftar orang",
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Satu orang satu baris: nama; surel; peran; kode OPD. Boleh disalin langsung "
        "dari Excel. Kode OPD hanya untuk Admin OPD dan Kepala OPD.",
        error_messages={"required": "Tempel dulu daftarnya, satu orang satu baris."},
    )

    def clean_sampai(self) -> date | None:
        last: date | None = self.cleaned_data["sampai"]
        if last is not None and last < timezone.localdate():
            raise forms.ValidationError("Tanggal ini sudah lewat.")
        return last

    def clean_daftar(self) -> str:
        self.people = pasted.read(self.cleaned_data["daftar"])
        if not self.people:
            raise forms.ValidationError("Belum ada orang di daftar ini.")
        return str(self.cleaned_data["daftar"])

    @property
    def faulty(self) -> list[pasted.Invitee]:
        return [one for one in getattr(self, "people", []) if one.faults]


class EndForm(forms.Form):
    hari_terakhir = _day("Hari terakhir", required=False)
    sekarang = forms.BooleanField(label="Tutup sekarang juga", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("sekarang") and not given.get("hari_terakhir"):
            raise forms.ValidationError("Isi hari terakhir, atau pilih tutup sekarang juga.")
        return given

    @property
    def last_day(self) -> date:
        if self.cleaned_data["sekarang"]:
            return timezone.localdate() - timedelta(days=1)
        day: date = self.cleaned_data["hari_terakhir"]
        return day


class RoleForm(forms.Form):
    peran = forms.ChoiceField(label="Peran", choices=Role.choices)
    kantor = OfficeChoice(
        label="Kantor",
        queryset=Office.objects.all(),
        required=False,
        empty_label="Tidak berubah",
        help_text="Hanya untuk Admin OPD dan Kepala OPD.",
    )

    @property
    def role(self) -> Role:
        return Role(self.cleaned_data["peran"])


class CheckedForm(forms.Form):
    cara = forms.CharField(
        label="Bagaimana identitasnya diperiksa?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=CHECKED,
        error_messages={"required": "Tulis dulu bagaimana Anda memastikan siapa yang meminta."},
    )


class HandOverForm(forms.Form):
    """One office, from one person to another: for good, or until a day."""

    FOR_GOOD, ACTING = "serah", "plh"

    cara = forms.ChoiceField(
        label="Apa yang terjadi?",
        choices=[
            (FOR_GOOD, "Serah terima: tugas orang lama berakhir"),
            (ACTING, "Plh. atau Plt.: orang lama tetap, pengganti sampai tanggal tertentu"),
        ],
        initial=FOR_GOOD,
        widget=forms.RadioSelect,
    )
    kepada = PersonChoice(
        label="Kepada",
        queryset=User.objects.none(),
        required=False,
        empty_label="Orang baru, diundang sekarang",
        help_text="Bila orangnya belum punya akun, isi nama dan surelnya di bawah.",
    )
    nama = forms.CharField(label="Nama orang baru", max_length=120, required=False)
    surel = forms.EmailField(
        label="Surel orang baru",
        required=False,
        error_messages={"invalid": "Tulis alamat surel seperti nama@kota.go.id."},
    )
    mulai = _day("Mulai", help_text="Hari pertama orang yang baru.")
    sampai = _day("Sampai", required=False, help_text="Hari terakhir Plh. atau Plt.")
    sk = forms.CharField(label="Nomor SK atau surat perintah", max_length=80)
    tanggal_sk = _day("Tanggal SK")

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.filter(role=duty.user.role, awaits_grant=False, is_active=True)
        self.fields["kepada"].queryset = (  # type: ignore[attr-defined]
            others.exclude(pk=duty.user_id).exclude(valid_until__lt=timezone.localdate())
            .order_by("name", "pk")
        )  # fmt: skip

    def clean_surel(self) -> str:
        email = str(self.cleaned_data["surel"]).lower()
        if email and User.objects.filter(email=email).exists():
            raise forms.ValidationError("Alamat ini sudah punya akun. Pilih orangnya di atas.")
        return email

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kepada") is None and "kepada" not in self.errors:
            for name, need in (("nama", "Tulis namanya."), ("surel", "Tulis surelnya.")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, f"{need} Atau pilih orang yang sudah punya akun.")
        if self.is_acting and not given.get("sampai") and "sampai" not in self.errors:
            self.add_error("sampai", "Plh. dan Plt. memerlukan hari terakhir.")
        return given

    @property
    def is_acting(self) -> bool:
        return self.cleaned_data.get("cara") == self.ACTING
