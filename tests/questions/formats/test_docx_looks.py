"""Word files whose answers are told by the look alone, and signs that must not change their meaning."""

from elearn.questions.formats.docx import read_docx
from elearn.questions.formats.reading import Reading
from tests.questions.formats.files import docx, paragraph
from tests.questions.formats.shapes import outcome

RED = '<w:color w:val="FF0000"/>'
BOLD = "<w:b/>"
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def _run(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _line(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _question(number: int, look: str, *right: str) -> str:
    options = "".join(
        _line(_run(f"{letter}.{text}", look if letter in right else ""))
        for letter, text in zip("ABC", ("乡镇", "县里", "村里"), strict=True)
    )
    return paragraph(f"{number}.第{number}步谁来做（ ）") + options


def _warned(reading: Reading) -> list[bool]:
    return ["told-by-look" in {doubt.code for doubt in draft.warnings} for draft in reading.drafts]


def test_one_look_through_the_whole_document_tells_the_answers_and_asks_for_a_check() -> None:
    for look in (RED, BOLD, '<w:u w:val="single"/>', '<w:highlight w:val="yellow"/>', '<w:shd w:fill="FFFF00"/>'):
        reading = read_docx(docx(_question(1, look, "B") + _question(2, look, "A", "C")))
        assert outcome(reading) == [
            "single: 第1步谁来做（\u3000） | 乡镇/县里/村里 | B",
            "multiple: 第2步谁来做（\u3000） | 乡镇/县里/村里 | AC",
        ]
        assert _warned(reading) == [True, True]


def test_a_look_that_is_not_in_nearly_all_questions_tells_nothing() -> None:
    body = _question(1, RED, "B") + _question(2, RED) + _question(3, RED)
    assert outcome(read_docx(docx(body))) == ["@1 no-answer+told-by-look", "@5 no-answer", "@9 no-answer"]


def test_a_look_of_all_options_tells_nothing() -> None:
    body = _question(1, BOLD, "B") + _question(2, BOLD, "A", "B", "C")
    assert outcome(read_docx(docx(body))) == ["@1 no-answer+told-by-look", "@5 no-answer+told-by-look"]


def test_two_looks_that_disagree_are_refused_where_they_do() -> None:
    both = paragraph("1.谁来做（ ）") + _line(_run("A.乡镇", RED)) + _line(_run("B.县里", BOLD)) + paragraph("C.村里")
    assert outcome(read_docx(docx(both))) == ["@1 no-answer+told-by-look"]


def test_a_written_answer_that_denies_the_look_makes_the_look_worthless() -> None:
    body = _question(1, RED, "B") + paragraph("答案：A") + _question(2, RED, "C")
    assert outcome(read_docx(docx(body))) == [
        "single: 第1步谁来做（\u3000） | 乡镇/县里/村里 | A",
        "@6 no-answer+told-by-look",
    ]


def test_options_in_one_line_are_told_apart_by_their_runs() -> None:
    body = _line(_run("1.谁来做（ ）")) + _line(_run("A.乡镇  "), _run("B.", RED), _run("县里", RED), _run("  C.村里"))
    assert outcome(read_docx(docx(body))) == ["single: 谁来做（\u3000） | 乡镇/县里/村里 | B"]


def test_a_stressed_word_within_an_option_tells_nothing() -> None:
    body = paragraph("1.谁来做（ ）") + _line(_run("A.乡镇"), _run("不", BOLD), _run("做")) + paragraph("B.县里")
    assert outcome(read_docx(docx(body))) == ["@1 no-answer"]


def test_figures_above_and_below_the_line_stay_there() -> None:
    above = '<w:vertAlign w:val="superscript"/>'
    below = '<w:vertAlign w:val="subscript"/>'
    body = _line(_run("1.每人不少于10m"), _run("2", above), _run("，先测CO"), _run("2", below), _run("。（√）"))
    assert outcome(read_docx(docx(body))) == ["true_false: 每人不少于10m²，先测CO₂。 | True"]


def test_a_fraction_keeps_its_stroke() -> None:
    parts = "".join(f"<m:{name}><m:r><m:t>{text}</m:t></m:r></m:{name}>" for name, text in (("num", "2"), ("den", "3")))
    fraction = f"<m:oMath {M}><m:f>{parts}</m:f></m:oMath>"
    body = _line(_run("1.须经"), fraction, _run("以上代表同意。（√）"))
    assert outcome(read_docx(docx(body))) == ["true_false: 须经2/3以上代表同意。 | True"]


def test_underlined_white_space_is_a_blank() -> None:
    line = '<w:u w:val="single"/>'
    body = paragraph("一、填空题") + _line(_run("1.低保金每月"), _run("      ", line), _run("日前发放。"))
    assert outcome(read_docx(docx(body + paragraph("答案：10")))) == ["fill: 低保金每月____日前发放。 | [['10']]"]


def test_underlined_words_are_the_answers_of_a_fill_in() -> None:
    line = '<w:u w:val="single"/>'
    body = paragraph("一、填空题") + _line(_run("1.低保金每月"), _run("十日", line), _run("前发放。"))
    reading = read_docx(docx(body))
    assert outcome(reading) == ["fill: 低保金每月____前发放。 | [['十日']]"]
    assert _warned(reading) == [True]


def test_numbers_that_a_style_counts_are_read() -> None:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    counted = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f'<w:styles {names}><w:style w:type="paragraph" w:styleId="Ask">{counted}</w:style>'
        '<w:style w:type="paragraph" w:styleId="More"><w:basedOn w:val="Ask"/></w:style></w:styles>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p>'
        for style, text in (("Ask", "要公示。（√）"), ("More", "能收费。（×）"))
    )
    reading = read_docx(docx(body, numbering, {"word/styles.xml": styles}))
    assert [draft.number for draft in reading.drafts] == ["1", "2"]
    assert outcome(reading) == ["true_false: 要公示。 | True", "true_false: 能收费。 | False"]


def test_a_picture_in_an_option_is_refused() -> None:
    names = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    picture = f'<w:r><w:drawing {names}><a:blip r:embed="rId1"/></w:drawing></w:r>'
    relations = '<Relationships><Relationship Id="rId1" Target="media/one.png"/></Relationships>'
    more = {"word/_rels/document.xml.rels": relations, "word/media/one.png": b"x"}
    body = paragraph("1.哪个是站牌（ ）") + _line(_run("A.左边"), picture) + paragraph("B.右边") + paragraph("答案：A")
    (draft,) = read_docx(docx(body, more=more)).drafts
    assert draft.where.paragraph == 1
    assert draft.rejected


def test_what_stands_around_the_text_is_told() -> None:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    head = f"<w:hdr {names}>{paragraph('某镇社工站内部资料')}</w:hdr>"
    reading = read_docx(docx(paragraph("1.要公示。（√）"), more={"word/header1.xml": head}))
    assert "某镇社工站内部资料" in " ".join(text for _, text in reading.ignored)
    assert outcome(reading) == ["true_false: 要公示。 | True"]
