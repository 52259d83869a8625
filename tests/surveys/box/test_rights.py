from __future__ import annotations

import pytest
from django.db import connections

from surveys.box import rights
from surveys.box.models.rights import BallotRight
from surveys.box.rights import NewRight
from tests.surveys.box import make
from tests.surveys.box.make import Link

pytestmark = pytest.mark.django_db(databases=["default", "box"])
LINKS = [Link(number) for number in range(20)]
NEW = [NewRight(key=link.right, group_id=7, is_reserve=not n % 4) for n, link in enumerate(LINKS)]


def test_a_reserve_is_issued_inactive() -> None:
    assert rights.issue(NEW, wave=make.WAVE) == 20
    status = {bytes(each.key): each.status for each in BallotRight.objects.all()}
    assert status == {new.key: "i" if new.is_reserve else "o" for new in NEW}


def test_rights_lie_in_the_order_of_their_keys_and_not_of_the_list() -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("TRUNCATE box_right")  # what other tests took back may have left gaps
        rights.issue(NEW, wave=make.WAVE)
        cursor.execute("SELECT pk FROM box_right ORDER BY ctid")
        lying = [bytes(key) for (key,) in cursor.fetchall()]
    assert lying == sorted(lying)


def test_issuing_again_changes_nothing() -> None:
    rights.issue(NEW[:10], wave=make.WAVE)
    rights.mark(NEW[1].key, BallotRight.Status.REVOKED)
    assert rights.issue(NEW, wave=make.WAVE) == 10
    assert BallotRight.objects.get(key=NEW[1].key).status == "r"


def test_a_right_that_was_never_issued_cannot_be_marked() -> None:
    with pytest.raises(rights.RightIsUnknown):
        rights.mark(NEW[0].key, BallotRight.Status.VOID)
