import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.courses.lesson_text import LessonProblem, read_course, read_lesson, render

HEAD = """+++
title = "五社联动是什么"
module = "五社联动与基层治理"
kind = "reading"
minutes = 6
bank = "wushe"
points = ["五社联动的含义"]
facts = ["F031"]
sources = ["某文件"]
+++
"""
COURSE = 'slug = "a"\ntitle = "课"\nsummary = "说明"\ncredit_hours = "2.00"\nlessons = ["0301-a"]\n'


def test_a_lesson_is_read_with_head_and_text() -> None:
    lesson = read_lesson(HEAD + "> 开头一问\n\n## 小标题\n\n正文。\n")
    assert (lesson.title, lesson.minutes, lesson.points) == ("五社联动是什么", 6, ("五社联动的含义",))
    assert lesson.html == "<blockquote>\n<p>开头一问</p>\n</blockquote>\n<h2>小标题</h2>\n<p>正文。</p>\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**很重要。**后面", "<strong>很重要。</strong>后面"),
        ("这是**“五社”**联动", "这是<strong>“五社”</strong>联动"),
        ("a **b** c", "a <strong>b</strong> c"),
        ("前**中**后**尾。**", "前<strong>中</strong>后<strong>尾。</strong>"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
    ],
)
def test_bold_works_in_chinese_without_spaces(text: str, shown: str) -> None:
    assert render(text) == f"<p>{shown}</p>\n"


def test_pictures_are_our_own_and_lazy_and_say_what_they_show() -> None:
    shown = render("![五只手围着一位老人](pictures/0301-five.svg)")
    assert 'src="pictures/0301-five.svg"' in shown
    assert 'loading="lazy"' in shown
    assert 'alt="五只手围着一位老人"' in shown
    for bad in ("![五只手围着](https://example.com/a.svg)", "![五只手围着](../a.svg)", "![图](pictures/a.svg)"):
        with pytest.raises(LessonProblem, match="picture"):
            render(bad)


@given(st.text())
def test_no_text_becomes_a_script_or_an_attribute(text: str) -> None:
    try:
        shown = render("<script>alert(1)</script>" + text + "<b onclick=x>")
    except LessonProblem:
        return
    assert "<script" not in shown
    assert "<b " not in shown


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("没有头", "head between"),
        (HEAD.replace("minutes = 6", 'minutes = "6"'), "minutes"),
        (HEAD.replace('kind = "reading"', 'kind = "video"'), "kind"),
        (HEAD.replace('points = ["五社联动的含义"]', "points = []"), "points"),
        (HEAD.replace('title = "五社联动是什么"', "title = "), "head"),
    ],
)
def test_a_wrong_head_is_named(head: str, why: str) -> None:
    with pytest.raises(LessonProblem, match=why):
        read_lesson(head + "正文")


def test_a_course_names_the_file_that_is_wrong() -> None:
    assert read_course(COURSE, {"0301-a": HEAD + "正文"}).lessons[0][0] == "0301-a"
    with pytest.raises(LessonProblem, match=r"no file 0301-a\.md"):
        read_course(COURSE, {})
    with pytest.raises(LessonProblem, match=r"0301-a\.md: begin with a head"):
        read_course(COURSE, {"0301-a": "正文"})
