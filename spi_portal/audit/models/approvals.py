from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

DELAYED_AFTER = timedelta(days=2)
GRANT_LASTS = timedelta(days=7)
ABOUT_ACCOUNTS = frozenset({"grant_role", "reset_factor"})  # the subject begins with its number
# Of a wave, and of something in it: its slug, then which.
ABOUT_PARTS = frozenset({"reword", "keys", "case", "case_out", "signal"})
PAGES = {
    "reword": "surveys:reword",
    "keys": "surveys:keys",
    "case": "reports:cases",
    "case_out": "reports:cases",
    "signal": "reports:signals",
}


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> ApprovalQuerySet:
        return self.filter(decision=Approval.Decision.WAITING)

    def granted(self, verb: str, subject: str) -> ApprovalQuerySet:
        """Grants that can still be used: once, and within seven days."""
        return self.filter(
            verb=verb,
            subject=subject,
            decision=Approval.Decision.GRANTED,
            used_at=None,
            decided_at__gt=timezone.now() - GRANT_LASTS,
        )

    def about_account(self, pk: int) -> ApprovalQuerySet:
        return self.filter(verb__in=ABOUT_ACCOUNTS, subject__startswith=f"{pk} ")

    def about_wave(self, slug: str) -> ApprovalQuerySet:
        """Requests for its steps, and for what is a part of it."""
        part = Q(verb__in=ABOUT_PARTS, subject__startswith=f"{slug} ")
        return self.filter(Q(subject=slug) | part)

    def unused_of(self, user: Any) -> ApprovalQuerySet:
        """What `user` asked for and can still take back, oldest first."""
        return self.usable().filter(asked_by=user).order_by("asked_at")

    def usable(self) -> ApprovalQuerySet:
        """Those that wait, and grants that can still be used."""
        fresh = Q(decided_at__gt=timezone.now() - GRANT_LASTS, decision=Approval.Decision.GRANTED)
        return self.filter(Q(decision=Approval.Decision.WAITING) | fresh, used_at=None)


class Approval(models.Model):
    """A step that two people take: one asks, another grants or refuses."""

    class Decision(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        GRANTED = "granted", "Disetujui"
        REFUSED = "refused", "Ditolak"
        WITHDRAWN = "withdrawn", "Ditarik kembali"

    verb = models.CharField(max_length=20)  # draw, count, publish, destroy …
    subject = models.CharField(max_length=60)  # a wave's slug, or an account's number and name
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=9, choices=Decision, default=Decision.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_for = models.ForeignKey(  # whose deputy decided_by was; null: nobody's
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # the step was taken; a grant serves once
    withdrawn_at = models.DateTimeField(null=True)  # by the one who asked

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_needs_a_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="approval_by_no_deputy_of_who_asked",
                condition=Q(decided_for__isnull=True) | ~Q(decided_for=F("asked_by")),
            ),
            models.CheckConstraint(
                name="approval_decided_has_who_and_when",
                condition=Q(decision="withdrawn")
                | Q(decision="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    decision__in=["granted", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="approval_withdrawn_was_not_used",
                condition=Q(decision="withdrawn", withdrawn_at__isnull=False, used_at__isnull=True)
                | (~Q(decision="withdrawn") & Q(withdrawn_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="approval_asked_once_at_a_time",
                fields=["verb", "subject"],
                condition=Q(decision="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    @property
    def address(self) -> str:
        """Of the page where its step is taken."""
        if self.account:
            return reverse("staffing:account", args=[self.account])
        if self.verb == "instrument":
            return reverse("surveys:instruments")
        if self.verb == "weights":
            return reverse("reports:weight-sets")
        if self.verb in ABOUT_PARTS:
            return reverse(PAGES[self.verb], args=[self.subject.partition(" ")[0]])
        if self.verb == "destroy":
            return reverse("surveys:destruction", args=[self.subject])
        return reverse("surveys:wave", args=[self.subject])

    @property
    def leads_to(self) -> str:
        """What stands at `address`, in the interface's words."""
        pages = {
            "instrument": "Lihat kuesioner",
            "weights": "Lihat bobot",
            "case": "Lihat dokumen",
            "case_out": "Lihat dokumen",
            "signal": "Lihat tanda",
        }
        return pages.get(self.verb, "Lihat gelombang")

    @property
    def account(self) -> int | None:
        """The number of the account it is about; None for a step of a wave."""
        return int(self.subject.split()[0]) if self.verb in ABOUT_ACCOUNTS else None

    @property
    def is_delayed(self) -> bool:
        waits = self.decision == self.Decision.WAITING
        return waits and self.asked_at < timezone.now() - DELAYED_AFTER

    @property
    def expires_at(self) -> datetime | None:
        """Until when a grant can be used."""
        granted = self.decision == self.Decision.GRANTED
        return self.decided_at + GRANT_LASTS if granted and self.decided_at else None

    @property
    def is_usable(self) -> bool:
        """Granted, and the step not taken yet."""
        ends = self.expires_at
        return ends is not None and self.used_at is None and ends > timezone.now()

    @property
    def is_standing(self) -> bool:
        """Asked, or granted and still usable: there is nothing to ask for again."""
        return self.decision == self.Decision.WAITING or self.is_usable

    @property
    def is_expired(self) -> bool:
        """Granted, not used, and too old to be used."""
        granted = self.expires_at is not None and self.used_at is None
        return granted and not self.is_usable
