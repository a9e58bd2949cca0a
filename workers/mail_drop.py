"""The mail drop: takes messages from a folder, as a mail server delivers them there.

`python -m workers.mail_drop --folder FOLDER [--tenant CODE]`: a delivery writes a whole file
elsewhere and renames it into FOLDER/new; each file then goes to FOLDER/done or FOLDER/refused.
"""

import argparse
import hashlib
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import structlog

from cli.asking import find_tenant
from desk.mail_intake import MailOutcome, OpenFromMail, take_mail
from desk.mail_opening import open_from_mail
from models.parties import Tenant
from models.prepaid import MailState
from rules.errors import DeskError
from rules.mail_reading import LARGEST_MAIL
from runtime.connections import open_database
from runtime.database import Database
from runtime.log import configure_logging
from runtime.settings import load_settings

#: Seconds between two looks at the folder, and after a look the record did not answer.
PAUSE, REST = 1.0, 5.0
log = structlog.get_logger()


class MailDrop:
    """A folder with `new`, `done` and `refused`; a file leaves `new` once the record has it."""

    def __init__(self, folder: Path) -> None:
        self.new, self.done, self.refused = (folder / name for name in ("new", "done", "refused"))
        #: Names of files that broke something; they are left alone until the next start.
        self.stuck: set[str] = set()
        for place in (self.new, self.done, self.refused):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def waiting(self) -> Iterator[Path]:
        """The files in `new`, the oldest first; links, folders and hidden drafts stay."""
        found = []
        for path in self.new.iterdir():
            with suppress(FileNotFoundError):
                about = path.lstat()
                if stat.S_ISREG(about.st_mode) and not self.leaves(path.name):
                    found.append((about.st_mtime_ns, path.name, path))
        yield from (path for _, _, path in sorted(found))

    def leaves(self, name: str) -> bool:
        """True for drafts, and for files that broke something."""
        return name.startswith(".") or name in self.stuck

    def put_away(self, path: Path, state: MailState) -> Path:
        """Move the file under its own hash, so that no other file is ever replaced."""
        place = self.refused if state is MailState.REFUSED else self.done
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        target = place / f"{digest[:40]}.eml"
        return path.replace(target)


def empty(
    drop: MailDrop,
    database: Database,
    tenant: Tenant,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    opening: OpenFromMail | None = None,
) -> int:
    """Take every waiting file; returns how many. A file that breaks something holds up no other.

    Raises DeskErrors that pass, such as RecordUnavailable: then the rest stays in `new`.
    """
    taken = 0
    for path in drop.waiting():
        try:
            with path.open("rb") as source:
                raw = source.read(LARGEST_MAIL + 1)
            outcome = take_mail(database, tenant, raw, now(), opening)
        except DeskError:
            raise
        except Exception:
            drop.stuck.add(path.name)
            log.exception("mail_stuck", file=path.name)
            continue
        tell(outcome, drop.put_away(path, outcome.state))
        taken += 1
    return taken


def tell(outcome: MailOutcome, kept: Path) -> None:
    """One line in the log for a message that was taken: no address, no subject."""
    log.info(
        "mail_taken",
        file=kept.name,
        state=outcome.state.value,
        reason=outcome.reason,
        case=outcome.case,
        repeated=outcome.repeated,
    )


def watch(
    drop: MailDrop,
    database: Database,
    tenant: Tenant,
    ended: threading.Event,
    opening: OpenFromMail | None = None,
) -> None:
    """Look once a second until told to end; a record that is down is asked again later."""
    while not ended.is_set():
        pause = PAUSE
        try:
            empty(drop, database, tenant, opening=opening)
        except DeskError as error:
            log.warning("mail_waits", why=error.code)
            pause = REST
        ended.wait(pause)


def main() -> None:
    """Watches the folder until SIGTERM or SIGINT."""
    words = argparse.ArgumentParser(prog="python -m workers.mail_drop", description=__doc__)
    words.add_argument("--folder", type=Path, required=True)
    words.add_argument("--tenant", default="", metavar="CODE", help="default: the only one")
    asked = words.parse_args()
    settings = load_settings()
    configure_logging("mail-drop", level=settings.log_level)
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: ended.set())
    database = open_database(settings, connections=2)
    tenant = find_tenant(database, asked.tenant)
    watch(MailDrop(asked.folder), database, tenant, ended, open_from_mail)
    database.close()


if __name__ == "__main__":
    main()
