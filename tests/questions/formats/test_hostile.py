"""Files from strangers: refused by name within bounds, whatever they hold; and lies about what they are."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from elearn.questions import read_apart
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.sniff import read_file
from tests.questions.formats.files import docx, paragraph, xlsx, zipped

ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _far_cell() -> bytes:
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "题干", "x"
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("bomb.docx", zipped({"word/document.xml": b"<a>" + b" " * 90_000_000}), "too-large"),
        ("many.docx", zipped({f"x{n}": "" for n in range(2_100)} | {"word/document.xml": "<a/>"}), "too-large"),
        ("entities.docx", zipped({"word/document.xml": ENTITIES}), "entities"),
        ("outside.docx", zipped({"word/document.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}), "entities"),
        ("cut.docx", docx(paragraph("1. 甲。（√）"))[:200], "broken"),
        ("no.docx", zipped({"word/document.xml": "<a"}), "broken"),
        ("far.xlsx", _far_cell(), "too-many-cells"),
        ("cut.xlsx", xlsx([["题干", "答案"]])[:900], "broken"),
        ("other.zip", zipped({"../../etc/passwd": "x"}), "other"),
        ("a.pdf", b"%PDF-1.7 ...", "pdf"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "doc"),
        ("a.wps", OLE + "WpsDocument".encode("utf-16-le"), "doc"),
        ("a.et", OLE + "Workbook".encode("utf-16-le"), "et"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "broken"),
        ("a.doc", b"{\\rtf1 x}", "rtf"),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>", "html"),
        ("a.txt", b" \r\n", "empty"),
        ("a.xml", ENTITIES.encode(), "entities"),
        ("long.txt", ("1. " + "长" * 30_000).encode(), "long-line"),
        ("a.bin", bytes(range(256)) * 40, "encoding"),
    ],
)
def test_each_is_refused_by_name(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_apart.read(name, data)
    assert refused.value.code == code


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
HEAD = "".join(
    f'<row r="{at}">{CELL.format(f"A{at}", stem)}{CELL.format(f"B{at}", key)}</row>'
    for at, (stem, key) in enumerate([("题干", "答案"), ("甲。", "对")], 1)
)
NAMES = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "".join(
    f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{path}"/>'
    for at, (kind, path) in enumerate(
        [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")], 1
    )
)


def _path(name: str) -> str:
    """styles → styles.xml, worksheets___rels__sheet1_xml → worksheets/_rels/sheet1.xml.rels."""
    path = name.replace("___rels__", "/_rels/").replace("__", "/")
    return path.removesuffix("_xml") + (".xml.rels" if path.endswith("_xml") else ".xml")


def _link(target: str) -> str:
    return f'<Relationships {NAMES}><Relationship Id="r1" Target="{target}"/></Relationships>'


def _table(body: str, after: str = "", **parts: str) -> bytes:
    """A workbook whose one table holds this body; other parts by name."""
    return zipped(
        {
            "_rels/.rels": f'<Relationships {NAMES}><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships {NAMES}>{LINKS}</Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{body}</sheetData>{after}</worksheet>",
            **{f"xl/{_path(name)}": text for name, text in parts.items()},
        }
    )


OUT_OF_ALL_BOUNDS = {
    "rows": (lambda: _table(HEAD + "<row/>" * 1_048_576), "too-many-cells"),
    "columns": (lambda: _table(HEAD + "<row>" + "<c/>" * 16_384 + "</row>"), "too-many-cells"),
    "cells": (lambda: _table(HEAD + ("<row>" + "<c/>" * 100 + "</row>") * 10_000), "too-many-cells"),
    "cells that never end": (lambda: _table(HEAD + '<row><c t="e">' + '<c t="e"><f>' * 2_000_000), "too-many-cells"),
    "merged ranges": (
        lambda: _table(HEAD, "<mergeCells>" + '<mergeCell ref="C3:C9"/>' * 100_000 + "</mergeCells>"),
        "too-many-cells",
    ),
    "shared text": (
        lambda: _table(
            HEAD + "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(3, 19_000)),
            sharedStrings=f"<sst {MAIN}><si><t>{'甲' * 90_000}</t></si></sst>",
        ),
        "too-heavy",
    ),
    "comments": (
        lambda: _table(
            HEAD,
            worksheets___rels__sheet1_xml=_link("../comments1.xml"),
            comments1="<comments>" + '<comment ref="A1"/>' * 400_000 + "</comments>",
        ),
        "too-large",
    ),
    "tables within tables": (lambda: b"<table>" * 1_000_000, "too-many-cells"),
    "cells of a page": (lambda: b"<table><tr>" + b"<td>x" * 1_000_000, "too-many-cells"),
    "spans of a page": (lambda: b"<table>" + b"<tr><td colspan=250 rowspan=9999>x" * 100_000, "too-many-cells"),
    "rows of text": (lambda: "题干,答案\n".encode() + "甲,对\n".encode() * 60_000, "too-many-cells"),
    "columns of text": (lambda: "题干,答案".encode() + b",x" * 16_384, "too-many-cells"),
    "a cell of text": (lambda: '题干,答案\n甲,"'.encode() + b"x" * 5_000_000, "long-cell"),
}


@pytest.mark.parametrize("what", OUT_OF_ALL_BOUNDS)
def test_tables_out_of_all_bounds_are_refused_by_name(what: str) -> None:
    make, code = OUT_OF_ALL_BOUNDS[what]
    with pytest.raises(Unreadable) as refused:
        read_apart.read("a.csv" if "text" in what else "a.xls", make())
    assert refused.value.code == code


@pytest.mark.parametrize(
    "parts",
    [
        {"styles": "<styleSheet><cellXfs>" + '<xf numFmtId="9"/>' * 500_000 + "</cellXfs></styleSheet>"},
        {"media__x": " " * 30_000_000},
        {"worksheets___rels__sheet1_xml": _link("../../../../../etc/passwd")},
    ],
    ids=["styles", "media", "path outside"],
)  # fmt: skip
def test_what_is_only_bloated_is_read(parts: dict[str, str]) -> None:
    assert len(read_apart.read("a.xlsx", _table(HEAD, '<dimension ref="A1:XFD1048576"/>', **parts)).drafts) == 1


def test_what_is_larger_than_the_bound_is_not_even_read() -> None:
    with pytest.raises(Unreadable, match="too-large"):
        read_apart.read("a.txt", b"1" * 10_000_001)


def test_a_reader_that_needs_too_much_memory_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{n}</t></is></c></row>' for n in range(1, 19_000))
    assert read_apart.MOST_MEMORY <= 300_000_000
    with pytest.raises(Unreadable):
        read_apart.read("a.xlsx", zipped({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": cells}))


@pytest.mark.parametrize("name", ["really.xlsx", "really.docx", "really.doc", "really"])
def test_the_content_decides_and_not_the_name(name: str) -> None:
    assert len(read_file(name, docx(paragraph("1. 甲。（√）"))).drafts) == 1
    assert len(read_file(name, xlsx([["题干", "题型", "答案"], ["甲。", "判断", "对"]])).drafts) == 1
    assert len(read_file(name, "题干,题型,答案\n甲。,判断,对\n乙。,判断,错\n".encode("gb18030")).drafts) == 2
    assert len(read_file(name, "1. 甲。（√）\n2. 乙。（×）".encode()).drafts) == 2


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", OLE[:8], b"<quiz>", b"[{", b"\xff\xfe"]))
def test_no_bytes_break_the_reader(data: bytes, start: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read_file("x", start + data)
