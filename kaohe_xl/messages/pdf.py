"""Words about PDF files."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    "PDF_NO_PROGRAM": (
        "这台电脑上没有 Excel，也没有 LibreOffice，不能转成 PDF。",
        "请安装其中之一，或在 Excel、WPS 里打开后另存为 PDF。",
    ),
    "PDF_FAILED": (
        "“{book}”没有转成 PDF。",
        "请用 Excel 或 WPS 打开看看文件是否完好、是否有密码，另存一份后重试。",
    ),
    "PDF_NO_BOOKS": ("“{folder}”里没有工作簿。", "请给出工作簿，或放有工作簿的文件夹。"),
    "PDF_NOT_THERE": ("没有“{file}”。", "请检查文件名和文件夹。"),
    "PDF_NOT_A_BOOK": ("“{file}”不是工作簿。", "可转成 PDF 的有：{known}。"),
    "PDF_DONE": ("已转成 PDF（{program}）：", ""),
    "PDF_LINE": ("  {file}（{pages} 页）", ""),
    "PDF_THERE": ("  {file}（{pages} 页，内容没有变化，没有重写）", ""),
    "PDF_BESIDE": ("  {file}（{pages} 页；同名的文件内容不同，没有动它，另存为这一个）", ""),
    "PDF_KEPT": (
        "原来的同名 PDF 内容不同，没有改动，这次的另存为“{file}”。",
        "确认旧的不再需要后，请自行删除，以免混用。",
    ),
    "PDF_ONE_OR_SPLIT": ("--one 和 --split 不能同时用。", "合成一个用 --one，每张表一个用 --split。"),
    "PDF_NO_SHEETS": (
        "“{book}”已转成 PDF，但这台电脑上的 Excel 没有说明各表在第几页，不能按表分开。",
        "请去掉 --split，转成一个 PDF；或在装有 LibreOffice、Windows 版 Excel 的电脑上转换。",
    ),
    "PDF_CONVERTING": ("正在转换“{book}”……", ""),
}
