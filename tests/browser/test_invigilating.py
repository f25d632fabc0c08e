"""What a trainer does while an exam runs and after it: the board that renews itself, the marking desk by keyboard."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from elearn.demo.build import LEARNER
from tests.browser.conftest import DESK, NewPage
from tests.browser.site import Site
from tests.browser.walker import TRAINER, Thumb

pytestmark = pytest.mark.browser
MARKER = "13900009999"
SEEN_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def essay_site(tmp_path: Path) -> Iterator[Site]:
    """A site with an exam whose essays wait for a marker."""
    made = Site(tmp_path, f"sqlite:///{tmp_path / 'elearn.sqlite3'}")
    made.add("essays", MARKER)
    made.start()
    yield made
    made.kill()


def _trainer(page: Page, url: str) -> Thumb:
    trainer = Thumb(page, url)
    trainer.sign_in(TRAINER)
    trainer.open("/trainer/exams")
    trainer.press(".list__link")
    return trainer


def test_the_board_shows_who_begins_and_more_time_reaches_the_phone(own_site: Site, new_page: NewPage) -> None:
    trainer = _trainer(new_page(DESK), own_site.url)
    exam = urlsplit(trainer.page.url).path
    trainer.press(f"a[href='{exam}/board']")
    working = trainer.page.locator("#live .stats li", has_text="正在答题")
    expect(working).to_contain_text("0")
    cadre = Thumb(new_page(), own_site.url)
    cadre.sign_in(LEARNER[1])
    cadre.press("a[href^='/exam/']")
    cadre.press("form[action$='/start'] button")
    trainer.page.evaluate(SEEN_AGAIN)
    expect(working).to_contain_text("1")
    trainer.open(f"{exam}/board?state=working")
    trainer.press(f"a[href^='{exam}/attempts/']")
    trainer.press("a[href$='/extend']")
    trainer.fill("#minutes", "15")
    trainer.fill("#reason", "停电")
    trainer.press("form.card button[type=submit]")
    expect(trainer.page.locator("main")).to_contain_text("停电")
    cadre.page.evaluate(SEEN_AGAIN)
    expect(cadre.page.locator("#clock")).to_contain_text("44:", timeout=45_000)


def test_essays_are_marked_with_the_keyboard_alone(essay_site: Site, new_page: NewPage) -> None:
    marker = Thumb(new_page(DESK), essay_site.url)
    marker.sign_in(MARKER)
    marker.open("/trainer/exams/written/marking/desk")
    page = marker.page
    expect(page.locator("#marking")).to_be_visible()
    for answers_left in range(3, 0, -1):
        given = page.locator("#marking .answer").inner_text()
        assert "答题人" not in page.locator("main").inner_text()
        page.keyboard.press("1")
        page.keyboard.press("2")
        expect(page.locator("#marks")).to_have_value("5")
        page.keyboard.press("2")
        expect(page.locator("#marks")).to_have_value("3")
        page.keyboard.press("Enter")
        if answers_left > 1:
            expect(page.locator("#marking .answer")).not_to_have_text(given)
    expect(page.locator("main")).to_contain_text("这里没有等您评阅的答卷")
    marker.open("/trainer/exams/written")
    expect(page.locator(".stats li", has_text="待阅卷")).to_contain_text("0")
