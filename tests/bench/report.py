"""What a run prints: aligned tables with their targets, and the machine they were measured on."""

import os
import platform
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from rules.errors import DeskError, Kind

#: Appends that are timed to tell how fast the disk says "kept".
SYNCS = 50


class BenchStuck(DeskError):
    """The measurement does not go on."""

    kind: ClassVar[Kind] = Kind.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One table, and the same figures unrounded for programs."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The title, the aligned table (first column to the left), and the notes."""
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        table = [aligned(row, widths) for row in (self.head, *self.rows)]
        rule = "-" * len(aligned(self.head, widths))
        notes = [f"  {note}" for note in self.notes]
        return [self.title, rule, table[0], rule, *table[1:], rule, *notes, ""]


def aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return "  ".join(cells)


def number(value: float) -> str:
    """Three digits that mean something, thousands apart."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def verdict(value: float, *, least: float | None = None, most: float | None = None) -> str:
    """The target and whether it is met."""
    if least is not None:
        return f">= {number(least)} {'met' if value >= least else 'MISSED'}"
    if most is not None:
        return f"<= {number(most)} {'met' if value <= most else 'MISSED'}"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the figures depend on; the load is that of others, before anything was started."""

    cores: int
    load: tuple[float, float, float]
    python: str
    filesystem: str
    sync_ms: float

    def __str__(self) -> str:
        """One line."""
        load = " ".join(f"{one:.1f}" for one in self.load)
        return (
            f"{self.cores} cores, load average at start {load}, Python {self.python}, "
            f"data on {self.filesystem} (fsync of a small append: {number(self.sync_ms)} ms)"
        )

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def this_machine(folder: Path) -> Machine:
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        load=os.getloadavg(),
        python=platform.python_version(),
        filesystem=filesystem_of(folder),
        sync_ms=sync_milliseconds(folder),
    )


def filesystem_of(folder: Path) -> str:
    """The kind of file system that holds the folder: on a tmpfs, fsync costs nothing."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    whole = folder.resolve()
    holding = [(place, kind) for place, kind in mounts if whole.is_relative_to(place)]
    return max(holding, key=lambda mount: len(mount[0]))[1]


def sync_milliseconds(folder: Path) -> float:
    """The median of some appends of 512 bytes, each synced."""
    taken, path = [], folder / "sync-probe"
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    for _ in range(SYNCS):
        begun = time.perf_counter()
        os.write(file, bytes(512))
        os.fdatasync(file)
        taken.append(time.perf_counter() - begun)
    os.close(file)
    path.unlink()
    return statistics.median(taken) * 1000
