from __future__ import annotations

from django.db import models


class Criterion(models.Model):
    """One criterion of one wave: its value, and where that was read."""

    class Name(models.TextChoices):
        YEARS_IN_INSTITUTION = "years_in_institution", "Masa kerja di instansi (tahun)"
        YEARS_IN_UNIT = "years_in_unit", "Masa kerja di unit (tahun)"
        MONTHS_SINCE_SERVICE = "months_since_service", "Layanan terakhir paling lama (bulan)"
        MAIN_TASK_REQUIRED = "main_task_required", "Harus menjalankan tugas utama unit"
        LEVELS_LEFT_OUT = "levels_left_out", "Jenjang yang tidak diikutkan"

    wave = models.CharField(max_length=20)  # its slug: lists know no survey
    of_pilot = models.BooleanField(default=False)  # no list is checked against these
    name = models.CharField(max_length=20, choices=Name)
    value = models.JSONField()  # a number, true or false, or a list of words, by name
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="criterion_once_a_wave", fields=["wave", "name"]),
            models.CheckConstraint(name="criterion_has_its_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.name}"
