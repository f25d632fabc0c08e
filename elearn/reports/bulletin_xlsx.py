"""A bulletin as an Excel workbook in the official layout: the table, and its attachments on further sheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from elearn.errors import marked
from elearn.files.tables_out import Column, Table, to_xlsx
from elearn.people.access import LENGTH_BY_LEVEL, Level, parent_code
from elearn.reports import bulletin_content as content
from elearn.reports import bulletin_queries, bulletin_words
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.bulletin_people import Shown, shown, unit_names
from elearn.reports.bulletin_words import Words
from elearn.reports.completion_xlsx import OWN_STAFF, cells, columns
from elearn.reports.table_rows import Row

UNFINISHED, ABSENT, IDLE, VILLAGES = (
    marked("List of the unfinished"),
    marked("List of those absent from the exam"),
    marked("Villages nobody had begun"),
    marked("Table of the units below"),
)


TOO_LONG = marked("The list is too long for this page. Export it to Excel, for a large unit county by county.")
MOST_NAMED = 20_000
"""People of a bulletin whose lists are made at once; of more, those of a county."""


@dataclass(frozen=True)
class Attached:
    """What belongs to a bulletin beside its table, as far as somebody may see it."""

    unfinished: Sequence[Shown]
    absent: Sequence[Shown]
    idle: Sequence[Row]
    names: Mapping[str, str]
    has_exam: bool
    is_whole: bool
    """False where the lists of people are left out because they would be too long."""


def attached(bulletin: Bulletin, scope: Sequence[str]) -> Attached:
    """Gather the attachments for some units."""
    names, rules = unit_names(bulletin, scope), bulletin_queries.rules(bulletin)
    is_whole = bulletin.people <= MOST_NAMED or len(scope[0]) >= LENGTH_BY_LEVEL[Level.COUNTY]
    people = bulletin_queries.people(bulletin, scope) if is_whole else []
    return Attached(
        unfinished=shown(list(filter(content.unfinished, people)), names, rules),
        absent=shown(list(filter(content.absent, people)), names, rules) if rules["exam"] else [],
        idle=content.idle(bulletin_queries.tables(bulletin, scope)),
        names=names,
        has_exam=rules["exam"] is not None,
        is_whole=is_whole,
    )


Told = Callable[[Mapping[str, str]], str]
"""Chooses the language of a frozen text."""


def build(
    bulletin: Bulletin, scope: Sequence[str], words: Words, told: Told, name: Callable[[str], str], watermark: str
) -> bytes:
    """Return the workbook for whoever may see the people of some units; `name` masks names or leaves them whole."""
    found = attached(bulletin, scope)
    sheets = [_main(bulletin, words, told, watermark, [] if found.is_whole else [words(TOO_LONG)])]
    below = [table for table in bulletin_queries.tables(bulletin, scope) if table.code != bulletin.unit_code]
    if below:
        lines = [(found.names.get(table.code, ""), row) for table in below for row in table.rows]
        sheets.append(_below(bulletin, lines, words, watermark))
    lists = [(UNFINISHED, found.unfinished)] + ([(ABSENT, found.absent)] if found.has_exam else [])
    if found.is_whole:
        sheets += [_people(bulletin, title, people, words, name, watermark) for title, people in lists]
    sheets.append(_idle(bulletin, found, words, watermark))
    numbered = [_numbered(table, number, words) for number, table in enumerate(sheets, start=1)]
    return to_xlsx(*numbered)


def signed(bulletin: Bulletin, words: Words) -> list[tuple[str, str]]:
    """Return what stands under the table: seal, who filled it in and checked it, telephone, up to when it counts."""
    return [
        (words(marked("Unit (seal)")), ""),
        (words(marked("Filled in by")), bulletin.filled_by),
        (words(marked("Checked by")), bulletin.checked_by),
        (words(marked("Telephone")), bulletin.telephone),
        (words(marked("Counted up to")), bulletin_words.cut_off(bulletin, words)),
    ]


def _main(bulletin: Bulletin, words: Words, told: Told, watermark: str, more: Sequence[str]) -> Table:
    table = bulletin_queries.table(bulletin, bulletin.unit_code)
    assert table
    definitions = bulletin_queries.definitions(bulletin)["notes"]
    notes = [f"{number}. {told(text)}" for number, text in enumerate(definitions, start=1)]
    line = "　　".join(f"{label}：{value or '　　　　'}" for label, value in signed(bulletin, words))
    rows = [cells(row, words, number) for number, row in enumerate(table.rows, start=1)]
    return _table(
        bulletin,
        words(marked("Completion table")),
        columns(words),
        rows,
        words,
        watermark,
        total=cells(table.total, words, None),
        notes=[*notes, *([bulletin.remark] if bulletin.remark else []), *more, line],
    )


def _below(bulletin: Bulletin, lines: Sequence[tuple[str, Row]], words: Words, watermark: str) -> Table:
    first, *rest = columns(words)
    rows = []
    for number, (above, row) in enumerate(lines, start=1):
        position, *figures = cells(row, words, number)
        rows.append([position, above, *figures])
    heads = [first, Column(words(marked("Superior unit")), 14, "text"), *rest]
    return _table(bulletin, words(VILLAGES), heads, rows, words, watermark)


def _people(
    bulletin: Bulletin,
    title: str,
    people: Sequence[Shown],
    words: Words,
    name: Callable[[str], str],
    watermark: str,
) -> Table:
    rows = [
        [
            number,
            each.township,
            words(OWN_STAFF) if each.own else each.unit,
            name(each.person.name),
            each.person.post,
            each.person.score,
            "；".join(words(text) % params for text, params in each.lacking),
        ]
        for number, each in enumerate(people, start=1)
    ]
    heads = [
        Column(words(marked("No.")), 6),
        Column(words(marked("Township")), 16, "text"),
        Column(words(marked("Unit")), 18, "text"),
        Column(words(marked("Name")), 12, "text"),
        Column(words(marked("Post")), 18, "text"),
        Column(words(marked("Mark that counts")), 9, "mark"),
        Column(words(marked("Still lacking")), 40, "text"),
    ]
    return _table(bulletin, words(title), heads, rows, words, watermark)


def _idle(bulletin: Bulletin, found: Attached, words: Words, watermark: str) -> Table:
    rows = [
        [number, found.names.get(parent_code(row.code) or "", ""), row.name, row.counts.required]
        for number, row in enumerate(found.idle, start=1)
    ]
    heads = [
        Column(words(marked("No.")), 6),
        Column(words(marked("Township")), 24, "text"),
        Column(words(marked("Village or community")), 30, "text"),
        Column(words(marked("Required")), 12),
    ]
    return _table(bulletin, words(IDLE), heads, rows, words, watermark)


def _table(
    bulletin: Bulletin,
    title: str,
    heads: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    words: Words,
    watermark: str,
    **more: Any,
) -> Table:
    label = bulletin_words.label(bulletin, words)
    return Table(
        title=f"{bulletin.unit_name} · {bulletin.class_title} {title}（{label}）",
        sheet=title,
        left=words(marked("Organiser")) + "：" + bulletin.organiser,
        right=words(marked("Counted up to")) + "：" + bulletin_words.cut_off(bulletin, words),
        columns=heads,
        rows=rows,
        watermark=watermark,
        **more,
    )


def _numbered(table: Table, number: int, words: Words) -> Table:
    """Call a sheet 附件1 and so on; Excel allows 31 characters."""
    attachment = words(marked("Attachment %(number)s")) % {"number": number}
    return replace(table, sheet=f"{attachment} {table.sheet}"[:31], above=attachment)
