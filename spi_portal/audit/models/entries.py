from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that somebody did. Written in the transaction of the deed; never changed.

    No foreign keys: the ledger must neither block nor follow what it tells of.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=120)  # "12 Ratna Wulandari", or the name of a task
    verb = models.CharField(max_length=60)  # "list.imported"
    subject = models.CharField(max_length=120)  # "surveys.wave 2026"
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="entry_by_subject", fields=["subject", "-id"])]

    def __str__(self) -> str:
        return f"{self.actor}: {self.verb} {self.subject}"
