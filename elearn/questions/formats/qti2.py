"""Items of QTI 2.1, 2.2 and 3.0: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html. Pure.

Version 3 writes the same names with dashes and a prefix; they are folded into those of version 2, then one reader does.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions.formats import assembled, notes
from elearn.questions.formats.gift import PART_MARKS
from elearn.questions.formats.reading import Draft, Place
from elearn.questions.formats.rich import html_text
from elearn.questions.formats.taken_pictures import Pictures, left_out, none_in_answer
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, Wrong, clean

COMPUTED = marked("Parts of this item are drawn or computed anew each time (%(what)s), which can't be taken over.")
ADAPTIVE = marked("This item goes on depending on what was answered before, which can't be taken over.")
NOT_HELD = marked("A part of this item stands in another file (%(file)s), which is not read.")
KNOWN = {"choiceInteraction", "textEntryInteraction", "matchInteraction", "orderInteraction"}
KNOWN |= {"extendedTextInteraction", "inlineChoiceInteraction"}
NO_KEY = marked("The item names no right answer.")
SEVERAL_PARTS = marked("The item asks several things at once (%(kinds)s). Write each as a question of its own.")
SHARED_TEXT = marked("The item belongs to a text that several share. Write both as one case with questions.")
NOT_ONE_TO_ONE = marked("“%(text)s” does not have exactly one partner. Pairs must match one to one.")
SAME_NAMES = marked("Two options of this item have the same name, so that they can't be told apart.")
EXTRA_SIDE = marked("“%(text)s” has no partner; it was an extra answer there and is left out.")


def fold(root: Element) -> Element:
    """Take name spaces off, and the dashes of version 3; elements and attributes then have the names of version 2."""
    for node in root.iter():
        node.tag = _name(str(node.tag).rpartition("}")[2])
        for key in list(node.attrib):
            plain = _camel(key.rpartition("}")[2])
            if plain != key:
                node.attrib[plain] = node.attrib.pop(key)
    return root


def _name(tag: str) -> str:
    return _camel(tag.removeprefix("qti-")) if tag.startswith("qti-") else tag


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


def read_item(item: Element, number: str, where: Place, pictures: Pictures) -> Draft:
    """Return the draft of one folded assessmentItem."""
    one = _Item(item, pictures)
    made = assembled.draft(number, where, one.question, clean(item.get("title", "")))
    for code, message, params in one.warnings:
        made.warn(code, message, **params)
    return made


class _Item:
    def __init__(self, item: Element, pictures: Pictures) -> None:
        self.item, self.pictures = item, pictures
        self.warnings: list[tuple[str, str, dict[str, str]]] = []
        self.said: list[str] = []
        self.ref = assembled.own_ref(item.get("identifier", ""))
        self.body = item.find("itemBody")

    def question(self) -> ParsedQuestion:
        """Return the question. Raises Wrong."""
        asked = (
            [] if self.body is None else [each for each in self.body.iter() if str(each.tag).endswith("Interaction")]
        )
        kinds = sorted({str(each.tag) for each in asked})
        self._check_fixed()
        if self.item.find("assessmentStimulusRef") is not None:
            raise Wrong("shared-text", SHARED_TEXT)
        if not asked:
            raise Wrong("description", marked("This is a text without a question; it can't be taken over."))
        if unknown := [kind for kind in kinds if kind not in KNOWN]:
            raise Wrong("unknown-kind", assembled.NOT_KNOWN, kind=unknown[0])
        if len(asked) > 1 and kinds != ["textEntryInteraction"]:
            raise Wrong("several-parts", SEVERAL_PARTS, kinds=", ".join(kinds))
        found = self._understood(asked)
        return self.pictures.put_into(found, explanation=self._explanation())

    def _check_fixed(self) -> None:
        """Raise Wrong for an item whose text is not the same each time, or not all here."""
        if self.item.get("adaptive") == "true":
            raise Wrong("adaptive", ADAPTIVE)
        for each in self.item.iter():
            if each.tag in ("templateProcessing", "printedVariable", "templateInline", "templateBlock"):
                raise Wrong("computed", COMPUTED, what=str(each.tag))
            if each.tag == "include":
                raise Wrong("not-held", NOT_HELD, file=each.get("href", "")[:80])

    def _understood(self, asked: list[Element]) -> ParsedQuestion:
        node = asked[0]
        match node.tag:
            case "choiceInteraction":
                return self._choice(node, node.findall("simpleChoice"))
            case "inlineChoiceInteraction":
                return self._choice(node, node.findall("inlineChoice"), gap="（　）")
            case "textEntryInteraction":
                return assembled.fill(self.ref, self._stem(gap="____"), [self._accepted(each) for each in asked])
            case "extendedTextInteraction":
                return ParsedQuestion(self.ref, Kind.ESSAY, assembled.needed(self._stem()), (), self._model())
            case "orderInteraction":
                texts = self._texts(node.iter("simpleChoice"))
                return assembled.order(self.ref, self._stem(), [texts[name] for name in self._all_of(node, texts)])
        return assembled.match(self.ref, self._stem(), list(self._pairs(node)))

    def _choice(self, node: Element, choices: list[Element], gap: str = "") -> ParsedQuestion:
        texts = self._texts(choices)
        names = list(texts)
        right = self._key(node) or self._mapped(node)
        if any(name not in texts for name in right):
            raise Wrong("answer", marked("The answer %(answer)s is none of the options."), answer=" ".join(right))
        one_only = self._declared(node).get("cardinality") == "single" or node.get("maxChoices") == "1"
        return assembled.choice(
            self.ref, self._stem(gap), list(texts.values()), [names.index(name) for name in right], one_only
        )

    def _declared(self, node: Element) -> Element:
        name = node.get("responseIdentifier", "")
        for each in self.item.iter("responseDeclaration"):
            if each.get("identifier") == name:
                return each
        raise Wrong("no-answer", NO_KEY)

    def _key(self, node: Element) -> list[str]:
        return [clean(each.text or "") for each in self._declared(node).iterfind("correctResponse/value")]

    def _mapped(self, node: Element) -> list[str]:
        """Return what earns marks: for several right ones each of them, else the one that earns most."""
        entries = [
            (each.get("mapKey", ""), _number(each.get("mappedValue")))
            for each in self._declared(node).iterfind("mapping/mapEntry")
        ]
        best = max((value for _, value in entries), default=0.0)
        if best <= 0:
            raise Wrong("no-answer", NO_KEY)
        several = self._declared(node).get("cardinality") == "multiple"
        return [key for key, value in entries if (value > 0 if several else value == best)]

    def _accepted(self, node: Element) -> list[str]:
        declared = self._declared(node)
        given = self._key(node)
        entries = [(each.get("mapKey", ""), _number(each.get("mappedValue"))) for each in declared.iter("mapEntry")]
        best = max((value for _, value in entries), default=0.0)
        given += [clean(key) for key, value in entries if value == best and best > 0]
        if not given:
            raise Wrong("no-answer", NO_KEY)
        if any(0 < value < best and clean(key) not in given for key, value in entries):
            self.warnings.append(("part-marks", PART_MARKS, {}))
        if declared.get("baseType") in ("float", "integer"):
            return [assembled.number_range(text, "") for text in dict.fromkeys(given)]
        return given

    def _all_of(self, node: Element, texts: dict[str, str]) -> list[str]:
        names = self._key(node)
        if sorted(names) != sorted(texts):
            raise Wrong("answer", marked("The right order does not name every item once."))
        return names

    def _pairs(self, node: Element) -> Iterator[tuple[str, str]]:
        sides = [self._texts(each.findall("simpleAssociableChoice")) for each in node.findall("simpleMatchSet")]
        if len(sides) != 2:
            raise Wrong("no-answer", NO_KEY)
        pairs = [name.split() for name in self._key(node) or self._mapped(node)]
        if any(len(pair) != 2 or pair[0] not in sides[0] or pair[1] not in sides[1] for pair in pairs):
            raise Wrong("answer", NO_KEY)
        for at, side in enumerate(sides):
            used = [pair[at] for pair in pairs]
            for name, text in side.items():
                if used.count(name) > 1 or (at == 0 and name not in used):
                    raise Wrong("not-one-to-one", NOT_ONE_TO_ONE, text=text)
                if name not in used:
                    self.warnings.append(("extra-side", EXTRA_SIDE, {"text": text}))
        yield from ((sides[0][left], sides[1][right]) for left, right in pairs)

    def _texts(self, choices: Iterable[Element]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for each in choices:
            name = each.get("identifier", "")
            if name in texts:
                raise Wrong("options", SAME_NAMES)
            rich = html_text(_html(each))
            none_in_answer(rich.images)
            texts[name] = rich.text
            said = [html_text(_html(part)).text for part in each.iter() if part.tag in _FEEDBACK]
            self.said += [notes.of_answer(rich.text, text) for text in said if text]
        return texts

    def _stem(self, gap: str = "") -> str:
        """Return the text of the body, with a blank in place of each interaction within it."""
        return self._shown("" if self.body is None else _html(self.body, gap))

    def _shown(self, html: str) -> str:
        rich = html_text(html)
        for source, alt in rich.images:
            self.pictures.take(source, alt)
        return rich.text

    def _model(self) -> str:
        rubric = [each for each in self.item.iter("rubricBlock") if "scorer" in each.get("view", "")]
        declared = [each.text or "" for each in self.item.iterfind("responseDeclaration/correctResponse/value")]
        return "\n".join(filter(None, [*(html_text(_html(each)).text for each in rubric), *map(clean, declared)]))

    def _explanation(self) -> str:
        within = {part for choice in self.item.iter() if choice.tag in _CHOICES for part in choice.iter()}
        said = [each for each in self.item.iter() if each.tag in (*_FEEDBACK, "modalFeedback") and each not in within]
        found = [html_text(_html(each)) for each in said]
        self.warnings += [doubt for rich in found for doubt in left_out(rich.images)]
        return "\n".join(dict.fromkeys(text for text in (*(rich.text for rich in found), *self.said) if text))


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


_FEEDBACK = ("feedbackInline", "feedbackBlock")
_CHOICES = ("simpleChoice", "inlineChoice", "simpleAssociableChoice")
_NOT_SHOWN = frozenset([*_FEEDBACK, *_CHOICES, "simpleMatchSet", "stylesheet", "modalFeedback"])


def _html(node: Element, gap: str = "") -> str:
    """Return what stands within an element as HTML. Interactions give way to their prompt and a gap."""
    pieces = [escape(node.text or "", quote=False)]
    for child in node:
        name = str(child.tag)
        if name in ("textEntryInteraction", "inlineChoiceInteraction"):
            pieces.append(gap)
        elif name in _NOT_SHOWN or (name == "rubricBlock" and "candidate" not in child.get("view", "")):
            pass
        elif name in ("img", "object"):
            pieces.append(_picture(child))
        else:
            tag = "div" if name in _AS_BLOCKS or name.endswith("Interaction") else re.sub(r"[^A-Za-z0-9]", "", name)
            own = "".join(f' {key}="{escape(child.get(key, ""))}"' for key in ("start", "type") if child.get(key))
            pieces.append(f"<{tag or 'x'}{own}>{_html(child, gap)}</{tag or 'x'}>")
        pieces.append(escape(child.tail or "", quote=False))
    return "".join(pieces)


_AS_BLOCKS = frozenset(["prompt", "rubricBlock", "contentBody"])


def _picture(node: Element) -> str:
    if node.tag == "object" and not node.get("type", "image/").startswith("image/"):
        return "<video></video>"
    source = node.get("src") or node.get("data") or ""
    return f'<img src="{escape(source)}" alt="{escape(node.get("alt") or _inner(node))}">'


def _inner(node: Element) -> str:
    return clean("".join(node.itertext()))
