"""What a name suggests: proposals for the office to confirm, by which nothing is ever computed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaohe_xl.domain.scheme import Direction

# What is fought may be counted itself, or how well it is fought.
_FOUGHT = re.compile(
    r"(?:降低|下降|减少|削减|压减|控减|化解|办结|破案|结案|查处|查结|处置|处理|处结|整改|治理|消除|侦破|防控|回复|"
    r"合格|达标|及时|满意|执行|完成|覆盖|去除|淘汰)"
)
_BAD = re.compile(
    r"事故|死亡|伤亡|亡人|能耗|水耗|电耗|煤耗|排放|上访|信访|非访|集体访|越级访|进京|赴省|发案|案件|案发|投诉|举报|失业|"
    r"违法|违纪|违规|违章|超标|欠税|欠费|污染|火灾|差错|逾期|缺勤|负债|债务|空置|退回|通报批评|曝光|赤字|辍学|流失|"
    r"出生缺陷|多孩|政策外|超生|返贫|坏账|不良"
)
_GOOD = re.compile(
    r"生产总值|增加值|总产值|收入|投资|税收|增速|增长|到位|引资|就业|满意|合格率|覆盖率|达标率|完成率|普及率|参保率|入学率|"
    r"巩固率|绿化|造林|零售|销售|出口|进口|产值|产量|培训|建成|开工|竣工|新增|优良|安置|脱贫|入库|招商|专利|获奖|创建"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A direction that a name suggests, and the word by which it does."""

    direction: Direction
    word: str


def suggested_direction(name: str) -> Suggestion | None:
    """The direction that an indicator's name suggests; None where no word of it does.

    Never to be used for scoring: the office confirms it first.
    """
    bad, fought = _BAD.search(name), _FOUGHT.search(name)
    if bad is not None and fought is None:
        return Suggestion(Direction.LOWER, bad[0])
    if fought is not None:
        return Suggestion(Direction.HIGHER, fought[0])
    good = _GOOD.search(name)
    return Suggestion(Direction.HIGHER, good[0]) if good else None
