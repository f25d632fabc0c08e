"""Item statistics agree with published figures to the printed digits; drawn papers and odd matrices are handled."""

import json
import math
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from elearn.cli_stats import stats
from elearn.reports.item_statistics import figures, flags, option_use

# Section 6 of the Law School Admission Test (Bock & Lieberman 1970, Psychometrika 35, 179-197): how often each of the
# 32 patterns of five answers occurred among 1,000 people.
LSAT = [
    3,
    6,
    2,
    11,
    1,
    1,
    3,
    4,
    1,
    8,
    0,
    16,
    0,
    3,
    2,
    15,
    10,
    29,
    14,
    81,
    3,
    28,
    15,
    80,
    16,
    56,
    21,
    173,
    11,
    61,
    28,
    298,
]
# What the package ltm prints for them (Rizopoulos 2006, J. Stat. Softw. 17(5)): facility, correlation with the total
# without the item, alpha without the item; alpha of all 0.2950.
PRINTED = [
    (0.924, 0.1128, 0.2754),
    (0.709, 0.1532, 0.2376),
    (0.553, 0.1728, 0.2168),
    (0.763, 0.1444, 0.2459),
    (0.870, 0.1216, 0.2663),
]
ROWS = [[float(sign) for sign in f"{pattern:05b}"] for pattern, count in enumerate(LSAT) for _ in range(count)]
NAMES = ["1", "2", "3", "4", "5"]


SEVEN = "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308"


def test_the_law_school_data_give_the_printed_figures() -> None:
    found = figures(NAMES, ROWS, [1.0] * 5)
    rounded = [
        (round(item.facility or 0, 3), round(item.rest_correlation or 0, 4), round(item.alpha_without or 0, 4))
        for item in found.items
    ]
    assert rounded == PRINTED
    assert found.alpha
    assert round(found.alpha, 4) == 0.2950
    assert (found.people, found.mean) == (1000, 3.819)
    assert found.standard_error == pytest.approx((found.deviation or 0) * math.sqrt(1 - found.alpha))


def test_the_other_law_school_section_gives_what_mirt_prints() -> None:
    """Section 7 of the same test (Bock & Lieberman 1970), as itemstats(LSAT7) of the package mirt shows it."""
    rows = [[float(sign) for sign in f"{at:05b}"] for at, count in enumerate(SEVEN.split()) for _ in range(int(count))]
    found = figures(NAMES, rows, [1.0] * 5)
    whole = [round(value or 0, 3) for value in (found.mean, found.deviation, found.alpha)]
    assert (found.people, whole) == (1000, [3.707, 1.199, 0.453])
    columns = [
        [round(getattr(item, name), 3) for item in found.items]
        for name in ("facility", "rest_correlation", "alpha_without")
    ]
    assert columns == [
        [0.828, 0.658, 0.772, 0.606, 0.843],
        [0.246, 0.247, 0.313, 0.223, 0.175],
        [0.396, 0.394, 0.345, 0.415, 0.438],
    ]


def test_upper_and_lower_groups_by_hand() -> None:
    rows = [[1.0, 1.0, 1.0]] * 3 + [[1.0, 0.0, 1.0]] * 4 + [[0.0, 0.0, 1.0]] * 3
    found = figures(["a", "b", "c"], rows, [1.0] * 3)
    assert [item.discrimination for item in found.items] == [1.0, 1.0, 0.0]
    assert found.items[2].rest_correlation is None  # everybody has it right: nothing varies


def test_marks_of_several_points_are_shares() -> None:
    found = figures(["a", "b"], [[5.0, 0.0], [2.5, 10.0], [0.0, 5.0]], [5.0, 10.0])
    assert [item.facility for item in found.items] == [0.5, 0.5]


def test_on_drawn_papers_each_item_counts_those_who_got_it() -> None:
    source = random.Random(7)
    rows = []
    for _ in range(3000):
        ability = source.random()
        row: list[float | None] = [None] * 40
        for at in source.sample(range(40), 10):
            row[at] = float(source.random() < 0.2 + 0.7 * ability)
        rows.append(row)
    found = figures([str(at) for at in range(40)], rows, [1.0] * 40)
    packed = [[score for score in row if score is not None] for row in rows]
    whole = figures([str(at) for at in range(10)], packed, [1.0] * 10)
    assert sum(item.seen for item in found.items) == 30_000
    assert found.alpha == pytest.approx(whole.alpha, abs=0.02)
    assert all(0.2 < (item.rest_correlation or 0) < 0.6 for item in found.items)


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=4, max_size=4), min_size=2, max_size=30))
def test_the_pooled_alpha_is_the_usual_one_where_everybody_got_everything(rows: list[list[float]]) -> None:
    def variance(values: list[float]) -> float:
        mean = sum(values) / len(values)
        return sum((value - mean) ** 2 for value in values) / (len(values) - 1)

    total = variance([sum(row) for row in rows])
    found = figures(list("abcd"), rows, [1.0] * 4)
    if total < 1e-9:
        assert found.alpha is None
    else:
        own = sum(variance([row[at] for row in rows]) for at in range(4))
        assert found.alpha == pytest.approx(4 / 3 * (1 - own / total))


@pytest.mark.parametrize("rows", [[], [[None, None]], [[1.0, 1.0]], [[1.0, None], [None, 0.0]]])
def test_too_little_gives_no_figures_and_no_error(rows: list[list[float | None]]) -> None:
    found = figures(["a", "b"], rows, [1.0, 1.0])
    assert found.alpha is None


def test_options_that_nobody_takes_or_that_draw_the_strong_are_flagged() -> None:
    choices = ["A"] * 6 + ["B"] * 2 + ["C"] * 2
    shares = [0.1] * 6 + [0.9] * 4
    use = option_use(choices, "ABCD", shares)
    assert [(each.option, each.chosen) for each in use] == [("A", 6), ("B", 2), ("C", 2), ("D", 0)]
    item = figures(["q", "r"], [[1.0, 0.0]] * 6 + [[0.0, 1.0]] * 4, [1.0, 1.0]).items[0]
    codes = {code for code, _ in flags(item, use, "A")}
    assert {"unused", "attracts-good"} <= codes


def _run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(stats, ["items", *arguments])
    return done.exit_code, done.stdout


def test_the_command_reads_letters_with_a_key(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("姓名,q1,q2\n甲,A,ab\n乙,B,C\n丙,A,\n", encoding="utf-8")
    (tmp_path / "k.csv").write_text("q1,A\nq2,BA\n", encoding="utf-8")
    status, text = _run(str(tmp_path / "r.csv"), "--key", str(tmp_path / "k.csv"), "--json")
    found = json.loads(text)
    assert status == 0
    assert [(item["name"], item["seen"], item["facility"]) for item in found["items"]] == [
        ("q1", 3, 0.6667),
        ("q2", 2, 0.5),
    ]
    assert found["items"][0]["options"][1] == {"option": "B", "chosen": 1, "share": 0.3333, "upper": 0.0, "lower": 1.0}


@pytest.mark.parametrize(
    ("text", "key"),
    [("q1,q2\n1,x\n", None), ("q1,q2\n1\n", None), ("q1\n", None), ("q1\nA\n", "q2,A\n"), ("", None)],
)
def test_bad_tables_are_refused_with_their_place(app: Flask, tmp_path: Path, text: str, key: str | None) -> None:
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    (tmp_path / "k.csv").write_text(key or "", encoding="utf-8")
    arguments = [str(tmp_path / "r.csv"), *(["--key", str(tmp_path / "k.csv")] if key else [])]
    assert _run(*arguments)[0] == 1
