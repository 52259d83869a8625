from __future__ import annotations

from django import forms

from reports.forms import ShortReasonForm
from reports.models.signals import SignalDecision
from reports.signals import Sign


class ProposalForm(ShortReasonForm):
    """What is to be done about one sign of one office."""

    kantor = forms.CharField(widget=forms.HiddenInput, max_length=40)
    tanda = forms.ChoiceField(widget=forms.HiddenInput, choices=[(s.value, s.value) for s in Sign])
    keputusan = forms.ChoiceField(
        label="Yang dilakukan",
        choices=SignalDecision.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih yang dilakukan."},
    )
    field_order = ("kantor", "tanda", "keputusan", "alasan")
