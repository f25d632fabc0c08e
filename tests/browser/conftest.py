"""Real browsers on a real server. Chromium is the system's; without it these tests are skipped, in CI they fail."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.site import Site
from tests.postgres import copied_database

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1366, "height": 768}
NewPage = Callable[..., Page]


def chromium() -> str:
    """Return the path of the system's Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("Chromium is missing. Debian/Ubuntu: apt install chromium fonts-noto-cjk")
    pytest.skip("browser tests skipped: no Chromium. Debian/Ubuntu: apt install chromium fonts-noto-cjk")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module. Not for the session: its event loop would disturb the application's own tests."""
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the demo without its weeks of study, to be copied."""
    folder = tmp_path_factory.mktemp("seed")
    site = Site(folder, f"sqlite:///{folder / 'elearn.sqlite3'}")
    site.run("demo", "--no-weeks")
    return folder / "elearn.sqlite3"


def _copy(seed: Path, folder: Path) -> Site:
    shutil.copy(seed, folder / "elearn.sqlite3")
    return Site(folder, f"sqlite:///{folder / 'elearn.sqlite3'}")


@pytest.fixture(scope="module")
def site(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that the tests of a module share."""
    made = _copy(seed, tmp_path_factory.mktemp("site"))
    made.start()
    yield made
    made.kill()


@pytest.fixture
def own_site(seed: Path, tmp_path: Path) -> Iterator[Site]:
    """A site for one test, which may kill it."""
    made = _copy(seed, tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def postgres_site(postgres_url: str, tmp_path: Path) -> Iterator[Site]:
    """A site on PostgreSQL for one test."""
    with copied_database(postgres_url) as address:
        made = Site(tmp_path, address)
        made.run("demo", "--no-weeks")
        made.start()
        yield made
        made.kill()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Open a page in a fresh browser profile: new_page(width and height, javaScript on or off)."""
    contexts: list[BrowserContext] = []

    def make(viewport: dict[str, int] = PHONE, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=viewport is PHONE,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
