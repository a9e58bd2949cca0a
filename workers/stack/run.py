"""One run of the stack on one data folder, from the first lock to the last process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn

from runtime.places import Places, write_whole
from runtime.running import RunningPart, RunningStack, announce_stack, withdraw_stack
from runtime.settings import PREFIX, Mode, load_settings
from workers.stack.children import kill_child, start_child
from workers.stack.locks import FolderLock
from workers.stack.plan import Plan, make_plan
from workers.stack.progress import Progress
from workers.stack.refusals import FolderOfAnotherMode
from workers.stack.supervisor import Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Ctrl-C or SIGTERM: not an error, and not for `except Exception`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What this run is for: play the demo, stop after it, start some parts only."""

    demo: bool
    once: bool
    only: tuple[str, ...]


def run_stack(folder: Path, wishes: Wishes, progress: Progress) -> int:
    """Runs until asked to stop (0), or until the demo ended (its exit code) when `once`.

    Raises FolderInUse when a stack runs here, and what the first unhealthy part raises.
    """
    places = Places(root=folder)
    places.prepare()
    lock = FolderLock(folder, ".up.lock")
    lock.take()
    withdraw_stack(places)  # a killed predecessor's: it must not steer our own settings
    os.environ[f"{PREFIX}DATA_DIR"] = str(folder)
    supervisor = Supervisor(progress, lambda _: None)
    try:
        with _stop_on_signals():
            return _start_and_watch(places, wishes, supervisor)
    except StopAsked:
        progress.say()
        return 0
    finally:
        supervisor.stop()
        withdraw_stack(places)
        lock.release()


@contextmanager
def _stop_on_signals() -> Iterator[None]:
    """Inside, a signal raises StopAsked; afterwards signals wait for the orderly end."""
    for one in SIGNALS:
        if one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN:  # nohup
            signal.signal(one, _stop)
    try:
        yield
    finally:
        for one in SIGNALS:
            signal.signal(one, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise StopAsked


def _start_and_watch(places: Places, wishes: Wishes, supervisor: Supervisor) -> int:
    mode = _settle_mode(places)
    os.environ[f"{PREFIX}MODE"] = mode.value
    load_settings.cache_clear()
    progress = supervisor.progress
    progress.say(f"swapdesk ({mode.value}) in {places.root}")
    plan = make_plan(load_settings(), wishes.only)
    started = datetime.now(UTC).isoformat(timespec="seconds")

    def announce(parts: list[RunningPart]) -> None:
        facts = RunningStack(
            pid=os.getpid(),
            started_at=started,
            mode=mode.value,
            parts=parts,
            environment=plan.chosen,
        )
        announce_stack(places, facts)

    supervisor.told = announce
    _start_servers(plan, supervisor)
    supervisor.start(plan.programs)
    announce(supervisor.facts())
    _print_links(plan, progress)
    return _watch(plan, wishes, supervisor)


def _settle_mode(places: Places) -> Mode:
    """A folder keeps the mode it was made for: a demo's bent time must not mix with real cases."""
    record = places.root / "mode"
    kept = Mode(record.read_text().strip()) if record.exists() else None
    load_settings.cache_clear()  # what was read before may come from a killed predecessor
    settings = load_settings()
    if kept is None:
        write_whole(record, f"{settings.mode.value}\n")
        return settings.mode
    if "mode" in settings.model_fields_set and settings.mode is not kept:
        raise FolderOfAnotherMode(places.root, kept.value, settings.mode.value)
    return kept


def _start_servers(plan: Plan, supervisor: Supervisor) -> None:
    """The migration needs the database alone: it runs while the workflow server starts."""
    database = [part for part in plan.servers if part.key == "postgres"]
    supervisor.start(database)
    with _migration_beside(plan):
        supervisor.start([part for part in plan.servers if part not in database])
        if plan.migration is not None:
            with supervisor.progress.step("database migrated"):
                plan.migration.run()


@contextmanager
def _migration_beside(plan: Plan) -> Iterator[None]:
    """Begins the migration; whatever goes wrong inside does not leave it running."""
    if plan.migration is None:
        yield
        return
    plan.migration.launch()
    try:
        yield
    finally:
        plan.migration.kill()


def _print_links(plan: Plan, progress: Progress) -> None:
    progress.say()
    for name, link in plan.links.items():
        progress.say(f"  {name:<17} {link}")
    progress.say()


def _watch(plan: Plan, wishes: Wishes, supervisor: Supervisor) -> int:
    code: int | None = None
    if wishes.demo:
        code = _play_demo(plan, supervisor)
        supervisor.progress.say(f"demo ended with exit code {code}")
    if wishes.once:
        return code or 0
    supervisor.progress.say("Running. Ctrl-C stops everything; the data stays.")
    supervisor.watch(until=lambda: False)
    return 0


def _play_demo(plan: Plan, supervisor: Supervisor) -> int:
    """The demo's exit code; the parts are looked after while it plays."""
    command = [sys.executable, "-m", "cli.main", "demo"]
    demo: subprocess.Popen[bytes] = start_child(command, env=plan.environment, log=None)
    try:
        supervisor.watch(until=lambda: demo.poll() is not None)
    finally:
        kill_child(demo)
    return demo.returncode
