from __future__ import annotations

from django.db import models


class Stopped(models.Model):
    """A number or address to which nothing is sent any more, as a keyed hash (daftar berhenti).

    What is left of an objection when the person's row is destroyed: no person, no office, no
    reason. Its key (`stop`) is another than that of the contacts.
    """

    mark = models.BinaryField(unique=True)
    since = models.DateField()  # the day on which the person's row went

    def __str__(self) -> str:
        return str(self.pk)
