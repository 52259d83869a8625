"""What officials were told, and who of them wants no e-mail about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from spi_portal.accounts.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> NoticeQuerySet:
        return self.filter(user=user).order_by("-pk")


class Notice(models.Model):
    """One thing told to one official: what, what to do, by when, and where.

    `key` names the occasion, so that nobody is told twice.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)  # "upload-12", "wave-2026-open"
    text = models.CharField(max_length=300)
    todo = models.CharField(max_length=300)
    by_when = models.DateField(null=True)
    path = models.CharField(max_length=200)
    told_at = models.DateTimeField()
    is_new = models.BooleanField(default=True)
    for_mail = models.BooleanField()  # the next digest carries it

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="notice_told_once", fields=["user", "key"]),
        ]
        indexes = [
            models.Index(name="notice_new", fields=["user"], condition=models.Q(is_new=True)),
            models.Index(name="notice_mail", fields=["user"], condition=models.Q(for_mail=True)),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.user_id}"


class MailChoice(models.Model):
    """Whether an official gets the daily e-mail; without a row, they do."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    wants_mail = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.user_id}"
