from elearn.questions.formats.docx import read_docx
from elearn.questions.formats.docx_numbers import written
from elearn.questions.formats.reading import Reading
from tests.questions.formats.files import counting, docx, paragraph


def _stems(reading: Reading) -> list[str]:
    return [draft.question.stem if draft.question else str(draft.rejected[0].code) for draft in reading.drafts]


def test_numbers_and_letters_that_word_counts_are_read() -> None:
    body = ""
    for stem in ("甲（ ）", "乙（ ）"):
        body += paragraph(stem, (1, 0)) + "".join(paragraph(text, (1, 1)) for text in ("一", "二", "三"))
        body += paragraph("答案：B")
    reading = read_docx(docx(body, counting([("decimal", "%1."), ("upperLetter", "%2.")])))
    assert _stems(reading) == ["甲（　）", "乙（　）"]
    assert [draft.question and draft.question.options for draft in reading.drafts] == [("一", "二", "三")] * 2
    assert [draft.where.paragraph for draft in reading.drafts] == [1, 6]


def test_chinese_numbers_head_sections_and_levels_begin_anew() -> None:
    numbering = counting([("chineseCounting", "%1、"), ("decimal", "%2.")])
    body = paragraph("判断题", (1, 0)) + paragraph("甲。（√）", (1, 1)) + paragraph("乙。（×）", (1, 1))
    body += paragraph("判断题", (1, 0)) + paragraph("丙。（√）", (1, 1))
    reading = read_docx(docx(body, numbering))
    assert [draft.number for draft in reading.drafts] == ["1", "2", "1"]


def test_what_was_deleted_with_tracked_changes_is_gone_and_what_was_inserted_counts() -> None:
    body = (
        "<w:p><w:r><w:t>1. 五社</w:t></w:r><w:del><w:r><w:delText>四社</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>联动。</w:t></w:r></w:ins><w:r><w:t>（√）</w:t></w:r></w:p>"
    )
    assert _stems(read_docx(docx(body))) == ["五社联动。"]


def test_soft_line_breaks_tables_and_text_boxes_are_read_in_order() -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('3. 丙。（√）')}</w:txbxContent></w:pict></w:r></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('2. 乙。（×）')}</w:tc></w:tr></w:tbl>"
    runs = "<w:br/>".join(f"<w:t>{text}</w:t>" for text in ("1. 选（ ）", "A. 甲", "B. 乙", "答案：A"))
    body = f"<w:p><w:r>{runs}</w:r></w:p>"
    assert _stems(read_docx(docx(body + table + box))) == ["选（　）", "乙。", "丙。"]


def test_a_picture_without_words_asks_for_them_and_its_bytes_come_along() -> None:
    names = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    )

    def picture(words: str) -> str:
        return (
            f'<w:p><w:r><w:drawing {names}><wp:inline><wp:docPr id="1" name="x" descr="{words}"/>'
            '<a:blip r:embed="rId1"/></wp:inline></w:drawing></w:r></w:p>'
        )

    relations = '<Relationships><Relationship Id="rId1" Target="media/image1.png"/></Relationships>'
    more = {"word/_rels/document.xml.rels": relations, "word/media/image1.png": b"picture"}
    with_words = read_docx(docx(paragraph("1. 甲。（√）") + picture("一张图"), more=more))
    (question,) = [draft.question for draft in with_words.drafts]
    assert question
    assert [(each.file, each.alt) for each in question.pictures] == [("image1.png", "一张图")]
    assert with_words.pictures == {"image1.png": b"picture"}
    without = read_docx(docx(paragraph("1. 甲。（√）") + picture(""), more=more))
    assert [doubt.code for doubt in without.drafts[0].rejected] == ["no-alt"]


def test_bank_text_in_a_word_file_is_read_as_such() -> None:
    lines = ["# 小题库", "编号: small", "[配对] small-001", "连一连。", "A. 甲 = 一", "B. 乙 = 二", "解析: 好。"]
    reading = read_docx(docx("".join(map(paragraph, lines))))
    assert reading.slug == "small"
    assert reading.drafts[0].question
    assert reading.drafts[0].question.answer == [["甲", "一"], ["乙", "二"]]
    assert reading.drafts[0].where.paragraph == 3


def test_counts_are_written_as_word_shows_them() -> None:
    assert [written(n, "chineseCounting") for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]
    assert [written(n, "upperLetter") for n in (1, 26, 27)] == ["A", "Z", "AA"]
    assert [written(4, form) for form in ("lowerRoman", "decimalEnclosedCircle", "decimalFullWidth")] == [
        "iv",
        "④",
        "４",
    ]
