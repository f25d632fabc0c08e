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
