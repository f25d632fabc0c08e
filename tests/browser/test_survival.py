"""An answer that was acknowledged stays: a closed page, a killed server, another phone, a network that goes."""

import pytest
from playwright.sync_api import Page, expect

from elearn.demo.build import LEARNER
from tests.browser.conftest import NewPage
from tests.browser.site import Site
from tests.browser.walker import Thumb

pytestmark = pytest.mark.browser
NEXT = ".sticky-actions .button--primary"


def _sit(page: Page, url: str) -> Thumb:
    """Sign in as the learner of the demo and begin the exam, or go on with it on this phone."""
    cadre = Thumb(page, url)
    cadre.sign_in(LEARNER[1])
    exam = page.locator("a[href^='/exam/']").first.get_attribute("href")
    cadre.open(exam or "")
    running = page.locator("a[href^='/attempt/']")
    cadre.press(running if running.count() else "form[action$='/start'] button")
    take_over = page.locator("main form[action$='/take-over'] button:visible")
    if take_over.count():
        cadre.press(take_over)
    return cadre


def _saved(page: Page, number: int) -> None:
    expect(page.locator("#savestate")).to_contain_text(f"已保存 {number}/20")


def _waits(page: Page, number: int) -> None:
    expect(page.locator("#savestate")).to_contain_text(f"等网络：{number} 题")


def test_answers_survive_a_killed_server_and_go_on_from_another_phone(own_site: Site, new_page: NewPage) -> None:
    cadre = _sit(new_page(), own_site.url)
    for number in range(1, 5):
        cadre.answer_right(number)
        _saved(cadre.page, number)
        cadre.tap(NEXT)
    own_site.kill()
    cadre.answer_right(5)  # on its way while nobody is there
    _waits(cadre.page, 1)
    own_site.start()
    expect(cadre.page.locator("#savestate")).to_contain_text("已保存 5/20", timeout=40_000)
    other = _sit(new_page(), own_site.url)
    _saved(other.page, 5)
    expect(other.page.locator("#q6")).to_be_visible()


def test_without_javascript_every_button_saves(own_site: Site, new_page: NewPage) -> None:
    cadre = _sit(new_page(javascript=False), own_site.url)
    cadre.answer_right(1)
    cadre.press("button[name=go][value=stay]")
    _saved(cadre.page, 1)
    cadre.answer_right(7)
    cadre.press("button[name=go][value=finish]")
    assert "2" in cadre.page.locator("main").inner_text()
    own_site.kill()
    own_site.start()
    other = _sit(new_page(javascript=False), own_site.url)
    _saved(other.page, 2)


def test_with_the_network_gone_after_question_5_and_back_at_15_all_20_answers_arrive(
    own_site: Site, new_page: NewPage
) -> None:
    cadre = _sit(new_page(), own_site.url)
    for number in range(1, 21):
        if number == 6:
            _saved(cadre.page, 5)
            cadre.page.context.set_offline(True)
        if number == 15:
            _waits(cadre.page, 9)
            cadre.page.context.set_offline(False)
        cadre.answer_right(number)
        cadre.tap(NEXT)
    expect(cadre.page.locator("#savestate")).to_contain_text("已保存 20/20", timeout=40_000)
    cadre.press("#handin button")
    assert cadre.score() == "100"


def test_when_the_tab_is_killed_while_offline_all_20_answers_arrive_after_it_opens_again(
    own_site: Site, new_page: NewPage
) -> None:
    cadre = _sit(new_page(), own_site.url)
    address, context = cadre.page.url, cadre.page.context
    for number in range(1, 15):
        if number == 6:
            _saved(cadre.page, 5)
            context.set_offline(True)
        cadre.answer_right(number)
        cadre.tap(NEXT)
    _waits(cadre.page, 9)
    cadre.page.close()
    context.set_offline(False)
    again = Thumb(context.new_page(), own_site.url)
    again.page.goto(address)
    _saved(again.page, 14)
    expect(again.page.locator("#q15")).to_be_visible()
    for number in range(15, 21):
        again.answer_right(number)
        again.tap(NEXT)
    expect(again.page.locator("#savestate")).to_contain_text("已保存 20/20", timeout=40_000)
    again.press("#handin button")
    assert again.score() == "100"


def test_a_second_phone_takes_over_and_the_first_one_says_so(own_site: Site, new_page: NewPage) -> None:
    first = _sit(new_page(), own_site.url)
    first.answer_right(1)
    _saved(first.page, 1)
    second = _sit(new_page(), own_site.url)
    _saved(second.page, 1)
    first.page.locator("#q1 input:not(:checked)").last.check(
        force=True
    )  # changes what is stored: not from here any more
    expect(first.page.locator("#takeback")).to_be_visible()
    first.tap(NEXT)
    first.answer_right(2)  # has no answer yet: still enters
    expect(first.page.locator("#savestate")).to_contain_text("已保存", timeout=10_000)
    second.page.reload()
    _saved(second.page, 2)


def test_two_answers_to_one_question_are_shown_and_the_person_decides(own_site: Site, new_page: NewPage) -> None:
    first = _sit(new_page(), own_site.url)
    first.page.context.set_offline(True)
    first.page.locator("#q1 input").nth(0).check(force=True)
    _waits(first.page, 1)
    second = _sit(new_page(), own_site.url)
    second.page.locator("#q1 input").nth(1).check(force=True)
    _saved(second.page, 1)
    first.page.context.set_offline(False)
    expect(first.page.locator("#takeback")).to_be_visible(timeout=40_000)
    first.press("#takeback button")
    expect(first.page.locator("#conflictpanel")).to_be_visible()
    first.tap("#keepmine")
    _saved(first.page, 1)
    assert first.page.locator("#q1 input").nth(0).is_checked()
    first.page.reload()
    assert first.page.locator("#q1 input").nth(0).is_checked()
    expect(first.page.locator("#conflictpanel")).to_be_hidden()


def test_time_announcements_and_leaving_reach_the_page(own_site: Site, new_page: NewPage) -> None:
    cadre = _sit(new_page(), own_site.url)
    assert cadre.page.locator("#clock").inner_text().startswith(("29:", "30:"))
    cadre.tap(".sticky-actions .button--quiet")
    assert "navigator__item--marked" in (cadre.page.locator("#navigator button").first.get_attribute("class") or "")
    cadre.page.evaluate(
        """() => { for (const hidden of [true, false]) {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange')); } }"""
    )
    expect(cadre.page.locator("#news")).to_contain_text("离开过本页 1 次")
