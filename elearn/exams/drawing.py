"""From drawing rules to pools of question versions: which questions each rule may take, and whether it can be met."""

import secrets
from collections.abc import Mapping, Sequence
from random import Random

from elearn.exams import sitting
from elearn.exams.models import Exam, PaperPlan
from elearn.exams.paper import Item, Rule, choose, draw
from elearn.questions import queries as question_queries
from elearn.questions.grading import Shape, Use
from elearn.questions.parsed import DIFFICULTY_WORDS, KIND_WORDS

TRIALS = 60
"""Papers drawn on trial before an exam is published: rules whose pools overlap may fail for some people only."""


def rules_of(exam: Exam) -> list[Rule]:
    """Return an exam's drawing rules."""
    return [Rule.from_json(rule) for rule in exam.rules]


def described(rule: Rule) -> str:
    """Return a rule in a few words, such as “wushe · 单选 · 易”."""
    difficulty = DIFFICULTY_WORDS[rule.difficulty] if rule.difficulty else ""
    return " · ".join(word for word in (rule.bank, rule.topic, KIND_WORDS[rule.kind], difficulty) if word)


def pools_for(rules: Sequence[Rule], unit_code: str) -> list[list[int]]:
    """Return for each rule the current versions it may draw: published, meant for exams, of banks the unit may use."""
    return [
        question_queries.exam_pool(unit_code, rule.kind, rule.bank, rule.topic, rule.difficulty, Use.EXAM)
        for rule in rules
    ]


def frozen_pools(exam: Exam) -> list[list[int]]:
    """Return the pools that publication freezes: a fixed paper's hold just its own questions. Raises PoolTooSmall."""
    rules = rules_of(exam)
    pools = pools_for(rules, exam.unit_code)
    for _ in range(TRIALS):
        chosen = choose(rules, pools, Random(secrets.token_hex(8)))  # noqa: S311  (who may guess it gains nothing)
    return chosen if exam.plan is PaperPlan.FIXED and rules else pools


def shapes_of(pools: Sequence[Sequence[int]]) -> Mapping[int, Shape]:
    """Return the shapes of all versions of some pools."""
    return {version: sitting.shape(version) for pool in pools for version in pool}


def sample(exam: Exam, seed: str) -> list[Item]:
    """Draw a paper for looking at or printing: from the frozen pools, or from what a draft would freeze now."""
    rules = rules_of(exam)
    pools = exam.pools or frozen_pools(exam)
    return draw(
        rules,
        pools,
        shapes_of(pools),
        seed,
        shuffle_questions=exam.shuffle_questions,
        shuffle_options=exam.shuffle_options,
    )
