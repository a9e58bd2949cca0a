"""A file taken in by a process of its own, so that its memory can be told: for `freight`.

`python -m tests.bench.freight_taking URL TENANT FILE PROFILE` prints seconds, rows and megabytes.
"""

import json
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desk.actors import Actor
from desk.finance.bill_files import take_file
from models.parties import Role
from rules.finance.freight_words import FileState
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.bench.report import BenchStuck


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What it took to take a file in: seconds, charges, and the most memory at once."""

    seconds: float
    charges: int
    megabytes: float


def take_apart(url: str, tenant_id: uuid.UUID, file: Path, profile: str) -> Taken:
    """The file from disk to stored verdicts (BenchStuck)."""
    asked = [sys.executable, "-m", __name__, url, str(tenant_id), str(file), profile]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    if told.returncode:
        raise BenchStuck(f"{file.name} was not taken: {told.stderr[-2000:]}")
    return Taken(**json.loads(told.stdout))


def main() -> None:
    url, tenant, file, profile = sys.argv[1:]
    importer = Actor(
        tenant_id=uuid.UUID(tenant),
        tenant="bench",
        name="importer@acme.example",
        role=Role.FINANCE,
        duty=FinanceDuty.IMPORTER,
    )
    database = Database(url)
    with Path(file).open("rb") as content:
        begun = time.perf_counter()
        taken = take_file(
            database,
            importer,
            name=Path(file).name,
            content=content,
            profile=profile,
            carrier="practice",
            key=uuid.uuid4().hex,
            now=datetime.now(UTC),
        )
        seconds = time.perf_counter() - begun
    database.close()
    if taken.state is not FileState.LOADED:
        sys.exit(f"{taken.state}: {taken.because}")
    told = {"seconds": seconds, "charges": taken.charges, "megabytes": most_megabytes()}
    json.dump(told, sys.stdout)


def most_megabytes() -> float:
    """The most memory this program had at once; getrusage counts that of who started it, too."""
    status = Path("/proc/self/status").read_text()
    (line,) = (one for one in status.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
