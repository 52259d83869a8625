from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from respondents.models.people import Person
from surveys.models.instruments import InstrumentVersion


class WaveQuerySet(models.QuerySet["Wave"]):
    def real(self) -> WaveQuerySet:
        """Without pilots."""
        return self.filter(is_pilot=False)

    def due_to_close(self, at: datetime) -> WaveQuerySet:
        return self.filter(state=Wave.State.OPEN, closes_at__lte=at)


class Wave(models.Model):
    """One survey of one year (gelombang), from its lists to its published figures."""

    class State(models.TextChoices):
        LISTS = "lists", "Daftar diperbaiki"
        FROZEN = "frozen", "Daftar dibekukan"
        DRAWN = "drawn", "Sampel ditarik"
        ISSUED = "issued", "Tautan siap"
        OPEN = "open", "Survei berjalan"
        CLOSED = "closed", "Survei ditutup"
        COUNTED = "counted", "Sudah dihitung"
        PUBLISHED = "published", "Hasil terbit"

    class Mode(models.TextChoices):
        """Who keeps what opens the box; the value stands in the signed announcement."""

        SERVICE = "layanan", "Layanan penghitung"
        TRUSTEES = "2-dari-3", "Dua dari tiga pemegang lembar kunci"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.LISTS)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    results_expected = models.CharField(max_length=60)  # "Januari 2027"
    is_pilot = models.BooleanField(default=False)  # tried beside the real one, never published
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    beside_kpk = models.BooleanField(default=False)  # its field period overlaps KPK's
    frame_root = models.BinaryField(default=b"")  # Merkle root over the frozen lists
    draw_nonce = models.BinaryField(default=b"")  # committed to at freeze
    draw_randomness = models.CharField(max_length=200, blank=True)  # public, read to witnesses
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.SERVICE)
    registrar_key_gone_at = models.DateTimeField(null=True)
    sample_gone_on = models.DateField(null=True)  # frame, sample and messages were destroyed
    counted_at = models.DateTimeField(null=True)
    box_gone_at = models.DateTimeField(null=True)  # sheets, rights and what opened them
    instruments = models.ManyToManyField(InstrumentVersion, through="WaveInstrument")

    objects = WaveQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "slug"]
        constraints = [
            models.CheckConstraint(
                name="wave_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(
                name="wave_from_frozen_on_has_a_root",
                condition=Q(state="lists") | ~Q(frame_root=b""),
            ),
            models.CheckConstraint(
                name="wave_from_drawn_on_has_its_randomness",
                condition=Q(state__in=["lists", "frozen"]) | ~Q(draw_randomness=""),
            ),
            models.CheckConstraint(
                name="wave_loses_its_box_after_the_count",
                condition=Q(box_gone_at=None) | Q(state__in=["counted", "published"]),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_past(self) -> bool:
        return self.state in (self.State.CLOSED, self.State.COUNTED, self.State.PUBLISHED)


class WaveInstrument(models.Model):
    """Which version a wave asks of which kind of people, and what response it counts on."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE)
    kind = models.CharField(max_length=8, choices=Person.Kind)
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT)
    expected_response = models.DecimalField(max_digits=4, decimal_places=3)  # share, 0 to 1
    response = models.DecimalField(  # share of those invited whose sheet was counted
        max_digits=4, decimal_places=3, null=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wave_asks_one_instrument_a_kind", fields=["wave", "kind"]
            ),
            models.CheckConstraint(
                name="expected_response_is_a_share",
                condition=Q(expected_response__gt=0, expected_response__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.kind}"
