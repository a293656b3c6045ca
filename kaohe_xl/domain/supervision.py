"""The supervision ladder (督查督办): four levels of documents, one to be issued, a case of the ledger."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaohe_xl.domain.findings import Cell


class Level(StrEnum):
    """A rung of the ladder (级别), from the mildest to the severest; the value is the document's name."""

    REMINDER = "提醒函"
    SUPERVISION = "警示督办单"
    LISTED = "挂牌督办通知"
    INTERVIEW = "约谈通知"


LADDER = tuple(Level)


@dataclass(frozen=True, slots=True)
class Issue:
    """A document to be issued.

    units       whom to, the lead first (a joint letter has several)
    indicators  what about, by name, in the workbook's order
    reasons     why this level, a Chinese sentence each
    deadline    by when to be answered or settled; None: none set
    fields      what the office typed beside the proposal and templates may show, by its column's title:
                督办事项, 责任领导, 督办人, 签发人, 约谈时间, 约谈地点, 谈话人, 阶段目标, …
    """

    level: Level
    units: tuple[str, ...]
    indicators: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    deadline: date | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A row of 督办台账: one document and what became of it. Dates are days, None where not yet.

    `extended` is the deadline that an extension set (延期至), `asked` when it was asked for (延期申请).
    `settled` 办结日期, `written_off` 销号日期, `evidence` what 销号 rests on; `points` what the document
    costs (扣分), >= 0.
    `exempt`: why the matter is not pursued (免督办原因), "" where it is.
    """

    number: str
    level: Level
    units: tuple[str, ...]
    indicators: tuple[str, ...]
    period: str = ""
    issued: date | None = None
    deadline: date | None = None
    acknowledged: date | None = None
    replied: date | None = None
    asked: date | None = None
    extended: date | None = None
    settled: date | None = None
    written_off: date | None = None
    evidence: str = ""
    points: Decimal | None = None
    exempt: str = ""
    reasons: tuple[str, ...] = ()
    note: str = ""
    place: Cell | None = None

    @property
    def due(self) -> date | None:
        """The deadline that holds: the extension's, where one was granted."""
        return self.extended or self.deadline

    def reasons_about(self, indicator: str) -> tuple[str, ...]:
        """Why, as far as it concerns that matter: what begins with the name of another one doesn't."""
        others = {_plain(name) for name in self.indicators} - {_plain(indicator)}
        return tuple(one for one in self.reasons if not any(names(one, other) for other in others))

    @property
    def is_open(self) -> bool:
        """Whether it is still to be settled and written off."""
        return not (self.settled or self.written_off or self.exempt)


def names(reason: str, indicator: str) -> bool:
    """Whether a reason begins with the name of the matter, as those of a row about several do."""
    return _plain(reason).startswith(f"{_plain(indicator)}:")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
