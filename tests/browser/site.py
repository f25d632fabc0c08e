"""A real site in a process of its own: the demo without its weeks of study, served by the command of the README."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = [sys.executable, "-m", "elearn.cli"]


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A server that a test may kill and start again on the same port with the same data."""

    folder: Path
    database_url: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    debug: bool = True

    @property
    def url(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """The environment of its processes."""
        return os.environ | {
            "ELEARN_INSTANCE": str(self.folder),
            "ELEARN_SECRET_KEY": "only-for-tests-" + "x" * 40,
            "ELEARN_DATABASE_URL": self.database_url,
            "ELEARN_PUBLIC_URL": self.url,
            "ELEARN_DEBUG": "1" if self.debug else "0",
            "ELEARN_PROCESSES": "1",
            "LANG": "en_US.UTF-8",
            "LC_ALL": "",
        }

    def run(self, *arguments: str) -> str:
        """Run an `elearn` command on the site's data and return what it prints."""
        done = self._command(arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add(self, what: str, mobile: str) -> str:
        """Put facts into the database (facts.py) and return what identifies them."""
        command = [sys.executable, "-m", "tests.browser.facts", what, mobile]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=True).stdout.strip()

    def refused(self, *arguments: str) -> str:
        """Run a command that must be refused with exit status 1, and return why."""
        done = self._command(arguments)
        assert done.returncode == 1, (done.returncode, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr

    def _command(self, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments], env=self.env, capture_output=True, text=True, check=False, timeout=120
        )

    def start(self) -> None:
        """Serve, and wait until the site is ready."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(self.port)],
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text())

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Kill the server and all its children at once, as a power cut would."""
        if self.process:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=20)
            self.process = None
