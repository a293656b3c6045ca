"""Documents through templates: what `outputs` has to say, filled into what the office drew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.books.assessed import Assessed
from kaohe_xl.books.templates.grammar import HEADER, LINE, LINE_NUMBER, Fields, Figure, Link, Value
from kaohe_xl.domain.assessment import Assessment
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.scheme import Scheme, Settings
from kaohe_xl.domain.supervision import Issue
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import message, sentence
from kaohe_xl.messages.documents import numeral, phrase
from kaohe_xl.outputs.addressees import items_about
from kaohe_xl.outputs.letter_content import Content, Matter, chinese_date, content
from kaohe_xl.outputs.letter_levels import form_of, title_of, told_apart
from kaohe_xl.outputs.letter_table import Row, Shown
from kaohe_xl.outputs.letters import (
    Drafts,
    Letter,
    LetterFiles,
    LetterOptions,
    draft_letters,
    drafts,
    matter_of,
)
from kaohe_xl.outputs.new_files import put_files
from kaohe_xl.progress import Tick, silent
from kaohe_xl.resources import samples

if TYPE_CHECKING:
    from kaohe_xl.books.templates.template import Template

# What the office may type beside a proposal; blank in a document where it gave nothing.
TYPED = (
    *("督办事项", "整改要求", "签发人", "依据", "责任领导", "阶段目标", "督办人", "销号条件"),
    *("约谈对象", "约谈时间", "约谈地点", "谈话人", "承诺事项", "挂牌日期", "抄送"),
)
_COLUMNS = (
    *("序号", "名称", "计量单位", "年度目标", "完成", "完成率", "序时进度", "超欠"),
    *("位次", "前列值", "前列差距", "预警", "包抓领导"),
)


Before = Callable[[Sequence[Letter]], None]
"""Called with the documents once they can be written, right before they are."""


def nothing(_: Sequence[Letter]) -> None:
    """Nothing is to be done before."""


@dataclass(frozen=True, slots=True)
class DocumentOptions:
    """How documents are made: the date under them, one file each or one with an index, nothing written.

    `beside`: the workbook, from whose folder the settings name templates.
    """

    issued: date
    split: bool = False
    preview: bool = False
    beside: Path | None = None


def write_documents(
    assessed: Assessed,
    issues: Sequence[Issue],
    numbers: Sequence[int],
    target: Path,
    options: DocumentOptions,
    tick: Tick = silent,
    before: Before = nothing,
) -> LetterFiles:
    """One document an issue, in order, with these numbers; all of one level. `before`: as with letters.

    Raises InputError for no issues and for several levels, BookError where a template or file can't be used.
    """
    levels = {issue.level for issue in issues}
    if len(levels) != 1 or len(issues) != len(numbers):
        raise InputError(*sentence("NO_LETTER_UNITS", level="、".join(sorted(levels)) or "文书"))
    scheme, assessment = assessed.study.scheme, assessed.assessment
    chosen = LetterOptions(
        options.issued, options.split, level=issues[0].level.value, preview=options.preview
    )
    matter = matter_of(scheme.settings, assessment, chosen)
    contents, forms = [], []
    for issue, number in zip(issues, numbers, strict=True):
        items = told_apart(items_about(scheme, assessment, issue.units, issue.indicators))
        one = content(issue.units, number, items, matter, issue.deadline)
        contents.append(replace(one, title=title_of(issue.level, items, matter)))
        forms.append(form_of(issue, items, matter))
    tick(sentence("WRITING_LETTERS", folder=target)[0])
    made = drafts(contents, numbers, matter, (target, chosen))
    return _written(made, chosen, (forms, options.beside), before)


def write_letters(
    scheme: Scheme,
    assessment: Assessment,
    target: Path,
    options: LetterOptions,
    beside: Path | None = None,
    before: Before = nothing,
) -> LetterFiles:
    """The letters of every responsible unit. Files are replaced whole or not at all.

    `before` is called with them right before they are written.
    Raises InputError where there is nobody to write to, BookError where a file or template can't be used.
    """
    made = draft_letters(scheme, assessment, target, options)
    return _written(made, options, ([{} for _ in made.letters], beside), before)


def _written(
    made: Drafts,
    options: LetterOptions,
    given: tuple[Sequence[Mapping[str, str]], Path | None],
    before: Before,
) -> LetterFiles:
    from kaohe_xl.books.templates.template import About, Document, Template

    more, beside = given
    template = Template(template_path(made.matter.settings, made.matter.words.level, beside))
    index = "" if options.split or not template.index else template.index.name
    documents = [
        Document({**fields_of(one, made.matter, index), **typed}, letter.sheet)
        for one, letter, typed in zip(made.contents, made.letters, more, strict=True)
    ]
    entries = _index_fields(made)
    found = [*made.findings, *_unknown(template, {**entries, **documents[0].fields})]
    if len(documents) > 1 and not options.split:
        found += _of_the_first(template, documents[0].sheet)
    paths = tuple(dict.fromkeys(letter.file for letter in made.letters))
    if not options.preview:
        before(made.letters)
        about = About("".join(made.matter.words.title.splitlines()), options.issued)
        if options.split:
            put_files(dict(zip(paths, template.files(documents, about), strict=True)))
        else:
            put_files({paths[0]: template.book(documents, entries, about)})
    return LetterFiles(paths, made.letters, tuple(found))


def template_path(settings: Settings, level: str, beside: Path | None) -> Path:
    """The template of a level: the one that the settings name, else the built-in.

    Raises BookError where the named one isn't there.
    """
    named = settings.templates.get(level, "").strip()
    if not named:
        own = samples() / f"{level}.xlsx"
        return own if own.exists() else samples() / f"{phrase('level')}.xlsx"
    path = (beside.parent if beside else Path()) / named
    if not path.exists():
        raise BookError(*sentence("TEMPLATE_MISSING", level=level, path=path))
    return path


def fields_of(one: Content, matter: Matter, index: str) -> Fields:
    """The fields of a document, under the names that templates use."""
    settings, words, tally = matter.settings, matter.words, one.tally
    as_of = chinese_date(settings.as_of) if settings.as_of else ""
    return {
        "单位": one.unit,
        "文号": one.number,
        "发文机关": one.issuer,
        "标题": "\n".join(one.title),
        "题名": "".join(one.title),
        "级别": words.level,
        "类别": words.kind,
        "截至": as_of,
        "情况": one.situation,
        "剩余": one.left,
        "剩余天数": matter.days_left,
        "范围": words.peers,
        "范围简称": words.rank_peers,
        "前列": numeral(settings.front_rank),
        "差距": one.gaps,
        "差距项数": one.behind,
        "期限": one.reply_by,
        "联系人": settings.contact or phrase("blank.short"),
        "联系电话": settings.phone or phrase("blank"),
        "落款": one.signature,
        "发文日期": one.issued,
        "返回目录": Link(phrase("index.back"), index) if index else "",
        "事由": "",
        "称谓": phrase("you"),
        **_counts(tally),
        **dict.fromkeys(TYPED, ""),
        "指标": [_item(row) for row in one.rows],
    }


def _item(row: Row) -> dict[str, Value]:
    return {name: _value(cell) for name, cell in zip(_COLUMNS, row.cells, strict=True)} | {"说明": row.note}


def _counts(tally: object) -> dict[str, Value]:
    names = {
        "指标数": "indicators",
        "红灯": "red",
        "黄灯": "amber",
        "绿灯": "green",
        "不亮灯": "unlit",
        "未报": "not_reported",
    }
    return {name: getattr(tally, field) for name, field in names.items()}


def _value(shown: Shown) -> Value:
    if shown.number is None:
        return shown.text
    return Figure(shown.number, shown.text, shown.number_format)


def _index_fields(made: Drafts) -> Fields:
    settings, words = made.matter.settings, made.matter.words
    return {
        "类别": words.kind,
        "级别": words.level,
        "件数": len(made.letters),
        "截至": chinese_date(settings.as_of) if settings.as_of else "",
        "发文日期": chinese_date(made.matter.issued),
        "文书": [
            {
                "序号": place,
                "单位": Link(one.unit, letter.sheet),
                "主送单位": one.unit,
                "文号": Link(one.number, letter.sheet),
                **_counts(one.tally),
            }
            for place, (one, letter) in enumerate(zip(made.contents, made.letters, strict=True), 1)
        ],
    }


def _unknown(template: Template, fields: Fields) -> list[Finding]:
    """Placeholders that no field answers to, each with the nearest right name."""
    known = set(fields)
    for name, value in fields.items():
        if isinstance(value, (list, tuple)):
            known |= {f"{name}.{key}" for item in value[:1] for key in item}
        elif isinstance(value, str):
            known |= {f"{name}.{key}" for key in (LINE_NUMBER, LINE)}
    known |= {f"指标.{name}" for name in (*_COLUMNS, "说明")}
    found = []
    for sheet, cell, asked in template.asked():
        if asked.full not in known:
            made = finding(
                "TEMPLATE_NAME_UNKNOWN",
                Severity.WARNING,
                Cell(sheet, "A1" if cell == HEADER else cell),
                template=template.name,
                sheet=sheet,
                cell=cell,
                name=f"{{{{{asked.full}}}}}",
                remedy="",
            )
            found.append(replace(made, remedy=_remedy(asked.full, known)))
    return found


def _of_the_first(template: Template, first: str) -> list[Finding]:
    """Further sheets that name the letter's, of which there are now several."""
    words = {"template": template.name, "first": first}
    return [
        finding("TEMPLATE_SHEET_OF_FIRST", Severity.NOTE, Cell(sheet, "A1"), sheet=sheet, **words)
        for sheet in template.naming_sheets
    ]


def _remedy(name: str, known: set[str]) -> str:
    from kaohe_xl.books.templates.nearest import nearest

    near = nearest(name, sorted(known))
    return message("TEMPLATE_NAME_NEAR", near=f"{{{{{near}}}}}") if near else message("TEMPLATE_NAME_NONE")
