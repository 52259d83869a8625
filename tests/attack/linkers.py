"""Ways to tell whose sheet is whose, out of what was carried away.

After the count rows are counted sheets, columns those who answered; the attacker is even told
which right each of them held and in which order they answered. In the middle of the field rows
are sealed sheets, columns all who were invited, and nobody tells the attacker anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping

from surveys.box import sealing
from tests.attack.heap_pages import Row
from tests.attack.matching import Group, Linker, by_marks, by_order
from tests.attack.play import Respondent, Truth
from tests.attack.thefts import Loot
from tests.journeys import marks

SHEETS, BALLOTS = "default.surveys_sheet", "box.box_ballot"
INVITATIONS, MESSAGES = "default.surveys_invitation", "default.surveys_message"
LONG = 8  # characters of a value that cannot be shared by accident
RIGHT = 32  # bytes
# From a right to the column that a sheet has in its place and a right has not: the wave's number,
# what alignment adds, the group. Its two bytes say how the sheet was sealed.
TO_SUITE, SUITE = RIGHT + 16 + 3 + 4, sealing.SUITE.to_bytes(2, "little")
LOOK_BACK = 24 * 1024 * 1024  # bytes of the log in which the count is written

Numbers = dict[Hashable, float]
Marks = dict[Hashable, frozenset[str]]


# --- What is looked for ---------------------------------------------------------------------


def sheets_and_people(
    truth: Truth, counted: Mapping[str, tuple[int, tuple[int, ...]]]
) -> list[Group]:
    """`counted`: of each sheet its group and what its answers tell."""
    author = {(one.group, truth.counted_as(one)): one.right for one in truth.answered()}
    rows: dict[int, list[str]] = defaultdict(list)
    for sheet, (group, _) in counted.items():
        rows[group].append(sheet)
    return [
        Group(
            rows=sheets,
            columns=[one.right for one in truth.answered() if one.group == group],
            truth={sheet: author[counted[sheet]] for sheet in sheets},
        )
        for group, sheets in rows.items()
    ]


def ballots_and_those_who_answered(truth: Truth) -> list[Group]:
    groups: dict[int, list[Hashable]] = defaultdict(list)
    for one in truth.answered():
        groups[one.group].append(one.right)
    return [
        Group(rows=sorted(rights), columns=rights, truth={right: right for right in rights})
        for rights in groups.values()
    ]


def ballots_and_people(truth: Truth) -> list[Group]:
    groups: dict[int, list[Respondent]] = defaultdict(list)
    for one in truth.people:
        groups[one.group].append(one)
    return [
        Group(
            rows=sorted(one.right for one in people if one.answers),
            columns=[one.invitation for one in people],
            truth={one.right: one.invitation for one in people},
        )
        for people in groups.values()
        if any(one.answers for one in people)
    ]


# --- After the count --------------------------------------------------------------------------


def after_the_count(loot: Loot, truth: Truth) -> dict[str, Linker]:
    people = truth.answered()
    sheets = {row.uuid: row for row in loot.heap[SHEETS]}
    heap = {sheet: float(row.place) for sheet, row in sheets.items()}
    arrived: Numbers = {one.right: float(one.arrived or 0) for one in people}
    logged = _places_in_the_log(loot, sheets)
    ballots = _first_in_the_log(loot, truth)
    right_of = {one.invitation: one.right for one in people}
    return {
        "values": by_marks(
            _values_of_sheets(loot), _values_of_people(loot, truth, with_rights=True)
        ),
        "xmin": by_marks(_xids(sheets.items()), _xids_of_people(loot, truth, with_rights=True)),
        "xmin_order": by_order({sheet: row.xmin for sheet, row in sheets.items()}, arrived),
        "heap_order": by_order(heap, arrived),
        "dump_order": by_order(_places_in_the_dump(loot, SHEETS), arrived),
        "id_order": by_order({sheet: int(sheet, 16) for sheet in sheets}, arrived),
        "wal_order": by_order(logged, ballots),
        "nearest_time": by_order(_times(loot, logged), _times(loot, ballots)),
        "length": by_order({sheet: row.length for sheet, row in sheets.items()}, arrived),
        "toast": by_order(_chunks(loot), arrived),
        "send_order": by_order(heap, {one.right: one.sent for one in people}),
        "outbox_order": by_order(heap, _renamed(_of_messages(loot), right_of)),
        "list_order": by_order(heap, _renamed(_of_invitations(loot), right_of)),
        "right_order": by_order(
            heap, {one.right: float(int.from_bytes(one.right)) for one in people}
        ),
        "box_order": by_order(heap, _of_ballots(loot)),
        "log_lines": by_marks(
            _lines(loot.lines, {sheet: {sheet} for sheet in sheets}), _lines_of_people(loot, truth)
        ),
        "bells": by_marks(
            _lines([loot.bells], {sheet: {sheet} for sheet in sheets}),
            _lines_of_people(loot, truth, bells=True),
        ),
    }


# --- In the middle of the field -----------------------------------------------------------------


def mid_field(loot: Loot, truth: Truth) -> dict[str, Linker]:
    """Tables, files and logs as they are after a shuffle."""
    ballots = {row.short_bytes(): row for row in loot.heap[BALLOTS]}
    heap = _of_ballots(loot)
    sent: Numbers = {one.invitation: one.sent for one in truth.people}
    order = {right: float(int.from_bytes(right)) for right in ballots}
    rights = {row.short_bytes(): float(row.place) for row in loot.heap["box.box_right"]}
    return {
        "values": by_marks(_values_of_ballots(loot), _values_of_people(loot, truth)),
        "xmin": by_marks(_xids(ballots.items()), _xids_of_people(loot, truth)),
        "xmin_order": by_order({right: row.xmin for right, row in ballots.items()}, sent),
        "heap_order": by_order(heap, sent),
        "dump_order": by_order(_ballots_in_the_dump(loot), sent),
        "right_order": by_order(order, sent),
        "outbox_order": by_order(heap, _of_messages(loot)),
        "list_order": by_order(heap, _of_invitations(loot)),
        "issue_order": by_order(rights, _of_invitations(loot)),
        "id_order": by_order(
            order, {one.invitation: int(one.invitation, 16) for one in truth.people}
        ),
        "log_lines": by_marks(
            _lines(loot.lines, {right: {right.hex()[:16]} for right in ballots}),
            _lines_of_people(loot, truth, by_name_only=True),
        ),
    }


def older_log(loot: Loot, truth: Truth) -> dict[str, Linker]:
    """What the write-ahead log from before the shuffle adds: the stated residual."""
    sent: Numbers = {one.invitation: one.sent for one in truth.people}
    return {"older_wal": by_order(_first_in_the_log(loot, truth), sent)}


def oracle_and_heap(loot: Loot, truth: Truth) -> dict[str, Linker]:
    """With the true order of arrival the place of a row must tell nothing: it was shuffled."""
    began: Numbers = {one.right: float(one.began or 0) for one in truth.answered()}
    return {"heap_and_oracle": by_order(_of_ballots(loot), began)}


def oracle_and_older_log(loot: Loot, truth: Truth) -> dict[str, Linker]:
    """With the true order of arrival that log must tell everything, or it was not read rightly."""
    began: Numbers = {one.right: float(one.began or 0) for one in truth.answered()}
    return {"older_wal": by_order(_first_in_the_log(loot, truth), began)}


# --- Orders -------------------------------------------------------------------------------------


def _of_ballots(loot: Loot) -> Numbers:
    return {row.short_bytes(): float(row.place) for row in loot.heap[BALLOTS]}


def _of_invitations(loot: Loot) -> Numbers:
    return {row.uuid: float(row.place) for row in loot.heap[INVITATIONS]}


def _of_messages(loot: Loot) -> Numbers:
    """By invitation; in the order in which their rows lie since they were noted as sent."""
    invitation = {row[0].replace("-", ""): row[1:] for row in loot.dump[MESSAGES]}
    known = set(_of_invitations(loot))
    places: Numbers = {}
    for row in loot.heap[MESSAGES]:
        for value in invitation.get(row.uuid, ()):
            if (name := value.replace("-", "")) in known:
                places[name] = float(row.place)
    return places


def _renamed(numbers: Numbers, names: Mapping[str, bytes]) -> Numbers:
    return {names[str(old)]: number for old, number in numbers.items() if str(old) in names}


def _places_in_the_dump(loot: Loot, table: str) -> Numbers:
    return {row[0].replace("-", ""): float(place) for place, row in enumerate(loot.dump[table])}


def _ballots_in_the_dump(loot: Loot) -> Numbers:
    rows = enumerate(loot.dump[BALLOTS])
    return {_bytes(row[0]): float(place) for place, row in rows}


def _first_in_the_log(loot: Loot, truth: Truth) -> Numbers:
    """Where the first sheet under each right was written; a right itself is written likewise."""
    found: Numbers = {}
    if loot.log is not None:
        for right, at in loot.log.before(truth.wave.pk.bytes, [RIGHT]):
            if loot.log.stream[at + TO_SUITE : at + TO_SUITE + 2] == SUITE:
                found.setdefault(right, float(at))
    ballots = {row.short_bytes() for row in loot.heap[BALLOTS]}
    return {right: place for right, place in found.items() if right in ballots}


def _places_in_the_log(loot: Loot, sheets: Iterable[str]) -> Numbers:
    """The last megabytes are enough: they hold the count."""
    if loot.log is None:
        return {}
    begin = max(0, len(loot.log.stream) - LOOK_BACK)
    tail = loot.log.stream[begin:]
    places = {sheet: tail.find(bytes.fromhex(sheet)) for sheet in sheets}
    return {sheet: float(begin + place) for sheet, place in places.items() if place >= 0}


def _times(loot: Loot, offsets: Numbers) -> Numbers:
    """When what was written there was committed."""
    if loot.log is None:
        return {}
    times = {name: loot.log.committed_at(loot.log.position(int(offset)))
             for name, offset in offsets.items()}  # fmt: skip
    return {name: moment for name, moment in times.items() if moment is not None}


def _chunks(loot: Loot) -> Numbers:
    """By place of the sheets' overflow rows; no sheet is long enough to have one."""
    return {str(number): float(row.place) for number, row in enumerate(loot.toast[SHEETS])}


# --- Marks --------------------------------------------------------------------------------------


def _xids(rows: Iterable[tuple[Hashable, Row]]) -> Marks:
    return {name: frozenset({str(row.xmin)}) for name, row in rows}


def _xids_of_people(loot: Loot, truth: Truth, *, with_rights: bool = False) -> Marks:
    """Of every row that is theirs, dead or alive: who wrote it, and who locked or ended it."""
    by_key: dict[str | bytes, set[str]] = defaultdict(set)
    for table, rows in loot.heap.items():
        for row in rows if table != SHEETS else ():
            both = {str(row.xmin), str(row.xmax)} - {"0"}
            by_key[row.uuid if table.startswith("default") else row.short_bytes()] |= both
    messages = _names_of_messages(loot)
    found: Marks = {}
    for one in truth.people:
        keys: list[str | bytes] = [one.invitation, one.person.replace("-", "")]
        keys += messages.get(one.invitation, [])
        keys += [one.right, one.draft_id] if with_rights else []
        every = set().union(*(by_key.get(key, set()) for key in keys))
        found[one.right if with_rights else one.invitation] = frozenset(every)
    return found


def _names_of_messages(loot: Loot) -> dict[str, list[str]]:
    names = defaultdict(list)
    for row in loot.dump[MESSAGES]:
        for value in row[1:]:
            names[value.replace("-", "")].append(row[0].replace("-", ""))
    return names


def _values_of_sheets(loot: Loot) -> Marks:
    return {row[0].replace("-", ""): _long(row) for row in loot.dump[SHEETS]}


def _values_of_ballots(loot: Loot) -> Marks:
    return {_bytes(row[0]): _long(row) for row in loot.dump[BALLOTS]}


def _values_of_people(loot: Loot, truth: Truth, *, with_rights: bool = False) -> Marks:
    """Every long value of every row in which one of their names stands."""
    name_of = {one.invitation: one for one in truth.people}
    name_of |= {one.person.replace("-", ""): one for one in truth.people}
    if with_rights:
        name_of |= {one.right.hex(): one for one in truth.people}
    found: dict[Hashable, set[str]] = defaultdict(set)
    for table, rows in loot.dump.items():
        for row in rows if table != SHEETS else ():
            values = _long(row)
            for one in (name_of[value] for value in values if value in name_of):
                found[one.right if with_rights else one.invitation] |= values
    return {name: frozenset(values) for name, values in found.items()}


def _long(row: list[str]) -> frozenset[str]:
    plain = (value.removeprefix("\\\\x").replace("-", "") for value in row)
    return frozenset(value for value in plain if len(value) >= LONG)


def _bytes(value: str) -> bytes:
    return bytes.fromhex(value.removeprefix("\\\\x"))


def _lines(lines: list[str], words: Mapping[Hashable, set[str]]) -> Marks:
    """By name: the lines in which one of its words stands."""
    whole = "\n".join(lines)
    known = {name: {word for word in each if word in whole} for name, each in words.items()}
    return {
        name: frozenset(
            str(number) for number, line in enumerate(lines) if any(word in line for word in each)
        )
        for name, each in known.items()
        if each
    }


def _lines_of_people(
    loot: Loot, truth: Truth, *, bells: bool = False, by_name_only: bool = False
) -> Marks:
    words: dict[Hashable, set[str]] = {}
    for one in truth.people:
        plain = {one.email, one.person, one.invitation}
        link = set() if by_name_only else marks.of_link(one.code, truth.wave.pk)
        words[one.invitation if by_name_only else one.right] = plain | link
    return _lines([loot.bells] if bells else loot.lines, words)


def rights_in(loot: Loot) -> Iterator[bytes]:
    """Under which a sealed sheet lies."""
    return (_bytes(row[0]) for row in loot.dump[BALLOTS])
