"""Items of QTI 1.2 as Canvas, Blackboard and Moodle write them: https://www.imsglobal.org/question/qtiv1p2/. Pure."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions.formats import assembled, qti1_rules, qti1_text
from elearn.questions.formats.cloze import LIST_GAP
from elearn.questions.formats.gift import PART_MARKS
from elearn.questions.formats.qti1_rules import Rule
from elearn.questions.formats.qti2 import EXTRA_SIDE, NO_KEY, NOT_ONE_TO_ONE, SEVERAL_PARTS, SHARED_TEXT
from elearn.questions.formats.reading import Draft, Place
from elearn.questions.formats.taken_pictures import Pictures
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, Wrong, clean

Doubt = tuple[str, str, dict[str, str]]
DESCRIPTION = marked("This is a text without a question; it can't be taken over.")
NO_PLACE = marked("The text of this item has no place “[%(name)s]” for an answer.")
# What programs call kinds of their own that have no counterpart here.
_OTHER_KINDS = frozenset(
    ["calculated_question", "file_upload_question", "hot_spot_question", "categorization_question", "formula_question"]
)
_OTHER_KINDS |= {"Calculated", "File Upload", "Hot Spot", "Jumbled Sentence", "Quiz Bowl", "Opinion Scale"}
_TEXT_COMPARED = frozenset(["", "TextEquivalence", "TextInChoices", "Equivalence"])


def read_item(item: Element, number: str, where: Place, pictures: Pictures) -> Draft:
    """Return the draft of one item without name spaces."""
    one = _Item(item, pictures)
    made = assembled.draft(number, where, one.question, clean(item.get("title", "")))
    for code, message, params in one.warnings:
        made.warn(code, message, **params)
    return made


class _Item:
    def __init__(self, item: Element, pictures: Pictures) -> None:
        self.item, self.pictures = item, pictures
        self.ref = assembled.own_ref(item.get("ident", ""))
        self.warnings: list[Doubt] = []
        self.options: dict[str, str] = {}
        self.kind = self._said("question_type") or (item.findtext("itemmetadata/bbmd_questiontype") or "").strip()

    def question(self) -> ParsedQuestion:
        """Return the question. Raises Wrong."""
        presentation = self.item.find("presentation")
        asked = (
            [each for each in presentation.iter() if each.tag in qti1_text.RESPONSES]
            if presentation is not None
            else []
        )
        if not asked or presentation is None:
            raise Wrong("description", DESCRIPTION)
        if self.kind in _OTHER_KINDS or self.item.find("itemproc_extension/calculated") is not None:
            raise Wrong("unknown-kind", assembled.NOT_KNOWN, kind=self.kind or "calculated")
        if self._said("parent_stimulus_item_ident") or self.item.get("parent_stimulus_item_ident"):
            raise Wrong("shared-text", SHARED_TEXT)
        found = self._understood(presentation, asked)
        said, doubts = qti1_text.explanation(self.item, self.options)
        self.warnings += doubts
        return self.pictures.put_into(found, said)

    def _said(self, label: str) -> str:
        for each in self.item.iter("qtimetadatafield"):
            if (each.findtext("fieldlabel") or "").strip() == label:
                return (each.findtext("fieldentry") or "").strip()
        return ""

    def _understood(self, presentation: Element, asked: list[Element]) -> ParsedQuestion:
        rules = qti1_rules.rules_of(self.item)
        kinds = {str(each.tag) for each in asked}
        right = next((each for each in presentation.iter() if each.get("class") == "RIGHT_MATCH_BLOCK"), None)
        if right is not None and kinds == {"response_lid"}:
            return self._blackboard_match(presentation, asked, right, rules)
        texts = qti1_text.stem(presentation, self.pictures)
        if kinds == {"response_lid"}:
            return self._of_labels(qti1_text.joined(texts, False), asked, rules)
        if kinds <= {"response_str", "response_num"}:
            return self._typed(texts, asked, rules)
        if len(kinds) == 1:
            raise Wrong("unknown-kind", assembled.NOT_KNOWN, kind=kinds.pop())
        raise Wrong("several-parts", SEVERAL_PARTS, kinds=", ".join(sorted(kinds)))

    def _of_labels(self, stem: str, asked: list[Element], rules: list[Rule]) -> ParsedQuestion:
        in_text = [f"[{each.get('ident', '').removeprefix('response_')}]" for each in asked]
        if self.kind == "fill_in_multiple_blanks_question":
            return self._blanks(stem, asked, in_text)
        if self.kind == "multiple_dropdowns_question" or (len(asked) > 1 and all(each in stem for each in in_text)):
            if len(asked) > 1:
                raise Wrong("list-gap", LIST_GAP)
            return self._choice(stem.replace(in_text[0], "（　）"), asked[0], rules, True)
        if len(asked) > 1:
            return assembled.match(self.ref, stem, list(self._pairs(asked, rules)))
        cardinality = asked[0].get("rcardinality", "Single").casefold()
        if cardinality == "ordered":
            return self._order(stem, asked[0], rules)
        return self._choice(stem, asked[0], rules, cardinality == "single")

    def _blanks(self, stem: str, asked: list[Element], in_text: list[str]) -> ParsedQuestion:
        """Canvas lists what a blank accepts as if it were options; each blank stands in the text by its name."""
        accepted = []
        for node, name in zip(asked, in_text, strict=True):
            for label in node.iter("response_label"):
                if label.get("answer_type", "") in ("dropdown", "wordbank"):
                    raise Wrong("list-gap", LIST_GAP)
                if label.get("scoring_algorithm", "") not in _TEXT_COMPARED:
                    raise Wrong("condition", qti1_rules.CONDITION, rule=label.get("scoring_algorithm", ""))
            if stem.count(name) != 1:
                raise Wrong("blank", NO_PLACE, name=name[1:-1])
            labels = qti1_text.labels(node)
            self.options |= labels
            accepted.append(list(labels.values()))
        places = sorted(range(len(asked)), key=lambda at: stem.index(in_text[at]))
        for name in in_text:
            stem = stem.replace(name, assembled.BLANK)
        return assembled.fill(self.ref, stem, [accepted[at] for at in places])

    def _order(self, stem: str, node: Element, rules: list[Rule]) -> ParsedQuestion:
        labels, names = qti1_text.labels(node), qti1_rules.best(node, rules)
        if sorted(names) != sorted(labels):
            raise Wrong("answer", marked("The right order does not name every item once."))
        return assembled.order(self.ref, stem, [labels[name] for name in names])

    def _choice(self, stem: str, node: Element, rules: list[Rule], single: bool) -> ParsedQuestion:
        labels = self.options = qti1_text.labels(node)
        right = qti1_rules.best(node, rules) if single else qti1_rules.together(node, rules)
        if not right or any(name not in labels for name in right):
            raise Wrong("no-answer", NO_KEY)
        if single and qti1_rules.earns_part(rules):
            self.warnings.append(("part-marks", PART_MARKS, {}))
        names = list(labels)
        return assembled.choice(self.ref, stem, list(labels.values()), [names.index(name) for name in right], single)

    def _pairs(self, asked: list[Element], rules: list[Rule]) -> Iterator[tuple[str, str]]:
        """Several lists in one item are a match: the text before each list is the left side."""
        used: list[str] = []
        offered: list[str] = []
        for each in asked:
            labels = qti1_text.labels(each)
            offered += labels.values()
            left = qti1_text.shown([node for node in each if node.tag in ("material", "material_ref")], None)
            right = _only(qti1_rules.together(each, rules), labels, used, left)
            used.append(right)
            yield left, right
        self._name_extra(offered, used)

    def _blackboard_match(
        self, presentation: Element, asked: list[Element], right: Element, rules: list[Rule]
    ) -> ParsedQuestion:
        """Blackboard's lists have no texts: the first option means the first text of the block on the right."""
        parents = {child: parent for parent in presentation.iter() for child in parent}
        offered = [qti1_text.shown([each], None) for each in right]
        used: list[str] = []
        pairs = []
        for each in asked:
            names = [label.get("ident", "") for label in each.iter("response_label")]
            beside = [node for node in parents[each] if node is not each]
            left = qti1_text.shown(beside, None)
            found = _only(qti1_rules.together(each, rules), dict(zip(names, offered, strict=False)), used, left)
            used.append(found)
            pairs.append((left, found))
        blocks = [each for each in presentation.iter() if each.get("class") == "QUESTION_BLOCK"]
        self._name_extra(offered, used)
        return assembled.match(self.ref, "\n".join(qti1_text.shown([each], self.pictures) for each in blocks), pairs)

    def _name_extra(self, offered: list[str], used: list[str]) -> None:
        for text in dict.fromkeys(offered):
            if text and text not in used:
                self.warnings.append(("extra-side", EXTRA_SIDE, {"text": text}))

    def _typed(self, texts: list[str], asked: list[Element], rules: list[Rule]) -> ParsedQuestion:
        if len(asked) == 1 and rules and qti1_rules.earns_part(rules):
            self.warnings.append(("part-marks", PART_MARKS, {}))
            rules = [rule for rule in rules if rule.marks == rules[0].marks]
        accepted = [qti1_rules.typed(each, rules) for each in asked]
        if any(accepted):
            return assembled.fill(self.ref, qti1_text.joined(texts, True), accepted)
        if len(asked) > 1 or self.kind in ("numerical_question", "short_answer_question", "Fill in the Blank"):
            raise Wrong("no-answer", NO_KEY)
        stem = assembled.needed(qti1_text.joined(texts, False))
        return ParsedQuestion(self.ref, Kind.ESSAY, stem, (), qti1_text.solution(self.item))


def _only(names: list[str], labels: dict[str, str], used: list[str], left: str) -> str:
    """Return the one text that belongs to a left side. Raises Wrong where there is none, or several, or it is taken."""
    if len(names) != 1 or names[0] not in labels or labels[names[0]] in used:
        raise Wrong("not-one-to-one", NOT_ONE_TO_ONE, text=left)
    return labels[names[0]]
