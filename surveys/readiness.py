"""What the next step of a wave still lacks, each in one sentence for the Inspektorat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from respondents import access
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.people import Person
from surveys import rehearsing
from surveys.models.cities import City
from surveys.models.manifests import WaveKey
from surveys.models.waves import Wave
from surveys.steps import announcing, legal, vouching
from surveys.steps.vouching import Unvouched

ME = "surveys.readiness"
NAMED_AT_MOST = 5
NOT_REHEARSED = "Latihan membuka kotak belum dilakukan."


def missing(wave: Wave, unvouched: list[Unvouched] | None = None) -> list[str]:
    """Sentences, none of which stops the step by itself: the step's own verb decides.

    `unvouched` saves asking again for what `unsigned` found.
    """
    if wave.state == Wave.State.LISTS:
        return _before_freezing(wave, unsigned(wave) if unvouched is None else unvouched)
    look = LOOKS.get(Wave.State(wave.state))
    return look(wave) if look else []


def unused_uploads() -> int:
    """How many lists have a last upload that could not be read, or was read and not taken over."""
    return len(when_unused())


def when_unused() -> list[datetime]:
    """When each of those lists was uploaded, oldest first."""
    with access.acting(ME):
        last = Upload.objects.order_by("office_id", "kind", "-pk").distinct("office_id", "kind")
        rows = list(last.values_list("state", "uploaded_at"))
    unused = (Upload.State.UNREADABLE, Upload.State.CHECKED)
    return sorted(at for state, at in rows if state in unused)


def _before_freezing(wave: Wave, unvouched: list[Unvouched]) -> list[str]:
    unused = unused_uploads()
    told = [f"{unused} daftar bermasalah atau belum dipakai."] if unused else []
    names = [one.named for one in unvouched]
    return [*lists_lacking(wave), *told, *_unsigned_lists(wave, names)]


def unsigned(wave: Wave) -> list[Unvouched]:
    """The OPDs that have not signed, for whoever looks at the wave."""
    with access.acting(ME):
        return vouching.unsigned(wave)


def lists_lacking(wave: Wave) -> list[str]:
    """Lists that nobody stands on: of a kind in the whole city, of an OPD's staff."""
    with access.acting(ME):
        listed = Person.objects.on_lists().values_list("kind").annotate(number=Count("pk"))
        numbers = dict(listed.order_by())
        staffed = set(
            Person.objects.on_lists().of_kind("internal").values_list("office", flat=True)
        )
    return [*_empty_lists(wave, numbers), *_offices_without_staff(staffed)]


def _empty_lists(wave: Wave, numbers: dict[str, int]) -> list[str]:
    asked = wave.waveinstrument_set.values_list("kind", flat=True)
    names = [Person.Kind(kind).label.lower() for kind in sorted(asked) if not numbers.get(kind)]
    return [f"Daftar {name} masih kosong." for name in names]


def _offices_without_staff(staffed: set[int]) -> list[str]:
    """OPDs in whose whole branch nobody is listed."""
    parents = dict(Office.objects.values_list("pk", "parent"))
    covered: set[int | None] = set()
    for office in staffed:
        step: int | None = office
        while step is not None and step not in covered:
            covered.add(step)
            step = parents[step]
    today = timezone.localdate()
    opds = Office.objects.opds().open_on(today).values_list("pk", "short_name")
    names = [name for pk, name in opds if pk not in covered]
    return [f"{len(names)} OPD belum punya daftar pegawai: {_named(names)}."] if names else []


def _unsigned_lists(wave: Wave, names: list[str]) -> list[str]:
    if not names:
        return []
    consequence = (
        "Uji coba tetap dapat dibekukan."
        if wave.is_pilot
        else "Tanpa tanda tangan, pembekuan memerlukan dua pengingat dan surat kepada kepalanya."
    )
    return [f"{len(names)} OPD belum menandatangani daftarnya: {_named(names)}. {consequence}"]


def _named(names: list[str]) -> str:
    rest = len(names) - NAMED_AT_MOST
    shown = ", ".join(names[:NAMED_AT_MOST])
    return f"{shown}, dan {rest} lagi" if rest > 0 else shown


def _before_issuing(wave: Wave) -> list[str]:
    lacking = []
    if not WaveKey.objects.filter(wave=wave, mode=wave.mode).exists():
        lacking.append(announcing.NO_KEY[Wave.Mode(wave.mode)])
    city = City.objects.first()
    if city is None:
        lacking.append("Nama kota, alamat surel, dan telepon bantuan belum diisi.")
    elif not city.help_phone:
        lacking.append("Telepon bantuan belum diisi di Pengaturan kota.")
    return lacking


def _before_opening(wave: Wave) -> list[str]:
    lacking = legal.missing(wave)
    if rehearsing.last(wave) is None:
        lacking.append(NOT_REHEARSED)
    if wave.closes_at <= timezone.now():
        lacking.append("Waktu tutup yang direncanakan sudah lewat. Mulai gelombang baru.")
    return lacking


def _before_counting(wave: Wave) -> list[str]:
    if wave.registrar_key_gone_at is None:
        return ["Kunci tautan belum dimusnahkan. Penghitungan menunggu sampai itu terjadi."]
    return []


LOOKS: dict[Wave.State, Callable[[Wave], list[str]]] = {
    Wave.State.DRAWN: _before_issuing,
    Wave.State.ISSUED: _before_opening,
    Wave.State.CLOSED: _before_counting,
}
