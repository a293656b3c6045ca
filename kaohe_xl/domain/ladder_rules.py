"""The bounds of the supervision ladder (督办规则), as the settings state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kaohe_xl.domain.supervision import Level


@dataclass(frozen=True, slots=True)
class LadderRules:
    """What deserves which document; None: none for that alone.

    amber, red, last, city  the level for 黄灯, 红灯, 位次靠后, 市级预警
    warned  warned so many months running: the level above the last one; 0: never
    last_times, last_again  among the last so many months running: this level; 0 times: never
    overdue  whether an open document past its deadline calls for the level above
    """

    amber: Level | None = Level.REMINDER
    red: Level | None = Level.SUPERVISION
    last: Level | None = Level.REMINDER
    city: Level | None = Level.SUPERVISION
    warned: int = 2
    last_times: int = 2
    last_again: Level | None = Level.LISTED
    overdue: bool = True


DEFAULT_DAYS: Mapping[Level, int] = {
    Level.REMINDER: 5,
    Level.SUPERVISION: 15,
    Level.LISTED: 30,
    Level.INTERVIEW: 5,
}
"""Working days to settle a document in, where 办理期限 says nothing."""

SHORT: Mapping[Level, str] = {
    Level.REMINDER: "提醒函",
    Level.SUPERVISION: "督办",
    Level.LISTED: "挂牌",
    Level.INTERVIEW: "约谈",
}
"""A level as 办理期限 calls it."""
