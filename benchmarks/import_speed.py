"""How long a Word file of 1,000 questions takes to the preview, against mammoth's bare conversion in the same run.

    python -m benchmarks.import_speed [--json] [--questions N]

Ours is everything up to the drafts: a process of its own, unpacking, reading, understanding, checking. The limit is
3 × what mammoth alone takes to make HTML of the same file. Exit status 1 when it is broken.
"""

import argparse
import io
import json
import statistics
import sys
import time
from collections.abc import Callable

import mammoth

from elearn.questions import read_apart
from tests.questions.formats.files import docx, paragraph

LIMIT = 3.0
RUNS = 5


def file_of(count: int) -> bytes:
    """A Word file as people type it: number, options, answer and explanation on lines of their own."""
    lines = []
    for number in range(1, count + 1):
        lines += [f"{number}. 第{number}道题：下列哪一项不属于社区里第{number}件要办的事？（　）"]
        lines += [f"{letter}. 第{number}题的选项{letter}，说明文字稍长一些" for letter in "ABCD"]
        lines += ["答案：C", f"解析：第{number}题选 C，因为其余三项都属于。"]
    return docx("".join(map(paragraph, lines)))


def median(work: Callable[[], object]) -> float:
    """Return the median time of some runs in seconds."""
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--questions", type=int, default=1000)
    arguments = parser.parse_args()
    data = file_of(arguments.questions)
    found = len([draft for draft in read_apart.read("bank.docx", data).drafts if draft.is_sound])
    ours = median(lambda: read_apart.read("bank.docx", data))
    reference = median(lambda: mammoth.convert_to_html(io.BytesIO(data)))
    ratio = ours / reference
    result = {"questions": found, "ours_s": round(ours, 3), "mammoth_s": round(reference, 3), "ratio": round(ratio, 2)}
    if arguments.json:
        print(json.dumps(result))
    else:
        print(
            f"{found} questions: ours {ours:.3f} s, mammoth alone {reference:.3f} s, ratio {ratio:.2f} (limit {LIMIT})"
        )
    return 0 if ratio <= LIMIT and found == arguments.questions else 1


if __name__ == "__main__":
    sys.exit(main())
