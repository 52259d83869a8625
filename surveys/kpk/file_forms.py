from __future__ import annotations

from typing import Any

from django import forms

from respondents.models.offices import Office
from surveys.kpk import layouts
from surveys.models.kpk import KpkHandOver, KpkLayout


class LayoutForm(forms.ModelForm):  # type: ignore[type-arg]
    kolom = forms.CharField(
        label="Kolom, dari kiri ke kanan",
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text="Satu baris satu kolom. Di kiri tanda = nama kolom kita, di kanan judul yang "
        "diminta KPK, misalnya: no_wa = Nomor WhatsApp. Pindahkan barisnya untuk mengubah urutan; "
        "hapus baris yang tidak diminta.",
        error_messages={"required": "Tulis paling sedikit satu kolom."},
    )

    class Meta:
        model = KpkLayout
        fields = ("letter", "format")
        help_texts = {"letter": "Surat yang menyebut kolom-kolom ini."}
        widgets = {"format": forms.RadioSelect}

    field_order = ("letter", "kolom", "format")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = self.instance.columns or list(layouts.offered(self.instance.kind).items())
        self.initial["kolom"] = layouts.as_text(columns)

    def clean_kolom(self) -> list[tuple[str, str]]:
        try:
            columns = layouts.read(self.cleaned_data["kolom"], kind=self.instance.kind)
        except layouts.NotAColumn as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        self.instance.columns = columns
        return columns


class TakeForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = KpkHandOver
        fields = ("office", "letter", "recipient")
        help_texts = {
            "office": "Pemerintah kota berarti semua kantor dalam satu berkas.",
            "letter": "Surat kita yang mengantar berkas ini. Nomornya tercetak di berkas.",
            "recipient": "Nama dan jabatan di KPK, misalnya Direktorat Monitoring.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Any = self.fields["office"]
        office.queryset = layouts.offices()
        office.empty_label = None
        office.label_from_instance = _name_of
        office.initial = Office.objects.filter(parent__isnull=True).first()


def _name_of(office: Office) -> str:
    return f"{office.name} (semua kantor)" if office.parent_id is None else office.name
