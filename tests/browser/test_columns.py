"""A table of a form that nobody knows, in a real browser: asked for once, with a guess, and known from then on."""

import os

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, NewPage
from tests.browser.site import Site
from tests.browser.walker import TRAINER, Thumb
from tests.questions.formats.files import xlsx

pytestmark = pytest.mark.browser
HEAD = ["谜面", "谜底甲", "谜底乙", "谜底丙", "对的那个", "出题人"]
FIRST = [
    ["某镇竞赛题"],
    HEAD,
    ["国际社工日在几月？", "三月", "四月", "五月", "A", "王"],
    ["几社联动？", "三", "五", "七", "B", "李"],
]
FIRST += [["村委会任期几年？", "三年", "四年", "五年", "C", "王"]]
SECOND = [
    ["另一镇竞赛题（9月）"],
    HEAD,
    ["慈善日是几号？", "三号", "五号", "七号", "B", "赵"],
    ["几级？", "两级", "三级", "四级", "A", "李"],
]
SECOND += [["谁主任？", "甲", "乙", "丙", "C", "赵"]]


def _send(page: Page, rows: list[list[str]]) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "竞赛题.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(rows)}
    )
    page.locator("main form button[type=submit]").first.click()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_columns_are_asked_for_once(site: Site, new_page: NewPage, viewport: dict[str, int]) -> None:
    trainer = Thumb(new_page(viewport), site.url)
    trainer.sign_in(TRAINER)
    page = trainer.page
    trainer.open("/trainer/banks/wushe/import")
    _send(page, FIRST)
    if viewport is PHONE or page.locator("select[name=role]").count():
        page.get_by_role("heading", name="各列是什么").wait_for()
        guessed = [each.input_value() for each in page.locator("select[name=role]").all()]
        assert guessed == ["stem", "option", "option", "option", "answer", ""]
        if folder := os.environ.get("ELEARN_SHOTS"):
            page.screenshot(path=f"{folder}/columns-{viewport['width']}.png", full_page=True)
        page.locator("main form button[type=submit]").first.click()
    page.get_by_text("入库（3 道）").first.wait_for()
    trainer.open("/trainer/banks/wushe/import")
    _send(page, SECOND)
    page.get_by_text("入库（3 道）").first.wait_for()
    if folder := os.environ.get("ELEARN_SHOTS"):
        page.screenshot(path=f"{folder}/columns-desk-{viewport['width']}.png")
