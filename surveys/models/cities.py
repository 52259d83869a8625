from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q


class Arms(models.Model):
    """A city's arms (lambang) as PNG. Never changed: published papers name theirs by digest."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the PNG
    png = models.BinaryField()

    def __str__(self) -> str:
        return self.digest[:12]


class City(models.Model):
    """The one city of this installation, as its pages and letters name it."""

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB (Jakarta)"
        WITA = "Asia/Makassar", "WITA (Makassar)"
        WIT = "Asia/Jayapura", "WIT (Jayapura)"

    name = models.CharField(max_length=80)  # Kota Tirtamulya
    organiser = models.CharField(max_length=120)  # Inspektorat Kota Tirtamulya
    public_address = models.CharField(max_length=120)  # spi.tirtamulyakota.go.id
    sender_address = models.EmailField()
    dkim_selector = models.CharField(max_length=63, blank=True)  # names the key in the DNS
    help_phone = models.CharField(max_length=40, blank=True)
    help_hours = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=20, choices=Zone, default=Zone.WITA)
    letterhead = models.TextField(max_length=300, blank=True)  # lines below the name, on papers
    arms = models.ForeignKey(Arms, on_delete=models.PROTECT, null=True, related_name="+")
    response_internal = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.5"))
    response_external = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.3"))
    response_expert = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.6"))
    minimum_answers = models.PositiveSmallIntegerField(default=10)  # below it nothing is shown
    is_demo = models.BooleanField(default=False)  # fictional: every page says DATA CONTOH

    class Meta:
        constraints = [
            models.CheckConstraint(name="city_is_one", condition=Q(pk=1)),
            models.CheckConstraint(
                name="city_minimum_never_below_ten", condition=Q(minimum_answers__gte=10)
            ),
            models.CheckConstraint(
                name="city_expects_shares",
                condition=Q(
                    response_internal__gt=0,
                    response_internal__lte=1,
                    response_external__gt=0,
                    response_external__lte=1,
                    response_expert__gt=0,
                    response_expert__lte=1,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def expected_response(self, kind: str) -> Decimal:
        """The share of those invited who will answer, where no earlier wave says better."""
        return Decimal(getattr(self, f"response_{kind}"))


class Official(models.Model):
    """Somebody who stands on papers by name and title. Never by NIP."""

    class Post(models.TextChoices):
        MAYOR = "mayor", "Wali Kota"
        SECRETARY = "secretary", "Sekretaris Daerah"
        INSPECTOR = "inspector", "Inspektur"

    post = models.CharField(max_length=10, choices=Post, primary_key=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)  # as printed: "Plt. Inspektur Kota Tirtamulya"

    def __str__(self) -> str:
        return f"{self.title}: {self.name}"
