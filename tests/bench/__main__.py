"""`python -m tests.bench [cases|api|start|calendar|pools|freight …]`: measures these, or all."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rules.errors import DeskError
from tests.bench.api import measure_api
from tests.bench.cases import measure_cases
from tests.bench.freight import measure_freight
from tests.bench.pools import measure_pools
from tests.bench.report import Machine, Report, this_machine
from tests.bench.stack import throw_away_folder
from tests.bench.start import measure_start
from tests.bench.working_time import measure_calendar

INTERRUPTED = 130


def main() -> None:
    """Exits 0 when everything asked for was measured, whatever came of it; 1 when it was not."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, interrupt)
    asked = words().parse_args()
    try:
        with throw_away_folder(asked.folder) as folder:
            measure(asked, folder)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except DeskError as trouble:
        sys.exit(f"{trouble.title}: {trouble.detail}")


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """As Ctrl-C: whatever was started is ended first."""
    raise KeyboardInterrupt


def words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measures the desk on this machine; nothing is asserted.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    # Not `choices`: those would be asked to hold the empty list, too.
    parser.add_argument(
        "parts", nargs="*", type=part, metavar="part", help=f"{', '.join(PARTS)}; without: all"
    )
    parser.add_argument("--cases", type=int, default=100, help="swaps that are counted")
    parser.add_argument("--in-flight", type=int, default=20, help="swaps at once")
    parser.add_argument("--clients", type=int, default=20, help="API clients at once")
    parser.add_argument("--requests", type=int, default=50, help="of each client, for each route")
    parser.add_argument("--record", type=int, default=1000, help="cases on record for the API")
    parser.add_argument("--finished", type=int, default=40, help="of these, with a whole story")
    parser.add_argument("--pools", type=int, default=10_000, help="pools on record")
    parser.add_argument("--units", type=int, default=500_000, help="units of these pools")
    parser.add_argument("--rows", type=int, default=1_000_000, help="shipments of the month")
    parser.add_argument("--rounds", type=int, default=5, help="of both databases in turn")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--folder", type=Path, help="throw-away data below it, not the system's")
    return parser


def part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(PARTS)}")
    return name


def measure(asked: argparse.Namespace, folder: Path) -> None:
    machine = this_machine(folder)
    say(f"{machine}\n")
    figures: dict[str, Report] = {}
    for part in asked.parts or PARTS:
        figures[part] = PARTS[part](folder, asked)
        say("\n".join(figures[part].lines()))
    if asked.json:
        asked.json.write_text(json.dumps(plain(machine, figures, asked), indent=2) + "\n")


def plain(
    machine: Machine, figures: Mapping[str, Report], asked: argparse.Namespace
) -> dict[str, object]:
    sizes = {name: value for name, value in vars(asked).items() if isinstance(value, int)}
    told = {part: dict(report.facts) for part, report in figures.items()}
    return {"machine": machine.plain(), "sizes": sizes, **told}


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the result


PARTS: Mapping[str, Callable[[Path, argparse.Namespace], Report]] = {
    "cases": lambda folder, asked: measure_cases(folder, asked.cases, asked.in_flight),
    "api": lambda folder, asked: measure_api(
        folder,
        clients=asked.clients,
        requests=asked.requests,
        record=asked.record,
        finished=asked.finished,
    ),
    "start": lambda folder, _: measure_start(folder),
    "pools": lambda folder, asked: measure_pools(
        folder,
        pools=asked.pools,
        units=asked.units,
        clients=asked.clients,
        requests=asked.requests,
    ),
    "calendar": lambda _folder, _asked: measure_calendar(),
    "freight": lambda folder, asked: measure_freight(folder, rows=asked.rows, rounds=asked.rounds),
}


if __name__ == "__main__":
    main()
