"""An xlwings engine over LibreOffice (UNO), for tests of what runs on Excel.

Written against xlwings' base classes; nothing from xlwings.pro. Only what `kaohe_xl` asks of Excel is there.
`api` objects answer as Excel's COM objects do, from what LibreOffice really holds.
"""
