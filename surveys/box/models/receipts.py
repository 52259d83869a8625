from __future__ import annotations

from django.db import models
from django.db.models import Q

from surveys.box.models.lengths import exactly


class ReceiptPending(models.Model):
    """Bukti that was shown and is in no batch yet."""

    r = models.BinaryField(primary_key=True)
    wave = models.UUIDField()

    class Meta:
        db_table = "box_receipt_pending"
        constraints = [exactly(10, "r", name="pending_receipt_is_80_bits")]

    def __str__(self) -> str:
        return bytes(self.r).hex()


class ReceiptGone(models.Model):
    """A receipt whose sheet is no longer in the box, and why. It stays listed as received.

    The public server cannot read this table: a list without the replaced sheets would tell a
    superior that somebody answered a second time.
    """

    class Why(models.TextChoices):
        SUPERSEDED = "superseded", "Diganti isian baru"
        WITHDRAWN = "withdrawn", "Dihapus pengisinya"

    r = models.BinaryField(primary_key=True)
    wave = models.UUIDField()
    why = models.CharField(max_length=10, choices=Why)

    class Meta:
        db_table = "box_receipt_gone"
        constraints = [
            exactly(10, "r", name="gone_receipt_is_80_bits"),
            models.CheckConstraint(
                name="gone_receipt_says_why", condition=Q(why__in=["superseded", "withdrawn"])
            ),
        ]

    def __str__(self) -> str:
        return f"{bytes(self.r).hex()}: {self.why}"


class ReceiptBatch(models.Model):
    """A signed list of receipts, chained to the one before. See surveys/box/receipts.py."""

    pk = models.CompositePrimaryKey("wave", "no")
    wave = models.UUIDField()
    no = models.IntegerField()
    size = models.IntegerField()
    root = models.BinaryField()
    prev = models.BinaryField()
    hash = models.BinaryField()
    signature = models.BinaryField()
    body = models.BinaryField()

    class Meta:
        db_table = "box_receipt_batch"
        constraints = [
            models.CheckConstraint(name="batch_is_numbered_from_1", condition=Q(no__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.wave} #{self.no}"


class Receipt(models.Model):
    """A receipt in a batch, to be found by how it begins."""

    r = models.BinaryField(primary_key=True)
    wave = models.UUIDField()
    batch_no = models.IntegerField()

    class Meta:
        db_table = "box_receipt"
        constraints = [exactly(10, "r", name="receipt_is_80_bits")]

    def __str__(self) -> str:
        return bytes(self.r).hex()
