"""The courses that come with the program: read from the folder courses/."""

import re
from pathlib import Path

from elearn import config
from elearn.courses import lesson_text
from elearn.courses.lesson_text import CourseText, LessonProblem
from elearn.errors import RuleBroken, marked

FOLDER = config.PROJECT / "courses"
PICTURE_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.(svg|png|jpg)")


def slugs() -> list[str]:
    """Return the slugs of the shipped courses."""
    return sorted(path.parent.name for path in FOLDER.glob("*/course.toml"))


def read_course(slug: str) -> CourseText:
    """Read a shipped course. Raises RuleBroken saying which file is wrong, and how."""
    folder = FOLDER / slug
    if slug not in slugs():
        raise RuleBroken(
            "no-course",
            marked("There is no course %(slug)s; there are: %(known)s."),
            slug=slug,
            known=", ".join(slugs()),
        )
    lessons = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "lessons").glob("*.md")}
    try:
        return lesson_text.read_course((folder / "course.toml").read_text(encoding="utf-8"), lessons)
    except LessonProblem as problem:
        raise RuleBroken(
            "bad-course", marked("The course %(slug)s can't be read: %(why)s."), slug=slug, why=problem
        ) from None


def picture(slug: str, name: str) -> Path | None:
    """Return the file of a course's picture, None where there is none (or the name is not one)."""
    path = FOLDER / slug / "pictures" / name
    return path if PICTURE_NAME.fullmatch(name) and slug in slugs() and path.is_file() else None
