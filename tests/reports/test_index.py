from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from reports import index, method, releasing, tabulation
from reports.models.runs import IndexRun
from respondents.models.offices import Office
from spi_portal.audit.models.entries import Entry
from surveys.models.cities import City
from surveys.models.sheets import Sheet
from surveys.models.waves import Wave
from surveys.questionnaire.instrument import NO_ANSWER
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db


def test_the_same_sheets_give_the_same_figures_to_the_byte(wave):
    first, second = index.run(wave=wave, by="test"), index.run(wave=wave, by="test")

    assert first.result_hash == second.result_hash
    assert json.dumps(first.figures) == json.dumps(second.figures)


def test_every_run_is_in_the_ledger(wave):
    run = index.run(wave=wave, by="test")

    entry = Entry.objects.get(verb="index.computed")
    assert entry.details["result"] == run.released_hash != run.result_hash


def test_the_hash_that_is_shown_does_not_move_with_what_is_hidden(city):
    """Else it would tell, tried out, what nine people of a small office say."""
    scenes.weight_set()
    few, many = make.office(code="A"), make.office(code="B")
    answers = {few: {"internal": 8, "external": 30}, many: {"internal": 40, "external": 30}}
    made = index.run(wave=scenes.counted(offices=answers), by="test").figures
    other = copy.deepcopy(made)
    other["offices"][0]["kinds"]["internal"]["answers"] = 9

    assert releasing.digest(made) != releasing.digest(other)
    assert releasing.digest(releasing.release(made)) == releasing.digest(releasing.release(other))


def test_a_recorded_case_takes_its_points_off_its_office_and_the_city(wave):
    before = index.run(wave=wave, by="test").figures
    office = Office.objects.get(code="OPD-1")
    scenes.case(wave, office, stage="decided", document="1/2026")

    after = index.run(wave=wave, by="test").figures

    def taken(figures, place):
        return figures[place]["correction"]["prevalence"]

    assert (taken(before, "city"), taken(after, "city")) == (0.0, 1.0)
    assert [one["correction"]["prevalence"] for one in after["offices"]] == [1.0, 0.0, 0.0]


def steer(wave, office, kind, sheets):
    """Let so many say that they were directed, and every other one that they were not."""
    items = scenes.shipped()[kind].items
    asked = [n for n, item in enumerate(items) if item.role == "correction"]
    yes, no = ([choice.score for choice in items[asked[0]].choices].index(s) for s in (0, 10000))
    mine = Sheet.objects.filter(group__wave=wave, group__opd__code=office, group__kind=kind)
    for number, sheet in enumerate(mine.order_by("pk")):
        for place in asked:
            sheet.answers[place] = yes if number < sheets else no
        sheet.save(update_fields=["answers"])


def conduct(wave):
    figures = index.run(wave=wave, by="test").figures
    return {one["code"]: one["correction"]["conduct"] for one in figures["offices"]}


def test_the_correction_does_not_tell_how_few_were_directed(wave):
    steer(wave, "OPD-1", "external", 0)
    for few in (1, 9):
        steer(wave, "OPD-1", "internal", few)
        assert conduct(wave)["OPD-1"] == 0

    steer(wave, "OPD-1", "internal", 11)  # 11 of 28 are 0.39, told as 0.40
    assert conduct(wave)["OPD-1"] == 2.0


def test_a_kind_that_too_few_answered_is_not_in_the_correction(city):
    """Twelve of thirty staff are 0.4; nine users beside them would make it 12 of 39."""
    scenes.weight_set()
    thin = scenes.counted(offices={make.office(code="A"): {"internal": 30, "external": 9}})
    steer(thin, "A", "internal", 12)

    assert conduct(thin) == {"A": 2.0}


def test_experts_count_in_the_city_and_in_no_office(wave):
    figures = index.run(wave=wave, by="test").figures

    assert set(figures["city"]["kinds"]) == {"internal", "external", "expert"}
    assert {kind for one in figures["offices"] for kind in one["kinds"]} == {"internal", "external"}


def test_an_office_is_complete_over_the_kinds_it_has(city):
    scenes.weight_set()
    alone = scenes.counted(offices={make.office(asks_external=False): {"internal": 14}})

    [office] = index.run(wave=alone, by="test").figures["offices"]

    assert office["index"]["state"] == "complete"


def test_an_office_that_has_users_is_not_complete_without_them(city):
    scenes.weight_set()
    alone = scenes.counted(offices={make.office(): {"internal": 14}})

    [office] = index.run(wave=alone, by="test").figures["offices"]

    assert (office["index"]["state"], office["index"]["missing"]) == ("provisional", ["external"])
    assert office["kinds"]["external"]["answers"] == 0


def test_the_city_may_ask_for_more_answers_than_the_weights_do(city):
    scenes.weight_set()
    office = make.office(asks_external=False)
    City.objects.update(minimum_answers=15)

    figures = index.run(wave=scenes.counted(offices={office: {"internal": 14}}), by="test").figures

    assert figures["minimum"] == 15
    assert figures["offices"][0]["index"]["state"] == "insufficient"


def test_too_few_of_one_kind_make_it_provisional_without_a_category(city):
    scenes.weight_set()
    thin = scenes.counted(offices={make.office(): {"internal": 14, "external": 9}})

    [office] = index.run(wave=thin, by="test").figures["offices"]

    assert office["index"]["state"] == "provisional"
    assert office["index"]["category"] is None
    assert office["kinds"]["external"]["component"] is None


def test_a_kind_that_weighs_nothing_is_shown_and_stops_no_index(city):
    """Staff weigh nothing: an office of staff alone has no index, and its page says why."""
    stored = scenes.weight_set()
    no_staff = method.read(stored)
    no_staff = replace(no_staff, kinds=no_staff.kinds | {"internal": 0})
    both, staff = make.office(code="A"), make.office(code="B", asks_external=False)
    wave = scenes.counted(offices={both: scenes.ENOUGH, staff: {"internal": 14}})

    found = index.compute(wave, tabulation.tabulate(wave).groups, no_staff)

    one, other = found["offices"]
    assert (one["index"]["state"], other["index"]["state"]) == ("complete", "insufficient")
    assert one["index"]["before_correction"] == one["kinds"]["external"]["component"]
    assert other["kinds"]["internal"]["component"] is not None


def test_dimensions_keep_the_order_of_the_questionnaire(wave):
    index.run(wave=wave, by="test")
    stored = IndexRun.objects.get().figures  # through the database, which sorts keys

    codes = [one["code"] for one in stored["dimensions"]["internal"]]
    assert codes == list(scenes.shipped()["internal"].dimensions)


def test_the_command_says_the_figures_in_json(wave, capsys):
    call_command("index", wave.slug, json=True)

    said = json.loads(capsys.readouterr().out)
    assert said["figures"]["city"] == IndexRun.objects.get().figures["city"]
    assert said["result_hash"] == IndexRun.objects.get().result_hash


def test_the_command_says_it_in_a_sentence(wave, capsys):
    call_command("index", wave.slug)

    assert "3 of 3 offices complete" in capsys.readouterr().out


@pytest.mark.parametrize("slug", ["tidak-ada", "masih-buka"])
def test_the_command_fails_where_there_is_nothing_to_compute(slug, db):
    make.wave(slug="masih-buka", state=Wave.State.LISTS)

    with pytest.raises(CommandError):
        call_command("index", slug)


def test_the_command_names_the_missing_weight_set(db):
    scenes.wave(2026)

    with pytest.raises(CommandError, match="no weight set for 2026"):
        call_command("index", "2026")


def test_dimensions_that_too_few_answered_are_kept_by_name_where_they_are_why(wave):
    """Five of fourteen staff of OPD-1 have TRN; of OPD-2 all is there; few users of OPD-3."""
    items = scenes.shipped()["internal"].items
    places = [n for n, item in enumerate(items) if item.dimension == "TRN"]
    mine = Sheet.objects.filter(group__wave=wave, group__kind="internal", group__opd__code="OPD-1")
    for sheet in mine[:9]:
        for place in places:
            sheet.answers[place] = NO_ANSWER
        sheet.save(update_fields=["answers"])
    few = Sheet.objects.filter(group__wave=wave, group__kind="external", group__opd__code="OPD-3")
    few.filter(pk__in=few.values("pk")[:8]).delete()

    one, two, three = index.run(wave=wave, by="test").figures["offices"]

    assert one["kinds"]["internal"]["thin"] == ["TRN"]
    assert "thin" not in two["kinds"]["internal"]
    assert "thin" not in three["kinds"]["external"]
