from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents.kinds import Kind


class WeightSetQuerySet(models.QuerySet["WeightSet"]):
    def published(self) -> WeightSetQuerySet:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> WeightSetQuerySet:
        return self.filter(published_at__isnull=True)


class WeightSet(models.Model):
    """A version of the method's numbers, each with who set it and why.

    A draft until it is published; from then on the database lets nobody change it.
    None of them is KPK's: its weights and formula are not published. See docs/method.md.
    """

    name = models.CharField(max_length=80, unique=True)
    year = models.PositiveSmallIntegerField()  # in force for waves of this year and later
    author = models.CharField(max_length=120)
    reason = models.CharField(max_length=400)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    stored_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)  # null: a draft
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    sources = models.JSONField(default=dict)  # of the columns below, by their names
    minimum_answers = models.PositiveSmallIntegerField(default=10)
    correction_cap = models.DecimalField(max_digits=5, decimal_places=2)  # FK_max, points
    conduct_cap = models.DecimalField(max_digits=5, decimal_places=2)  # FK_pelaksanaan
    directed_points = models.DecimalField(max_digits=5, decimal_places=2)  # at a share of 1
    uniform_points = models.DecimalField(max_digits=5, decimal_places=2)  # at a share of 1
    prevalence_cap = models.DecimalField(max_digits=5, decimal_places=2)  # FK_prevalensi
    decided_points = models.DecimalField(max_digits=5, decimal_places=2)  # per decided case
    investigated_points = models.DecimalField(max_digits=5, decimal_places=2)
    complaint_points = models.DecimalField(max_digits=5, decimal_places=2)

    objects = WeightSetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.CheckConstraint(
                name="minimum_answers_never_below_ten", condition=Q(minimum_answers__gte=10)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Weight(models.Model):
    """A share: of a kind in the index, with a dimension of that dimension in its kind, and with
    an indicator of that indicator in its dimension. Indicators without rows weigh alike."""

    weight_set = models.ForeignKey(WeightSet, on_delete=models.CASCADE, related_name="weights")
    kind = models.CharField(max_length=8, choices=Kind)
    dimension = models.CharField(max_length=10, blank=True)
    indicator = models.CharField(max_length=120, blank=True)
    value = models.DecimalField(max_digits=8, decimal_places=6)
    source = models.CharField(max_length=200)  # "kebijakan kota", or where it was published

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="weight_once", fields=["weight_set", "kind", "dimension", "indicator"]
            ),
            models.CheckConstraint(
                name="weight_of_an_indicator_names_its_dimension",
                condition=Q(indicator="") | ~Q(dimension=""),
            ),
            models.CheckConstraint(name="weight_is_not_negative", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dimension} {self.indicator}: {self.value}"


class Band(models.Model):
    """A category from its lowest point on; half-open, so the next one's floor is not in it."""

    weight_set = models.ForeignKey(WeightSet, on_delete=models.CASCADE, related_name="bands")
    category = models.CharField(max_length=20)  # rentan, waspada, terjaga
    floor = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["floor"]
        constraints = [
            models.UniqueConstraint(name="band_floor_once", fields=["weight_set", "floor"]),
        ]

    def __str__(self) -> str:
        return f"{self.category} from {self.floor}"
