"""What reading and writing workbooks has to say."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    # Cells: a figure that can't be used, or is used with a doubt ({value}).
    "ERROR_IN_CELL": ("单元格里是错误值 {text}，算不出数。", "请先在 Excel 里修好这个公式，再重算。"),
    "DATE_FOR_NUMBER": (
        "该填数字的地方是日期 {text}。",
        "可能是“1-10”一类的内容被 Excel 改成了日期，请把单元格格式改为数字后重新填写。",
    ),
    "YES_NO_FOR_NUMBER": (
        "该填数字的地方写的是“{text}”。",
        "请填数字；这一项如果只看是否完成，请在“计分规则”里把方法写成“是否”。",
    ),
    "NOT_A_NUMBER": ("“{text}”读不成数字。", "请只填一个数字，说明文字放到备注里；没有数据请留空。"),
    "NONE_OR_ZERO": ("“{text}”可能是 0，也可能是没有数据。", "是 0 请填 0，没有数据请留空。"),
    "NOT_ONE_NUMBER": ("“{text}”里不止一个数，不知道取哪个。", "请只填一个数字。"),
    "AMBIGUOUS_NUMBER": ("“{text}”的小数点写法不规范，按 {value} 读取。", "请核对，并把小数点改成“.”。"),
    "DASH_AS_MINUS": ("“{text}”用长横线作负号，按 {value} 读取。", "请核对，并把负号改成“-”。"),
    "APPROXIMATE_FIGURE": ("“{text}”是约数，按 {value} 计算。", "请填准确的数字。"),
    "REMARK_IN_FIGURE": ("“{text}”里夹着说明，按 {value} 读取。", "请只填数字，说明放到备注里。"),
    "INDEX_DOUBTFUL": (
        "表头写明上年=100，但“{text}”不像这样的指数，按增长 {value} 读取。",
        "请核对填的是指数还是增速。",
    ),
    "GROWTH_FOR_LEVEL": (
        "“{text}”说的是增减，但这一项的计量单位是“{measure}”。",
        "请填数值；如果考核的是增速，请把计量单位改成“%”。",
    ),
    "UNIT_MISMATCH": ("“{text}”的单位“{unit}”换算不成“{measure}”。", "请核对数字和计量单位。"),
    "UNIT_WITHOUT_MEASURE": (
        "“{text}”带着单位“{unit}”，但这一项没有写计量单位，不能与其他数比较。",
        "请补上计量单位，或去掉单元格里的单位。",
    ),
}
