"""The engine: applications, workbooks and sheets of LibreOffice as xlwings sees Excel's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from tests.engine import excel_objects
from tests.engine.office import Office, bridge
from tests.engine.ranges import Range, from_api

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML", ".ods": "calc8"}

calls: Counter[str] = Counter()
"""How often each sheet was asked or told something, by its name."""


def prop(name: str, value: object) -> Any:
    """A PropertyValue of UNO's."""
    made = bridge().createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


class Engine:
    """What `xlwings.engines.add` takes."""

    name, type = "libreoffice", "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, options: object) -> object:
        """A cell's value as it is written."""
        return "" if value is None else value


class Apps(base_classes.Apps):
    """The LibreOffice processes that were started here."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.started: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self.started]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        app = App(self, Office())
        self.started.insert(0, app)
        return app

    def attach(self, office: Any) -> App:
        """The App of an office that runs already."""
        return App(self, office)

    def __iter__(self) -> Iterator[App]:
        return iter(list(self.started))

    def __len__(self) -> int:
        return len(self.started)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self.started if app.pid == pid)


class App(base_classes.App):
    """One LibreOffice."""

    screen_updating: Any = True
    enable_events: Any = True
    display_alerts: Any = True
    status_bar: Any = False
    cut_copy_mode: Any = None
    engine: Any = None

    def __init__(self, apps: Apps, office: Office) -> None:
        self.apps, self.office = apps, office
        self.active_uid, self.clipboard = "", None
        self.selected: Any = None
        self.engine = apps.engine
        self._calculation = "automatic"

    @property
    def api(self) -> Any:
        return excel_objects.AppObject(self)

    xl = api

    @property
    def pid(self) -> int:
        return self.office.pid

    @property
    def hwnd(self) -> int:
        return self.pid

    @property
    def version(self) -> str:
        return "16.0"

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Any:
        return self.selected

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        for document in self.office.documents:
            document.enableAutomaticCalculation(value != "manual")
        self._calculation = value

    def calculate(self) -> None:
        for document in self.office.documents:
            document.calculateAll()

    def quit(self) -> None:
        self.office.stop()
        if self in self.apps.started:
            self.apps.started.remove(self)

    kill = quit


class Books(base_classes.Books):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self.app = app

    def __iter__(self) -> Iterator[Book]:
        return (Book(self.app, document) for document in self.app.office.documents)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, key: str | int) -> Book:
        if isinstance(key, int):
            return list(self)[key - 1]
        for book in self:
            if book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    @property
    def active(self) -> Book:
        books = list(self)
        return next((b for b in books if b.doc.RuntimeUID == self.app.active_uid), books[-1])

    def add(self) -> Book:
        return self._loaded("private:factory/scalc")

    def open(self, fullname: str, update_links: Any = None, read_only: Any = None, *options: Any) -> Book:
        url = bridge().systemPathToFileUrl(str(Path(fullname).resolve()))
        props = [prop("ReadOnly", True)] if read_only else []
        return self._loaded(url, *props)

    def _loaded(self, url: str, *props: Any) -> Book:
        document = self.app.office.desktop.loadComponentFromURL(url, "_blank", 0, (prop("Hidden", True), *props))
        if document is None:
            raise xlwings.XlwingsError(f"LibreOffice could not open {url}")
        document.enableAutomaticCalculation(self.app.calculation != "manual")
        book = Book(self.app, document)
        book.activate()
        return book


class Book(base_classes.Book):
    """One workbook."""

    def __init__(self, app: App, doc: Any) -> None:
        self._app, self.doc = app, doc
        mapper = doc.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        self.parser = doc.createInstance("com.sun.star.sheet.FormulaParser")
        self.parser.CompileEnglish, self.parser.FormulaConvention = True, 1
        english = bridge().getConstantByName("com.sun.star.sheet.FormulaLanguage.XL_ENGLISH")
        self.parser.OpCodeMap = mapper.getAvailableMappings(english, 0x7FFFFFFF)
        self.english = bridge().createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")

    @property
    def api(self) -> Any:
        return excel_objects.BookObject(self)

    @property
    def app(self) -> App:
        return self._app

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def fullname(self) -> str:
        url = self.doc.URL
        return str(bridge().fileUrlToSystemPath(url)) if url else "工作簿1"

    def activate(self) -> None:
        self.app.active_uid = self.doc.RuntimeUID

    def close(self) -> None:
        self.doc.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        target = Path(path or self.fullname).resolve()
        props = prop("FilterName", FILTERS[target.suffix]), prop("Overwrite", True)
        self.doc.storeAsURL(bridge().systemPathToFileUrl(str(target)), props)

    def format_key(self, code: str) -> int:
        """The number of a number format; it is made where there is none."""
        formats = self.doc.NumberFormats
        key = int(formats.queryKey(code, self.english, False))
        return key if key != -1 else int(formats.addNew(code, self.english))

    def unparsed(self, tokens: Any, row: int, column: int, sheet: int) -> str:
        """A formula in Excel's grammar."""
        at = bridge().createUnoStruct("com.sun.star.table.CellAddress", sheet, column - 1, row - 1)
        return "=" + str(self.parser.printFormula(tokens, at))


class Sheets(base_classes.Sheets):
    """The sheets of a workbook, in tab order."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __iter__(self) -> Iterator[Sheet]:
        sheets = self.book.doc.Sheets
        return (Sheet(self.book, sheets.getByIndex(k)) for k in range(sheets.Count))

    def __len__(self) -> int:
        return int(self.book.doc.Sheets.Count)

    def __call__(self, key: str | int) -> Sheet:
        if isinstance(key, int):
            return list(self)[key - 1]
        return next(sheet for sheet in self if sheet.name == key)

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.doc.CurrentController.ActiveSheet)


class Sheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book_, self.uno_sheet = book, sheet

    def count(self) -> None:
        """One more call."""
        calls[self.uno_sheet.Name] += 1

    @property
    def api(self) -> Any:
        return excel_objects.SheetObject(self)

    @property
    def book(self) -> Book:
        return self.book_

    @property
    def name(self) -> str:
        return str(self.uno_sheet.Name)

    @property
    def index(self) -> int:
        return int(self.uno_sheet.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> int:
        self.count()
        return -1 if self.uno_sheet.IsVisible else 0

    @visible.setter
    def visible(self, value: bool) -> None:
        self.uno_sheet.IsVisible = bool(value)

    @property
    def used_range(self) -> Range:
        self.count()
        cursor = self.uno_sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.of_address(self, cursor.RangeAddress)

    def range(self, first: Any, last: Any = None) -> Range:
        return Range.named(self, first, last)

    @property
    def tables(self) -> Tables:
        self.count()
        return Tables(self)

    def activate(self) -> None:
        self.book_.doc.CurrentController.setActiveSheet(self.uno_sheet)


class Tables(base_classes.Tables):
    """The Excel tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        ranges = sheet.book_.doc.DatabaseRanges
        found = (ranges.getByName(name) for name in ranges.ElementNames)
        self.sheet = sheet
        self.found = [one for one in found if one.DataArea.Sheet == sheet.index - 1 and one.ContainsHeader]

    def __iter__(self) -> Iterator[Table]:
        return (Table(self.sheet, one) for one in self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __call__(self, key: int) -> Table:
        return list(self)[key - 1]


class Table(base_classes.Table):
    """An Excel table."""

    def __init__(self, sheet: Sheet, found: Any) -> None:
        self.sheet, self.found = sheet, found

    @property
    def range(self) -> Range:
        return Range.of_address(self.sheet, self.found.DataArea)

    @property
    def show_totals(self) -> bool:
        return bool(self.found.TotalsRow)


class Names(base_classes.Names):
    """The defined names of a workbook."""

    def __init__(self, book: Book) -> None:
        self.book, self.names = book, book.doc.NamedRanges

    def __iter__(self) -> Iterator[Name]:
        return (Name(self.book, self.names.getByName(name)) for name in self.names.ElementNames)

    def __len__(self) -> int:
        return int(self.names.Count)

    def __call__(self, key: int) -> Name:
        return list(self)[key - 1]


class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: Book, name: Any) -> None:
        self.book, self._name = book, name

    @property
    def name(self) -> str:
        return str(self._name.Name)

    @property
    def refers_to(self) -> str:
        return from_api("=" + str(self._name.Content)) or ""


engine = Engine()


def register() -> Any:
    """Make it the engine that xlwings uses."""
    if engine.name not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.main.Engine(impl=engine))
    xlwings.engines[engine.name].activate()
    return xlwings.engines[engine.name]
