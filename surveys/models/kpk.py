"""The other track of the year: KPK's own survey, as far as the city takes part in it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from respondents.hand_over_files import Format
from respondents.models.offices import Office
from respondents.models.people import Person
from surveys.models.waves import Wave


class KpkSurvey(models.Model):
    """KPK's letter, the city's participation, KPK's field period, and what it reported."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="kpk")
    letter = models.CharField("Nomor surat KPK", max_length=80, blank=True)
    letter_on = models.DateField("Tanggal surat", null=True, blank=True)
    letter_about = models.CharField("Perihal", max_length=200, blank=True)
    participation_on = models.DateField("Formulir keikutsertaan dikirim", null=True, blank=True)
    participation_by = models.CharField("Ditandatangani oleh", max_length=120, blank=True)
    field_from = models.DateField("Survei KPK mulai", null=True, blank=True)
    field_until = models.DateField("Survei KPK selesai", null=True, blank=True)
    field_source = models.CharField("Sumber tanggal", max_length=200, blank=True)
    index = models.DecimalField(
        "Indeks SPI dari KPK",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    mcsp = models.DecimalField(
        "Nilai MCSP (dahulu MCP)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    report_on = models.DateField("Tanggal laporan KPK", null=True, blank=True)
    report_source = models.CharField("Sumber angka", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="kpk_field_ends_after_it_begins",
                condition=Q(field_from__isnull=True, field_until__isnull=True)
                | Q(field_until__gte=F("field_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}"


class KpkRow(models.Model):
    """What there can be several of in KPK's track."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["pk"]


class KpkContact(KpkRow):
    """Somebody of the city's PIC team."""

    name = models.CharField("Nama", max_length=120)
    post = models.CharField("Jabatan", max_length=120)
    task = models.CharField("Tugas dalam tim", max_length=120)

    def __str__(self) -> str:
        return f"{self.name}, {self.task}"


class KpkLayout(KpkRow):
    """The columns that KPK asked for in this year's letter, for one kind of people."""

    kind = models.CharField(max_length=8, choices=Person.Kind)
    letter = models.CharField("Nomor surat KPK", max_length=80)
    columns = models.JSONField(default=list)  # [our name of a column, heading], left to right
    format = models.CharField("Bentuk berkas", max_length=4, choices=Format, default=Format.XLSX)

    class Meta(KpkRow.Meta):
        constraints = [
            models.UniqueConstraint(name="kpk_layout_one_a_kind", fields=["wave", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.letter}"


class KpkHandOver(KpkRow):
    """A signed list that went to KPK, with its minutes. The file itself is not kept."""

    office = models.ForeignKey(
        Office, verbose_name="Perangkat daerah", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("Daftar", max_length=8, choices=Person.Kind)
    letter = models.CharField("Nomor surat pengantar", max_length=80)
    handed_on = models.DateField("Tanggal diserahkan")
    recipient = models.CharField("Diterima oleh", max_length=120)
    rows = models.PositiveIntegerField("Banyaknya baris")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal

    def __str__(self) -> str:
        return f"{self.office}, {self.get_kind_display()}"


class KpkReturn(KpkRow):
    """Rows that KPK sent back as faulty, and what became of them."""

    office = models.ForeignKey(
        Office, verbose_name="Perangkat daerah", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("Daftar", max_length=8, choices=Person.Kind)
    rows = models.PositiveIntegerField("Banyaknya baris")
    fault = models.CharField("Yang dipersoalkan KPK", max_length=200)
    returned_on = models.DateField("Dikembalikan tanggal")
    replied_on = models.DateField("Dijawab tanggal", null=True, blank=True)
    reply = models.CharField("Jawaban kita", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.office}, {self.rows} baris"


class KpkSender(KpkRow):
    """From where KPK's own messages come this year: for those who ask the help telephone."""

    channel = models.CharField("Saluran", max_length=40)  # WhatsApp, e-mail, a site
    sender = models.CharField("Pengirim", max_length=120)
    source = models.CharField("Sumber", max_length=200)

    def __str__(self) -> str:
        return f"{self.channel}: {self.sender}"
