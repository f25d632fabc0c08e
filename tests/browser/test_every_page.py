"""Every page of every audience, found by following the links: accessible, and never wider than a phone."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from elearn.app import create_app
from elearn.demo.build import LEARNER
from tests.browser.conftest import DESK, PHONE, NewPage
from tests.browser.site import Site
from tests.browser.walker import ADMIN, COUNTY_OFFICIAL, TRAINER, Thumb

pytestmark = pytest.mark.browser

# Answers that are no pages, and pages that need more than a link; each of these has tests of its own.
NO_PAGES = {
    "asset",
    "favicon",
    "public.healthz",
    "public.readyz",
    "learner.picture",
    "learner.certificate_pdf",
    "learner.certificate_picture",
    "official.certificate_picture",
    "learner.question_picture",
    "learner.practice_picture",
    "learner.review_picture",
    "learner.favourite_picture",
    "learner.mock_picture",
    "trainer.bank_picture",
    "trainer.import_picture",
    "official.roster_desk",
    "official.roster_template",
    "trainer.import_template",
    "saving.news",
    "trainer.board_live",
    "trainer.marking_desk",
    "trainer.marking_next",
    "trainer.preview_correction",
    "learner.result_pending",
    "official.no_class",
    "official.session_live",
    "official.session_screen_next",
}
LONG_SIZE = "document.documentElement.style.fontSize = '200%'"
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.fixture(scope="module")
def url_map(tmp_path_factory: pytest.TempPathFactory) -> Map:
    """The routes of the site. Made in a thread of its own: a browser's event loop may be running in this one."""
    address = f"sqlite:///{tmp_path_factory.mktemp('map') / 'map.sqlite3'}"
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(lambda: create_app(DATABASE_URL=address).url_map).result()


@pytest.fixture(scope="module")
def endpoint_of(url_map: Map) -> Callable[[str], str]:
    """Say which page an address belongs to, "" for none."""
    adapter = url_map.bind("")

    def find(address: str) -> str:
        try:
            return str(adapter.match(urlsplit(address).path)[0])
        except HTTPException:
            return ""

    return find


def _crawl(page: Page, site: Site, starts: list[str], endpoint_of: Callable[[str], str]) -> Iterator[str]:
    """Open one page of each kind that can be reached by links, and yield what it is."""
    seen, waiting = {endpoint_of(start) for start in starts}, list(starts)
    while waiting:
        page.goto(site.url + waiting.pop(0))
        yield endpoint_of(page.url)
        for link in page.locator("a[href]").all():
            address = link.get_attribute("href") or ""
            if address.startswith("/") and (kind := endpoint_of(address)) and kind not in seen | NO_PAGES:
                seen.add(kind)
                waiting.append(address)


def _check(page: Page, what: str, faults: list[str]) -> None:
    found = Axe().run(page)
    for violation in found.response["violations"]:
        where = violation["nodes"][0]["html"][:120]
        faults.append(f"{what}: {violation['id']}: {violation['help']}: {where}")


def _check_width(page: Page, what: str, faults: list[str]) -> None:
    for size in ("normal", "200 %"):
        if size != "normal":
            page.evaluate(LONG_SIZE)
        content, window = page.evaluate(WIDTHS)
        if content > window:
            faults.append(f"{what} at {size} text: {content} px wide on a screen of {window} px")


def _study_and_fail(page: Page, site: Site) -> None:
    """Give the learner a lesson, a practice and a failed attempt, so that every page has something to show."""
    cadre = Thumb(page, site.url)
    cadre.sign_in(LEARNER[1])
    cadre.press(".card--action button")
    cadre.press("form[action$='/finish'] button")
    cadre.press("form[action$='/practice'] button")
    cadre.open("/")
    cadre.press("a[href^='/exam/']")
    cadre.press("form[action$='/start'] button")
    cadre.answer_right(1)
    expect(page.locator("#savestate")).to_contain_text("1/20")
    cadre.open(urlsplit(page.url).path + "/hand-in")
    cadre.press("form[action$='/hand-in'] button")
    cadre.open("/exam/" + page.locator("nav a[href^='/exam/']").first.get_attribute("href").rpartition("/")[2])  # type: ignore[union-attr]
    cadre.press("form[action$='/start'] button")


def _add_and_close_a_unit(admin: Thumb) -> str:
    admin.open("/admin/units/141130/add")
    admin.fill("#name", "交口经济开发区")
    admin.fill("#reason", "县政府文件")
    admin.press("form.card button[type=submit]")
    made = urlsplit(admin.page.url).path
    admin.open(f"{made}/close")
    admin.fill("#reason", "县政府文件")
    admin.press("form.card button[type=submit]")
    return made


def _exam_pages(trainer: Thumb) -> list[str]:
    """A draft beside the demo's exam; pages that need a search, or that only an exam that is over links to."""
    trainer.open("/trainer/exams")
    trainer.press(".list__link")
    exam = urlsplit(trainer.page.url).path
    trainer.press("form[action$='/copy'] button")
    return [urlsplit(trainer.page.url).path, exam, f"{exam}/terms?q=张", f"{exam}/resit", f"{exam}/attempts/2"]


def _bulletin(official: Thumb) -> str:
    """A draft of today; its lists and its paper are found from there."""
    official.open("/official/bulletins")
    official.press(".list__link")
    official.press(".card--action button[type=submit]")
    return urlsplit(official.page.url).path


def _faults(page: Page, site: Site, starts: list[str], endpoint_of: Callable[[str], str], seen: set[str]) -> list[str]:
    faults: list[str] = []
    for kind in _crawl(page, site, starts, endpoint_of):
        seen.add(kind)
        page.set_viewport_size(DESK)
        _check(page, f"{kind} (desk)", faults)
        page.set_viewport_size(PHONE)
        _check(page, f"{kind} (phone)", faults)
        _check_width(page, kind, faults)
    return faults


def test_every_page_is_accessible_and_fits_a_phone(
    endpoint_of: Callable[[str], str], url_map: Map, site: Site, new_page: NewPage
) -> None:
    seen: set[str] = set()
    learner = new_page()
    card = site.add("review", LEARNER[1])
    _study_and_fail(learner, site)
    attempt = learner.url.removeprefix(site.url)
    learner.goto(site.url)
    lesson = learner.locator(".steps a").first.get_attribute("href")
    public_check = f"/c/{site.add('certificate', LEARNER[1])}"
    held = site.add("session", LEARNER[1])
    starts = ["/", attempt, f"{attempt}/hand-in", f"{lesson}/finished", "/practice/1", public_check]
    starts += ["/review/next", f"/review/{card}/1", "/mock/1", f"/session/{held}", f"/s/{held}/a-code-of-yesterday"]
    faults = _faults(learner, site, starts, endpoint_of, seen)
    official = Thumb(new_page(DESK), site.url)
    official.sign_in(COUNTY_OFFICIAL)
    newcomer = Thumb(new_page(), site.url)
    newcomer.enter_code(official.code_of_newcomer())
    faults += _faults(newcomer.page, site, [urlsplit(newcomer.page.url).path], endpoint_of, seen)
    faults += _faults(new_page(), site, ["/", "/styleguide"], endpoint_of, seen)
    person = urlsplit(official.page.url).path.rpartition("/")[0]
    starts = ["/official/transfers", "/official/completion", f"/official/people?unit={LEARNER[2]}", person]
    starts += [f"/official/sessions/{held}?unit={LEARNER[2]}", _bulletin(official)]
    faults += _faults(official.page, site, starts, endpoint_of, seen)
    trainer = Thumb(new_page(DESK), site.url)
    trainer.sign_in(TRAINER)
    trainer.open("/trainer/banks/wushe/import")
    trainer.fill("#text", "1. 甲是乙。（√）\n2. [单选] 选（ ）\nA. 一\nB. 二\n答案：AB")
    trainer.press("form.card button[type=submit]")
    desk = urlsplit(trainer.page.url).path
    starts = ["/trainer/banks", "/trainer/questions", desk, *_exam_pages(trainer)]
    faults += _faults(trainer.page, site, starts, endpoint_of, seen)
    admin = Thumb(new_page(DESK), site.url)
    admin.sign_in(ADMIN)
    closed = _add_and_close_a_unit(admin)
    faults += _faults(admin.page, site, ["/admin/units", "/admin/units/141130102", closed], endpoint_of, seen)
    pages = {rule.endpoint for rule in url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert not faults, "\n".join(faults)
    assert not pages - seen - NO_PAGES, f"never opened: {sorted(pages - seen - NO_PAGES)}"


def test_the_elder_view_fits_a_phone_too(endpoint_of: Callable[[str], str], site: Site, new_page: NewPage) -> None:
    cadre = Thumb(new_page(), site.url)
    cadre.sign_in(LEARNER[1])
    cadre.press(".pill")
    assert cadre.page.locator("html.elder").count() == 1
    faults: list[str] = []
    for kind in _crawl(cadre.page, site, ["/"], endpoint_of):
        _check(cadre.page, kind, faults)
        content, window = cadre.page.evaluate(WIDTHS)
        if content > window:
            faults.append(f"{kind}: {content} px wide on a screen of {window} px")
    small = cadre.page.evaluate(
        "Array.from(document.querySelectorAll('main .button')).filter(b => b.offsetHeight < 60).length"
    )
    assert not faults, "\n".join(faults)
    assert small == 0
