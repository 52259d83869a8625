from __future__ import annotations

from django import forms

DAILY, PORTAL = "harian", "portal"


class MailChoiceForm(forms.Form):
    surel = forms.ChoiceField(
        label="Kirim pemberitahuan",
        choices=[(DAILY, "Surel harian, pukul 07.00"), (PORTAL, "Hanya di portal")],
        widget=forms.RadioSelect,
        help_text="Tautan masuk dan surat tentang keamanan akun selalu dikirim.",
        error_messages={
            "required": "Pilih salah satu.",
            "invalid_choice": "Pilih salah satu dari keduanya.",
        },
    )
