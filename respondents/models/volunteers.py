from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from respondents import secrecy
from respondents.models.offices import Office
from respondents.models.service_points import ServicePoint


class Volunteer(models.Model):
    """Calon: somebody who put themselves forward at a service point, until the office decides.

    Nobody stays here: who is put on the list becomes a Person, and everybody else is deleted.
    Contacts are kept as they were typed; reading them is part of the check.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    served_on = models.DateField()
    consent_on = models.DateField()
    phone_sealed = models.BinaryField(default=b"")
    email_sealed = models.BinaryField(default=b"")

    class Meta:
        ordering = ["served_on", "name", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def phone(self) -> str:
        return secrecy.open_text(self.phone_sealed, column="phone", row=self.pk)

    @property
    def email(self) -> str:
        return secrecy.open_text(self.email_sealed, column="email", row=self.pk)

    def set_contacts(self, *, phone: str, email: str) -> None:
        for column, value in (("phone", phone), ("email", email)):
            sealed: Any = secrecy.seal_text(value, column=column, row=self.pk)
            setattr(self, f"{column}_sealed", sealed)
