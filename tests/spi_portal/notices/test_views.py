from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from spi_portal.notices import telling
from spi_portal.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db
PAGE, READ, CHOOSE = (reverse(f"notices:{name}") for name in ("list", "read", "choose"))


def notice(user, key: str = "x", **given) -> Notice:
    values = {"text": "Survei berjalan.", "todo": "Tidak ada.", "path": "/", "for_mail": True}
    return Notice.objects.create(user=user, key=key, told_at=timezone.now(), **(values | given))


def unread(client) -> int:
    (entry,) = (one for one in client.get("/").context["navigation"] if one.url == PAGE)
    return entry.count


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_its_own_and_no_other(client, role, hadi):
    offices = (Role.OPD_ADMIN, Role.OPD_HEAD)
    user = make.user("Pejabat", role, of=make.office() if role in offices else None)
    notice(user, by_when=timezone.localdate()), notice(hadi, text="Milik orang lain.")
    client.force_login(user)

    text = client.get(PAGE).text

    assert "Baru: Survei berjalan." in text
    assert "Paling lambat" in text
    assert "Milik orang lain." not in text


def test_the_menu_counts_what_is_new_until_it_is_marked(client, bayu, citra):
    notice(bayu), notice(bayu, "y"), notice(citra)
    client.force_login(bayu)
    assert unread(client) == 2
    client.get(PAGE)
    assert unread(client) == 2, "reading changes nothing"

    client.post(READ)

    assert unread(client) == 0
    assert Notice.objects.get(user=citra).is_new


def test_the_choice_is_kept_and_recorded(client, bayu):
    client.force_login(bayu)

    answer = client.post(CHOOSE, {"surel": "portal"}, follow=True)

    assert "Pilihan Anda tersimpan." in answer.text
    assert not telling.wants_mail(bayu)
    assert Entry.objects.filter(verb="notices.chosen").count() == 1
    assert answer.context["form"].initial == {"surel": "portal"}


@pytest.mark.parametrize("given", [{}, {"surel": "merpati"}])
def test_anything_else_is_answered_in_a_sentence(client, bayu, given):
    client.force_login(bayu)

    answer = client.post(CHOOSE, given)

    assert answer.status_code == 422
    assert "Pilih salah satu" in answer.text
    assert telling.wants_mail(bayu)
