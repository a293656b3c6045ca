"""What is said about the add-in: by the commands, and by its macros, which hold no Chinese themselves."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    # What the macros say; they add a path or a number on a line of its own.
    "ADDIN_TITLE": ("考核", ""),
    "ADDIN_NO_BOOK": ("请先打开要处理的工作簿，再点这个按钮。", ""),
    "ADDIN_NO_PYTHON": (
        "这台电脑上没有找到运行考核程序的 Python。请在本机重新运行 kaohe addin install；宏工作簿请重新生成。",
        "",
    ),
    "ADDIN_NOT_STARTED": ("考核程序没有启动起来，工作簿未改动。请运行 kaohe doctor 看看缺什么。", ""),
    "ADDIN_STOPPED": ("考核程序中途停止了。请用“撤销”查看能否恢复，并把下面的代码告诉维护人员。", ""),
    # What can't be done.
    "MACROS_MISSING": ("没有找到加载项的宏：{folder}。", "请重新安装 kaohe_xl。"),
    "NOT_XLAM": ("“{target}”不是加载项的文件名。", "请写成 .xlam，例如 kaohe.xlam，或指定一个文件夹。"),
    "NOT_XLSM": ("“{target}”不是启用宏的工作簿的文件名。", "请写成 .xlsm，例如 市考指标.xlsm。"),
    "NO_FOLDER": ("没有文件夹“{folder}”。", "请先建好它，或另写一个位置。"),
    "COPY_EXISTS": ("“{target}”已经有了，没有覆盖。", "请先移走它，或另写一个文件名。"),
    "HAS_VBA": (
        "“{book}”里已经有宏，不能再放进去。",
        "请改用 kaohe addin install：按钮装在 Excel 里，不必放进工作簿。",
    ),
    "HAS_RIBBON": (
        "“{book}”里已经有自己的功能区按钮，不能再放进去。",
        "请改用 kaohe addin install：按钮装在 Excel 里，不必放进工作簿。",
    ),
    "SIGNED_NO_MACROS": (
        "“{book}”带有数字签名，放进宏签名就失效了，没有生成。",
        "请用没有签名的副本，或改用 kaohe addin install。",
    ),
    "STRICT_NO_MACROS": (
        "“{book}”是“严格的 Open XML”格式，这种格式不能带宏。",
        "请在 Excel 里另存为普通的 .xlsx 后再运行。",
    ),
    "PASSWORD_NO_MACROS": (
        "“{book}”设有打开密码，生成的副本会失去密码保护，没有生成。",
        "请改用 kaohe addin install，或先在 Excel 里去掉密码。",
    ),
    "NOT_XLSX_NO_MACROS": (
        "“{book}”不是 .xlsx 工作簿，不能放进宏。",
        "请用 Excel 打开它，另存为 .xlsx 后再运行。",
    ),
    "ADDIN_NO_PLACE": (
        "这个系统上没有 Excel 或 WPS 装加载项的位置。",
        "请用 --to 指定文件夹，或用 kaohe addin build 生成文件后手工加载。",
    ),
    "ADDIN_NO_EXCEL": (
        "没有找到 Excel 的个人文件夹：{folder}。",
        "请先打开一次 Excel 再关闭，然后再运行；也可以用 --to 指定文件夹。",
    ),
    "ADDIN_BUSY": (
        "“{file}”换不了，Excel 或 WPS 正开着它，或没有写入权限。",
        "请关闭全部 Excel 和 WPS 窗口后再运行。",
    ),
    "ADDIN_BLOCKED": ("“{file}”写不进去（{reason}）。", "请检查这个文件夹的权限，或用 --to 换一个文件夹。"),
    # What was done.
    "ADDIN_BUILT": ("加载项已生成：{file}", ""),
    "ADDIN_INJECTED": ("带按钮的工作簿已生成：{file}。原工作簿没有动。", ""),
    "ADDIN_INSTALLED": ("加载项已装好：{file}。重新打开 Excel，功能区里有“考核”选项卡。", ""),
    "ADDIN_FOR_WPS": (
        "WPS 用的一份：{file}。请在 WPS 表格的“开发工具”“加载项”里点“浏览”，选中它，只需一次。",
        "",
    ),
    "ADDIN_SCRIPT": ("Mac 用的脚本：{file}", ""),
    "ADDIN_PYTHON": ("按钮用这个 Python 运行程序：{python}", ""),
    "ADDIN_REMOVED": ("已删除：{file}", ""),
    "ADDIN_NOT_THERE": ("没有装过加载项，没有什么可删除。", ""),
}
