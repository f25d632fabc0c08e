from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.questions.bank_text import read
from elearn.questions.bank_text_out import write
from elearn.questions.grading import Difficulty, Kind, Use, letters
from elearn.questions.parsed import ParsedBank, ParsedQuestion, Picture, Point, clean, clean_line

SHIPPED = sorted((Path(__file__).parents[2] / "question_banks").glob("*.txt"))
HEAD = "# 题库\n编号: bank\n用途: 练习 考试\n\n"
SINGLE = "[单选] bank-001\n题干（　）\nA. 甲\nB. 乙\n答案: A\n"

# What people type: letters of all planes, digits, Chinese and Latin signs, and whatever the grammar itself uses.
sign = st.characters(categories=["Lo", "Lu", "Nd", "Pd", "Ps", "Pe", "Po", "Sm"]) | st.sampled_from(
    "䶮𠮷㙍 =＝|;；\\.、：:[]【】（）"
)
line = (
    st.one_of(
        st.text(sign, min_size=1, max_size=20),
        st.sampled_from(
            [
                "A. 甲",
                "答案: B",
                "[单选] x-1",
                "\\",
                "# 题",
                "图: a.svg | b",
                "甲 = 乙",
                "编号: x",
                "（1分）",
                "解析：",
                "长" * 400,
            ]
        ),
    )
    .map(clean_line)
    .filter(bool)
)
texts = st.lists(line | st.just(""), min_size=1, max_size=3).map("\n".join).map(clean).filter(bool)
option_lists = st.lists(texts, min_size=2, max_size=8)
days = st.dates() | st.none()
pictures = st.builds(Picture, st.sampled_from(["a.svg", "wushe-001.png", "图1.jpg"]), line)
points = st.builds(Point, line, st.decimals(1, 9, places=0))
LEAVES = [kind for kind in Kind if kind is not Kind.CASE]


@st.composite
def questions(draw: st.DrawFn, ref: str, kinds: list[Kind]) -> ParsedQuestion:
    kind = draw(st.sampled_from(kinds))
    options: tuple[str, ...] = ()
    answer: object = None
    children: tuple[ParsedQuestion, ...] = ()
    match kind:
        case Kind.TRUE_FALSE:
            answer = draw(st.booleans())
        case Kind.FILL:
            answer = draw(st.lists(st.lists(line, min_size=1, max_size=3), min_size=1, max_size=3))
        case Kind.ESSAY:
            answer = draw(texts)
        case Kind.MATCH:
            answer = [list(pair) for pair in draw(st.lists(st.tuples(line, line), min_size=2, max_size=5))]
        case Kind.ORDER:
            answer = draw(st.lists(texts, min_size=2, max_size=5))
        case Kind.CASE:
            count = draw(st.integers(1, 3))
            children = tuple(draw(questions(f"{ref}.{number}", LEAVES)) for number in range(1, count + 1))
        case _:
            options = tuple(draw(option_lists))
            least = 2 if kind is Kind.MULTIPLE else 1
            most = 1 if kind is Kind.SINGLE else len(options)
            chosen = draw(st.sets(st.sampled_from(letters(len(options))), min_size=least, max_size=most))
            answer = "".join(sorted(chosen))
    return ParsedQuestion(
        ref=ref,
        kind=kind,
        stem=draw(texts),
        options=options,
        answer=answer,
        explanation=draw(texts | st.just("")),
        source=draw(line | st.just("")),
        topic=draw(line | st.just("")),
        difficulty=draw(st.sampled_from(Difficulty)),
        uses=draw(st.none() | st.just((Use.EXAM,))),
        effective_on=draw(days),
        review_on=draw(days),
        points=tuple(draw(st.lists(points, max_size=2))),
        pictures=tuple(draw(st.lists(pictures, max_size=2))),
        children=children,
    )


@st.composite
def banks(draw: st.DrawFn) -> ParsedBank:
    count = draw(st.integers(0, 5))
    chosen = draw(st.sets(st.sampled_from(Use), min_size=1))
    uses = tuple(use for use in Use if use in chosen)
    return ParsedBank(
        "bank", "题库", uses, tuple(draw(questions(f"bank-{number:03d}", list(Kind))) for number in range(1, count + 1))
    )


@given(banks())
def test_what_was_written_is_read_as_the_same_bank(bank: ParsedBank) -> None:
    text = write(bank)
    assert read(text) == (bank, [])
    assert write(read(text)[0]) == text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_bank_is_canonical(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    bank, problems = read(text)
    assert problems == []
    assert write(bank) == text
    assert bank.slug == path.stem


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEAD + SINGLE,
        (HEAD + SINGLE).replace("\n", "\r\n"),
        HEAD.replace(": ", "：") + SINGLE.replace(": ", "：").replace("A. ", "Ａ．").replace("B. ", "B、"),
        HEAD + SINGLE.replace("[单选]", "【单选题】").replace("答案: A", "【答案】：a"),
        HEAD + SINGLE.replace("A. ", "（A）").replace("B. ", "(B) "),
    ],
)
def test_habits_of_typing_make_no_difference(text: str) -> None:
    bank, problems = read(text)
    assert problems == []
    (question,) = bank.questions
    assert (question.kind, question.options, question.answer) == (Kind.SINGLE, ("甲", "乙"), "A")


@pytest.mark.parametrize(("word", "value"), [("正确", True), ("对", True), ("√", True), ("×", False), ("Ｆ", False)])
def test_words_for_true_and_false(word: str, value: bool) -> None:
    bank, problems = read(HEAD + f"[判断] bank-001\n题干。\n答案: {word}\n")
    assert problems == []
    assert bank.questions[0].answer is value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SINGLE.replace("答案: A", "答案: C"), "answer"),
        (SINGLE.replace("答案: A", "答案: AB"), "several"),
        (SINGLE.replace("单选", "多选"), "too-few"),
        (SINGLE.replace("答案: A\n", ""), "no-answer"),
        (SINGLE.replace("题干（　）\n", ""), "no-stem"),
        (SINGLE.replace("B. 乙", "C. 乙"), "options"),
        (SINGLE.replace("B. 乙", "B. "), "empty-option"),
        (SINGLE.replace("单选", "猜猜"), "unknown-kind"),
        (SINGLE + "难度: 超难\n", "difficulty"),
        (SINGLE + "复核日期: 明年\n", "date"),
        (SINGLE + "用途: 玩\n", "uses"),
        (SINGLE + "\n" + SINGLE, "same-ref"),
    ],
)
def test_a_mistake_is_named_with_line_and_question(text: str, code: str) -> None:
    _, problems = read(HEAD + text)
    (problem,) = problems
    assert problem.code == code
    assert problem.ref == "bank-001"
    assert problem.line == (5 if code != "same-ref" else 11)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    read(text)
    read(HEAD + "[单选] x\n" + text)
