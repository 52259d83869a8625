"""Weights, cases, signals, ranks and runs, read on a phone and at a desk, in light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import override_settings
from django.utils import timezone

from reports import cases, index, weight_drafts
from reports.models.weights import WeightSet
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from tests import make
from tests.browser.conftest import DESK, PHONE
from tests.browser.surfing import Surfer
from tests.journeys.running import Running
from tests.reports import scenes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
STRONG = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.fixture
def operator(transactional_db: None) -> User:
    """Of a city with a published wave, a counted one with a signal and a case, and a draft."""
    make.city()
    with override_settings(PASSWORD_HASHERS=STRONG):
        made = make.user("Ratna Wulandari", Role.OPERATOR)
    second = make.user("Hadi Pranoto", Role.HEAD)
    weight_set = scenes.weight_set()
    offices = [make.office(code=f"OPD-{n}", short_name=f"Dinas Contoh {n}") for n in range(1, 5)]
    levels = {office: 60.0 + 7 * n for n, office in enumerate(offices)}
    answers = dict.fromkeys(offices, scenes.ENOUGH)
    for year in (2025, 2026):
        wave = scenes.counted(year=year, offices=answers, levels=levels, seed=year)
        scenes.published(wave, by=made, second=second)
    counted = scenes.counted(year=2027, offices=answers, levels=levels, seed=3)
    run = index.run(wave=counted, by="test")
    run.figures["signals"] = [{"office": "OPD-1", "sign": "uniform", "strength": 5.2}]
    run.save()
    _with_a_case(counted, made)
    weight_drafts.begin(weight_set, name="Bobot 2028", year=2028, reason="Rapat", by=made)
    return made


def _with_a_case(wave: object, by: User) -> None:
    document = cases.Document(
        number="12/Pid/2027", on=timezone.localdate(), about="Suap", content=b"%PDF-"
    )
    office = Office.objects.get(code="OPD-1")
    cases.record(wave, office=office, stage="decided", document=document, by=by)  # type: ignore[arg-type]


def pages() -> list[str]:
    draft, old = WeightSet.objects.drafts().get(), WeightSet.objects.published().get()
    editor = ("pokok", "bobot", "pegawai", "koreksi")
    return [
        "/kelola/bobot/",
        "/kelola/bobot/baru/",
        f"/kelola/bobot/{old.pk}/",
        f"/kelola/bobot/{draft.pk}/",
        f"/kelola/bobot/{draft.pk}/beda/",
        *(f"/kelola/bobot/{draft.pk}/ubah/{part}/" for part in editor),
        "/kelola/2027/hasil/",
        "/kelola/2027/hasil/metode/",
        "/kelola/2027/hasil/perkara/",
        "/kelola/2027/hasil/perkara/catat/",
        "/kelola/2027/hasil/tanda/",
        "/kelola/2027/hasil/asal/OPD-1/",
        "/sekda/2026/ketelitian/",
        "/sekda/2026/opd/OPD-1/",
        "/kelola/2027/",
    ]


def test_axe_finds_nothing_and_nothing_is_cut(
    operator: User, running: Running, surf: Callable[..., Surfer]
) -> None:
    running.start("staff")
    running.wait_for_sites("staff")
    for window in (PHONE, DESK):
        somebody = surf(running.staff, viewport=window)
        somebody.sign_in(operator.email, make.PASSWORD)
        for path in pages():
            answer = somebody.go(path)
            assert answer is not None
            assert answer.status == 200, path
            somebody.page.evaluate(UNFOLD)
            somebody.page.emulate_media(color_scheme="light")
            assert somebody.faults() == [], window
            somebody.page.emulate_media(color_scheme="dark")
            assert somebody.faults("color-contrast") == [], (window, "dark")
        assert somebody.complaints == []


def test_a_mistake_in_the_editor_is_said_where_it_is(
    operator: User, running: Running, surf: Callable[..., Surfer]
) -> None:
    running.start("staff")
    running.wait_for_sites("staff")
    somebody = surf(running.staff, viewport=PHONE)
    somebody.sign_in(operator.email, make.PASSWORD)
    draft = WeightSet.objects.drafts().get()

    somebody.go(f"/kelola/bobot/{draft.pk}/ubah/bobot/")
    somebody.page.get_by_label("Pegawai persen").first.fill("50")
    somebody.press("Simpan")

    assert somebody.page.get_by_text("jumlahnya 110 persen").count() == 2  # on top, and there
    assert somebody.faults() == []
