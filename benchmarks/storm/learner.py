"""One learner at the exam, as the real page acts: front page, start, paper, answers by steps, hand-in, result."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from benchmarks.storm.http import Answer, Connection
from benchmarks.storm.people import PASSWORD, Person

_TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
_QUESTION = re.compile(rb'data-number="(\d+)" data-name="(a\d+)" data-kind="(\w+)"')
_CHOICES = re.compile(rb'name="(a\d+)" value="(\w+)"')


@dataclass
class Ledger:
    """Everything that was acknowledged, and how long each kind of request took (seconds)."""

    answers: dict[int, dict[int, tuple[int, list[str]]]] = field(default_factory=dict)
    """attempt → question → (step, values)"""
    handed_in: set[int] = field(default_factory=set)
    times: dict[str, list[float]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    retries: int = 0

    def took(self, what: str, seconds: float) -> None:
        """Note how long a request took."""
        self.times.setdefault(what, []).append(seconds)


class Learner:
    """A person with a connection of their own."""

    def __init__(
        self,
        person: Person,
        host: str,
        port: int,
        ledger: Ledger,
        source: Random,
        drop: float = 0,
        stall: float = 0,
    ) -> None:
        self.person, self.ledger, self.source = person, ledger, source
        self.drop = drop
        """The share of responses that get lost on their way."""
        self.stall = stall
        """Seconds without network in the middle of the paper."""
        self.connection = Connection(host, port)
        self.head = f" HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n"
        self.cookies = {"elearn": person.cookie}
        self.token = ""
        self.attempt = 0
        self.questions: list[tuple[int, bytes, str]] = []
        self.choices: dict[bytes, list[str]] = {}
        self.steps: dict[int, int] = {}

    def _request(
        self, method: str, path: str, body: str = "", kind: str = "application/x-www-form-urlencoded"
    ) -> bytes:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        text = f"{method} {path}{self.head}Cookie: {cookie}\r\n"
        if method == "POST":
            text += f"X-CSRFToken: {self.token}\r\nContent-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n"
        return (text + "\r\n" + body).encode()

    async def _ask(self, what: str, method: str, path: str, body: str = "", kind: str = "") -> Answer:
        """Send until there is an answer; a repeat does no harm."""
        request = self._request(method, path, body, kind or "application/x-www-form-urlencoded")
        while True:
            begin = time.perf_counter()
            try:
                answer = await self.connection.send(request)
            except (OSError, TimeoutError):
                self.connection.close()
                self.ledger.retries += 1
                await asyncio.sleep(1 + self.source.random())
                continue
            if self.drop and self.source.random() < self.drop:
                self.connection.close()
                self.ledger.retries += 1
                continue
            if answer.status >= 500:
                self.ledger.retries += 1
                await asyncio.sleep(1 + self.source.random())
                continue
            self.ledger.took(what, time.perf_counter() - begin)
            if answer.cookies:
                self.cookies.update(answer.cookies)
            return answer

    async def sign_in(self) -> None:
        """Sign in with the password, as somebody without a cookie."""
        self.cookies = {}
        self.head = self.head.replace("Accept-Encoding: gzip\r\n", "")
        page = await self._ask("sign_in_page", "GET", "/sign-in")
        found = _TOKEN.search(page.body)
        assert found, page.status
        self.token = found[1].decode()
        body = urlencode({"csrf_token": self.token, "mobile": self.person.mobile, "password": PASSWORD})
        done = await self._ask("sign_in", "POST", "/sign-in", body)
        assert done.status in (302, 303), (done.status, done.body[:500])

    async def open(self) -> None:
        """Front page (for the token), start, paper."""
        # The page's bytes are read unzipped, so that the client spends its time on the storm.
        self.head = self.head.replace("Accept-Encoding: gzip\r\n", "")
        front = await self._ask("front", "GET", "/exam/storm")
        found = _TOKEN.search(front.body)
        assert found, front.status
        self.token = found[1].decode()
        started = await self._ask("start", "POST", "/exam/storm/start")
        assert started.status == 303, (started.status, started.body[:300])
        self.attempt = int(started.location.rpartition("/")[2])
        await self.load()

    async def load(self) -> None:
        """Load the paper."""
        paper = await self._ask("paper", "GET", f"/attempt/{self.attempt}")
        if b"/take-over" in paper.body and b"data-name=" not in paper.body:
            await self._ask("take_over", "POST", f"/attempt/{self.attempt}/take-over")
            paper = await self._ask("paper", "GET", f"/attempt/{self.attempt}")
        self.questions = [(int(n), name, kind.decode()) for n, name, kind in _QUESTION.findall(paper.body)]
        for name, value in _CHOICES.findall(paper.body):
            self.choices.setdefault(name, []).append(value.decode())
        assert len(self.questions) == 20, (paper.status, len(self.questions))

    async def answer(self, number: int) -> bool:
        """Answer one question and note the acknowledgement; say whether it was one."""
        _, name, kind = self.questions[number - 1]
        choices = self.choices[name]
        count = 2 if kind in ("multiple", "indefinite") else 1
        values = sorted(self.source.sample(choices, count))
        step = self.steps.get(number, 0) + 1
        body = json.dumps({"n": number, "s": step, "v": {"": values}})
        answer = await self._ask("save", "POST", f"/attempt/{self.attempt}/save", body, "application/json")
        if answer.status != 200:
            self.ledger.refused.append(f"{answer.status} {answer.body[:120]!r}")
            return False
        self.steps[number] = step
        self.ledger.answers.setdefault(self.attempt, {})[number] = (step, values)
        return True

    async def hand_in(self) -> None:
        """Hand in and look at the result."""
        done = await self._ask("hand_in", "POST", f"/attempt/{self.attempt}/hand-in")
        if done.status == 303:
            self.ledger.handed_in.add(self.attempt)
        await self._ask("result", "GET", f"/attempt/{self.attempt}/result")

    async def sit(self, pause: Callable[[], float]) -> None:
        """Answer all 20 questions, change 10 % of them, hand in; `pause` gives the seconds before each answer."""
        numbers = list(range(1, 21)) + self.source.sample(range(1, 21), 2)
        for at, number in enumerate(numbers):
            if self.stall and at == 10:
                self.connection.close()
                await asyncio.sleep(self.stall)
            if wait := pause():
                await asyncio.sleep(wait)
            await self.answer(number)
        await self.hand_in()
