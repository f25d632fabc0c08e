"""Items of QTI 1.2 as Canvas, Blackboard and Moodle write them: https://www.imsglobal.org/question/qtiv1p2/. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions.formats import assembled
from elearn.questions.formats.qti2 import EXTRA_SIDE, NO_KEY, NOT_ONE_TO_ONE, SEVERAL_PARTS
from elearn.questions.formats.reading import Draft, Place
from elearn.questions.formats.rich import html_text, maybe_html
from elearn.questions.formats.taken_pictures import Pictures
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, Wrong, clean

RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp", "response_extension")
CONDITION = marked("The rule “%(rule)s” by which this item is marked can't be taken over.")


@dataclass
class _Rule:
    """What earns marks: the values that must be given for each response, and those that must not."""

    marks: float
    given: dict[str, list[str]] = field(default_factory=dict)
    is_either: bool = False
    """One of several values does, not all of them together."""


def read_item(item: Element, number: str, where: Place, pictures: Pictures) -> Draft:
    """Return the draft of one item without name spaces."""
    extra: list[str] = []
    made = assembled.draft(number, where, lambda: _question(item, pictures, extra), clean(item.get("title", "")))
    for text in extra:
        made.warn("extra-side", EXTRA_SIDE, text=text)
    return made


def _question(item: Element, pictures: Pictures, warnings: list[str]) -> ParsedQuestion:
    presentation = item.find("presentation")
    asked = [each for each in presentation.iter() if each.tag in RESPONSES] if presentation is not None else []
    if not asked or presentation is None:
        raise Wrong("description", marked("This is a text without a question; it can't be taken over."))
    ref = assembled.own_ref(item.get("ident", ""))
    texts = _stem(presentation, pictures)
    stem = _joined(texts, False)
    rules = sorted(_rules(item), key=lambda rule: -rule.marks)
    kinds = {str(each.tag) for each in asked}
    if kinds == {"response_lid"}:
        found = _of_labels(ref, stem, asked, rules, pictures, warnings)
    elif kinds <= {"response_str", "response_num"}:
        found = _typed(ref, texts, item, asked, rules)
    elif len(kinds) == 1:
        raise Wrong("unknown-kind", assembled.NOT_KNOWN, kind=kinds.pop())
    else:
        raise Wrong("several-parts", SEVERAL_PARTS, kinds=", ".join(sorted(kinds)))
    return pictures.put_into(found, _explanation(item))


def _of_labels(
    ref: str, stem: str, asked: list[Element], rules: list[_Rule], pictures: Pictures, warnings: list[str]
) -> ParsedQuestion:
    if len(asked) > 1:
        return assembled.match(ref, stem, list(_pairs(asked, rules, pictures, warnings)))
    labels = _labels(asked[0], pictures)
    cardinality = asked[0].get("rcardinality", "Single").casefold()
    if cardinality == "ordered":
        names = _best(asked[0], rules)
        if sorted(names) != sorted(labels):
            raise Wrong("answer", marked("The right order does not name every item once."))
        return assembled.order(ref, stem, [labels[name] for name in names])
    single = cardinality == "single"
    right = _best(asked[0], rules) if single else _all(asked[0], rules)
    if not right or any(name not in labels for name in right):
        raise Wrong("no-answer", NO_KEY)
    names = list(labels)
    return assembled.choice(ref, stem, list(labels.values()), [names.index(name) for name in right], single)


def _best(node: Element, rules: list[_Rule]) -> list[str]:
    """Return what earns the most marks; several ways to earn them are several right answers."""
    found: list[str] = []
    for rule in rules:
        if rule.marks == rules[0].marks:
            found += rule.given.get(node.get("ident", ""), [])
    return list(dict.fromkeys(found))


def _all(node: Element, rules: list[_Rule]) -> list[str]:
    """Return what must be ticked together: one rule for all of it, or a rule for each."""
    given = [rule.given.get(node.get("ident", ""), []) for rule in rules]
    if any(rule.is_either and len(names) > 1 for rule, names in zip(rules, given, strict=True)):
        raise Wrong("condition", CONDITION, rule="or")
    widest = max(given, key=len, default=[])
    return widest if len(widest) > 1 else list(dict.fromkeys(name for names in given for name in names))


def _pairs(
    asked: list[Element], rules: list[_Rule], pictures: Pictures, warnings: list[str]
) -> Iterator[tuple[str, str]]:
    """Several lists in one item are a match: the text before each list is the left side."""
    used: list[str] = []
    offered: list[str] = []
    for each in asked:
        labels = _labels(each, pictures)
        offered += labels.values()
        names = list(dict.fromkeys(name for rule in rules for name in rule.given.get(each.get("ident", ""), [])))
        left = _shown([node for node in each if node.tag in ("material", "material_ref")], pictures)
        if len(names) != 1 or names[0] not in labels or labels[names[0]] in used:
            raise Wrong("not-one-to-one", NOT_ONE_TO_ONE, text=left)
        used.append(labels[names[0]])
        yield left, labels[names[0]]
    warnings += [text for text in dict.fromkeys(offered) if text not in used]


def _labels(node: Element, pictures: Pictures) -> dict[str, str]:
    return {each.get("ident", ""): _shown([each], pictures) for each in node.iter("response_label")}


def _typed(ref: str, texts: list[str], item: Element, asked: list[Element], rules: list[_Rule]) -> ParsedQuestion:
    accepted = [
        list(dict.fromkeys(text for rule in rules for text in rule.given.get(each.get("ident", ""), [])))
        for each in asked
    ]
    if any(text.startswith("~") or text.endswith("~") for blank in accepted for text in blank):
        raise Wrong("condition", CONDITION, rule="vargte, varlte")
    if any(accepted):
        return assembled.fill(ref, _joined(texts, True), accepted)
    if len(asked) > 1:
        raise Wrong("no-answer", NO_KEY)
    model = [
        html_text(_markup(each)).text for each in item.iter("itemfeedback") if each.find(".//solution") is not None
    ]
    return ParsedQuestion(ref, Kind.ESSAY, assembled.needed(_joined(texts, False)), (), "\n".join(model))


def _rules(item: Element) -> Iterator[_Rule]:
    for condition in item.iterfind("resprocessing/respcondition"):
        marks = max((_number(each.text) for each in condition.iter("setvar") if _counts(each)), default=0.0)
        found = condition.find("conditionvar")
        if marks > 0 and found is not None:
            rule = _Rule(marks)
            for node in found:
                _collect(node, rule)
            yield rule


def _counts(node: Element) -> bool:
    return node.get("action", "Set").casefold() in ("set", "add")


def _collect(node: Element, rule: _Rule) -> None:
    """Put the values of a condition into a rule. Raises Wrong for a condition of another kind."""
    match str(node.tag):
        case "varequal":
            rule.given.setdefault(node.get("respident", ""), []).append(clean(node.text or ""))
        case "and" | "or" as tag:
            rule.is_either = rule.is_either or tag == "or"
            for child in node:
                _collect(child, rule)
        case "not" | "other":
            return
        case "vargte" | "varlte":
            _collect_range(node, rule)
        case tag:
            raise Wrong("condition", CONDITION, rule=tag)


def _collect_range(node: Element, rule: _Rule) -> None:
    """“vargte” and “varlte” of one response make a range."""
    given = rule.given.setdefault(node.get("respident", ""), [])
    value = assembled.number_range(node.text or "", "")
    if given and given[-1].startswith("~") and node.tag == "vargte":
        given[-1] = value + given[-1]
    elif given and given[-1].endswith("~") and node.tag == "varlte":
        given[-1] += value
    else:
        given.append(f"{value}~" if node.tag == "vargte" else f"~{value}")


def _number(text: str | None) -> float:
    try:
        return float((text or "0").strip())
    except ValueError:
        return 0.0


def _stem(node: Element, pictures: Pictures) -> list[str]:
    """Return the texts that stand outside of the responses, with a blank for each typed one."""
    found: list[str] = []
    for child in node:
        if child.tag in ("material", "mattext", "matimage"):
            found.append(_shown([child], pictures))
        elif child.tag not in RESPONSES:
            found += _stem(child, pictures)
        elif child.tag in ("response_str", "response_num"):
            found += [_shown([each], pictures) for each in child if each.tag == "material"]
            found.append(assembled.BLANK)
    return [text for text in found if text]


def _joined(texts: list[str], blanks: bool) -> str:
    """A blank stands within its line; where nothing is to be filled in there is none."""
    if not blanks:
        return "\n".join(text for text in texts if text != assembled.BLANK)
    return re.sub(rf"\n?({assembled.BLANK})\n?", r"\1", "\n".join(texts))


def _shown(nodes: list[Element], pictures: Pictures) -> str:
    lines = []
    for node in nodes:
        for each in node.iter():
            if each.tag == "mattext":
                rich = html_text(_markup(each)) if "html" in each.get("texttype", "") else maybe_html(_markup(each))
                lines.append(rich.text)
                for source, alt in rich.images:
                    pictures.take(_address(source), alt)
            elif each.tag == "matimage":
                pictures.take(_address(each.get("uri", "")), each.get("label", ""))
    return clean("\n".join(filter(None, lines)))


def _address(source: str) -> str:
    return source.replace("$IMS-CC-FILEBASE$", "web_resources").replace("%24IMS-CC-FILEBASE%24", "web_resources")


def _markup(node: Element) -> str:
    return "".join(node.itertext())


def _explanation(item: Element) -> str:
    said = [each for each in item.iter("itemfeedback") if each.find(".//solution") is None]
    texts = [html_text(_markup(text)).text for each in said for text in each.iter("mattext")]
    return "\n".join(dict.fromkeys(text for text in texts if text))
