from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from reports import chores, dossiers, evidence, orders
from reports.models.dossiers import Dossier
from respondents import correcting, criteria, lookups, objections
from respondents.correcting import Why
from respondents.criteria import Sourced
from respondents.models.objections import Objection
from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals, chain, ledger
from spi_portal.audit.models.entries import Entry
from spi_portal.paper import pdf
from surveys.models.invitations import Invitation
from surveys.models.manifests import SignedOutcome
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:auditor")
NAMES = [
    "01-berita-acara.pdf",
    "02-langkah-dan-keputusan.csv",
    "03-permintaan-dan-persetujuan.csv",
    "04-pengecualian.csv",
    "05-riwayat-peran.csv",
    "06-gelombang.json",
    "07-pengumuman-01.json",
    "07-pengumuman-01.sig",
    "08-jejak-audit.jsonl",
    "09-cara-memeriksa.txt",
    "10-syarat-responden.csv",
    "11-undian.json",
    "13-periksa.py",
    "SHA256SUMS",
]


@pytest.fixture(autouse=True)
def printed(monkeypatch):
    """The page that would be printed, for the print itself takes seconds."""
    pages = []

    def render(html):
        pages.append(html)
        return pdf.Paper(content=b"%PDF-" + html.encode(), sha256="0" * 64)

    monkeypatch.setattr(pdf, "render", render)
    return pages


@pytest.fixture
def tegar():
    return make.user("Tegar Wibowo", Role.AUDITOR)


@pytest.fixture
def wave(ratna):
    """Announced, with one contact mended after the freeze and one objection."""
    wave = playing.issued(ratna)
    first, second = Person.objects.order_by("pk")[:2]
    correcting.correct(first, phone="+6281200009999", why=Why.CHANGED, by=ratna)
    lookups.show(second, reason=lookups.Reason.OBJECTION, by=ratna)
    objections.record(second, channel=Objection.Channel.TELEPHONE, by=ratna)
    return wave


def made(wave, by) -> dict[str, bytes]:
    """The files of a new dossier, by name, in their order."""
    dossiers.ask(wave=wave, by=by)
    assert dossiers.make_due() == 1
    content = bytes(Dossier.objects.filter(wave=wave).first().content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_its_files_stand_in_one_order_with_the_hash_of_each(wave, tegar):
    files = made(wave, tegar)

    assert list(files) == NAMES
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(files[name]).hexdigest() for name in NAMES[:-1]}


def test_the_verifier_is_that_of_the_public_page(wave, tegar):
    from surveys.box import periksa

    assert made(wave, tegar)["13-periksa.py"] == Path(periksa.__file__).read_bytes()


def test_after_the_count_its_signed_outcome_is_there(wave, tegar):
    SignedOutcome.objects.create(wave=wave, body=b'{"received":13}', signature=b"s" * 64)

    files = made(wave, tegar)

    assert files["12-hasil-hitung.json"] == b'{"received":13}'
    assert files["12-hasil-hitung.sig"] == b"s" * 64


def test_the_same_evidence_gives_the_same_bytes(wave, ratna):
    from reports import dossier_files

    now, gathered = wave.opens_at, evidence.gather(wave)

    assert dossier_files.archive(gathered, made_at=now) == dossier_files.archive(
        gathered, made_at=now
    )


def test_it_holds_nothing_of_any_respondent(wave, tegar):
    everything = b"".join(made(wave, tegar).values()).decode(errors="replace")

    for person in Person.objects.all():
        for told in (person.name, person.email, person.phone, str(person.pk)):
            assert told not in everything
    for invitation in Invitation.objects.all():
        assert str(invitation.pk) not in everything


def test_steps_requests_and_exceptions_say_who(wave, tegar):
    files = made(wave, tegar)

    steps = {row["Kegiatan"]: row["Pelaku"] for row in table(files[NAMES[1]])}
    assert steps["Membekukan daftar"] == "Ratna Wulandari"
    (request,) = table(files[NAMES[2]])
    assert request["Diminta oleh"] == "Ratna Wulandari"
    assert request["Diputus oleh"] == "Hadi Pranoto"
    (exception,) = table(files[NAMES[3]])
    assert exception["Kegiatan"] == "Membetulkan nomor atau surel"
    assert exception["Hal"] == "satu orang"


def test_who_could_be_asked_stands_there_with_its_source(wave, tegar, printed):
    source = Sourced(3, "Keputusan Inspektur 7/2026")
    criteria.change(wave.slug, {criteria.Name.YEARS_IN_UNIT: source}, of_pilot=False)

    rows = {row["Syarat"]: row for row in table(made(wave, tegar)["10-syarat-responden.csv"])}

    assert len(rows) == len(criteria.Name)
    assert rows["Masa kerja di unit (tahun)"]["Nilai"] == "3"
    assert rows["Masa kerja di unit (tahun)"]["Sumber"] == "Keputusan Inspektur 7/2026"
    assert rows["Harus menjalankan tugas utama unit"]["Nilai"] == "ya"
    assert "Keputusan Inspektur 7/2026" in printed[-1]


def test_the_history_of_roles_tells_what_became_of_accounts(wave, tegar, hadi):
    from respondents import duties

    duties.begin(user=make.user("Bayu", Role.OPD_ADMIN), office=make.office(), by=hadi)

    (row,) = table(made(wave, tegar)[NAMES[4]])
    assert row["Kegiatan"] == "Memberi tugas kantor"


def test_the_number_that_was_promised_stays_secret_until_the_draw(ratna):
    wave = playing.frozen(ratna)

    told = json.dumps(evidence.facts(evidence.gather(wave)))

    assert wave.draw_nonce.hex() not in told
    assert hashlib.sha256(wave.draw_nonce).hexdigest() in told


def test_the_chain_can_be_followed_with_what_is_in_the_file(wave, tegar):
    """As 09-cara-memeriksa.txt tells it, without a line of ours."""
    connection.check_constraints()  # the chain grows when a deed commits
    files = made(wave, tegar)
    digest, hidden = bytes(32), 0
    for line in map(json.loads, files[NAMES[8]].decode().splitlines()):
        if line["isi"] is None:
            digest, hidden = bytes.fromhex(line["sidik"]), hidden + 1
            continue
        content = json.dumps(line["isi"], ensure_ascii=False).encode()
        digest = hashlib.sha256(digest + content).digest()
        assert digest.hex() == line["sidik"]

    assert hidden == Entry.objects.filter(subject__startswith="respondents.person").count()
    assert digest.hex() in files[NAMES[9]].decode()
    assert str(chain.head()) in files[NAMES[9]].decode()


def test_the_minutes_can_be_read(wave, tegar, printed):
    made(wave, tegar)

    text = " ".join(printed[-1].split())
    assert "Berita acara pemeriksaan" in text
    assert "Menarik sampel" in text
    assert "Membetulkan nomor atau surel, satu orang" in text


def test_asking_twice_orders_once_and_a_ready_one_stays(wave, tegar):
    first = dossiers.ask(wave=wave, by=tegar)
    assert dossiers.ask(wave=wave, by=tegar) == first
    dossiers.make_due()

    assert dossiers.ask(wave=wave, by=tegar) != first
    assert Entry.objects.filter(verb="dossier.asked").count() == 2


def test_the_worker_makes_it_under_its_own_role(wave, tegar):
    dossiers.ask(wave=wave, by=tegar)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")
        done = chores.do_all()
        cursor.execute("RESET ROLE")

    assert done["dossiers"] == 1


class TestPage:
    def test_it_orders_and_then_hands_out(self, client, tegar, wave):
        client.force_login(tegar)
        address = reverse("reports:dossier", args=[wave.slug])
        assert "Sedang dibuat" in client.post(address, follow=True).text
        assert client.get(address).status_code == 404
        dossiers.make_due()

        assert Dossier.objects.get().sha256 in client.get(PAGE).text
        response = client.get(address)
        assert response.headers["Content-Type"] == "application/zip"
        assert hashlib.sha256(response.content).hexdigest() == Dossier.objects.get().sha256

    def test_one_that_failed_says_why_and_is_tried_again(self, client, tegar, wave):
        dossiers.ask(wave=wave, by=tegar)
        Dossier.objects.update(state="failed", problem=orders.GIVEN_UP)
        client.force_login(tegar)

        page = client.get(PAGE).text

        assert orders.GIVEN_UP in page
        assert "Coba lagi" in page

    @pytest.mark.parametrize("how_many", [1, 4])
    def test_it_costs_the_same_for_one_wave_or_four(
        self, client, tegar, how_many, django_assert_num_queries
    ):
        for _ in range(how_many):
            dossiers.ask(wave=make.wave(), by=tegar)
        client.force_login(tegar)

        with django_assert_num_queries(22):  # session, user, menu, dossiers, waves, head, bases
            client.get(PAGE)


def test_mended_words_are_told_with_who_agreed(wave, ratna, tegar):
    asked = approvals.ask("reword", f"{wave.slug} 0a1b2c3d", reason="Satu kata.", by=ratna)
    approvals.decide(asked, grant=False, by=make.user("Hadi Pranoto", Role.HEAD))
    approvals.ask("reword", f"{wave.slug}-2 0a1b2c3d", reason="Gelombang lain.", by=ratna)
    approvals.ask("instrument", f"{wave.slug} 0a1b2c3d", reason="Kuesioner.", by=ratna)
    ledger.record("wave.reworded", wave, by=ratna, kind="internal")

    gathered = evidence.gather(wave)

    assert gathered.requests[-1] == asked
    assert [one.verb for one in gathered.exceptions][-2:] == ["approval.refused", "wave.reworded"]
    assert [one.subject for one in gathered.steps][-3:-1] == [asked.subject] * 2
