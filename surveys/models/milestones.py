from __future__ import annotations

from django.db import models

from surveys.models.waves import Wave


class Milestone(models.Model):
    """By when a part of a wave's year is to be done. The field's own dates stand at the wave."""

    class Kind(models.TextChoices):
        PREPARATION = "preparation", "Persiapan dan penunjukan PIC"
        BRIEFING = "briefing", "Sosialisasi kepada perangkat daerah"
        LISTS = "lists", "Daftar diperbaiki dan ditandatangani"
        DRAW = "draw", "Daftar dibekukan dan sampel ditarik"
        COUNT = "count", "Jawaban dihitung"
        RESULTS = "results", "Hasil terbit"
        ACTIONS = "actions", "Rencana aksi ditetapkan"
        MONITORING = "monitoring", "Pemantauan tindak lanjut yang pertama"

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=11, choices=Kind)
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="milestone_once_a_wave", fields=["wave", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.kind}"
