"""By what an item of QTI 1.2 is marked: the values that earn marks, as the key of a question. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions.fill_text import number_range
from elearn.questions.formats import assembled
from elearn.questions.parsed import Wrong, clean

CONDITION = marked("The rule “%(rule)s” by which this item is marked can't be taken over.")
_FULL = 100.0
_BOUNDS = {"vargte": True, "vargt": True, "varlte": False, "varlt": False}


@dataclass
class Rule:
    """What earns marks: the values that must be given for each response."""

    marks: float
    given: dict[str, list[str]] = field(default_factory=dict)
    is_either: bool = False
    """One of several values does, not all of them together."""


def rules_of(item: Element) -> list[Rule]:
    """Return the rules that earn marks, the highest first. Raises Wrong for one of another kind."""
    return sorted(_rules(item), key=lambda rule: -rule.marks)


def _rules(item: Element) -> Iterator[Rule]:
    for condition in item.iterfind("resprocessing/respcondition"):
        marks, found = _marks(condition), condition.find("conditionvar")
        if marks > 0 and found is not None:
            rule = Rule(marks)
            for node in found:
                _collect(node, rule)
            yield rule


def _marks(condition: Element) -> float:
    """Return what a condition earns; Blackboard says so by the feedback “correct” where it sets nothing."""
    settings = [each for each in condition.iter("setvar") if each.get("action", "Set").casefold() in ("set", "add")]
    if not settings:
        shown = [each.get("linkrefid", "") for each in condition.iter("displayfeedback")]
        return _FULL if "correct" in shown else 0.0
    return max(_number(each.text) for each in settings)


def _number(text: str | None) -> float:
    word = (text or "0").strip()
    if word == "SCORE.max":
        return _FULL
    try:
        return float(word)
    except ValueError:
        return 0.0


def _collect(node: Element, rule: Rule) -> None:
    match str(node.tag):
        case "varequal":
            rule.given.setdefault(node.get("respident", ""), []).append(clean(node.text or ""))
        case "and" | "or" as tag:
            rule.is_either = rule.is_either or tag == "or"
            for child in node:
                _collect(child, rule)
        case "not" | "other" | "unanswered":
            return
        case tag if tag in _BOUNDS:
            _collect_range(node, rule, _BOUNDS[tag])
        case tag:
            raise Wrong("condition", CONDITION, rule=tag)


def _collect_range(node: Element, rule: Rule, is_lower: bool) -> None:
    """A lower and an upper bound of one response make a range."""
    given = rule.given.setdefault(node.get("respident", ""), [])
    value = assembled.number_range(node.text or "", "")
    if given and given[-1].startswith("~") and is_lower:
        given[-1] = value + given[-1]
    elif given and given[-1].endswith("~") and not is_lower:
        given[-1] += value
    else:
        given.append(f"{value}~" if is_lower else f"~{value}")


def best(node: Element, rules: list[Rule]) -> list[str]:
    """Return what earns the most marks; several ways to earn them are several right answers."""
    found: list[str] = []
    for rule in rules:
        if rule.marks == rules[0].marks:
            found += rule.given.get(node.get("ident", ""), [])
    return list(dict.fromkeys(found))


def earns_part(rules: list[Rule]) -> bool:
    """Say whether something else earns a part of the marks."""
    return any(rule.marks < rules[0].marks and rule.given for rule in rules)


def together(node: Element, rules: list[Rule]) -> list[str]:
    """Return what must be ticked together: one rule for all of it, or a rule for each."""
    given = [rule.given.get(node.get("ident", ""), []) for rule in rules]
    if any(rule.is_either and len(names) > 1 for rule, names in zip(rules, given, strict=True)):
        raise Wrong("condition", CONDITION, rule="or")
    widest = max(given, key=len, default=[])
    return widest if len(widest) > 1 else list(dict.fromkeys(name for names in given for name in names))


def typed(node: Element, rules: list[Rule]) -> list[str]:
    """Return the texts and ranges that a blank accepts; a number within a range that is accepted says nothing new."""
    found = list(dict.fromkeys(text for rule in rules for text in rule.given.get(node.get("ident", ""), [])))
    if any(text.startswith("~") or text.endswith("~") for text in found):
        raise Wrong("condition", CONDITION, rule="vargte, varlte")
    ranges = [ends for text in found if (ends := number_range(text))]
    return [text for text in found if not _lies_within(text, ranges)]


def _lies_within(text: str, ranges: list[tuple[Decimal, Decimal]]) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return any(low <= number <= high for low, high in ranges)
