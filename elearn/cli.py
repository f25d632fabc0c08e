"""The `elearn` command. Exit status 0 done, 1 refused, 2 wrong usage; messages on stderr, --json on stdout."""

import ctypes
import gc
import json
import os
import resource
import signal
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import click
from flask import Flask
from flask_babel import force_locale

from elearn import clock, config, db, ops
from elearn.app import create_app
from elearn.cli_admin import admin
from elearn.cli_banks import bank
from elearn.cli_bulletins import freeze, verify
from elearn.cli_class import training_class
from elearn.cli_hours import hours
from elearn.cli_report import report
from elearn.cli_roster import roster
from elearn.cli_stats import stats
from elearn.cli_units import units
from elearn.errors import ConfigError, RuleBroken
from elearn.web.i18n import sentence

# A request that saves an answer waits for the gathered commit, so many wait at once, doing nothing meanwhile.
# Backpressure bounds the connections a process accepts, not the requests it works on: every phone keeps one open.
SERVER: dict[str, Any] = {"blocking_threads": 32, "backlog": 4096, "backpressure": 30_000, "log_access": False}


class Commands(click.Group):
    """Runs every command inside an application and turns refusals into one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except RuleBroken as error:
            with create_app().test_request_context(), force_locale("zh_Hans_CN" if _chinese() else "en"):
                click.echo(sentence(error), err=True)
            ctx.exit(1)
        except ConfigError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


def _chinese() -> bool:
    """The terminal's language decides; an unset one means Chinese, the language of the people served."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "zh"
    return language.startswith(("zh", "C", "POSIX"))


@click.group(cls=Commands)
@click.pass_context
def main(ctx: click.Context) -> None:
    """社工学堂: training and completion tracking for township and village cadres."""
    if ctx.invoked_subcommand not in {"serve", "restore"}:
        app: Flask = create_app()
        ctx.with_resource(app.app_context())


main.add_command(units)
main.add_command(bank)
main.add_command(stats)
main.add_command(report)
report.add_command(freeze)
report.add_command(verify)
main.add_command(roster)
main.add_command(admin)
main.add_command(training_class)
main.add_command(hours)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=None, type=int, help="Server processes; default from the settings.")
def serve(host: str, port: int, processes: int | None) -> None:
    """Serve the site; starts one child that runs `tick` every 10 seconds."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ.update(clock.shared_start())
    app = create_app()
    with app.app_context():
        ops.migrate()
        _add_up()
    held = ops.hold_serving_lock(app.config["DATABASE_URL"])
    _few_arenas()
    _many_files()
    ticker = _ticker(app)
    click.echo(f"http://{host}:{port}", err=True)
    try:
        Server(
            "elearn.app:create_served_app",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes or app.config["PROCESSES"],
            **SERVER,
            log_level=LogLevels.error,  # its start-up lines say nothing to an operator
            respawn_failed_workers=True,
        ).serve()
    finally:
        os.kill(ticker, signal.SIGTERM)
        os.waitpid(ticker, 0)
        if held is not None:
            os.close(held)


def _few_arenas() -> None:
    """Many threads, each with a heap of its own, would keep three times the memory that is in use (glibc only).

    The 19 MiB of a password's hash go back to the system at once: glibc would else learn to keep blocks of that size.
    """
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None)
        libc.mallopt(-8, 2)  # M_ARENA_MAX
        libc.mallopt(-3, 8 << 20)  # M_MMAP_THRESHOLD; setting it stops glibc from learning this one as well:
        libc.mallopt(-1, 64 << 20)  # M_TRIM_THRESHOLD


def _many_files() -> None:
    """Every connection is an open file; many systems allow 1,024 until somebody asks for more."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _ticker(app: Flask) -> int:
    """Start the child that runs `tick` every 10 seconds, forked so that it shares what is loaded; return its id."""
    with app.app_context():
        db.engine().dispose()
    gc.collect()
    gc.freeze()  # what is loaded is not looked through again, so it stays shared
    child = os.fork()
    if child == 0:
        try:
            with app.app_context():
                if db.engine().dialect.name != "sqlite":
                    os.nice(
                        10
                    )  # who waits for an answer comes first; on SQLite that would keep the writers' lock longer
                _tick(every=10, as_json=False)
        finally:
            os._exit(0)
    return child


@main.command()
@click.option("--every", default=0, help="Repeat every so many seconds until stopped; default: once.")
@click.option("--json", "as_json", is_flag=True)
def tick(every: int, as_json: bool) -> None:
    """Do what is due: automatic hand-in, marking anew, cleaning up."""
    _tick(every, as_json)


def _tick(every: int, as_json: bool) -> None:
    from elearn.jobs import tick as job

    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    parent = os.getppid()
    while True:
        try:
            done = job.run()
            if as_json or any(done.values()):
                click.echo(json.dumps(done), err=not as_json)
        except Exception as error:
            if not every:
                raise
            click.echo(f"tick: {error}", err=True)  # the database may be away for a while; the next round tries again
        for _ in range(every * 2):
            # A server that was killed can't stop its child: an orphan ends by itself.
            if stopping or os.getppid() != parent:
                return
            time.sleep(0.5)
        if not every or stopping:
            return


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True)
def backup(file: Path, as_json: bool) -> None:
    """Copy the running database to FILE and check the copy."""
    size = ops.backup(config.load()["DATABASE_URL"], file)
    click.echo(json.dumps({"file": str(file), "bytes": size}) if as_json else f"{file}: {size} bytes", err=not as_json)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True)
def restore(file: Path, as_json: bool) -> None:
    """Put the backup FILE in the place of the database. Stop the server first."""
    kept = ops.restore(config.load()["DATABASE_URL"], file)
    text = json.dumps({"restored": str(file), "kept": str(kept) if kept else None})
    click.echo(text if as_json else f"restored {file}; the former database is {kept}", err=not as_json)


@main.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check the installation and say what is wrong and how to mend it."""
    from elearn.demo import build as builder

    settings = config.load()
    findings = ops.examine(settings)
    findings.append(_fonts())
    if not ops.readiness_problem() and builder.has_demo_accounts():
        advice = "they have a known password: begin with an empty database before real people come"
        findings.append(ops.Finding("demo accounts", not settings["SECURE"], advice))
    if not ops.readiness_problem():
        findings += [_tallies(), _hours()]
    if as_json:
        click.echo(json.dumps({"ok": all(f.ok for f in findings), "checks": [vars(f) for f in findings]}))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.check}: {finding.detail}", err=True)
    ctx.exit(0 if all(finding.ok for finding in findings) else 1)


def _tallies() -> ops.Finding:
    """Compare the roll-ups of each class with a recount from scratch."""
    from elearn.training import tally_bulk

    wrong = tally_bulk.differing()
    advice = "agree with a recount" if not wrong else f"run: elearn report recount {' '.join(wrong)}"
    return ops.Finding("completion figures", not wrong, advice)


def _hours() -> ops.Finding:
    """Compare the ledgers of hours with a recount from the facts."""
    from elearn.training import hour_bulk

    wrong = hour_bulk.differing()
    advice = "agree with a recount" if not wrong else f"{len(wrong)} people differ; run: elearn hours recount"
    return ops.Finding("hours", not wrong, advice)


def _add_up() -> None:
    """Count people whose facts are older than the roll-ups, before anybody looks at a figure."""
    from elearn.training import tally_bulk

    while tally_bulk.tell_missing():
        pass


def _fonts() -> ops.Finding:
    """Say whether certificates can be printed, and with which rare characters."""
    from elearn.files import typeset

    text, rare = typeset.fonts()
    if not text:
        return ops.Finding("fonts", False, "no Chinese font: install fonts-noto-cjk, or certificates can't be printed")
    advice = "" if rare else "; rare names print as boxes: install fonts-hanazono"
    return ops.Finding("fonts", True, text[0].rpartition("/")[2] + advice)


@main.command()
@click.option("--keep", is_flag=True, help="Do nothing when there are data already, but print the accounts.")
@click.option("--weeks/--no-weeks", default=True, help="With or without the past weeks of study.")
@click.option("--scale", type=click.Choice(["county", "province"]), default="county", show_default=True)
@click.option("--json", "as_json", is_flag=True)
def demo(keep: bool, weeks: bool, scale: str, as_json: bool) -> None:
    """Build the demo: 交口县 with about 500 cadres and a class under way, or all of Shanxi with 130,000."""
    from elearn.demo import build as builder
    from elearn.demo import province

    ops.migrate()
    accounts = province.build(keep=keep) if scale == "province" else builder.build(keep=keep, weeks=weeks)
    if as_json:
        click.echo(json.dumps({"accounts": [vars(account) for account in accounts]}, ensure_ascii=False))
        return
    click.echo("演示账号 demo accounts（手机号 / 密码）:", err=True)
    for account in accounts:
        click.echo(
            f"  {account.role:<10} {account.mobile}  {account.password}  {account.name}  {account.unit}", err=True
        )


if __name__ == "__main__":
    main()
