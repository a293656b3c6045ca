"""What reading tables has to say about their layout."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    "FIGURES_WITHOUT_INDICATOR": (
        "“{header}”这一列的数看不出是哪个指标的，没有读取。",
        "请在这一列上方加一行表头，写上指标名称。",
    ),
    "COLUMN_WITHOUT_HEADER": (
        "这一列有 {count} 个数，上面没有表头，没有读取。",
        "请在表头行写上这一列的名称；不用的数请移到别处。",
    ),
    "HIDDEN_LEFT_ALONE": (
        "工作表“{sheet}”是隐藏的，与“{instead}”是同一张表，没有读取，读的是“{instead}”。",
        "如要用它，请取消隐藏，并移走另一张。",
    ),
    "PLAN_TAKEN_FOR_TARGET": (
        "这张表没有目标列，“{header}”当作年度目标读取。",
        "如是累计计划，请把表头写成“1-10月计划”这样的名称，并加一列年度目标。",
    ),
}
