"""Text files and pasted text: their encoding, and their lines. Pure."""

import re
from collections.abc import Callable

from elearn.errors import marked
from elearn.questions import bank_text
from elearn.questions.bank_text_out import write_question
from elearn.questions.formats.reading import Doubt, Draft, Place, Reading, Unreadable, drafted
from elearn.questions.formats.typed import Line, read_lines
from elearn.questions.parsed import clean_line

LONGEST_LINE = 20_000
ENCODINGS = ("gb18030", "utf-16-le", "utf-16-be")
LEAST_SHARE = 0.7
USUAL_SIGNS = frozenset("，。、；：？！（）《》“”‘’【】〔〕—…·　√×①②③④⑤⑥⑦⑧⑨⑩ＡＢＣＤＥＦ．○●□■\ufeff")
NO_TEXT = marked("The file is no text that can be read. Save it as UTF-8 or as .docx.")


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or GB18030, with or without a mark. Raises Unreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and (marked_text := _decoded(data, "utf-16")) is not None:
        return marked_text
    if (plain := _decoded(data, "utf-8-sig")) is not None:
        return plain
    if is_western(data):
        return data.decode("cp1252", "replace")
    found = [(_share_of_usual_signs(text), text) for name in ENCODINGS if (text := _decoded(data, name)) is not None]
    share, text = max(found, default=(0.0, ""), key=lambda pair: pair[0])
    if share < LEAST_SHARE:
        raise Unreadable("encoding", NO_TEXT)
    return text


def is_western(data: bytes) -> bool:
    """Say whether each letter is one byte, as in Western Europe: high bytes stand alone there, in Chinese in pairs."""
    runs = re.findall(rb"[\x80-\xff]+", data)
    return b"\0" not in data and sum(len(run) == 1 for run in runs) > 0.6 * len(runs)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _share_of_usual_signs(text: str) -> float:
    """Chinese read in a wrong encoding is a salad of rare signs; the right one has Chinese, Latin and punctuation."""
    sample = text[:20_000]
    usual = sum(
        "\u4e00" <= sign <= "\u9fff" or " " <= sign <= "~" or sign in "\n\r\t" or sign in USUAL_SIGNS for sign in sample
    )
    return usual / max(1, len(sample))


def lines_of(text: str) -> list[Line]:
    """Return the lines that hold something, each with its number."""
    found, blank = [], False
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        cleaned = clean_line(raw)
        if len(cleaned) > LONGEST_LINE:
            message = marked("Line %(line)s is longer than %(most)s signs. Is this really a text file?")
            raise Unreadable("long-line", message, line=number, most=LONGEST_LINE)
        if cleaned:
            found.append(Line(cleaned, Place(line=number), blank))
        blank = not cleaned
    return found


def read_text(text: str) -> Reading:
    """Read pasted or stored text: bank text where it has its heads, else questions as people type them."""
    if bank_text.is_bank_text(text):
        return read_bank_text(text, lambda line: Place(line=line))
    return read_lines(lines_of(text))


def read_bank_text(text: str, place: Callable[[int], Place]) -> Reading:
    """Read bank text; `place` says where a line of the text stands in its carrier."""
    bank, lines, problems = bank_text.read_with_lines(text)
    # A text without its own head still has questions; the bank they go into is chosen by the importer.
    problems = [problem for problem in problems if problem.code not in ("no-title", "no-slug")]
    reading = Reading("text", title=bank.title, slug=bank.slug)
    for question in bank.questions:
        reading.drafts.append(drafted(question.ref, place(lines[question.ref]), question, write_question(question)))
    for problem in problems:
        where = place(problem.line)
        draft = Draft(problem.ref, where, None)
        draft.rejected.append(Doubt(problem.code, problem.message, where, problem.params))
        reading.drafts.append(draft)
    reading.drafts.sort(key=lambda draft: draft.where.line or draft.where.paragraph or draft.where.row or 0)
    return reading
