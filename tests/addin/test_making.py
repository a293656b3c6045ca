"""The add-in and macro workbooks: the same from the same text, valid, and nothing of the office's lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

import kaohe_xl as kh
from kaohe_xl import commands
from kaohe_xl.addin.configuration import SHEET, Machine, rows, this_machine
from kaohe_xl.addin.making import add_in, build, inject, read_macros
from kaohe_xl.books.files import open_file
from kaohe_xl.errors import BookError
from kaohe_xl.resources import macros, sample_books, samples
from tests.addin.extraction import modules

MACHINE = Machine("C:/考核 程序/pythonw.exe")
Validator = Callable[[Path], tuple[str, ...]]
CODE_NAME = re.compile(rb' codeName="\w+"|<sheetPr codeName="\w+"/>')


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sources(path: Path) -> dict[str, str]:
    found = modules(path.name, path.read_bytes())
    return {name: code for name, code in found.items() if name.endswith(".bas")}


WRITTEN = {path.name: path.read_text(encoding="ascii") for path in macros().glob("*.bas")}


def test_two_builds_are_byte_for_byte_alike(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, two = build(tmp_path / "a.xlam"), build(tmp_path / "b")
    assert two.name == "kaohe.xlam"
    assert one.read_bytes() == two.read_bytes() == add_in(Machine())
    assert add_in(MACHINE) != add_in(Machine())


def test_line_ends_of_a_checkout_on_windows_change_nothing(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(macros(), tmp_path / "macros"))
    for path in [*folder.glob("*.bas"), folder / "customUI.xml"]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert add_in(MACHINE, read_macros(folder)) == add_in(MACHINE)


def test_the_add_in_holds_every_module_the_ribbon_and_the_interpreter(
    tmp_path: Path, validator: Validator
) -> None:
    path = build(tmp_path, MACHINE)
    assert sources(path) == WRITTEN
    inside = parts(path)
    assert inside["customUI/customUI.xml"] == (macros() / "customUI.xml").read_bytes()
    assert b"addin.macroEnabled" in inside["[Content_Types].xml"]
    assert MACHINE.python.encode() in inside["xl/worksheets/sheet1.xml"]
    assert validator(path) == ()


@pytest.mark.parametrize("name", [path.name for path in sample_books()])
def test_a_macro_workbook_has_everything_of_the_workbook(
    name: str, office_folder: Path, validator: Validator
) -> None:
    book = Path(shutil.copy(samples() / name, office_folder / name))
    made = inject(book, None, MACHINE)
    assert made == book.with_suffix(".xlsm")
    assert book.read_bytes() == (samples() / name).read_bytes()
    assert sources(made) == WRITTEN
    before, after = parts(book), parts(made)
    named = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    for part, data in before.items():
        if part.startswith("xl/worksheets/sheet"):
            assert CODE_NAME.sub(b"", after[part]) == CODE_NAME.sub(b"", data)
        elif part not in (*named, "docProps/app.xml"):
            assert after[part] == data, part
    assert validator(made) == ()


def test_every_code_name_has_its_module(sample: Path) -> None:
    made = inject(sample, None, MACHINE)
    names = {
        found
        for part, data in parts(made).items()
        if part.startswith(("xl/worksheets/", "xl/workbook.xml"))
        for found in re.findall(r'codeName="(\w+)"', data.decode())
    }
    documents = {name for name in modules(made.name, made.read_bytes()) if name.endswith(".cls")}
    assert {f"{name}.cls" for name in names} == documents
    assert len(names) == len(open_file(made).sheets) + 1


def test_a_sheets_own_code_name_stays_unless_vba_cant_have_it(sample: Path) -> None:
    given = {"xl/worksheets/sheet1.xml": "Zhibiao", "xl/worksheets/sheet2.xml": "市考"}
    given["xl/worksheets/sheet3.xml"] = "KaoheRun"  # the name of a module
    named = sample.with_name("有代码名.xlsx")
    with zipfile.ZipFile(named, "w") as new:
        for name, data in parts(sample).items():
            new.writestr(name, with_code_name(data, given[name]) if name in given else data)
    made = parts(inject(named, None, MACHINE))
    found = [re.findall(rb'codeName="([^"]+)"', made[part]) for part in given]
    assert found == [[b"Zhibiao"], [b"Sheet1"], [b"Sheet2"]]


def with_code_name(sheet: bytes, name: str) -> bytes:
    """A worksheet's XML with a code name."""
    attribute = f' codeName="{name}"'.encode()
    if b"<sheetPr" in sheet:
        return sheet.replace(b"<sheetPr", b"<sheetPr" + attribute, 1)
    root = re.search(rb"<worksheet[^>]*>", sheet)
    assert root
    return sheet.replace(root[0], root[0] + b"<sheetPr%s/>" % attribute, 1)


def test_scores_are_the_same_with_and_without_macros(sample: Path) -> None:
    made = inject(sample, None, MACHINE)
    plain, with_macros = (commands.score(open_file(path), preview=True).json() for path in (sample, made))
    assert plain.pop("book") != with_macros.pop("book")
    assert plain == with_macros


def test_the_macros_survive_our_own_saves(sample: Path) -> None:
    made = inject(sample, None, MACHINE)
    before = parts(made)
    book = kh.open_book(made)
    book.score()
    assert book.save() is not None
    after = parts(made)
    for part in ("xl/vbaProject.bin", "customUI/customUI.xml", "[Content_Types].xml", "_rels/.rels"):
        assert after[part] == before[part], part
    assert after != before
    assert sources(made) == WRITTEN


def test_the_macros_own_sheet_is_out_of_sight_and_holds_what_they_look_up(sample: Path) -> None:
    made = inject(sample, None, MACHINE)
    assert open_file(made).block(SHEET).values == rows(MACHINE)
    assert re.search(rb'<sheet [^>]*name="kaohe.conf"[^>]*>', parts(made)["xl/workbook.xml"])
    (tag,) = re.findall(rb'<sheet [^>]*name="kaohe.conf"[^>]*>', parts(made)["xl/workbook.xml"])
    assert b'state="veryHidden"' in tag


def test_nothing_is_overwritten(sample: Path) -> None:
    made = inject(sample, None, MACHINE)
    made.write_bytes(b"mine")
    with pytest.raises(BookError, match="没有覆盖"):
        inject(sample, None, MACHINE)
    assert made.read_bytes() == b"mine"
    assert sorted(p.name for p in sample.parent.iterdir()) == ["市考 指标.xlsm", "市考 指标.xlsx"]


def test_a_workbook_with_macros_is_refused(sample: Path) -> None:
    made = inject(sample, None, MACHINE)
    with pytest.raises(BookError, match="已经有宏"):
        inject(made, made.with_name("再来.xlsm"), MACHINE)
    assert not made.with_name("再来.xlsm").exists()


def changed(sample: Path, part: str, old: bytes, new: bytes) -> Path:
    """The sample with one part changed."""
    path = sample.with_name("改过.xlsx")
    with zipfile.ZipFile(sample) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            assert name != part or old in data
            after.writestr(name, data.replace(old, new) if name == part else data)
        if b"customUI" in new:
            after.writestr("customUI/customUI14.xml", "<customUI/>")
    return path


def relationship(kind: str, target: str) -> bytes:
    return f'<Relationship Id="x1" Type="{kind}" Target="{target}"/></Relationships>'.encode()


RIBBON = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
SIGNATURE = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"


@pytest.mark.parametrize(
    ("part", "old", "new", "complaint"),
    [
        ("_rels/.rels", b"</Relationships>", relationship(RIBBON, "customUI/customUI14.xml"), "功能区按钮"),
        (
            "_rels/.rels",
            b"</Relationships>",
            relationship(SIGNATURE, "_xmlsignatures/origin.sigs"),
            "数字签名",
        ),
        (
            "xl/workbook.xml",
            b"<sheets>",
            b'<workbookProtection lockStructure="1"/><sheets>',
            "保护工作簿结构",
        ),
        (
            "xl/workbook.xml",
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            "严格",
        ),
    ],
)
def test_what_macros_would_spoil_is_refused(
    sample: Path, part: str, old: bytes, new: bytes, complaint: str
) -> None:
    book = changed(sample, part, old, new)
    with pytest.raises(BookError, match=complaint) as refused:
        inject(book, None, MACHINE)
    assert refused.value.remedy
    assert not book.with_suffix(".xlsm").exists()


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("没有.xlsx", None, "没有找到文件"),
        ("文本.xlsx", "指标,目标\n生产总值,310\n".encode(), "不是"),
        ("坏的.xlsx", b"PK\3\4 no zip", "."),
        ("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "不是 .xlsx"),
        ("空的.xlsx", b"", "不是"),
    ],
)
def test_what_is_no_workbook_gets_a_sentence(
    office_folder: Path, name: str, content: bytes | None, complaint: str
) -> None:
    book = office_folder / name
    if content is not None:
        book.write_bytes(content)
    with pytest.raises(BookError, match=complaint):
        inject(book, None, MACHINE)
    assert not list(office_folder.glob("*.xlsm"))


def test_a_folder_and_a_workbook_with_a_password_get_sentences(office_folder: Path) -> None:
    with pytest.raises(BookError, match="文件夹"):
        inject(office_folder, office_folder / "a.xlsm", MACHINE)
    secret = office_folder / "密.xlsx"
    with (samples() / "区考.xlsx").open("rb") as plain, secret.open("wb") as out:
        OOXMLFile(plain).encrypt("考核", out)
    with pytest.raises(BookError, match="密码"):
        inject(secret, None, MACHINE)


@pytest.mark.parametrize("target", ["a.xlsx", "a", "a.xlam"])
def test_the_copys_name_says_that_it_has_macros(sample: Path, target: str) -> None:
    with pytest.raises(BookError, match="xlsm"):
        inject(sample, sample.with_name(target), MACHINE)


def test_an_add_in_under_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="xlam"):
        build(tmp_path / "kaohe.xlsm")
    (tmp_path / "file").write_bytes(b"")
    for folder in ("file", "nowhere"):
        with pytest.raises(BookError, match="没有文件夹"):
            build(tmp_path / folder / "kaohe.xlam")


@pytest.mark.parametrize("spoil", ["customUI.xml", "KaoheRun.bas", ""])
def test_macros_that_arent_there_are_told(tmp_path: Path, spoil: str) -> None:
    folder = tmp_path / "macros"
    if spoil == "":
        folder.mkdir()
        shutil.copy(macros() / "customUI.xml", folder)
    else:
        shutil.copytree(macros(), folder)
        (folder / spoil).unlink()
        if spoil.endswith(".bas"):
            (folder / spoil).write_text("Option Explicit\n", encoding="ascii")
    with pytest.raises(BookError, match="加载项的宏"):
        read_macros(folder)


def test_this_machine_runs_the_program_by_what_is_written_inside() -> None:
    machine = this_machine()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [machine.python, "-c", "import kaohe_xl.addin"],
        env=kept | ({"PYTHONPATH": machine.path} if machine.path else {}),
        cwd="/",
        check=False,
    )
    assert done.returncode == 0


def test_a_disk_that_refuses_leaves_nothing_behind(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kaohe_xl.books.macro_copy.appear", full)
    with pytest.raises(BookError, match="磁盘已满"):
        inject(sample, None, MACHINE)
    assert list(sample.parent.iterdir()) == [sample]


def test_a_copy_that_appears_meanwhile_is_kept(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = sample.with_suffix(".xlsm")

    def late(*_: object) -> None:
        target.write_bytes(b"a colleague's")
        raise FileExistsError(17, "there")

    monkeypatch.setattr("kaohe_xl.books.macro_copy.appear", late)
    with pytest.raises(BookError, match="没有覆盖"):
        inject(sample, None, MACHINE)
    assert target.read_bytes() == b"a colleague's"
    assert len(list(sample.parent.iterdir())) == 2


def test_a_workbook_of_the_macro_kind_without_macros_gets_them(sample: Path, validator: Validator) -> None:
    empty = sample.with_name("没有宏.xlsm")
    with zipfile.ZipFile(empty, "w") as new:
        for name, data in parts(sample).items():
            kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            new.writestr(name, data.replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    made = inject(empty, empty.with_name("有宏.xlsm"), MACHINE)
    assert sources(made) == WRITTEN
    assert validator(made) == ()


@pytest.mark.parametrize("start", ["<workbook{0}>", '<workbook{0}><fileVersion appName="xl"/>'])
def test_a_workbook_without_properties_gets_them_in_their_place(
    office_folder: Path, validator: Validator, start: str
) -> None:
    plain = office_folder / "素.xlsx"
    book = xlsxwriter.Workbook(plain)
    book.add_worksheet("甲")
    book.close()
    bare = office_folder / "无属性.xlsx"
    with zipfile.ZipFile(bare, "w") as new:
        for name, data in parts(plain).items():
            if name == "xl/workbook.xml":
                text = re.sub(r"<fileVersion[^>]*/>|<workbookPr[^>]*/>", "", data.decode())
                root = re.search(r"<workbook([^>]*)>", text)
                assert root
                data = text.replace(root[0], start.format(root[1])).encode()
            new.writestr(name, data)
    made = inject(bare, None, MACHINE)
    assert b'<workbookPr codeName="ThisWorkbook"/>' in parts(made)["xl/workbook.xml"]
    assert validator(made) == ()


def test_a_chart_sheet_has_a_module_of_its_own(office_folder: Path, validator: Validator) -> None:
    plain = office_folder / "图表页.xlsx"
    book = xlsxwriter.Workbook(plain)
    book.add_worksheet("甲").write_column("A1", [1, 2, 3])
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=甲!$A$1:$A$3"})
    book.add_chartsheet("图").set_chart(chart)
    book.add_worksheet("乙")
    book.close()
    made = inject(plain, None, MACHINE)
    found = modules(made.name, made.read_bytes())
    assert "00020821" in found["Chart1.cls"] and "00020820" in found["Sheet2.cls"]
    assert b'codeName="Chart1"' in parts(made)["xl/chartsheets/sheet1.xml"]
    assert validator(made) == ()
