"""Item statistics of an exam: the whole paper, each question by itself, and the table as an Excel file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import abort, make_response, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from elearn import clock
from elearn.audit.actions import record
from elearn.exams.models import Exam
from elearn.files.tables_out import Column, Table, to_xlsx
from elearn.people.access import may_use_content_of
from elearn.questions.models import QuestionVersion, Status
from elearn.reports import exam_statistics
from elearn.reports.exam_statistics import ExamReport, ItemReport
from elearn.reports.flags import Flag
from elearn.web.text import moment
from elearn.web.trainer import exam_labels, labels, trainer
from elearn.web.trainer.loaders import is_own, own_codes, own_exam

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS: dict[str, tuple[Any, Callable[[ItemReport], float | None]]] = {
    "number": (_l("No."), lambda item: item.number),
    "seen": (_l("Answered by"), lambda item: item.figures.seen),
    "facility": (_l("Share of marks won"), lambda item: item.figures.facility),
    "rest": (_l("Fits the rest"), lambda item: item.figures.rest_correlation),
    "discrimination": (_l("Good less weak"), lambda item: item.figures.discrimination),
    "alpha": (_l("Alpha without it"), lambda item: item.figures.alpha_without),
    "flags": (_l("To look at"), lambda item: len(item.flags)),
}
"""The columns of the table that can be sorted by."""


@dataclass(frozen=True)
class Line:
    """A question of the table with its text, and whether its page in the bank may be opened."""

    item: ItemReport
    version: QuestionVersion
    is_open: bool
    words: list[str]


@trainer.get("/exams/<slug>/statistics")
def statistics(slug: str) -> Any:
    """The figures of the exam, how the scores spread, and the table of questions."""
    exam = own_exam(slug)
    report = exam_statistics.report(exam, exam_statistics.taken(exam))
    sort, down = request.args.get("sort", "number"), request.args.get("down") == "1"
    if sort not in COLUMNS:
        abort(404)
    return render_template(
        "trainer/statistics.html",
        exam=exam,
        report=report,
        lines=_lines(report.items, sort, down=down),
        columns={name: heading for name, (heading, _) in COLUMNS.items()},
        sort=sort,
        down=down,
        labels=exam_labels,
    )


@trainer.get("/exams/<slug>/statistics/<int:version_id>")
def question_statistics(slug: str, version_id: int) -> Any:
    """One question: its figures, and how each third of the people answered it."""
    exam = own_exam(slug)
    data = exam_statistics.taken(exam)
    if version_id not in data.versions:
        if not any(version_id in pool for pool in exam.pools):
            abort(404)
        return render_template("trainer/statistics_unseen.html", exam=exam)
    column = data.versions.index(version_id)
    report = exam_statistics.report(exam, data)
    return render_template(
        "trainer/statistics_question.html",
        exam=exam,
        report=report,
        line=_lines([report.items[column]])[0],
        thirds=exam_statistics.thirds(data, column),
        options=exam_statistics.options_of(data.keys[column]),
        kinds=labels.KINDS,
    )


@trainer.post("/exams/<slug>/statistics")
def download_statistics(slug: str) -> Any:
    """The table of questions as an Excel file."""
    exam, now = own_exam(slug), clock.now()
    report = exam_statistics.report(exam, exam_statistics.taken(exam))
    record("export_statistics", f"exam:{exam.slug}", actor_id=current_user.id, unit_code=exam.unit_code)
    response = make_response(to_xlsx(_table(exam, report, now)))
    response.headers["Content-Type"] = XLSX
    response.headers["Cache-Control"] = "no-store"
    name = f"{exam.title}-{gettext('Item statistics')}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _lines(items: Sequence[ItemReport], sort: str = "number", *, down: bool = False) -> list[Line]:
    """Return the questions sorted by a column; those without a figure come last."""
    value = COLUMNS[sort][1]
    known = sorted((item for item in items if value(item) is not None), key=lambda item: value(item) or 0, reverse=down)
    versions = exam_statistics.questions(item.version for item in items)
    return [
        Line(item, versions[item.version], _may_open(versions[item.version]), [_words(flag) for flag in item.flags])
        for item in (*known, *(item for item in items if value(item) is None))
    ]


def _may_open(version: QuestionVersion) -> bool:
    """Say whether loaders.visible_question() would show the question of a version."""
    question = version.question
    if is_own(question.bank):
        return True
    above = may_use_content_of(question.bank.unit_code, own_codes())
    return above and question.status is Status.PUBLISHED and not question.current.is_secret


def _words(flag: Flag) -> str:
    params = {name: option_name(value) for name, value in flag.params.items()}
    return str(gettext(flag.message, **params))


@trainer.app_template_filter()
def option_name(letter: str) -> str:
    """What an option is called: its letter, or true and false in words."""
    return {"T": str(_l("True")), "F": str(_l("False"))}.get(letter, letter)


@trainer.app_template_filter()
def two_places(value: float | None) -> str:
    """A figure with two places, “—” for none."""
    return "—" if value is None else f"{value:.2f}".replace("-0.00", "0.00")


@trainer.app_template_filter()
def one_place(value: float | None) -> str:
    """A mark with one place, “—” for none."""
    return "—" if value is None else f"{value:.1f}"


@trainer.app_template_filter()
def whole_percent(value: float | None) -> str:
    """A share of 0 to 1 in whole percent, “—” for none."""
    return "—" if value is None else f"{value * 100:.0f}%"


def _table(exam: Exam, report: ExamReport, now: datetime) -> Table:
    headings = [str(heading) for heading, _ in COLUMNS.values()]
    columns = [Column(headings[0], 6), Column(gettext("Question"), 48, "text"), Column(headings[1], 9)]
    columns += [Column(headings[2], 10, "percent"), *(Column(each, 10, "text") for each in headings[3:6])]
    return Table(
        title=f"{exam.title} {gettext('Item statistics')}",
        columns=[*columns, Column(headings[6], 36, "text")],
        rows=[_cells(line) for line in _lines(report.items)],
        left=gettext("%(people)s people, mean %(mean)s", people=report.people, mean=one_place(report.mean)),
        right=moment(now),
        notes=[_alpha_words(report)],
        watermark=f"{current_user.name} {moment(now)}",
    )


def _cells(line: Line) -> list[Any]:
    figures = line.item.figures
    share = None if figures.facility is None else Decimal(str(figures.facility * 100)).quantize(Decimal("0.01"))
    rest = (figures.rest_correlation, figures.discrimination, figures.alpha_without)
    numbers = [two_places(each) for each in rest]
    return [line.item.number, line.version.stem, figures.seen, share, *numbers, "；".join(line.words)]


def _alpha_words(report: ExamReport) -> str:
    words = gettext(
        "Cronbach's alpha %(alpha)s, standard error of measurement %(error)s marks",
        alpha=two_places(report.alpha),
        error=one_place(report.standard_error),
    )
    return str(words)
