"""What is said about the share: by its launchers, by `kaohe deploy`, by `kaohe doctor`."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    # Said by the launchers themselves, before there is a Python: no & | < > ^ % ! or quotes in them.
    "LAUNCHER_INCOMPLETE": (
        "共享盘上的考核程序不完整，或这个启动文件被单独复制到了别处。",
        "请打开共享盘上的原文件夹，在那里双击；仍不行，请管理员重新运行 kaohe deploy。",
    ),
    "LAUNCHER_NO_PYTHON": (
        "这台电脑上没有找到 Python。",
        "请安装 Python 3.11 以上版本，或请管理员把 Python 放进共享盘的 kaohe\\python 文件夹。",
    ),
    "LAUNCHER_OLD_PYTHON": (
        "这台电脑上的 Python 太旧，需要 3.11 以上版本。",
        "请安装新版 Python，或请管理员把 Python 放进共享盘的 kaohe\\python 文件夹。",
    ),
    # Said by the start file.
    "SHARE_DAMAGED": (
        "共享盘上的文件已损坏，与清单不符：{file}。本机没有使用它，工作簿未改动。",
        "请管理员重新运行 kaohe deploy。",
    ),
    "SHARE_LACKS": (
        "共享盘上缺少文件：{file}。",
        "可能刚换了新版本，请再双击一次；仍不行，请管理员重新运行 kaohe deploy。",
    ),
    "SHARE_GONE": (
        "共享盘连接不上或中途断开（{reason}）：{file}。工作簿未改动。",
        "请检查网络，重新连上共享盘后再双击一次。",
    ),
    "OTHER_PYTHON": (
        "共享盘上的程序库供 {needed} 使用，本机的 Python 是 {here}（{python}）。",
        "请安装同一版本的 Python，或请管理员用本机这样的 Python 重新运行 kaohe deploy。",
    ),
    "CACHE_WAITS": ("另一个窗口正在准备程序，请稍候……", ""),
    "CACHE_FILLS": (
        "正在把程序从共享盘复制到本机（{count} 个文件，只在第一次和换新版本时需要），请稍候……",
        "",
    ),
    "CACHE_HELD": ("另一个窗口一直在准备程序：{folder}。", "请关闭其他考核程序窗口，再双击一次。"),
    "CACHE_NOT_WRITABLE": (
        "本机的程序文件夹无法写入（{reason}）：{folder}。工作簿未改动。",
        "请检查磁盘空间和权限，再双击一次。",
    ),
    "COPIES_PYTHON": ("正在把共享盘上的 Python 复制到本机（只需一次），请稍候……", ""),
    "PYTHON_NOT_COPIED": (
        "共享盘上的 Python（{python}）复制不到本机 {folder}（{reason}）。",
        "请检查网络、磁盘空间和权限，再双击一次。",
    ),
    "NO_VENV": (
        "这个 Python 不能为 Excel 按钮建立运行环境：{python}。",
        "请安装完整的 Python（Debian、统信、麒麟系统还要装 python3-venv），再双击一次。",
    ),
    "NO_SUCH_LAUNCHER": ("共享盘上的版本没有这项功能：{word}。", "请管理员重新运行 kaohe deploy。"),
    "NO_BOOK": ("没有给出工作簿。", "请把工作簿拖到“{name}”的图标上，或在后面写上它的路径。"),
    "ASK_BOOK": ("请把工作簿拖进这个窗口，然后按回车键：", ""),
    "PRESS_ENTER": ("\n按回车键关闭窗口。", ""),
    "PROGRAM_BROKE_OFF": (
        "程序中途停止（状态 {status}）；工作簿要么是原样，要么已写完。",
        "请再双击一次；仍不行，请把窗口里的内容发给维护人员。",
    ),
    "START_FAILED": ("启动时遇到意外情况（{kind}：{error}），工作簿未改动。", "请把这句话发给维护人员。"),
    # Said by `kaohe deploy`.
    "DEPLOYED": ("已布置到 {share}，版本 {version}。", ""),
    "DEPLOYED_AGAIN": ("{share} 上已经是这个版本（{version}），已核对。", ""),
    "DEPLOYED_PARTS": ("程序库 {count} 个，供 {target} 使用。", ""),
    "DEPLOYED_LAUNCHERS": ("启动文件：{names}。双击，或把工作簿拖到图标上。", ""),
    "NAME_TAKEN": (
        "这个文件不是考核程序的启动文件，没有覆盖：{file}。",
        "请把它移走或改名，或换一个文件夹，再运行 kaohe deploy。",
    ),
    "WHEELS_MISSING": (
        "缺少这些程序库的安装包：{names}。共享盘上原来的版本没有改动。",
        "请在能上网的电脑上运行 {python} -m pip download --dest 安装包 加上这些名称，"
        "把“安装包”文件夹带过来，再运行 kaohe deploy 并加上 --wheels 安装包。",
    ),
    "WHEEL_DAMAGED": ("安装包 {file} 读不出来。共享盘上原来的版本没有改动。", "请重新下载这个安装包。"),
    "OWN_METADATA_MISSING": (
        "程序不是按规定方法安装的，不知道自己的版本。",
        "请用 pip install 重新安装 kaohe_xl，再运行 kaohe deploy。",
    ),
    # Said by `kaohe doctor`.
    "PROBE_WPS": ("WPS 表格", "Excel 和 WPS 有一样即可；都没有时，脚本照常可用。"),
    "PROBE_ADDIN": (
        "Excel 里的考核按钮",
        "要用按钮，请双击共享盘上的“安装按钮”，或运行 kaohe addin install。",
    ),
    "PROBE_MACROS": (
        "Excel 允许按钮运行",
        "Windows 上请在 Excel 的“文件—选项—信任中心—受信任位置”里去掉“禁用所有受信任位置”，"
        "或把“宏设置”改为“禁用宏并发出通知”。",
    ),
    "MACRO_LEVEL": ("宏设置 {level} 级，受信任位置{places}", ""),
    "NOT_NEEDED": ("这个系统上不必检查", ""),
    "TRUSTED": ("有效", ""),
    "NOT_TRUSTED": ("已禁用", ""),
    "PROBE_OPEN_BOOK": ("工作簿 {book}", ""),
    "PROBE_NO_OPEN_BOOK": ("当前文件夹里没有被别人打开的工作簿", ""),
    "PROBE_SHARE": ("共享盘上的版本", "请检查网络和文件夹名称；还没有布置过，请运行 kaohe deploy。"),
    "PROBE_SHARE_FILES": ("共享盘上的文件与清单相符", "请管理员重新运行 kaohe deploy。"),
    "PROBE_SHARE_PYTHON": (
        "共享盘上的程序库适合本机的 Python",
        "请安装同一版本的 Python，或请管理员用本机这样的 Python 重新运行 kaohe deploy。",
    ),
    "PROBE_SHARE_LOG": (
        "共享盘的日志文件夹可写",
        "不影响使用；要留下使用记录，请管理员开放“日志”文件夹的写入权限。",
    ),
    "PROBE_SHARE_DEPLOY": ("可以在共享盘上布置新版本", "只有管理员需要。"),
}
