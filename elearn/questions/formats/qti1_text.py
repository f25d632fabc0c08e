"""What an item of QTI 1.2 shows: texts in the dialects of Canvas and Blackboard, options, feedback. Pure."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions.formats import assembled, notes, taken_pictures
from elearn.questions.formats.qti2 import SAME_NAMES
from elearn.questions.formats.rich import Rich, html_text, maybe_html
from elearn.questions.formats.taken_pictures import Pictures
from elearn.questions.parsed import Wrong, clean

RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp", "response_extension")
MEDIA = marked("This question holds a sound, a film or a program, which can't be taken over.")
_TEXTS = ("mattext", "matemtext", "mat_formattedtext")
_MEDIA = ("mataudio", "matvideo", "matapplet", "matapplication")


def stem(node: Element, pictures: Pictures) -> list[str]:
    """Return the texts that stand outside of the responses, with a blank for each typed one."""
    found: list[str] = []
    for child in node:
        if child.tag == "material" or child.tag in _TEXTS or child.tag == "matimage":
            found.append(shown([child], pictures))
        elif child.get("class") == "RIGHT_MATCH_BLOCK":
            continue
        elif child.tag not in RESPONSES:
            found += stem(child, pictures)
        elif child.tag in ("response_str", "response_num"):
            found += [shown([each], pictures) for each in child if each.tag == "material"]
            found.append(assembled.BLANK)
    return [text for text in found if text]


def joined(texts: Sequence[str], blanks: bool) -> str:
    """A blank stands within its line; where nothing is to be filled in, or the text has its blanks, there is none."""
    plain = "\n".join(text for text in texts if text != assembled.BLANK)
    wanted = list(texts).count(assembled.BLANK)
    if not blanks or len(re.findall(r"_{3,}", plain)) == wanted:
        return plain
    return re.sub(rf"\n?({assembled.BLANK})\n?", r"\1", "\n".join(texts))


def shown(nodes: Sequence[Element], pictures: Pictures | None) -> str:
    """Return the text of nodes; pictures are taken, or refused where there is nothing to take them. Raises Wrong."""
    lines = []
    for node in nodes:
        for each in node.iter():
            if each.tag in _MEDIA:
                raise Wrong("media", MEDIA)
            if each.tag in _TEXTS:
                rich = _rich(each)
                lines.append(rich.text)
                _take(rich.images, pictures)
            elif each.tag == "matimage":
                _take([(_address_of(each), each.get("label", ""))], pictures)
    return clean("\n".join(filter(None, lines)))


def _take(images: Sequence[tuple[str, str]], pictures: Pictures | None) -> None:
    if pictures is None:
        taken_pictures.none_in_answer(images)
        return
    for source, alt in images:
        pictures.take(_address(source), alt)


def _address_of(image: Element) -> str:
    if image.get("embedded", "").lower() == "base64":
        return f"data:{image.get('imagtype', 'image/png')};base64,{image.text or ''}"
    return image.get("uri", "")


def _address(source: str) -> str:
    return source.replace("$IMS-CC-FILEBASE$", "web_resources").replace("%24IMS-CC-FILEBASE%24", "web_resources")


def _rich(node: Element) -> Rich:
    source = "".join(node.itertext())
    is_html = "html" in node.get("texttype", "").lower() or node.get("type", "").upper() in ("HTML", "SMART_TEXT")
    return html_text(source) if is_html else maybe_html(source)


def labels(node: Element) -> dict[str, str]:
    """Return the options of a response by their names. Raises Wrong for two of one name."""
    found = list(node.iter("response_label"))
    named = {each.get("ident", ""): shown([each], None) for each in found}
    if len(named) < len(found):
        raise Wrong("options", SAME_NAMES)
    return named


def explanation(item: Element, options: dict[str, str]) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    """Return what the feedback says, that of an option behind its text; and the doubts about its pictures."""
    lines: list[str] = []
    doubts = []
    for each in item.iter("itemfeedback"):
        if each.find(".//solution") is not None:
            continue
        found = [_rich(node) for node in each.iter() if node.tag in _TEXTS]
        text = "\n".join(rich.text for rich in found if rich.text)
        doubts += [doubt for rich in found for doubt in taken_pictures.left_out(rich.images)]
        of_option = options.get(each.get("ident", "").removesuffix("_fb"))
        lines.append(notes.of_answer(of_option, text) if of_option and text else text)
    return "\n".join(dict.fromkeys(filter(None, lines))), doubts


def solution(item: Element) -> str:
    """Return the model answer of an item."""
    found = [each for each in item.iter("itemfeedback") if each.find(".//solution") is not None]
    return "\n".join(filter(None, (_rich(node).text for each in found for node in each.iter() if node.tag in _TEXTS)))
