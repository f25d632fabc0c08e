"""A fault of this program is told as one, with the place; the rest of the file is read."""

import pytest

from elearn.questions import read_apart
from elearn.questions.formats import understand
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.sniff import read_file
from elearn.questions.formats.text_file import read_text


def test_a_failing_process_is_not_called_too_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[str] = []
    monkeypatch.setattr(read_apart, "note", lambda event, **told: noted.append(f"{event} {told['why']}"))
    with pytest.raises(Unreadable) as refused:
        read_apart.ask("tests.questions.formats.failing", {}, b"")
    assert refused.value.code == "not-read"
    assert "what nobody thought of" in noted[0]


def test_a_fault_in_one_question_keeps_that_one_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = understand._question

    def fails_at_two(raw: understand.Raw) -> object:
        if raw.number == "2":
            raise KeyError("x")
        return real(raw)

    monkeypatch.setattr(understand, "_question", fails_at_two)
    drafts = read_text("1. 甲。（√）\n2. 乙。（×）\n3. 丙。（√）").drafts
    assert [draft.is_sound for draft in drafts] == [True, False, True]
    assert [(doubt.code, doubt.where.line) for doubt in drafts[1].rejected] == [("not-read", 2)]
    assert "乙" in drafts[1].text


@pytest.mark.parametrize(
    ("cell", "stem"),
    [
        ("甲<![C。", "甲<![C。"),
        ("<![CDATA[甲是乙。]]>", "甲是乙。"),
        ("甲是乙<![if !vml]>。<![endif]>", "甲是乙。"),
    ],
)
def test_marked_sections_of_a_page_are_text(cell: str, stem: str) -> None:
    page = f"<table><tr><td>题干<td>答案</tr><tr><td>{cell}</td><td>对</td></tr></table>"
    reading = read_file("a.xls", page.encode())
    told = [draft.text for draft in reading.drafts] + [text for _, text in reading.ignored]
    assert stem in "\n".join(told)
