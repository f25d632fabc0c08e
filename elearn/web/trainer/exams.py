"""The exams of a trainer, one exam, and what can be done with it: copy, publish, withdraw, delete."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.exams import drawing, rule_check, setting_actions, setting_queries
from elearn.exams.models import ExamState
from elearn.people import unit_queries
from elearn.training import exam_actions, exam_queries
from elearn.web.trainer import exam_labels, labels, trainer
from elearn.web.trainer.exam_rules import rule_words, short_words
from elearn.web.trainer.loaders import is_own_exam, own_codes, own_exam, visible_exam


@trainer.get("/exams")
def exams() -> Any:
    """All exams of the trainer's units, and those that units above have published."""
    rows = setting_queries.exams(own_codes())
    return render_template(
        "trainer/exams.html",
        own=[row for row in rows if is_own_exam(row.exam)],
        above=[row for row in rows if not is_own_exam(row.exam)],
        units=unit_queries.names({row.exam.unit_code for row in rows}),
        labels=exam_labels,
        now=clock.now(),
    )


@trainer.get("/exams/<slug>")
def exam(slug: str) -> Any:
    """One exam: settings, rules, who sits it, what was changed since publication, and what can be done."""
    found = visible_exam(slug)
    rules, mine = drawing.rules_of(found), is_own_exam(found)
    is_draft = found.state is ExamState.DRAFT
    return render_template(
        "trainer/exam.html",
        exam=found,
        mine=mine,
        unit=unit_queries.unit(found.unit_code),
        rules=[(rule_words(rule), rule) for rule in rules],
        check=(check := rule_check.check(rules, found.unit_code) if is_draft else None),
        short=short_words(check.short) if check else "",
        counts=setting_queries.counts(found.id),
        to_judge=len(setting_queries.to_judge(found, 10_000)),
        classes=exam_queries.classes_of(found.id),
        people=exam_queries.people_count(found.id),
        changes=setting_queries.changes(found.id),
        labels=exam_labels,
        kinds=labels.KINDS,
        now=clock.now(),
    )


@trainer.post("/exams/<slug>/copy")
def copy_exam(slug: str) -> Any:
    """A draft with the same settings; of an exam of a unit above one for the trainer's own unit."""
    found = visible_exam(slug)
    unit_code = found.unit_code if is_own_exam(found) else own_codes()[0]
    title = gettext("Copy of %(title)s", title=found.title)
    made = setting_actions.copy_exam(found, title, unit_code, current_user.id)
    flash(gettext("This is the copy. Set its time and its classes."), "success")
    return redirect(url_for("trainer.edit_exam", slug=made.slug), 303)


@trainer.post("/exams/<slug>/publish")
def publish_exam(slug: str) -> Any:
    """Freeze it and open it to its classes."""
    found = own_exam(slug)
    exam_actions.publish(found, current_user.id)
    flash(gettext("The exam is published. Its classes see it from now on."), "success")
    return redirect(url_for("trainer.exam", slug=slug), 303)


@trainer.post("/exams/<slug>/withdraw")
def withdraw_exam(slug: str) -> Any:
    """Take a published exam back that nobody has started."""
    setting_actions.withdraw(own_exam(slug), current_user.id)
    flash(gettext("The exam is withdrawn. Nobody can start it."), "success")
    return redirect(url_for("trainer.exam", slug=slug), 303)


@trainer.post("/exams/<slug>/delete")
def delete_exam(slug: str) -> Any:
    """Delete a draft."""
    exam_actions.delete_draft(own_exam(slug), current_user.id)
    flash(gettext("The draft is deleted."), "success")
    return redirect(url_for("trainer.exams"), 303)
