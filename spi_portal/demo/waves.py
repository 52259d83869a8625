"""Playing waves of Kota Tirtamulya, step by step, by the verbs of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from reports import cases, index, publication
from respondents import access
from respondents.models.offices import Office
from spi_portal import keyring
from spi_portal.audit import approvals
from spi_portal.demo import opinions, papers
from spi_portal.demo.cast import Cast
from spi_portal.demo.opinions import Mood
from surveys import box_keys, chores, counting, instrument_shelf, links, rehearsing
from surveys.box import batches
from surveys.kpk import recording
from surveys.models.invitations import Invitation
from surveys.models.kpk import KpkContact, KpkSender
from surveys.models.reminders import ListReminder
from surveys.models.waves import Wave
from surveys.respond import loading, sending, visiting
from surveys.steps import closing, drawing, freezing, issuing, legal, opening, starting, vouching

EXPECTED = {"internal": "0.5", "external": "0.3", "expert": "0.6"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    slug: str
    title: str
    opens_at: datetime
    closes_at: datetime
    results_expected: str
    lot: drawing.Lot  # the public randomness of the draw

    def basis(self) -> dict[str, object]:
        """On what the survey stands; invented, as everything here."""
        before = self.opens_at.date() - timedelta(days=60)
        return {
            "recommendation": f"V-{self.slug}.6471.001",
            "decree": f"188.45/{self.slug}/CONTOH",
            "decree_on": before,
            "dpia_on": before,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Takes the steps of a wave in the name of the cast."""

    cast: Cast
    moods: dict[str, Mood]
    random: Random
    say: Callable[[str], None]

    def start(self, year: Year) -> Wave:
        versions = instrument_shelf.store_shipped(by=self.cast.operator)
        return starting.start(
            slug=year.slug,
            title=year.title,
            opens_at=year.opens_at,
            closes_at=year.closes_at,
            results_expected=year.results_expected,
            asking={
                kind: starting.Asking(version=version, expected_response=Decimal(EXPECTED[kind]))
                for kind, version in versions.items()
            },
            by=self.cast.operator,
        )

    def chase(self, wave: Wave, code: str) -> None:
        """Two reminders and a letter, after which the lists of this OPD may be frozen unsigned."""
        opd, now = Office.objects.get(code=code), timezone.now()
        ListReminder.objects.bulk_create(
            ListReminder(
                wave=wave, opd=opd, how=how, at=now - timedelta(days), by=self.cast.operator
            )
            for days, how in ((20, ListReminder.How.MAIL), (12, ListReminder.How.WHATSAPP))
        )
        vouching.record_letter(
            wave=wave,
            opd=opd,
            number=f"700/CONTOH/{wave.year}",
            dated=timezone.localdate() - timedelta(9),
            by=self.cast.operator,
        )

    def open(self, wave: Wave, year: Year, *, mails_at_most: int) -> None:
        """From open lists to an open survey with its messages sent."""
        operator = self.cast.operator
        frozen = freezing.freeze(wave=wave, by=operator)
        self._grant("draw", wave)
        drawn = drawing.draw(wave=wave, lot=year.lot, by=operator)
        self.say(
            f"{wave}: {frozen.people} orang, {frozen.groups} kelompok, {drawn.sample} terpilih"
        )
        box_keys.make_due()
        issuing.issue(wave=wave, by=operator)
        chores.do_steps()
        legal.record(wave=wave, values=year.basis(), by=operator)
        self._rehearse(wave)
        opening.open_survey(wave=wave, by=operator, mails_at_most=mails_at_most)
        done = chores.do_all()
        self.say(f"{wave}: {done['sent']} undangan terkirim")

    def _rehearse(self, wave: Wave) -> None:
        """One trial sheet, sent as everybody sends and opened by the counter."""
        canary = rehearsing.begin(wave=wave, by=self.cast.operator)
        chores.do_steps()
        loading.refresh()
        visit = visiting.enter(rehearsing.code(canary))
        sending.send(visit, [0], sending.tag(visit, self.random.randbytes(16).hex()))
        box_keys.open_trials()

    def record_kpk(self, wave: Wave, *, field: tuple[date, date]) -> None:
        """What the city knows of KPK's own survey this year."""
        known = {
            "letter": f"B/CONTOH/{wave.year}",
            "letter_on": field[0] - timedelta(days=60),
            "letter_about": "Permintaan data responden SPI",
            "participation_on": field[0] - timedelta(days=45),
            "participation_by": "Wira Santosa",
            "field_from": field[0],
            "field_until": field[1],
            "field_source": "Surat KPK (contoh)",
        }
        recording.save_survey(wave, known, by=self.cast.operator)
        for row in (
            KpkContact(name="Ratna Wulandari", post="Auditor", task="Koordinator"),
            KpkSender(channel="Surel", sender="spi@kpk.example", source="Surat KPK (contoh)"),
        ):
            row.wave = wave
            recording.add(row, by=self.cast.operator)

    def answer(self, wave: Wave, *, rate: float) -> None:
        """Let people answer; `rate` scales how many of those who would."""
        loading.refresh()  # public pages look for a new wave every few seconds; we cannot wait
        sent = sum(self._answer(code, mood) for code, mood in self._willing(wave, rate))
        self.say(f"{wave}: {sent} lembar jawaban masuk kotak")

    def finish(self, wave: Wave) -> None:
        """Close, count, compute and publish."""
        closing.close(wave=wave, by=self.cast.operator)
        chores.do_steps()
        batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
        self._grant("count", wave)
        totals = counting.count(wave=wave)
        index.run(wave=wave, by=self.cast.operator)
        self._grant("publish", wave)
        publication.publish(wave=wave, by=self.cast.operator)
        self.say(f"{wave}: {totals.counted} lembar dihitung, hasil terbit")

    def record_cases(self, wave: Wave, stages: dict[str, str]) -> None:
        """Cases by office code; offices that a smaller city leaves out are passed over."""
        for office in Office.objects.filter(code__in=stages):
            said = f"Surat contoh {office.code}/{wave.year}"
            document = cases.Document(
                number=said,
                on=timezone.localdate(),
                about="Contoh untuk dilihat, tanpa kejadian sungguhan.",
                content=papers.example(f"{said} (contoh)"),
            )
            case = cases.record(
                wave, office=office, stage=stages[office.code], document=document,
                by=self.cast.operator,
            )  # fmt: skip
            asked = cases.permit(case)
            assert asked is not None  # noqa: S101  # recording asks
            approvals.decide(asked, grant=True, by=self.cast.head)
            cases.count(case, by=self.cast.operator)

    def _grant(self, verb: str, wave: Wave) -> None:
        asked = approvals.ask(verb, wave.slug, reason="Sesuai jadwal", by=self.cast.operator)
        approvals.decide(asked, grant=True, by=self.cast.head)

    def _willing(self, wave: Wave, rate: float) -> Iterator[tuple[str, Mood]]:
        called = Invitation.objects.filter(wave=wave, state=Invitation.State.SAMPLE)
        opd_of = {office.pk: office for office in Office.objects.all()}
        with access.acting("demo"):
            for invitation in called.select_related("group").order_by("pk"):
                mood = self.moods[_opd_code(opd_of, invitation.office_id)]
                if self.random.random() < mood.response[invitation.group.kind] * rate:
                    yield links.code_of(invitation, wave), mood

    def _answer(self, code: str, mood: Mood) -> int:
        visit = visiting.enter(code)
        answers = opinions.answer(visit.questionnaire, mood, self.random)
        nonce = self.random.randbytes(16).hex()
        sending.send(visit, answers, sending.tag(visit, nonce))
        return 1


def _opd_code(offices: dict[int, Office], pk: int) -> str:
    office = offices[pk]
    while office.parent_id and offices[office.parent_id].parent_id:
        office = offices[office.parent_id]
    return office.code
