"""What a question of Moodle's has beside its answers and without a place here: named, not dropped. Pure."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions.parsed import Wrong

Doubt = tuple[str, str, dict[str, str]]

NO_SHARE = marked("The share of the marks “%(text)s” is no number.")
ASKS_FOR_FILE = marked("This question asks for a file to be sent. That can't be taken over.")
UNITS = marked("Units (%(text)s) are not taken over; a number alone is asked for.")
CASE_COUNTS = marked("Capital letters counted there; here they do not.")
LEFT_OUT = marked("“%(text)s” (a hint or a remark for right or wrong answers) is left out.")
TEMPLATE = marked("The text that was put into the answer field before (“%(text)s”) is left out.")
# What Moodle itself puts there, in its English and Chinese.
_USUAL = frozenset(
    [
        "your answer is correct.",
        "your answer is partially correct.",
        "your answer is incorrect.",
        "回答正确。",
        "回答部分正确。",
        "回答错误。",
        "您的答案正确",
        "您的答案部分正确",
        "您的答案不正确",
        "您的回答正确",
        "您的回答部分正确",
        "您的回答不正确",
        "答案正确",
        "答案部分正确",
        "答案错误",
    ]
)
_REMARKS = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "hint")


def doubts(node: Element, shown: Callable[[Element], str]) -> list[Doubt]:
    """Return what is left out of a question. Raises Wrong for what can't be left out."""
    if node.get("type") == "essay" and (node.findtext("responseformat") or "").strip() == "noinline":
        raise Wrong("asks-for-file", ASKS_FOR_FILE)
    return [*_remarks(node, shown), *_settings(node, shown)]


def _remarks(node: Element, shown: Callable[[Element], str]) -> Iterator[Doubt]:
    texts = [shown(each) for name in _REMARKS for each in node.findall(name)]
    for text in dict.fromkeys(texts):
        if text and text.strip().casefold() not in _USUAL:
            yield "left-out", LEFT_OUT, {"text": text[:80]}


def _settings(node: Element, shown: Callable[[Element], str]) -> Iterator[Doubt]:
    units = [each.findtext("unit_name") or "" for each in node.iterfind("units/unit")]
    if any(units):
        yield "units", UNITS, {"text": "、".join(filter(None, units))[:80]}
    if (node.findtext("usecase") or "").strip() in ("1", "true"):
        yield "case-counts", CASE_COUNTS, {}
    template = node.find("responsetemplate")
    if template is not None and (text := shown(template)):
        yield "template", TEMPLATE, {"text": text[:80]}
