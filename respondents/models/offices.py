from __future__ import annotations

from datetime import date

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from spi_portal.accounts.models import User

# In a subquery, so that the statement begins with SELECT: a GET may send nothing else.
SUBTREE = """
SELECT id FROM (
    WITH RECURSIVE tree AS (
        SELECT id FROM respondents_office WHERE id = ANY(%s)
        UNION ALL
        SELECT o.id FROM respondents_office o JOIN tree ON o.parent_id = tree.id
    )
    SELECT id FROM tree
) AS below
"""


class OfficeQuerySet(models.QuerySet["Office"]):
    def open_on(self, day: date) -> OfficeQuerySet:
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def opds(self) -> OfficeQuerySet:
        """The offices that get an index of their own: children of the root."""
        return self.filter(parent__parent__isnull=True, parent__isnull=False)

    def opds_of_today(self) -> OfficeQuerySet:
        return self.opds().open_on(timezone.localdate())

    def visible_to(self, user: User) -> OfficeQuerySet:
        """The offices that `user` may see: all for the inspectorate, else their own and below.

        Every view that names an office starts here, so that an office one may not see
        answers 404: its existence is not confirmed either.
        """
        if user.sees_every_office:
            return self
        return self.filter(pk__in=Office.below(Office.objects.held_by(user)))

    def held_by(self, user: User) -> list[int]:
        """The offices of the duties that `user` has today."""
        today = timezone.localdate()
        lasts = Q(duty__valid_until__isnull=True) | Q(duty__valid_until__gte=today)
        held = self.filter(lasts, duty__user=user, duty__valid_from__lte=today)
        return list(held.order_by("pk").distinct().values_list("pk", flat=True))


class Office(models.Model):
    """An OPD or a unit under it (perangkat daerah, unit kerja), as a tree below the city."""

    class Kind(models.TextChoices):
        CITY = "pemda", "Pemerintah daerah"
        SECRETARIAT = "sekretariat", "Sekretariat"
        DIVISION = "bagian", "Bagian"
        INSPECTORATE = "inspektorat", "Inspektorat"
        DEPARTMENT = "dinas", "Dinas"
        AGENCY = "badan", "Badan"
        FORCE = "satuan", "Satuan"
        DISTRICT = "kecamatan", "Kecamatan"
        VILLAGE = "kelurahan", "Kelurahan"
        HOSPITAL = "rsud", "Rumah sakit"
        UNIT = "uptd", "UPTD / unit"
        COMPANY = "bumd", "Perusahaan daerah"

    code = models.CharField("kode", max_length=40, unique=True)
    name = models.CharField("nama", max_length=200)
    short_name = models.CharField("nama pendek", max_length=80)
    kind = models.CharField("jenis", max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="units"
    )
    services = models.JSONField("layanan", default=list, blank=True)  # list of names
    is_organiser = models.BooleanField("penyelenggara", default=False)  # outside the ranking
    asks_external = models.BooleanField("punya pengguna layanan", default=True)
    valid_from = models.DateField("berlaku sejak", default=date(2000, 1, 1))
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="office_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="office_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="office_has_one_root", fields=["kind"], condition=Q(kind="pemda")
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_open_on(self, day: date) -> bool:
        return self.valid_from <= day and not self.is_closed_on(day)

    def is_closed_on(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to < day

    @staticmethod
    def below(roots: list[int]) -> list[int]:
        """Primary keys of `roots` and of every office under them."""
        with connection.cursor() as cursor:
            cursor.execute(SUBTREE, [roots])
            return [pk for (pk,) in cursor.fetchall()]
