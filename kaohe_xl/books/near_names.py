"""Names that nearly match: suggested to the office, never taken for one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from kaohe_xl.books.labels import name_key, stripped
from kaohe_xl.books.plain import compact
from kaohe_xl.books.reading import Study
from kaohe_xl.domain.findings import Cell, Finding
from kaohe_xl.domain.scheme import Adjustment, Veto
from kaohe_xl.domain.wording import say

Score = Callable[[str, str], float]

_NEAR, _APART, _LOOKED_AT = 75.0, 3.0, 40.0
_PLACE = re.compile(r"^(?:[^\W\d_]{2}市)?(?:[^\W\d_]{2}区|[^\W\d_]{2}县|市|区|县|省)(?=..)")
_KIND = re.compile(
    r"(?<=..)(?:街道办事处|街道办|街办|街道|管理委员会|委员会|管委会|管理局|办公室|分局|大队|支队|中心|"
    r"总公司|公司|局|委|办|部|处|院|站|所|联|会|镇|乡|区|县|市)$"
)
# Letters of which one in the place of another makes a different thing, however alike the names are.
_EXCLUSIVE = tuple(
    map(
        frozenset,
        ("内外", "城乡农", "东西南北中", "大中小", "上下", "增减降升", "进出", "男女", "国省市区县镇村"),
    )
)
_EXCLUSIVE += (frozenset("0123456789一二三四五六七八九十"),)
_NOT = frozenset("非不未负逆")


def nearest_indicator(name: str, known: Iterable[str], *, loose: bool = False) -> str:
    """The one indicator that is meant by a name with a letter more or less; "" where none or several are.

    `loose`: the name is none at all as it stands, so that 固投 may stand for 固定资产投资.
    """

    def score(one: str, other: str) -> float:
        """How alike two names are, up to 100."""
        return _likeness(one, other, shortest=2 if loose else 4)

    return _nearest(name, {other: (_indicator_key(other),) for other in known}, _indicator_key, score)


def nearest_unit(name: str, known: Mapping[str, Sequence[str]]) -> str:
    """The one unit that is meant by a short, long or mistyped name; "" where none or several are.

    `known`: unit -> all its names.
    """
    keys = {unit: tuple(_unit_key(text) for text in (unit, *others)) for unit, others in known.items()}
    return _nearest(name, keys, _unit_key, _units_likeness)


def _nearest(name: str, known: Mapping[str, Sequence[str]], key: Callable[[str], str], score: Score) -> str:
    from rapidfuzz import fuzz, process

    wanted = key(name)
    if len(wanted) < 2:
        return ""
    texts = {text: other for other, ways in known.items() if other != name for text in ways}
    scores: dict[str, float] = {}
    for text, _, _ in process.extract(
        wanted, texts.keys(), scorer=fuzz.ratio, limit=20, score_cutoff=_LOOKED_AT
    ):
        scores[texts[text]] = max(scores.get(texts[text], 0.0), score(wanted, text))
    ordered = sorted(scores.items(), key=lambda pair: -pair[1])
    if not ordered or ordered[0][1] < _NEAR:
        return ""
    is_clear = len(ordered) == 1 or ordered[1][1] <= ordered[0][1] - _APART
    return ordered[0][0] if is_clear else ""


def _indicator_key(name: str) -> str:
    return name_key(stripped(name)[0])


def _unit_key(name: str) -> str:
    """The name without what tells where it is: 长安区发改委 and 区发改委 are 发改委."""
    return _PLACE.sub("", compact(name))


def _likeness(one: str, other: str, shortest: int) -> float:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import LCSseq

    if one == other:
        return 100.0
    if _is_other_thing(one, other):
        return 0.0
    short, long = sorted((one, other), key=len)
    likeness = fuzz.ratio(one, other)
    if len(short) >= shortest and short[0] == long[0] and LCSseq.similarity(short, long) == len(short):
        likeness = max(likeness, 80.0)
    return likeness


def _units_likeness(one: str, other: str) -> float:
    """Units are alike by what is left without their kind (发改 of 发改局); short ones letter by letter."""
    from rapidfuzz.distance import LCSseq, Levenshtein

    if one == other:
        return 100.0
    if _is_other_thing(one, other):
        return 0.0
    short, long = sorted((_KIND.sub("", one), _KIND.sub("", other)), key=len)
    if short == long:
        return 95.0
    if len(short) >= 2 and short[0] == long[0] and LCSseq.similarity(short, long) == len(short):
        return 85.0
    is_slip = Levenshtein.distance(short, long) == 1 and len(short) >= 3
    return (85.0 if len(short) >= 4 else 78.0) if is_slip else 0.0


def _is_other_thing(one: str, other: str) -> bool:
    """Whether the difference makes another thing: 内资 and 外资, 城镇 and 农村, 正常 and 非正常."""
    from rapidfuzz.distance import Levenshtein

    for step in Levenshtein.editops(one, other):
        if step.tag == "replace":
            pair = {one[step.src_pos], other[step.dest_pos]}
            if any(pair <= group for group in _EXCLUSIVE):
                return True
        letter = other[step.dest_pos] if step.tag == "insert" else one[step.src_pos : step.src_pos + 1]
        if step.tag != "replace" and (letter in _NOT or letter.isdigit()):
            return True
    return False


def suggested(findings: Sequence[Finding], read: Study) -> tuple[Finding, ...]:
    """The findings; those on a name that is nowhere ask whether the nearest one is meant."""
    unknown = {found.code for found in findings} & _NAMELESS.keys()
    if not unknown:
        return tuple(findings)
    indicators = [indicator.name for indicator in read.scheme.indicators]
    units = {unit.name: unit.aliases for unit in read.scheme.units}
    names = {code: _NAMELESS[code](read) for code in unknown}

    def near(found: Finding) -> str:
        """The name that the finding's may be meant for."""
        name = names[found.code].get(found.place, "") if found.code in names else ""
        if not name or name in units or name in indicators:
            return ""
        if found.code == "RULE_INDICATOR_UNKNOWN":
            return nearest_indicator(name, indicators, loose=True)
        return nearest_unit(name, units)

    return tuple(
        replace(found, remedy=say("NEAR_NAME", near=name) + found.remedy) if (name := near(found)) else found
        for found in findings
    )


_Named = Mapping[Cell | None, str]


def _events(read: Study) -> _Named:
    rows: tuple[Adjustment | Veto, ...] = (*read.scheme.adjustments, *read.scheme.vetoes)
    return {row.place: row.unit for row in rows}


# Code -> the names that its findings are about, by their cells.
_NAMELESS: Mapping[str, Callable[[Study], _Named]] = {
    "RULE_INDICATOR_UNKNOWN": lambda read: {rule.place: rule.indicator for rule in read.scheme.rules},
    "RULE_UNIT_UNKNOWN": lambda read: {rule.place: rule.unit for rule in read.scheme.rules},
    "UNIT_NOT_SCORED": _events,
    "OWN_UNIT_UNKNOWN": lambda read: dict.fromkeys(
        read.scheme.settings.places.values(), read.scheme.settings.own_unit
    ),
}
