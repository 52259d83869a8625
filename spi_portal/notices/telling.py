"""Telling officials: on their page at once, by e-mail once a day at seven.

All of it is safe to run twice, or on two workers at once: an occasion has a key, and a digest
takes its notices under a lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.urls import reverse, set_urlconf
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.notices import occasions
from spi_portal.notices.models import MailChoice, Notice
from spi_portal.post import letters
from spi_portal.ui import formats

ABOUT = letters.BY_DAY
LETTER = """Yth. {name},

Yang baru untuk Anda di Portal Survei Penilaian Integritas:

{items}

Semua pemberitahuan, dan pilihan tanpa surel harian:
{page}
"""
ITEM = """{number}. {text}
   {todo}{by_when}
   {url}"""


def do_all() -> dict[str, int]:
    """Everything that is due now. A worker serves no pages; what it names are the officials'."""
    set_urlconf("spi_portal.urls_staff")
    try:
        return {"told": tell(), "digests": write_digests()}
    finally:
        set_urlconf(None)


def tell() -> int:
    """Put on the officials' pages what they have not been told yet; returns how many."""
    found = occasions.all_of_now()
    known = set(
        Notice.objects.filter(key__in={one.key for one in found}).values_list("user_id", "key")
    )
    new = [one for one in found if (one.user.pk, one.key) not in known]
    Notice.objects.bulk_create((_notice(one) for one in new), batch_size=500, ignore_conflicts=True)
    return len(new)


def _notice(one: occasions.Occasion) -> Notice:
    return Notice(
        user=one.user,
        key=one.key[:80],
        text=one.text[:300],
        todo=one.todo,
        by_when=one.by_when,
        path=one.path,
        told_at=timezone.now(),
        for_mail=one.for_mail,
    )


@transaction.atomic
def write_digests() -> int:
    """One letter each about what was told before seven today; returns how many.

    A worker that was down at seven does it later in the day, but not in the evening.
    """
    now = timezone.localtime()
    if not letters.is_day(now):
        return 0
    seven = timezone.make_aware(datetime.combine(now.date(), time(letters.DAY_BEGINS)))
    rows = Notice.objects.filter(for_mail=True, told_at__lt=seven).select_related("user")
    due = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("user_id", "pk"))
    Notice.objects.filter(pk__in=[notice.pk for notice in due]).update(for_mail=False)
    refusing = set(MailChoice.objects.filter(wants_mail=False).values_list("user_id", flat=True))
    written = 0
    for user, told in groupby(due, key=lambda notice: notice.user):
        if user.is_current and user.pk not in refusing:
            _write(user, list(told))
            written += 1
    return written


def _write(user: User, told: Sequence[Notice]) -> None:
    number = len(told)
    letters.queue(
        to=user.email,
        subject="Satu hal baru untuk Anda" if number == 1 else f"{number} hal baru untuk Anda",
        text=LETTER.format(
            name=user.name,
            items="\n\n".join(_item(number, one) for number, one in enumerate(told, start=1)),
            page=settings.STAFF_URL + reverse("notices:list"),
        ),
        about=ABOUT,
    )


def _item(number: int, notice: Notice) -> str:
    return ITEM.format(
        number=number,
        text=notice.text,
        todo=notice.todo,
        by_when=f" Paling lambat {formats.day(notice.by_when)}." if notice.by_when else "",
        url=settings.STAFF_URL + notice.path,
    )


def mark_read(user: User) -> None:
    Notice.objects.of(user).filter(is_new=True).update(is_new=False)


@transaction.atomic
def choose(user: User, *, wants_mail: bool) -> None:
    """Set whether `user` gets the daily e-mail. Other letters always go."""
    MailChoice.objects.update_or_create(user=user, defaults={"wants_mail": wants_mail})
    ledger.record("notices.chosen", user.reference, by=user, wants_mail=wants_mail)


def wants_mail(user: User) -> bool:
    return not MailChoice.objects.filter(user=user, wants_mail=False).exists()
