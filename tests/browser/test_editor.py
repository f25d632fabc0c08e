"""The editor in a real browser: the view follows the typing, and keys do what the page says they do."""

import pytest

from tests.browser.conftest import DESK, NewPage
from tests.browser.site import Site
from tests.browser.walker import TRAINER, Thumb

pytestmark = pytest.mark.browser


def _trainer(site: Site, new_page: NewPage) -> Thumb:
    trainer = Thumb(new_page(DESK), site.url)
    trainer.sign_in(TRAINER)
    return trainer


def test_a_question_is_written_with_the_keyboard_and_seen_as_it_is_typed(site: Site, new_page: NewPage) -> None:
    trainer = _trainer(site, new_page)
    trainer.open("/trainer/banks/wushe/new/single")
    page = trainer.page
    page.fill("#stem", "键盘写的题（　）")
    page.fill("#options-0", "甲项")
    page.fill("#options-1", "乙项")
    page.fill("#source", "某文件")
    page.keyboard.press("Alt+2")
    page.locator("#learner-view", has_text="键盘写的题").wait_for()
    page.locator("#learner-view .answer--right", has_text="乙项").first.wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_url("**/trainer/banks/wushe/*")
    assert "键盘写的题" in page.inner_text("main")


def test_a_case_written_as_text_is_seen_as_it_is_typed(site: Site, new_page: NewPage) -> None:
    trainer = _trainer(site, new_page)
    trainer.open("/trainer/banks/wushe/new/case")
    page = trainer.page
    page.fill("textarea[name=text]", "[案例] x-1\n老周家。\n\n[判断] x-1.1\n该不该帮？\n答案: 正确")
    page.locator("#learner-view .phone", has_text="该不该帮？").first.wait_for()
    page.fill("textarea[name=text]", "[案例] x-1\n老周家。")
    page.locator("#learner-view .notice--warning").wait_for()


def test_a_row_is_added_on_the_spot_and_seen(site: Site, new_page: NewPage) -> None:
    trainer = _trainer(site, new_page)
    trainer.open("/trainer/banks/wushe/new/order")
    page = trainer.page
    page.fill("#stem", "按先后排一排（排序）")
    for at in range(4):
        page.fill(f"#steps-{at}", f"第{at}件事")
    page.click("[data-add-row]")
    assert page.evaluate("document.activeElement.id") == "steps-4"
    page.keyboard.type("新加的事")
    page.locator("#learner-view .pairing", has_text="新加的事").first.wait_for()
    page.fill("#source", "某教材")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/trainer/banks/wushe/*")
    assert "新加的事" in page.inner_text("main")


def test_an_option_is_added_with_its_letter(site: Site, new_page: NewPage) -> None:
    trainer = _trainer(site, new_page)
    trainer.open("/trainer/banks/wushe/new/single")
    page = trainer.page
    page.fill("#options-0", "甲项")
    page.click("[data-add-row]")
    page.keyboard.type("新的一项")
    page.keyboard.press("Alt+5")
    assert page.is_checked('input[name=right][value="E"]')
    page.locator("#learner-view .answer--right", has_text="新的一项").first.wait_for()
