from __future__ import annotations

from surveys.questionnaire import walk
from surveys.questionnaire.instrument import NO_ANSWER


def test_a_thousand_random_walks_all_come_to_an_end(questionnaire, rng):
    ends = set()
    for _ in range(1_000):
        answers = walk.random_walk(questionnaire, rng)
        questionnaire.validate(answers)
        ended = questionnaire.ended(answers)
        assert questionnaire.complete(answers) is (ended is None)
        assert questionnaire.first_open_page(answers) is None or ended is None
        ends.add(ended)

    assert ends == {None, 91, 92}


def test_a_walk_answers_only_what_is_asked(questionnaire, rng):
    for _ in range(200):
        answers = walk.random_walk(questionnaire, rng)
        assert questionnaire.counted(answers) == answers


def test_a_seed_gives_the_same_answers_again(questionnaire, rng):
    state = rng.getstate()
    first = walk.random_walk(questionnaire, rng)
    rng.setstate(state)

    assert walk.random_walk(questionnaire, rng) == first


def test_choose_sees_each_asked_item_once_in_order(questionnaires):
    questionnaire = questionnaires["external"]
    seen = []

    def choose(item, place):
        assert questionnaire.items[place] is item
        seen.append(place)
        return 0

    answers = walk.walk(questionnaire, choose=choose)

    assert seen == [place for place, answer in enumerate(answers) if answer != NO_ANSWER]
