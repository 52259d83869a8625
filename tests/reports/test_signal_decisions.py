"""Signs of conditioned answering: proposed by one, agreed to by another, changing no figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone

from reports import index, signal_decisions
from reports.models.runs import IndexRun
from reports.models.signals import SignalDecision
from reports.signals import Sign
from respondents.models.offices import Office
from respondents.models.successions import Succession
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from tests import make
from tests.reports import scenes
from tests.reports.reading_pages import page, text_of
from tests.surveys.wave_pages import cost

pytestmark = pytest.mark.django_db
URL = "/kelola/2026/hasil/tanda/"
RATES = Path(__file__).parents[2] / "docs" / "signals.md"
ROWS = {
    Sign.UNIFORM: "uniform sheets",
    Sign.ALIKE: "sheets alike",
    Sign.INATTENTIVE: "attention item",
    Sign.GAP: "staff far above users",
}


@pytest.fixture
def signed(wave):
    """A computed wave with one strong sign at OPD-1."""
    run = index.run(wave=wave, by="test")
    run.figures["signals"] = [{"office": "OPD-1", "sign": "uniform", "strength": 5.2}]
    run.save()
    return wave


@pytest.fixture
def office(signed):
    return Office.objects.get(code="OPD-1")


def propose(wave, office, by, **given):
    values = {"sign": Sign.UNIFORM, "outcome": "talk", "reason": "Seragam di semua unit"}
    return signal_decisions.propose(wave, office=office, by=by, **(values | given))


def agree(decision, by, grant=True):
    approvals.decide(signal_decisions.permit(decision), grant=grant, by=by)


class TestDeciding:
    def test_it_takes_two(self, signed, office, ratna, hadi):
        decision = propose(signed, office, ratna)
        with pytest.raises(approvals.NotApproved):
            signal_decisions.decide(decision, by=ratna)
        agree(decision, hadi)
        signal_decisions.decide(decision, by=ratna)

        [shown] = signal_decisions.told(signed)
        assert shown.decided == decision
        assert "Inspektur berbicara dengan kepala OPD" in shown.follows
        told = Entry.objects.get(verb="signal.decided").details
        assert (told["office"], told["reason"]) == ("OPD-1", "Seragam di semua unit")

    def test_no_figure_changes_by_it(self, signed, office, ratna, hadi):
        before = IndexRun.objects.get().figures["city"]
        decision = propose(signed, office, ratna)
        agree(decision, hadi)
        signal_decisions.decide(decision, by=ratna)

        assert index.run(wave=signed, by="test").figures["city"] == before

    def test_who_decides_reads_office_sign_and_reason(self, signed, office, ratna):
        propose(signed, office, ratna)

        said = Approval.objects.get().reason
        assert said == (
            "OPD 1, banyak lembar berisi satu pilihan yang sama. "
            "Dibicarakan dengan kepala OPD. Seragam di semua unit"
        )

    def test_a_sign_that_is_not_there_is_not_decided(self, signed, office, ratna):
        with pytest.raises(signal_decisions.Refused):
            propose(signed, office, ratna, sign=Sign.GAP)
        with pytest.raises(signal_decisions.Refused):
            propose(signed, Office.objects.get(code="OPD-2"), ratna)

    def test_one_proposal_at_a_time(self, signed, office, ratna, hadi):
        decision = propose(signed, office, ratna)
        with pytest.raises(signal_decisions.Refused):
            propose(signed, office, hadi)
        agree(decision, hadi, grant=False)

        assert propose(signed, office, ratna, outcome="watch").outcome == "watch"

    def test_a_later_decision_stands_above_the_earlier_one(self, signed, office, ratna, hadi):
        for outcome in ("talk", "explained"):
            decision = propose(signed, office, ratna, outcome=outcome)
            agree(decision, hadi)
            signal_decisions.decide(decision, by=ratna)

        [shown] = signal_decisions.told(signed)
        assert shown.decided.outcome == "explained"
        assert SignalDecision.objects.count() == 2
        with pytest.raises(signal_decisions.Refused, match="sudah diputus"):
            signal_decisions.decide(decision, by=ratna)

    def test_a_proposal_is_taken_back_by_who_made_it(self, signed, office, ratna, hadi):
        decision = propose(signed, office, ratna)
        with pytest.raises(signal_decisions.Refused, match="Ratna Wulandari"):
            signal_decisions.drop(decision, by=hadi)
        signal_decisions.drop(decision, by=ratna)

        assert not SignalDecision.objects.exists()
        assert Approval.objects.get().decision == "withdrawn"

    def test_what_was_to_be_watched_is_shown_in_the_next_wave(self, signed, office, ratna, hadi):
        decision = propose(signed, office, ratna, outcome="watch")
        agree(decision, hadi)
        signal_decisions.decide(decision, by=ratna)
        later = scenes.wave(2027)
        run = IndexRun.objects.get()
        run.pk, run.wave = None, later
        run.save()

        [shown] = signal_decisions.told(later)
        assert (shown.watched, shown.decided) == (decision, None)

    def test_a_pilot_of_the_same_year_is_an_earlier_wave(self, signed, office, ratna, hadi):
        decision = propose(signed, office, ratna, outcome="watch")
        agree(decision, hadi)
        signal_decisions.decide(decision, by=ratna)
        later = scenes.wave(2026, slug="2026-2")
        run = IndexRun.objects.get()
        run.pk, run.wave = None, later
        run.save()

        assert [one.watched for one in signal_decisions.told(later)] == [decision]
        assert [one.watched for one in signal_decisions.told(signed)] == [None]

    def test_what_was_decided_stays_when_the_sign_is_gone(
        self, client, signed, office, ratna, hadi
    ):
        decision = propose(signed, office, ratna)
        agree(decision, hadi)
        signal_decisions.decide(decision, by=ratna)
        run = IndexRun.objects.get()
        run.figures["signals"] = []
        run.save()

        [shown] = signal_decisions.told(signed)
        assert (shown.stands_out, shown.decided, shown.strength) == (False, decision, 5.2)
        said = text_of(page(client, ratna, URL))
        assert "Tidak menonjol lagi" in said
        assert decision.reason in said
        assert "Ubah keputusan" not in said
        with pytest.raises(signal_decisions.Refused, match="tidak ada pada gelombang"):
            propose(signed, office, ratna)

    def test_a_renamed_office_keeps_its_sign(self, signed, office, ratna):
        Succession.objects.create(
            how=Succession.How.RENAMED, former=office, former_code="OPD-1", former_name="Dinas",
            successor=office, successor_code="OPD-9", successor_name="Dinas Baru",
            on=timezone.localdate(), basis="Perda 1/2026", recorded_by=ratna,
        )  # fmt: skip
        Office.objects.filter(pk=office.pk).update(code="OPD-9")

        assert [one.office.code for one in signal_decisions.told(signed)] == ["OPD-9"]


def test_the_rates_on_the_page_are_those_of_the_simulation():
    table = RATES.read_text()
    for sign, name in ROWS.items():
        row = re.search(rf"^\| {name} \|(.*)\|$", table, re.MULTILINE)
        falsely, _, _, tenth, third = (float(cell.split("±")[0]) for cell in row[1].split("|"))
        rates = signal_decisions.RATES[sign]
        assert (rates.falsely, rates.at_tenth, rates.at_third) == (falsely, tenth, third)


class TestPage:
    def test_strength_and_rates_are_said_in_plain_words(self, client, ratna, signed):
        said = text_of(page(client, ratna, URL))

        assert "5,2 simpangan baku di atas kelompok lain" in said
        assert "3,5 dari 100 kantor tanpa pengondisian pun menunjukkan tanda ini" in said
        assert "Tanda bukan bukti" in said

    def test_from_proposal_to_decision(self, client, ratna, hadi, signed, office):
        client.force_login(ratna)
        given = {"kantor": "OPD-1", "tanda": "uniform", "keputusan": "talk", "alasan": "Seragam"}
        assert "Usul terkirim" in text_of(client.post(f"{URL}usul/", given, follow=True))
        decision = SignalDecision.objects.get()
        assert "Belum tercatat" in client.post(f"{URL}{decision.pk}/catat/", follow=True).text
        agree(decision, hadi)

        said = text_of(client.post(f"{URL}{decision.pk}/catat/", {}, follow=True))

        assert "Keputusan tercatat." in said
        assert "Dibicarakan dengan kepala OPD" in said

    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ({"keputusan": ""}, 422),
            ({"alasan": ""}, 422),
            ({"alasan": "x" * 151}, 422),
            ({"tanda": "rumor"}, 422),
            ({"kantor": "TIDAK-ADA"}, 302),
            ({"kantor": "OPD-2"}, 302),
        ],
    )
    def test_bad_input_decides_nothing(self, client, ratna, signed, given, status):
        client.force_login(ratna)
        values = {"kantor": "OPD-1", "tanda": "uniform", "keputusan": "talk", "alasan": "x"}

        assert client.post(f"{URL}usul/", values | given).status_code == status
        assert not SignalDecision.objects.exists()

    def test_the_second_person_reads_and_an_office_does_not(self, client, sekda, signed, office):
        head = make.user("Dewi", Role.OPD_HEAD, of=office)

        assert page(client, sekda, URL).status_code == 200
        assert page(client, head, URL).status_code == 403


def test_the_page_costs_the_same_for_one_sign_or_many(client, signed, office, ratna):
    make_all = [(code, sign) for code in ("OPD-1", "OPD-2") for sign in ("uniform", "alike", "gap")]
    propose(signed, office, ratna)
    client.force_login(ratna)
    one = cost(client, URL)

    run = IndexRun.objects.get()
    run.figures["signals"] = [{"office": o, "sign": s, "strength": 5.2} for o, s in make_all]
    run.save()
    for code, sign in make_all[1:]:
        propose(signed, Office.objects.get(code=code), ratna, sign=Sign(sign))

    assert cost(client, URL) == one
