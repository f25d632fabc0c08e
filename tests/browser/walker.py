"""A person in front of a browser: with the keyboard alone, or with a thumb. Both know the way through the main job."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from elearn.demo.build import NEWCOMER, PASSWORD, STAFF
from elearn.questions import bank_text, bank_text_out
from elearn.questions.grading import letters

ROOT = Path(__file__).parents[2]
ADMIN, COUNTY_OFFICIAL, TOWN_OFFICIAL, TRAINER = STAFF[0][2], STAFF[1][2], STAFF[3][2], STAFF[4][2]
NEW_PASSWORD = "shuangchi-2026"
_HERE = "element => element === document.activeElement"


@cache
def _keys() -> dict[str, set[str]]:
    """The texts of the right options of every shipped question, by stem: what somebody who studied knows."""
    known = {}
    for path in sorted((ROOT / "question_banks").glob("*.txt")):
        for each in bank_text.read(path.read_text(encoding="utf-8"))[0].questions:
            if isinstance(each.answer, bool):
                known[_plain(each.stem)] = {bank_text_out.answer_text(each.kind, each.answer)}
            elif isinstance(each.answer, str) and each.options:
                own = dict(zip(letters(len(each.options)), each.options, strict=True))
                known[_plain(each.stem)] = {_plain(own[letter]) for letter in each.answer}
    return known


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


@dataclass
class Thumb:
    """Taps and types; needs no script in the page."""

    page: Page
    url: str

    def press(self, target: str | Locator) -> None:
        """Press a link or button, and wait for the page that follows."""
        with self.page.expect_navigation():
            self._locator(target).click()

    def choose(self, target: Locator) -> None:
        """Tick an option."""
        target.evaluate("e => e.scrollIntoView({block: 'center'})")
        target.check(force=True)

    def fill(self, target: str, text: str) -> None:
        """Type into a field."""
        self.page.fill(target, text)

    def _locator(self, target: str | Locator) -> Locator:
        return self.page.locator(target).first if isinstance(target, str) else target

    def open(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.url + path)

    def sign_in(self, mobile: str, password: str = PASSWORD) -> None:
        """Sign in with a password."""
        self.open("/sign-in")
        self.fill("#mobile", mobile)
        self.fill("#password", password)
        self.press("form.card button[type=submit]")

    def enter_code(self, code: str) -> None:
        """The first step of the first sign-in, with the code of the slip, as the newcomer of the demo."""
        self.open("/")
        self.press("a[href='/activate']")
        self.fill("#mobile", NEWCOMER[1])
        self.fill("#name", NEWCOMER[0])
        self.fill("#code", code)
        self.press("form.card button[type=submit]")

    def activate(self, code: str) -> None:
        """The whole first sign-in."""
        self.enter_code(code)
        self.fill("#password", NEW_PASSWORD)
        self.fill("#again", NEW_PASSWORD)
        self.press("form.card button[type=submit]")

    def study_all(self) -> int:
        """From the home page read lesson after lesson; return how many."""
        count = 0
        self.press(".card--action button")
        while True:
            self.press("form[action$='/finish'] button")
            count += 1
            if not self.page.locator("form[action$='/open'] button").count():
                return count
            self.press("form[action$='/open'] button")

    def right_options(self, question: Locator) -> list[Locator]:
        """The inputs of the right options of a question of the paper."""
        stem = question.locator(".question__stem").evaluate(
            "e => Array.from(e.childNodes).filter(n => n.nodeType === 3).map(n => n.nodeValue).join('')"
        )
        wanted = _keys()[_plain(stem)]
        rows = question.locator("label.choice").all()
        found = [row for row in rows if _plain(row.locator(".choice__text").inner_text()) in wanted]
        assert len(found) == len(wanted), stem
        return [row.locator("input") for row in found]

    def answer_right(self, number: int) -> None:
        """Choose the right options of a question of the paper."""
        for each in self.right_options(self.page.locator(f"#q{number}")):
            self.choose(each)

    def tap(self, target: str | Locator) -> None:
        """Press a button that the page's own script answers."""
        self._locator(target).click()

    def sit_exam(self) -> None:
        """From the home page start the exam, answer everything and hand in; with the page's script or without."""
        self.press("a[href^='/exam/']")
        self.press("form[action$='/start'] button")
        total = self.page.locator(".paper-question").count()
        scripted = self.page.locator("#navigator li").count() > 0
        for number in range(1, total + 1):
            self.answer_right(number)
            if scripted:
                self.tap(".sticky-actions .button--primary")
        if scripted:
            expect(self.page.locator("#savestate")).to_contain_text(f"{total}/{total}")
            self.press("#handin button")
            return
        self.press("button[name=go][value=finish]")
        self.press("form[action$='/hand-in'] button")

    def score(self) -> str:
        """The mark on the result page."""
        return self.page.locator(".score").inner_text().partition("/")[0].strip()

    def completed(self) -> int:
        """How many of the county have completed the class, on the county page."""
        self.open("/official/completion")
        return int(self.page.locator(".table__total > td").nth(4).inner_text().replace(",", ""))

    def code_of_newcomer(self) -> str:
        """Issue a code for the newcomer, as an official, and read it from the page."""
        self.open(f"/official/people?q={NEWCOMER[0]}")
        self.press("tbody a")
        self.page.locator(".dialog-ask summary").first.click()
        self.press(".dialog-ask__body button")
        return self.page.locator(".code-big").inner_text()


class Keyboard(Thumb):
    """Uses the keys alone: Tab, arrows, Space, Enter and letters."""

    def press(self, target: str | Locator) -> None:
        """Tab to a link or button and press Enter."""
        self._tab_to(self._locator(target))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tap(self, target: str | Locator) -> None:
        """Tab to a button of the page's script and press Enter."""
        self._tab_to(self._locator(target))
        self.page.keyboard.press("Enter")

    def choose(self, target: Locator) -> None:
        """Tab to the group and go with the arrow keys, or tick a box with Space."""
        if target.get_attribute("type") == "checkbox":
            self._tab_to(target)
            if not target.is_checked():
                self.page.keyboard.press("Space")
            return
        self._tab_to(self.page.locator(f"input[name={target.get_attribute('name')}]"))
        self.page.keyboard.press("Space")
        for _ in range(8):
            if target.evaluate(_HERE):
                break
            self.page.keyboard.press("ArrowDown")
        assert target.is_checked()

    def fill(self, target: str, text: str) -> None:
        """Tab to a field and type."""
        self._tab_to(self._locator(target))
        self.page.keyboard.insert_text(text)

    def _tab_to(self, target: Locator) -> None:
        handles: list[Any] = target.element_handles()
        for _ in range(80):
            if any(handle.evaluate(_HERE) for handle in handles):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target}")
