"""The pages of one manifest that are the same for everybody: rendered once, kept as bytes.

Nothing in a page comes from an answer or from a link, so a worker may keep it and a GET may
show it. The rows of the last look are kept too, one for each state that a question or a page can
be in (filled, skipped, how many there are) and never with what was chosen. Which of them one
person is shown is put together for that request, and kept nowhere; that a row is kept tells that
somebody once was in that state. They are made when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Literal

from django.utils.safestring import SafeString

from surveys.box.manifest import Manifest, reworded
from surveys.questionnaire.path import Questionnaire
from surveys.respond import cards, sections
from surveys.respond.blanks import blank
from surveys.respond.languages import Language
from surveys.respond.rendering import Rendered, pack, piece, render
from surveys.respond.sections import Stored

RowState = Literal["chosen", "kept", "skipped"]


class WavePages:
    def __init__(self, manifest: Manifest, questionnaires: Mapping[str, Questionnaire]) -> None:
        self._manifest = manifest
        self._questionnaires = questionnaires
        self._made: dict[Hashable, Rendered] = {}
        self._rows: dict[Hashable, SafeString] = {}

    def start(self, group_id: int, language: Language) -> Rendered:
        """Raises KeyError for a group that is not of this wave."""
        return self._once(("start", group_id, language), lambda: self._start(group_id, language))

    def section(self, kind: str, number: int, language: Language) -> Rendered:
        """Raises LookupError for a number that no page has."""
        return self._once(
            ("section", kind, number, language), lambda: self._section(kind, number, language)
        )

    def pressure(self, kind: str, language: Language, *, is_empty: bool = False) -> Rendered:
        """Where one tells of being put under pressure. Raises LookupError where nobody asks."""
        return self._once(
            ("pressure", kind, language, is_empty), lambda: self._pressure(kind, language, is_empty)
        )

    def plain(
        self,
        template: str,
        language: Language,
        words: Mapping[str, int | str],
        *,
        bilingual: bool = False,
        is_large: bool = False,
    ) -> Rendered:
        """A page that needs the manifest and a few fixed words."""
        return self._once(
            (template, language, is_large, *sorted(words.items())),
            lambda: render(
                template, language, self._manifest, words, bilingual=bilingual, is_large=is_large
            ),
        )

    def check(
        self, kind: str, number: int, language: Language, *, is_newer: bool = False
    ) -> Rendered:
        """The last look after page `number`, 0 for none; with blanks for what is one's own."""
        return self._once(
            ("check", kind, number, language, is_newer),
            lambda: self._check(kind, number, language, is_newer),
        )

    def checked_row(self, kind: str, place: int, state: RowState, language: Language) -> SafeString:
        """A line of the check page: a question, and what became of it, the answer left blank."""
        question = self._questionnaires[kind].items[place].label[language]
        words = {"question": question, "state": state, "chosen": blank("chosen")}
        return self._row("checked_row", (kind, place, state), language, words)

    def stored_row(self, stored: Stored, language: Language) -> SafeString:
        """A line of the check page: a page and how much of it is there. Few differ, all recur."""
        words = {"heading": stored.heading, "filled": stored.filled}
        return self._row("stored_row", stored, language, words)

    def _start(self, group_id: int, language: Language) -> bytes:
        group = self._manifest.group(group_id)
        questionnaire = self._questionnaires[group.kind]
        words = {
            "group": group,
            "minutes": questionnaire.instrument.minutes,
            "parts": len(questionnaire.instrument.parts),
            "can_tell": questionnaire.beside is not None,
            "reworded": self._manifest.texts.get(reworded(group.kind, language), ""),
        }
        large = group.kind == "expert"
        return render(
            "start", language, self._manifest, words, bilingual=True, alone=True, is_large=large
        )

    def _section(self, kind: str, number: int, language: Language) -> bytes:
        questionnaire = self._questionnaires[kind]
        page = questionnaire.page(number)
        words = {
            "heading": sections.heading(questionnaire, page, language),
            "cards": cards.of_page(questionnaire, page, language),
            "can_tell": questionnaire.beside is not None,
        }
        large = kind == "expert"
        return render("section", language, self._manifest, words, quick_exit=True, is_large=large)

    def _check(self, kind: str, number: int, language: Language, is_newer: bool) -> bytes:
        questionnaire = self._questionnaires[kind]
        page = questionnaire.page(number) if number else None
        words = {
            "heading": sections.heading(questionnaire, page, language) if page else None,
            "is_newer": is_newer,
            "can_tell": questionnaire.beside is not None,
            **{name: blank(name) for name in ("code", "nonce", "shown", "stored")},
        }
        large = kind == "expert"
        return render("check", language, self._manifest, words, quick_exit=True, is_large=large)

    def _pressure(self, kind: str, language: Language, is_empty: bool) -> bytes:
        card = cards.beside(self._questionnaires[kind], language)
        words = {"card": card, "is_empty": is_empty}
        large = kind == "expert"
        return render("pressure", language, self._manifest, words, quick_exit=True, is_large=large)

    def _once(self, key: Hashable, make: Callable[[], bytes]) -> Rendered:
        page = self._made.get(key)
        if page is None:
            page = self._made[key] = pack(make())
        return page

    def _row(
        self, template: str, key: Hashable, language: Language, words: Mapping[str, object]
    ) -> SafeString:
        row = self._rows.get((template, key, language))
        if row is None:
            row = self._rows[template, key, language] = piece(template, language, words)
        return row
