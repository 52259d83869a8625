from __future__ import annotations

from django.db import models

from reports.models.orders import Order, OrderQuerySet
from respondents.models.signatures import Signature


class SignatureReceipt(Order):
    """Tanda terima pengesahan: which list a head signed, and how that is checked later."""

    signature = models.OneToOneField(Signature, on_delete=models.CASCADE, related_name="+")
    facts = models.JSONField()  # all that stands on it; the worker that prints looks at no list
    address = models.CharField(max_length=300)  # where the list's mark can be compared

    objects = OrderQuerySet["SignatureReceipt"].as_manager()

    class Meta(Order.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"signature {self.signature_id}"
