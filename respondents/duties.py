"""Who answers for an office, from when until when: beginning, ending, handing over."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

ONE_DAY = timedelta(days=1)


class WrongDates(Exception):
    """The message is for whoever asked."""


class Refused(Exception):
    """The message is for whoever asked."""


@transaction.atomic
def begin(
    *,
    user: User,
    office: Office,
    by: User | str,
    begins: date | None = None,
    last_day: date | None = None,
    decree: str = "",
    is_acting: bool = False,
) -> Duty:
    """`user` answers for `office` from `begins` (today) on. Raises WrongDates, Refused."""
    begins = begins or timezone.localdate()
    _refuse_own(user, by)
    if last_day is not None and last_day < begins:
        raise WrongDates("Hari terakhir harus sesudah hari mulai.")
    if is_acting and last_day is None:
        raise WrongDates("Plh. dan Plt. memerlukan hari terakhir.")
    held = Duty.objects.filter(user=user, office=office).not_over(begins)
    if held.exclude(valid_from__gt=last_day or date.max).exists():
        raise Refused(f"{user} sudah bertugas untuk {office.short_name} pada tanggal itu.")
    duty = Duty.objects.create(
        user=user,
        office=office,
        valid_from=begins,
        valid_until=last_day,
        decree=decree,
        is_acting=is_acting,
    )
    ledger.record(
        "duty.begun", user.reference, by=by, office=office.name, begins=begins.isoformat(),
        **_told(decree=decree, last_day=last_day, is_acting=is_acting),
    )  # fmt: skip
    return duty


@transaction.atomic
def end(duty: Duty, *, last_day: date, by: User) -> None:
    """The duty lasts until the end of `last_day`; one that never began goes altogether."""
    duty = Duty.objects.select_for_update().select_related("user", "office").get(pk=duty.pk)
    _refuse_own(duty.user, by)
    if duty.is_over:
        raise Refused("Tugas ini sudah berakhir.")
    if last_day < duty.valid_from:
        duty.delete()
    else:
        duty.valid_until = min(last_day, duty.valid_until or last_day)
        duty.save(update_fields=["valid_until"])
    ledger.record(
        "duty.ended",
        duty.user.reference,
        by=by,
        office=duty.office.name,
        last_day=last_day.isoformat(),
    )


@transaction.atomic
def hand_over(duty: Duty, *, to: User, on: date, decree: str, by: User) -> Duty:
    """From `on` the office is `to`'s; the day before is the last of whoever had it.

    Raises WrongDates, Refused.
    """
    if on < timezone.localdate():
        raise WrongDates("Serah terima berlaku mulai hari ini atau sesudahnya.")
    if to.pk == duty.user_id:
        raise Refused("Pilih orang lain: kantor ini sudah dipegang orang itu.")
    end(duty, last_day=on - ONE_DAY, by=by)
    return begin(user=to, office=duty.office, begins=on, decree=decree, by=by)


def _refuse_own(user: User, by: User | str) -> None:
    if not isinstance(by, str) and by.pk == user.pk:
        raise Refused("Tugas sendiri diatur oleh orang lain.")


def _told(*, decree: str, last_day: date | None, is_acting: bool) -> dict[str, str]:
    told = {"decree": decree, "last_day": last_day.isoformat() if last_day else ""}
    told["acting"] = "ya" if is_acting else ""
    return {name: value for name, value in told.items() if value}
