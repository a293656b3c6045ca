"""LibreOffice as the program that runs the macros: documents opened with them, buttons, calls by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.engine import office

WITHOUT_QUESTIONS = 4
FILTERS = {".xlsx": "Calc MS Excel 2007 XML"}
MACRO_FILTER = "Calc MS Excel 2007 VBA XML"


class Office(office.Office):
    """One LibreOffice without windows. Open documents, run what stands in them."""

    def open(self, path: Path, *, hidden: bool = False) -> Any:
        """A document; its macros may run without being asked for."""
        words = {
            "Hidden": hidden,
            "MacroExecutionMode": WITHOUT_QUESTIONS,
            "FilterName": FILTERS.get(path.suffix, MACRO_FILTER),
        }
        properties = tuple(self._property(name, value) for name, value in words.items())
        document = self.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, properties)
        assert document is not None, f"LibreOffice doesn't open {path.name}"
        return document

    def button(self, tag: str) -> Any:
        """Something with a Tag, as Excel hands a button of the ribbon to its macro."""
        button = self.create("com.sun.star.form.component.CommandButton")
        button.Tag = tag
        return button

    def run(self, document: Any, macro: str, *words: object) -> Any:
        """What a macro (`Module.Name`) of the document returns."""
        (library,) = (name for name in document.BasicLibraries.ElementNames if name != "Standard")
        address = f"vnd.sun.star.script:{library}.{macro}?language=Basic&location=document"
        return document.getScriptProvider().getScript(address).invoke(words, (), ())[0]

    def close_all(self) -> None:
        """Close all documents, unsaved."""
        for document in list(self.documents):
            document.close(True)

    def _property(self, name: str, value: object) -> Any:
        made = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = name, value
        return made
