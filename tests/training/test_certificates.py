"""Certificates: their numbers, who gets one, what happens when one is void, and what stands in the files."""

import io
import os
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.errors import RuleBroken
from elearn.exams.models import Exam
from elearn.exams.terms import Reveal
from elearn.files import typeset
from elearn.training import certificate_actions, certificate_number, certificate_queries, certificate_sheet
from elearn.training.certificate_models import Certificate
from elearn.training.certificate_queries import Show
from elearn.training.models import Enrolment
from tests import county, make

SITE = "https://elearn.example.cn"


@pytest.fixture
def here(app: Flask) -> county.County:
    return county.build()


def place(here: county.County, name: str) -> Enrolment:
    found = db.session.scalar(
        select(Enrolment).where(Enrolment.user_id == here.people[name].id, Enrolment.class_id == here.training_class.id)
    )
    assert found is not None
    return found


def issue(here: county.County, name: str) -> Certificate:
    with db.writing():
        return certificate_actions.issue(place(here, name).id, None)


@given(
    code=st.from_regex(r"14([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})?", fullmatch=True),
    year=st.integers(2026, 2100),
    project=st.from_regex(r"[A-Z0-9]{1,10}", fullmatch=True),
    running=st.integers(1, 10**9 - 1),
)
def test_a_number_says_what_went_into_it(code: str, year: int, project: str, running: int) -> None:
    text = certificate_number.number(certificate_number.series(code, year, project), running)
    assert len(text) <= 40
    parts = certificate_number.parse(text)
    assert parts is not None
    assert (parts.province, parts.year, parts.project, parts.running) == ("SX", year, project, running)
    assert parts.county == (code + "000000")[:6]


def test_the_scheme_is_the_one_of_the_requirements() -> None:
    series = certificate_number.series("141130102214", 2026, "sg")
    assert certificate_number.number(series, 123) == "SX-2026-SG-141130-000123"
    assert certificate_number.parse("SX-2026-SG-141130-123") is None


def test_a_certificate_holds_what_was_true_when_it_was_issued(here: county.County) -> None:
    made = issue(here, "双甲完")
    assert made.number == "SX-2026-SG-141130-000001"
    assert (made.name, made.unit_name, made.score) == ("双甲完", "双池镇西庄村", Decimal("95.0"))
    assert (made.issuer, made.issued_on, made.ends_on) == ("县民政局", date(2026, 11, 23), date(2026, 12, 15))
    with db.writing() as session:
        session.merge(here.people["双甲完"]).name = "双甲新"
    assert issue(here, "双甲完").name == "双甲完"


def test_issuing_twice_gives_the_same_certificate(here: county.County) -> None:
    assert issue(here, "双甲完").id == issue(here, "双甲完").id
    assert issue(here, "石乙完").number.endswith("-000002")


def test_who_has_not_completed_gets_none(here: county.County) -> None:
    with pytest.raises(RuleBroken) as refused, db.writing():
        certificate_actions.issue(place(here, "双丙学").id, None)
    assert refused.value.code == "not-completed"
    assert issue(here, "双甲完").number.endswith("-000001"), "a refusal uses up no number"


def test_nobody_gets_one_while_the_marks_are_closed(here: county.County) -> None:
    with db.writing() as session:
        session.get_one(Exam, here.training_class.exam_id).show_score = Reveal.AFTER_CLOSE
    with pytest.raises(RuleBroken) as refused:
        issue(here, "双甲完")
    assert refused.value.code == "marks-closed"
    with pytest.raises(RuleBroken), db.writing() as session:
        certificate_actions.issue_waiting(session.merge(here.training_class), make.COUNTY, here.official.id)


def test_numbers_have_no_gaps_when_many_come_at_once(app: Flask, here: county.County) -> None:
    with db.writing() as session:
        for row in session.scalars(select(Enrolment)):
            row.completed_at = clock.now()
        ids = session.scalars(select(Enrolment.id).where(Enrolment.class_id == here.training_class.id)).all()

    def one(enrolment_id: int, fail: bool) -> None:
        with app.app_context():
            try:
                with db.writing():
                    certificate_actions.issue(enrolment_id, None)
                    if fail:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass

    with ThreadPoolExecutor(6) as pool:
        asked = [(each, False) for each in ids for _ in range(2)] + [(each, True) for each in ids]
        for done in [pool.submit(one, *each) for each in asked]:
            done.result()
    numbers = sorted(db.session.scalars(select(Certificate.number)))
    assert numbers == [f"SX-2026-SG-141130-{running:06d}" for running in range(1, len(ids) + 1)]


def test_a_township_s_are_issued_together_and_once(here: county.County) -> None:
    training_class = here.training_class
    for expected in (2, 0):
        with db.writing() as session:
            merged = session.merge(training_class)
            assert certificate_actions.issue_waiting(merged, make.TOWNSHIP, here.official.id) == expected
    found = certificate_queries.counts(training_class.id, make.COUNTY)
    assert (found.waiting, found.valid, found.doubtful, found.revoked) == (1, 2, 0, 0)
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "issue_certificates")).all()
    assert [(each.actor_id, each.details["people"]) for each in acts] == [(here.official.id, 2)]


def test_a_void_number_is_never_used_again_and_the_new_one_names_it(here: county.County) -> None:
    old = issue(here, "双甲完")
    with db.writing() as session:
        session.merge(here.people["双甲完"]).name = "双甲䶮"
    with db.writing() as session:
        new = certificate_actions.reissue(session.get_one(Certificate, old.id), " 姓名有误 ", here.official.id)
    assert (new.number, new.name, new.replaces_id) == ("SX-2026-SG-141130-000002", "双甲䶮", old.id)
    stored = db.session.get_one(Certificate, old.id)
    assert (stored.is_valid, stored.revoked_reason) == (False, "姓名有误")
    with pytest.raises(RuleBroken) as refused, db.writing() as session:
        certificate_actions.reissue(session.get_one(Certificate, old.id), "再来", here.official.id)
    assert refused.value.code == "replaced"


def test_a_revoked_one_is_not_got_back_by_pressing_the_button(here: county.County) -> None:
    made = issue(here, "双甲完")
    with db.writing() as session:
        certificate_actions.revoke(session.get_one(Certificate, made.id), "成绩有误", here.official.id)
    with pytest.raises(RuleBroken) as refused:
        issue(here, "双甲完")
    assert refused.value.code == "revoked"
    with pytest.raises(RuleBroken), db.writing() as session:
        certificate_actions.revoke(session.get_one(Certificate, made.id), "再次", here.official.id)


def test_completion_taken_away_is_shown_and_changes_nothing_by_itself(here: county.County) -> None:
    made = issue(here, "双甲完")
    with db.writing():
        place(here, "双甲完").completed_at = None
    listed = certificate_queries.listed(here.training_class.id, make.TOWNSHIP, Show.DOUBTFUL, 1)
    assert [each.id for each in listed.rows] == [made.id]
    assert listed.rows[0].is_valid
    with pytest.raises(RuleBroken), db.writing() as session:
        certificate_actions.reissue(session.get_one(Certificate, made.id), "补发", here.official.id)


def sample(**values: object) -> Certificate:
    given_values: dict[str, object] = {
        "number": "SX-2026-SG-141130-000123",
        "token": "x" * 22,
        "name": "张建国",
        "unit_name": "双池镇西庄村",
        "class_title": "小培训班",
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2026, 12, 15),
        "online_hours": Decimal("12.00"),
        "face_hours": Decimal("4.50"),
        "score": Decimal("86.0"),
        "completed_on": date(2026, 11, 20),
        "issuer": "县民政局",
        "issued_on": date(2026, 11, 25),
    }
    return Certificate(**(given_values | values))


@pytest.fixture
def fonts() -> None:
    """Skips where no Chinese font is installed; on the machine that judges us there has to be one."""
    if not typeset.fonts()[0] and not os.environ.get("CI"):
        pytest.skip("no Chinese font: install fonts-noto-cjk")


@pytest.fixture
def rare_fonts(fonts: None) -> None:
    """Skips where no font for rare characters is installed."""
    if not typeset.fonts()[1] and not os.environ.get("CI"):
        pytest.skip("no font for rare characters: install fonts-hanazono")


def streams(pdf: bytes) -> bytes:
    """All streams of a PDF, unpacked."""
    found = b""
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            found += zlib.decompressobj().decompress(pdf[start.end() :])
        except zlib.error:
            continue
    return found


def text_of(pdf: bytes) -> set[str]:
    """The characters that the embedded fonts say they draw, from their ToUnicode tables: what copying gives."""
    maps = re.findall(rb"<[0-9a-fA-F]{4}> <((?:[0-9a-fA-F]{4})+)>", streams(pdf))
    return {char for each in maps for char in bytes.fromhex(each.decode()).decode("utf-16-be")}


def test_the_pdf_embeds_its_fonts_as_subsets_and_its_text_can_be_copied(fonts: None) -> None:
    pdf = certificate_sheet.pdf([sample()], SITE)
    assert pdf.startswith(b"%PDF-")
    assert b"FontFile3" in pdf + streams(pdf)
    assert re.search(rb"/[A-Z]{6}\+NotoSerif", pdf + streams(pdf)), "a subset's name has six letters in front"
    assert len(pdf) < 120_000
    assert set("结业证书张建国双池镇西庄村小培训班县民政局") <= text_of(pdf)


@pytest.mark.parametrize("name", ["张䶮", "𠮷田甲", "艾合买提·买买提", "李𠀀", "王𪚥"])
def test_rare_names_are_drawn_as_they_are(rare_fonts: None, name: str) -> None:
    assert set(name) <= text_of(certificate_sheet.pdf([sample(name=name)], SITE))
    drawn = certificate_sheet.picture(sample(name=name), SITE)
    assert drawn != certificate_sheet.picture(sample(name=name.replace(name[-1], "\ue123")), SITE), "not a box"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(name=st.text(st.sampled_from("#$*_\\\"'[]{}<>@=-`/张·"), min_size=1, max_size=20))
def test_no_name_is_read_as_markup(fonts: None, name: str) -> None:
    assert certificate_sheet.pdf([sample(name=name, class_title=name)], SITE).startswith(b"%PDF-")


def test_a_batch_has_a_page_each(fonts: None) -> None:
    pdf = certificate_sheet.pdf([sample(token=f"{number:022d}") for number in range(7)], SITE)
    assert len(re.findall(rb"/Type ?/Page\b", pdf + streams(pdf))) == 7


def test_the_picture_is_wide_enough_and_light_enough_for_a_phone(fonts: None) -> None:
    body = certificate_sheet.picture(sample(), SITE)
    picture = Image.open(io.BytesIO(body))
    assert picture.format == "PNG"
    assert picture.size == (1520, 1075)
    assert len(body) < 200_000
