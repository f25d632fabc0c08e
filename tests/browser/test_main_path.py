"""The main job: a newcomer signs in for the first time, studies, passes, and the county's figure moves by one.

The course has some fifty lessons: all but the last are finished before, since each of them is read in the same way.
"""

import pytest

from elearn.demo.build import NEWCOMER
from tests.browser.conftest import DESK, NewPage
from tests.browser.site import Site
from tests.browser.walker import COUNTY_OFFICIAL, Keyboard, Thumb

pytestmark = pytest.mark.browser


def _walk(site: Site, cadre: Thumb, official: Thumb) -> None:
    left = int(site.add("studied", NEWCOMER[1]))
    official.sign_in(COUNTY_OFFICIAL)
    before = official.completed()
    code = official.code_of_newcomer()
    cadre.activate(code)
    assert cadre.study_all() == left
    cadre.open("/")
    cadre.sit_exam()
    assert cadre.score() == "100"
    cadre.open("/")
    assert "已完成" in cadre.page.locator("main").inner_text()
    assert official.completed() == before + 1


def test_with_the_keyboard_alone(own_site: Site, new_page: NewPage) -> None:
    _walk(own_site, Keyboard(new_page(), own_site.url), Thumb(new_page(DESK), own_site.url))


def test_without_javascript(own_site: Site, new_page: NewPage) -> None:
    _walk(own_site, Thumb(new_page(javascript=False), own_site.url), Thumb(new_page(DESK, False), own_site.url))


@pytest.mark.postgresql
def test_on_postgresql(postgres_site: Site, new_page: NewPage) -> None:
    _walk(postgres_site, Thumb(new_page(), postgres_site.url), Thumb(new_page(DESK), postgres_site.url))
