"""Words about document templates."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "TEMPLATE_UNREADABLE": (
        "模板“{template}”不是能读取的 .xlsx 工作簿。",
        "请用 Excel 打开它，另存为“Excel 工作簿（*.xlsx）”后重试，或改用内置模板。",
    ),
    "TEMPLATE_HAS_TABLE": (
        "模板“{template}”的工作表“{sheet}”里有“表格”（Ctrl+T 插入的），填写后行数会变，无法保持完好。",
        "请在 Excel 的“表设计”里选择“转换为区域”，保存后重试。",
    ),
    "TEMPLATE_LISTS_MIXED": (
        "模板“{template}”的工作表“{sheet}”第 {row} 行里既有“{one}”的字段，又有“{other}”的字段，不知道按哪一个逐项重复。",
        "一行（连同与它合并的行）只能属于一个清单：请把两个清单上下分开放，保存后重试。",
    ),
    "TEMPLATE_SHEET_OF_FIRST": (
        "模板“{template}”的工作表“{sheet}”引用了文书，合订本里只有一份，指的是第一件文书“{first}”。",
        "要每件文书各有一份的，请用 --split 每单位生成一个文件。",
    ),
    "TEMPLATE_NAME_UNKNOWN": (
        "模板“{template}”的工作表“{sheet}”（{cell}）里的“{name}”不是可用的字段，填写时留空。",
        "{remedy}",
    ),
    "TEMPLATE_NAME_NEAR": ("是否应为“{near}”？请改正后保存模板。", ""),
    "TEMPLATE_NAME_NONE": ("可用的字段见手册“文书模板”，请改正后保存模板。", ""),
    "TEMPLATE_MISSING": (
        "找不到考核设置中为{level}指定的模板“{path}”。",
        "请检查路径（相对于工作簿所在文件夹），或清空该设置以使用内置模板。",
    ),
}
