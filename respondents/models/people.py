from __future__ import annotations

import uuid
from typing import Any, TypeAlias

from django.db import models
from django.db.models import Q
from django.utils import timezone

from respondents import kinds, secrecy
from respondents.models.offices import Office


class PersonQuerySet(models.QuerySet["Person"]):
    def on_lists(self) -> PersonQuerySet:
        """Those who stand on a list now; one who left keeps the row until retention ends."""
        return self.filter(left_on__isnull=True)

    def gone(self) -> PersonQuerySet:
        """Those who died or left the city's service, or should never have been listed."""
        return self.filter(left_on__isnull=False, left_why__in=Person.GONE)

    def of_kind(self, kind: str) -> PersonQuerySet:
        return self.filter(kind=kind)


class Listing(models.Model):
    """What a list says of somebody. Names are readable; contacts and NIP are sealed to the row."""

    Kind: TypeAlias = kinds.Kind

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=160)
    category = models.CharField(max_length=40)  # PNS…, masyarakat…, BPK…: by kind
    position = models.CharField(max_length=160, blank=True)  # jabatan, or organisation
    level = models.CharField(max_length=40, blank=True)  # jenjang
    unit = models.CharField(max_length=160, blank=True)  # unit kerja as the list writes it
    started_on = models.DateField(null=True, blank=True)  # tmt_instansi
    in_unit_since = models.DateField(null=True, blank=True)  # tmt_unit
    main_task = models.BooleanField(null=True)  # tugas_utama
    service = models.CharField(max_length=160, blank=True)  # jenis_layanan
    served_on = models.DateField(null=True, blank=True)  # tanggal_layanan
    consent_on = models.DateField(null=True, blank=True)  # persetujuan_dihubungi
    further = models.JSONField(default=dict, blank=True)  # columns that no rule reads
    phone_sealed = models.BinaryField(default=b"")
    phone_index = models.BinaryField(null=True)  # blind index; null without a number
    email_sealed = models.BinaryField(default=b"")
    email_index = models.BinaryField(null=True)
    nip_sealed = models.BinaryField(default=b"")
    nip_index = models.BinaryField(null=True)

    class Meta:
        abstract = True

    @property
    def phone(self) -> str:
        """The number as +62…, or ''."""
        return secrecy.open_text(self.phone_sealed, column="phone", row=self.pk)

    @property
    def email(self) -> str:
        return secrecy.open_text(self.email_sealed, column="email", row=self.pk)

    @property
    def nip(self) -> str:
        return secrecy.open_text(self.nip_sealed, column="nip", row=self.pk)

    def set_contacts(self, *, phone: str = "", email: str = "", nip: str = "") -> None:
        """Seal what is given (in its one right form) and set its blind index."""
        for column, value in (("phone", phone), ("email", email), ("nip", nip)):
            sealed: Any = secrecy.seal_text(value, column=column, row=self.pk)
            setattr(self, f"{column}_sealed", sealed)
            setattr(self, f"{column}_index", secrecy.blind_index(value, column=column))


class Person(Listing):
    """Somebody on an office's list.

    It knows nothing about surveys: not whether the person was drawn, and never more.
    """

    class Why(models.TextChoices):
        """Why somebody is on a list no more."""

        MOVED = "pindah", "Pindah ke kantor lain"
        RETIRED = "pensiun", "Pensiun atau berhenti"
        DIED = "meninggal", "Meninggal dunia"
        NOT_SERVED = "bukan", "Tidak lagi dilayani"
        MISTAKE = "salah", "Salah data"

    # For good; whoever moved to another office is still the one who was drawn.
    GONE = (Why.DIED, Why.RETIRED, Why.MISTAKE)

    listed_on = models.DateField(default=timezone.localdate)  # a list or form named them last
    left_on = models.DateField(null=True, blank=True)
    left_why = models.CharField(max_length=10, choices=Why, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_kind_is_known",
                condition=Q(kind__in=["internal", "external", "expert"]),
            ),
            models.UniqueConstraint(
                name="person_nip_once",
                fields=["nip_index"],
                condition=Q(nip_index__isnull=False, left_on__isnull=True),
            ),
        ]
        indexes = [
            # Serves the lists of an office, and the merge of an import.
            models.Index(name="person_by_office", fields=["office", "kind"]),
            # Serve the searches for duplicates and for a person at the desk.
            models.Index(name="person_by_phone", fields=["phone_index"]),
            models.Index(name="person_by_email", fields=["email_index"]),
        ]

    @property
    def is_gone(self) -> bool:
        return self.left_on is not None and self.left_why in self.GONE

    def __str__(self) -> str:
        return str(self.pk)  # a name has no business in a log or a ledger
