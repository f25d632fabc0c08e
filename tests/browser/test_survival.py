"""An answer that was acknowledged stays: a closed page, a killed server, another phone, a network that goes."""

import re

import pytest
from playwright.sync_api import Page, expect

from elearn.demo.build import LEARNER
from tests.browser.conftest import NewPage
from tests.browser.site import Site
from tests.browser.walker import Thumb

pytestmark = pytest.mark.browser


def _sit(page: Page, url: str) -> Thumb:
    """Sign in as the learner of the demo and begin the exam, or go on with it."""
    cadre = Thumb(page, url)
    cadre.sign_in(LEARNER[1])
    exam = page.locator("a[href^='/exam/']").first.get_attribute("href")
    cadre.open(exam or "")
    running = page.locator("a[href^='/attempt/']")
    cadre.press(running if running.count() else "form[action$='/start'] button")
    return cadre


def _saved(page: Page, number: int) -> None:
    expect(page.locator("#savestate")).to_contain_text(f"已保存 {number}/20")


def test_answers_survive_a_killed_server_and_go_on_from_another_phone(own_site: Site, new_page: NewPage) -> None:
    cadre = _sit(new_page(), own_site.url)
    for number in range(1, 4):
        cadre.answer_right()
        _saved(cadre.page, number)
        cadre.press("button[name=go][value=next]")
    cadre.answer_right()
    _saved(cadre.page, 4)  # acknowledged, and the page is never left by a button
    own_site.kill()
    own_site.start()
    other = _sit(new_page(), own_site.url)
    _saved(other.page, 4)
    assert other.page.url.rpartition("/")[2].isdecimal()
    assert "第5题" in other.page.locator(".question__head").inner_text().replace(" ", "")


def test_without_javascript_every_button_saves(own_site: Site, new_page: NewPage) -> None:
    cadre = _sit(new_page(javascript=False), own_site.url)
    cadre.answer_right()
    cadre.press("button[name=go][value=stay]")
    _saved(cadre.page, 1)
    cadre.press("button[name=go][value=next]")
    cadre.answer_right()
    cadre.press("button[name=go][value='7']")
    assert cadre.page.url.endswith("n=7")
    _saved(cadre.page, 2)
    own_site.kill()
    own_site.start()
    other = _sit(new_page(javascript=False), own_site.url)
    _saved(other.page, 2)


def test_an_answer_waits_for_the_network_and_arrives_once(own_site: Site, new_page: NewPage) -> None:
    cadre = _sit(new_page(), own_site.url)
    cadre.page.context.set_offline(True)
    cadre.answer_right()
    expect(cadre.page.locator("#savestate")).to_contain_text("没有网络")
    cadre.page.locator("button[name=go][value=next]").click()  # waits as well, instead of an error page
    cadre.page.context.set_offline(False)
    expect(cadre.page).to_have_url(re.compile(r"n=2$"))
    _saved(cadre.page, 1)


def test_an_answer_given_just_before_the_page_dies_is_sent_when_it_opens_again(
    own_site: Site, new_page: NewPage
) -> None:
    cadre = _sit(new_page(), own_site.url)
    address = cadre.page.url
    context = cadre.page.context
    context.set_offline(True)
    cadre.answer_right()
    expect(cadre.page.locator("#savestate")).to_contain_text("没有网络")
    cadre.page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    _saved(again, 1)


def test_an_answer_of_two_phones_is_shown_and_asked_for(own_site: Site, new_page: NewPage) -> None:
    first = _sit(new_page(javascript=False), own_site.url)
    second = _sit(new_page(javascript=False), own_site.url)
    first.choose(first.page.locator("input[name=answer][value=A]"))
    first.press("button[name=go][value=next]")
    second.choose(second.page.locator("input[name=answer][value=B]"))
    second.press("button[name=go][value=next]")
    notice = second.page.locator(".notice--warning").inner_text()
    assert "B" in notice
    assert second.page.locator("input[name=answer][value=A]").is_checked()
    second.choose(second.page.locator("input[name=answer][value=B]"))
    second.press("button[name=go][value=next]")
    first.open(first.page.url.removeprefix(own_site.url).partition("?")[0] + "?n=1")
    assert first.page.locator("input[name=answer][value=B]").is_checked()
