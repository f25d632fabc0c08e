"""Taking imports over, and back, in steps that let other writers in between: writes only, each step commits.

A small import is one transaction. A large one is brought in retired, some at a time, and one short step at the end
makes all of it visible; taking back retires all in one short step and then removes some at a time. Whoever is
interrupted goes on by doing the same again.
"""

from sqlalchemy import update

from elearn import db
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.questions import import_actions, import_queries, import_replace
from elearn.questions.import_models import Decision, ImportState, QuestionImport
from elearn.questions.models import Question, Status
from elearn.questions.review_actions import status_of_new

AT_ONCE = 40
"""So many questions are written within some 60 ms, with all the pairs of signs by which they are found."""


def accept(import_id: int, by_id: int | None, *, only_sound: bool) -> dict[Status, int]:
    """Take an import over; return how many questions got which status. Raises RuleBroken."""
    found = import_queries.rows(import_id)
    is_begun = any(row.stored.question_id for row in found)
    wanted = import_actions.to_take(found, only_sound=only_sound or is_begun)
    swaps = [row.stored.position for row in wanted if row.stored.decision is Decision.SWAP]
    taken = [row.stored.position for row in wanted if row.stored.decision is not Decision.SWAP]
    if len(taken) <= AT_ONCE and not is_begun:
        with db.writing():
            return import_actions.accept(_import(import_id), by_id, only_sound=only_sound)
    with db.writing():
        made = _import(import_id)
        import_actions.must_be(made, ImportState.OPEN, ImportState.COMING)
        made.state = ImportState.COMING
    for positions in _parts(taken):
        with db.writing():
            made = _import(import_id)
            import_actions.must_be(made, ImportState.COMING)
            import_actions.bring_in(made, import_queries.rows_at(import_id, positions), by_id, Status.RETIRED)
    by_status = _to_show(import_id)
    with db.writing():
        made = _import(import_id)
        import_actions.must_be(made, ImportState.COMING)
        replaced = import_replace.swap_in(made, import_queries.rows_at(import_id, swaps), by_id)
        counts = import_actions.added(_show(import_id, by_status), replaced)
        import_actions.finish(made, sum(counts.values()), by_id)
        return counts


def _to_show(import_id: int) -> dict[Status, list[int]]:
    """Return which status each question that has come shall have; looked up before the last step opens."""
    bank = _import(import_id).bank
    by_status: dict[Status, list[int]] = {}
    for key, uses in import_queries.taken_uses(import_id):
        by_status.setdefault(status_of_new(bank, uses), []).append(key)
    return dict(sorted(by_status.items(), key=lambda each: -len(each[1])))


def _show(import_id: int, by_status: dict[Status, list[int]]) -> dict[Status, int]:
    """Give what has come the status that it shall have; return how many have which."""
    for at, (status, ids) in enumerate(by_status.items()):
        # Most have one status: they are named by their import, which is far quicker than by their numbers.
        which = Question.id.in_(ids) if at else Question.id.in_(import_queries.taken(import_id))
        statement = update(Question).where(which).values(status=status)
        session.execute(statement.execution_options(synchronize_session=False))
    return {status: len(ids) for status, ids in by_status.items()}


def _set_status(ids: list[int], status: Status) -> None:
    statement = update(Question).where(Question.id.in_(ids)).values(status=status)
    session.execute(statement.execution_options(synchronize_session=False))


def undo(import_id: int, by_id: int | None) -> int:
    """Take an import back while none of its questions has been used; return how many went. Raises RuleBroken."""
    ids = import_queries.taken_ids(import_id)
    if len(ids) <= AT_ONCE:
        with db.writing():
            made = _import(import_id)
            if made.state is ImportState.ACCEPTED:
                return import_actions.undo(made, by_id)
    with db.writing():
        made = _import(import_id)
        import_actions.must_be(made, ImportState.ACCEPTED, ImportState.COMING, ImportState.LEAVING)
        import_actions.must_be_unused(made)
        made.state = ImportState.LEAVING
        replaced = import_replace.swap_back(made, by_id)
        _set_status(ids, Status.RETIRED)
    for some in _parts(ids):
        with db.writing():
            made = _import(import_id)
            import_actions.must_be(made, ImportState.LEAVING)
            import_actions.must_be_unused(made)
            import_actions.remove(some)
    with db.writing():
        made = _import(import_id)
        import_actions.must_be(made, ImportState.LEAVING)
        import_actions.close_undone(made, len(ids) + replaced, by_id)
    return len(ids) + replaced


def _parts(values: list[int]) -> list[list[int]]:
    return [values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]


def _import(import_id: int) -> QuestionImport:
    made = import_queries.import_by_id(import_id)
    if made is None:
        raise RuleBroken("import-state", marked("This import has been closed already."))
    return made
