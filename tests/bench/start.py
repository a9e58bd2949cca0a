"""Part (c): seconds of `swapdesk up` until everything is healthy, first and second time."""

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.report import Report, number, verdict
from tests.bench.stack import clean_environment, end, log_of, stack_up

COMMANDS = 3
REFERENCE = "`swapdesk --version` (reference)"
MOST_START, MOST_STOP = 15.0, 15.0
#: A line of the supervisor's progress: "  ✓ PostgreSQL  /folder  (0.9 s)".
STEP = re.compile(r"^\s+✓ (.+?)(?:  .*)? {2}\((\d+\.\d) s\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Seconds from the command to healthy, seconds from SIGTERM to gone, and the steps between."""

    started: float
    stopped: float
    steps: tuple[tuple[str, float], ...]


def measure_start(below: Path) -> Report:
    folder = below / "start"
    reference = quickest_command()
    first, second = start_and_stop(folder), start_and_stop(folder)
    rows = [
        [REFERENCE, number(reference), ""],
        ["start, first (makes the database)", number(first.started), ""],
        ["start, second", number(second.started), verdict(second.started, most=MOST_START)],
        ["stop after the first", number(first.stopped), verdict(first.stopped, most=MOST_STOP)],
        ["stop after the second", number(second.stopped), verdict(second.stopped, most=MOST_STOP)],
    ]
    steps = ", ".join(f"{title} {seconds:.1f}" for title, seconds in second.steps)
    return Report(
        title="`swapdesk up` on a throw-away folder: command to all parts healthy, SIGTERM to gone",
        head=["(c) start and stop", "seconds", "target"],
        rows=rows,
        notes=[
            f"second start: {number(second.started / reference)} times the reference",
            f"second start and stop, step by step: {steps}",
        ],
        facts={
            "reference_s": reference,
            "first_start_s": first.started,
            "second_start_s": second.started,
            "first_stop_s": first.stopped,
            "second_stop_s": second.stopped,
            "second_steps_s": [[title, seconds] for title, seconds in second.steps],
        },
    )


def quickest_command() -> float:
    """The shortest of some runs: what a command of ours costs before it does anything."""
    taken = []
    for _ in range(COMMANDS):
        begun = time.monotonic()
        command = [sys.executable, "-m", "cli.main", "--version"]
        subprocess.run(command, env=clean_environment(), check=True, stdout=subprocess.DEVNULL)
        taken.append(time.monotonic() - begun)
    return min(taken)


def start_and_stop(folder: Path) -> Run:
    log_of(folder).unlink(missing_ok=True)
    with stack_up(folder) as stack:
        stopped = end(stack.supervisor)
    lines = log_of(folder).read_text().splitlines()
    found = [match for line in lines if (match := STEP.match(line))]
    steps = tuple((match[1], float(match[2])) for match in found)
    return Run(started=stack.seconds, stopped=stopped, steps=steps)
