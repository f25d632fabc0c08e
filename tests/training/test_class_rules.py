"""What a class may plan: what nobody could meet is refused, what only looks odd is said."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from elearn.training import class_rules
from elearn.training.class_rules import Known, Plan
from elearn.training.completion import Audience, Condition, ConditionKind

GOOD = Plan(
    title="培训班",
    organiser="县民政局",
    unit_code="141130",
    unit_codes=("141130102",),
    audience=Audience.CADRES,
    starts_on=date(2026, 11, 1),
    ends_on=date(2026, 12, 31),
    course_ids=(1,),
    exam_id=5,
    conditions=(Condition(ConditionKind.LESSONS), Condition(ConditionKind.EXAM)),
)
KNOWN = Known(["141130"], {1: 7, 2: 0}, {5, 6}, exam_days={5: (date(2026, 12, 1), date(2026, 12, 2))})


def _asks(*kinds: ConditionKind, share: int = 100) -> tuple[Condition, ...]:
    return tuple(Condition(kind, Decimal(share)) for kind in kinds)


def test_a_sound_plan_is_taken() -> None:
    assert class_rules.faults(GOOD, KNOWN) == []
    assert class_rules.doubts(GOOD, KNOWN) == []


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        ("ends_on", {"ends_on": date(2026, 10, 31)}),
        ("unit", {"unit_code": "141129", "unit_codes": ("141129",)}),
        ("units", {"unit_codes": ()}),
        ("units", {"unit_codes": ("141129100",)}),
        ("courses", {"course_ids": (1, 1)}),
        ("courses", {"course_ids": (9,)}),
        ("courses", {"course_ids": ()}),
        ("exam", {"exam_id": None}),
        ("exams", {"offered_exams": (5,)}),
        ("exams", {"offered_exams": (6,), "required_exams": (6,)}),
        ("exams", {"offered_exams": (7,)}),
        ("exams", {"required_exams": (6,), "conditions": _asks(ConditionKind.LESSONS)}),
        ("conditions", {"conditions": ()}),
        ("lessons_share", {"conditions": _asks(ConditionKind.LESSONS, share=0)}),
        ("lessons_share", {"conditions": _asks(ConditionKind.LESSONS, share=101)}),
        ("online_hours", {"conditions": _asks(ConditionKind.ONLINE_HOURS)}),
        ("face_hours", {"conditions": _asks(ConditionKind.FACE_HOURS)}),
        ("face_hours", {"face_hours": Decimal(1000)}),
    ],
)
def test_what_cannot_be_met_or_is_not_ones_own_is_refused(where: str, changes: dict[str, object]) -> None:
    assert where in [each.where for each in class_rules.faults(replace(GOOD, **changes), KNOWN)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        ("courses", {"course_ids": (2,)}),
        ("conditions", {"conditions": _asks(ConditionKind.ATTENDANCE)}),
        ("exam", {"ends_on": date(2026, 11, 30)}),
        ("exam", {"starts_on": date(2026, 12, 3)}),
    ],
)
def test_what_only_looks_odd_is_said(where: str, changes: dict[str, object]) -> None:
    plan = replace(GOOD, **changes)  # type: ignore[arg-type]
    assert class_rules.faults(plan, KNOWN) == []
    assert [each.where for each in class_rules.doubts(plan, KNOWN)] == [where]


def test_once_somebody_has_begun_courses_and_closing_exam_are_fixed() -> None:
    after = replace(GOOD, title="另一个名字", course_ids=(2,), exam_id=None, face_hours=Decimal(2))
    assert [each.where for each in class_rules.frozen(GOOD, after)] == ["courses", "exam"]
    assert class_rules.decides_anew(GOOD, after)


def test_a_new_title_or_another_order_decides_nobody_anew() -> None:
    two = replace(GOOD, course_ids=(1, 2))
    after = replace(two, title="另一个名字", course_ids=(2, 1), conditions=two.conditions[::-1])
    assert not class_rules.decides_anew(two, after)
    assert class_rules.changed(two, after) == ["title", "course_ids"]


def test_a_copy_is_a_year_later() -> None:
    assert class_rules.a_year_on(date(2028, 2, 29)) == date(2029, 2, 28)
    assert class_rules.next_title("2026年冬季至2027年春季班20260") == "2027年冬季至2028年春季班20260"


def test_a_unit_below_another_one_is_left_out() -> None:
    assert class_rules.smallest(["141130102214", "141130102", "141129"]) == ("141129", "141130102")
