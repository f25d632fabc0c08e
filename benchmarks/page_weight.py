"""What a page weighs over the wire: bytes and requests of first load and of a later one, measured in a real Chromium.

    python -m benchmarks.page_weight [--json]

Reference in the same run: the same pages without compression and cache. Limits of the design: a
learner's page ≤ 40 KB and ≤ 6 requests at first load, ≤ 12 KB later; authored pictures are lazy and counted apart.
Exit status 1 when a limit is broken.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from elearn.demo.build import LEARNER
from tests.browser.conftest import PHONE, chromium
from tests.browser.site import Site
from tests.browser.walker import COUNTY_OFFICIAL, TRAINER, Thumb

FIRST_BYTES, FIRST_REQUESTS, LATER_BYTES = 40 * 1024, 6, 12 * 1024


@dataclass
class Weight:
    """One page. Bytes are those on the wire, headers included; `plain` is the same without gzip and cache."""

    page: str
    first_bytes: int
    first_requests: int
    later_bytes: int
    plain_bytes: int
    picture_bytes: int

    @property
    def fits(self) -> bool:
        """Say whether the limits hold."""
        return (
            self.first_bytes <= FIRST_BYTES
            and self.first_requests <= FIRST_REQUESTS
            and self.later_bytes <= LATER_BYTES
        )


class Meter:
    """Counts what a browser profile receives, from Chromium's own network log."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.log = context.new_cdp_session(self.page)
        self.kinds: dict[str, str] = {}
        self.log.on("Network.responseReceived", self._received)
        self.log.on("Network.loadingFinished", self._finished)
        self.log.on("Network.dataReceived", self._data)
        self.log.send("Network.enable")
        self.reset()

    def reset(self) -> None:
        """Begin to count anew."""
        self.bytes = self.requests = self.pictures = self.plain = 0

    def _is_picture(self, event: Any) -> bool:
        return "/pictures/" in self.kinds.get(event["requestId"], "")

    def _received(self, event: Any) -> None:
        self.kinds[event["requestId"]] = event["response"]["url"]
        if not event["response"].get("fromDiskCache") and not self._is_picture(event):
            self.requests += 1

    def _data(self, event: Any) -> None:
        if not self._is_picture(event):
            self.plain += event["dataLength"]

    def _finished(self, event: Any) -> None:
        if self._is_picture(event):
            self.pictures += int(event["encodedDataLength"])
        else:
            self.bytes += int(event["encodedDataLength"])

    def open(self, address: str) -> None:
        """Open a page and wait until nothing is loading any more."""
        self.reset()
        self.page.goto(address, wait_until="networkidle")


def weigh(browser: Browser, site: Site, name: str, path: str, mobile: str | None) -> Weight:
    """Weigh one page in a fresh profile: with an empty cache, then once more."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    if mobile:
        helper = browser.new_context(locale="zh-CN")
        person = Thumb(helper.new_page(), site.url)
        person.sign_in(mobile)
        if path.startswith("/attempt/"):  # this phone goes on with the paper
            person.open(path)
            person.press("main form[action$='/take-over'] button")
        context.add_cookies(helper.cookies())  # type: ignore[arg-type]
        helper.close()
    meter = Meter(context)
    meter.open(site.url + path)
    first = (meter.bytes, meter.requests, meter.plain, meter.pictures)
    meter.open(site.url + path)
    context.close()
    return Weight(name, first[0], first[1], meter.bytes, first[2], first[3])


def pages(browser: Browser, site: Site) -> list[tuple[str, str, str | None]]:
    """Return the six pages: name, address, who opens it. The exam is begun for it."""
    page = browser.new_context(locale="zh-CN").new_page()
    cadre = Thumb(page, site.url)
    cadre.sign_in(LEARNER[1])
    lesson = page.locator(".steps a").first.get_attribute("href") or ""
    cadre.press("a[href^='/exam/']")
    cadre.press("form[action$='/start'] button")
    attempt = page.url.removeprefix(site.url)
    page.context.close()
    return [
        ("sign-in", "/sign-in", None),
        ("learner home", "/home", LEARNER[1]),
        ("lesson", lesson, LEARNER[1]),
        ("exam question", attempt, LEARNER[1]),
        ("county page", "/official/completion", COUNTY_OFFICIAL),
        ("question banks", "/trainer/banks", TRAINER),
    ]


def measure() -> list[Weight]:
    """Serve a demo and weigh the six pages."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder), f"sqlite:///{folder}/elearn.sqlite3")
        site.debug = False
        site.run("demo", "--no-weeks")
        site.start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            return [weigh(browser, site, *each) for each in pages(browser, site)]
        finally:
            browser.close()
            site.kill()


def main() -> int:
    """Print the table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    found = measure()
    if as_json:
        print(json.dumps([asdict(each) | {"fits": each.fits} for each in found], ensure_ascii=False))
    else:
        print(f"{'page':<16}{'first':>10}{'requests':>10}{'later':>10}{'plain':>10}{'first/plain':>13}{'pictures':>10}")
        for each in found:
            ratio = each.first_bytes / each.plain_bytes
            row = f"{each.page:<16}{each.first_bytes:>10,}{each.first_requests:>10}{each.later_bytes:>10,}"
            print(
                f"{row}{each.plain_bytes:>10,}{ratio:>13.2f}{each.picture_bytes:>10,}" + ("" if each.fits else "  OVER")
            )
        print(f"limits: first ≤ {FIRST_BYTES:,} bytes and ≤ {FIRST_REQUESTS} requests, later ≤ {LATER_BYTES:,} bytes")
    return 0 if all(each.fits for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
