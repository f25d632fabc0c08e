"""What a phase of the storm cost: times, CPU and memory of the site's processes and of its database server."""

import os
from typing import Any

import psutil
from sqlalchemy import make_url

from benchmarks.storm.learner import Ledger


def percentile(values: list[float], share: float) -> float | None:
    """Return a percentile in milliseconds."""
    if not values:
        return None
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def database_server() -> psutil.Process | None:
    """Return the main process of the PostgreSQL server in use, None for SQLite."""
    url = make_url(os.environ.get("ELEARN_DATABASE_URL", "sqlite://"))
    if url.get_backend_name() != "postgresql":
        return None
    asked = ["-p", str(url.port)]
    for process in psutil.process_iter(["name", "cmdline"]):
        line = process.info["cmdline"] or []
        if process.info["name"] == "postgres" and any(line[at : at + 2] == asked for at in range(len(line))):
            return process
    raise LookupError("the PostgreSQL server of ELEARN_DATABASE_URL runs elsewhere: its CPU can't be measured")


class Meter:
    """CPU and memory of the site's processes, CPU of its PostgreSQL server as well."""

    def __init__(self, pid: int) -> None:
        self.root: psutil.Process | None = psutil.Process(pid)
        self.database = database_server()

    def processes(self) -> list[psutil.Process]:
        """Return the site's processes that run now; none after the first one was killed on purpose."""
        try:
            return [self.root, *self.root.children(recursive=True)] if self.root else []
        except psutil.NoSuchProcess:
            self.root = None
            return []

    def all_processes(self) -> list[psutil.Process]:
        """Return those of the database server too."""
        other = [self.database, *self.database.children(recursive=True)] if self.database else []
        return [*self.processes(), *other]

    def cpu(self) -> float:
        """Return seconds of CPU used so far."""
        total = 0.0
        for process in self.all_processes():
            try:
                times = process.cpu_times()
                total += times.user + times.system
            except psutil.Error:
                continue
        return total

    def memory(self) -> float:
        """Return the memory of all processes in MB, shared pages counted once where the system tells."""
        total = 0
        for process in self.processes():
            try:
                total += process.memory_full_info().pss
            except (psutil.Error, AttributeError):
                continue
        return round(total / 1e6, 1)


def summary(ledger: Ledger, cpu: float, seconds: float, memory: float) -> dict[str, Any]:
    """Return what one phase showed."""
    times = {
        what: {"count": len(t), "p50": percentile(t, 0.5), "p99": percentile(t, 0.99), "max": percentile(t, 1)}
        for what, t in ledger.times.items()
    }
    return {
        "seconds": round(seconds, 1),
        "server_cpu_seconds": round(cpu, 2),
        "cpu_share_of_2_cores": round(100 * cpu / seconds / 2, 1),
        "memory_mb": memory,
        "ms": times,
        "refused": ledger.refused[:5],
        "refused_count": len(ledger.refused),
        "retries": ledger.retries,
    }
