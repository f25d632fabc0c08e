"""Sound files whose bytes were changed, cut or doubled on the way: read or refused by name, and soon."""

import json
import time
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.questions.formats.gift_out import write_gift
from elearn.questions.formats.moodle_xml_out import write_moodle
from elearn.questions.formats.reading import Reading, Unreadable, reading_json
from elearn.questions.formats.sheet_questions import UnknownLayout
from elearn.questions.formats.sniff import read_file
from elearn.questions.parsed import as_json
from tests.questions.formats.files import zipped
from tests.questions.formats.test_moodle import AIKEN, BANK
from tests.questions.formats.test_nasty_systems import QTI

MOST_SECONDS = 5
QUIZ = write_moodle(BANK, {})[0]
ITEM = QTI["one"][0].encode()
SOUND = {
    "a.gift": write_gift(BANK)[0],
    "a.xml": QUIZ,
    "item.xml": ITEM,
    "a.txt": AIKEN.encode(),
    "a.json": json.dumps([as_json(each) for each in BANK.questions], ensure_ascii=False).encode(),
    "a.jsonl": b"\n".join(json.dumps({"q": f"q{n}", "a": ["x", "y"], "ans": "A"}).encode() for n in range(5)),
    "a.zip": zipped({"imsmanifest.xml": "<manifest/>", "i.xml": ITEM, "quiz.xml": QUIZ}),
}
SIGNS = b"{}[]<>&\"'=~#\\:,%/\n\x00\xff\xe4PK"
Change = tuple[str, float, float, bytes]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["put", "cut", "double", "replace"]),
        st.floats(0, 1),
        st.floats(0, 0.2),
        st.one_of(st.binary(min_size=1, max_size=4), st.sampled_from([SIGNS[at : at + 1] for at in range(len(SIGNS))])),
    ),
    min_size=1,
    max_size=6,
)


def _changed(data: bytes, changes: Sequence[Change]) -> bytes:
    for what, place, share, new in changes:
        at = int(place * len(data))
        end = min(len(data), at + max(1, int(share * len(data))))
        match what:
            case "put":
                data = data[:at] + new + data[at:]
            case "cut":
                data = data[:at] + data[end:]
            case "double":
                data = data[:end] + data[at:]
            case _:
                data = data[:at] + new + data[at + len(new) :]
    return data


@pytest.mark.parametrize("name", SOUND)
@given(changes=CHANGES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_changed_bytes_are_read_or_refused_by_name(name: str, changes: list[Change]) -> None:
    data = _changed(SOUND[name], changes)
    began = time.process_time()
    try:
        reading = read_file(name, data)
    except (Unreadable, UnknownLayout):
        reading = Reading("")
    assert all(draft.question or draft.rejected for draft in reading.drafts)
    assert json.dumps(reading_json(reading))
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize("name", SOUND)
def test_unchanged_they_are_read(name: str) -> None:
    assert any(draft.is_sound for draft in read_file(name, SOUND[name]).drafts)
