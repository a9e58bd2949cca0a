"""The supervisor process behind `swapdesk up`."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rules.errors import DeskError, Kind
from runtime.settings import PREFIX, Mode, load_settings
from workers.stack.plan import ALL
from workers.stack.progress import Progress
from workers.stack.run import Wishes, run_stack

REFUSED, UNREACHABLE = 1, 3


def main() -> None:
    """Runs the stack; exits 0 when it was asked to stop, or with the demo's code."""
    asked = _words().parse_args()
    progress = Progress()
    if asked.demo:
        os.environ[f"{PREFIX}MODE"] = Mode.DEMO.value
    wishes = Wishes(demo=asked.demo, once=asked.once, only=tuple(asked.only or ALL))
    try:
        with _folder(asked.data_dir, throw_away=asked.throw_away) as folder:
            code = run_stack(folder, wishes, progress)
    except DeskError as error:
        progress.say(f"{error.title}: {error.detail}")
        code = UNREACHABLE if error.kind is Kind.UNAVAILABLE else REFUSED
    sys.exit(code)


def _words() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="swapdesk up", description=__doc__)
    words.add_argument("--data-dir", type=Path)
    words.add_argument("--demo", action="store_true")
    words.add_argument("--once", action="store_true")
    words.add_argument("--throw-away", action="store_true")
    words.add_argument("--only", action="append", choices=ALL)
    return words


@contextmanager
def _folder(wanted: Path | None, *, throw_away: bool) -> Iterator[Path]:
    """The data folder; a throw-away one is removed at the end."""
    if not throw_away:
        yield Path(wanted or load_settings().data_dir).expanduser().absolute()
        return
    folder = Path(tempfile.mkdtemp(prefix="swapdesk-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # our own new folder: the database's account passes through
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
