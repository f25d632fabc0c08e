"""Takes the README's screenshots from the demo: python docs/screenshots.py"""

import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from playwright.sync_api import sync_playwright  # noqa: E402

from elearn.demo.build import LEARNER  # noqa: E402
from tests.browser.conftest import chromium  # noqa: E402
from tests.browser.site import Site  # noqa: E402
from tests.browser.walker import COUNTY_OFFICIAL, Thumb  # noqa: E402

PHONE, DESK = {"width": 360, "height": 720}, {"width": 1100, "height": 640}


def main() -> None:
    """Build a demo, serve it and take the five pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder), f"sqlite:///{folder}/elearn.sqlite3")
        site.run("demo")
        site.start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        cadre = Thumb(browser.new_context(viewport=PHONE, locale="zh-CN").new_page(), site.url)  # type: ignore[arg-type]
        cadre.sign_in(LEARNER[1])
        cadre.page.screenshot(path=DOCS / "learner-home.png")
        cadre.press(".card--action button")
        cadre.page.screenshot(path=DOCS / "lesson.png")
        while not cadre.page.locator("a.button[href='/home']").count():
            cadre.press("form[action$='/finish'] button, form[action$='/open'] button")
        cadre.open("/")
        cadre.press(".card--action a[href^='/exam/']")
        cadre.press("form[action$='/start'] button")
        total = cadre.page.locator(".paper-question").count()
        for number in range(1, total + 1):
            cadre.answer_right(number) if number % 6 else cadre.choose(cadre.page.locator(f"#q{number} input").last)
            if number == 7:
                cadre.page.wait_for_timeout(800)
                cadre.page.screenshot(path=DOCS / "exam.png")
            cadre.tap(".sticky-actions .button--primary")
        cadre.page.wait_for_timeout(1500)
        cadre.press("#handin button")
        cadre.page.screenshot(path=DOCS / "result.png")
        official = Thumb(browser.new_context(viewport=DESK, locale="zh-CN").new_page(), site.url)  # type: ignore[arg-type]
        official.sign_in(COUNTY_OFFICIAL)
        official.open("/official/completion")
        official.page.screenshot(path=DOCS / "county.png")
        browser.close()
        site.kill()


if __name__ == "__main__":
    main()
