"""Where everything of one desk lies on disk: all below one data folder."""

import os
import pwd
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SYSTEM_FOLDER = Path("/var/lib/swapdesk")


def default_data_folder() -> Path:
    """The system folder for root, else `swapdesk` in the user's state folder (XDG)."""
    if os.geteuid() == 0:
        return SYSTEM_FOLDER
    state = Path(os.environ.get("XDG_STATE_HOME") or "")
    if state.is_absolute():
        return state / "swapdesk"
    home = os.environ.get("HOME") or pwd.getpwuid(os.geteuid()).pw_dir
    return Path(home) / ".local" / "state" / "swapdesk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders and files below one data folder; a folder need not exist yet."""

    root: Path

    @property
    def postgres(self) -> Path:
        """The embedded database: programs, cluster, socket, log."""
        return self.root / "postgres"

    @property
    def temporal(self) -> Path:
        """The embedded workflow server: its file and log."""
        return self.root / "temporal"

    @property
    def practice_carrier(self) -> Path:
        """The practice carrier's own journal and labels."""
        return self.root / "practice-carrier"

    @property
    def mailbox(self) -> Path:
        """One `.eml` file for each message the local mailbox received."""
        return self.root / "mailbox"

    @property
    def documents(self) -> Path:
        """Labels, slips and other files that the desk made."""
        return self.root / "documents"

    @property
    def logs(self) -> Path:
        """One log file for each supervised program."""
        return self.root / "logs"

    @property
    def secrets(self) -> Path:
        """Generated secrets, one file each, readable by their owner alone."""
        return self.root / "secrets"

    @property
    def run(self) -> Path:
        """What holds only while a stack runs."""
        return self.root / "run"

    @property
    def stack_file(self) -> Path:
        """Ports, pids and versions of the running stack (see `runtime.running`)."""
        return self.run / "stack.json"

    def prepare(self) -> None:
        """Makes the folders, private to us; the permissions of folders above never change."""
        make_passable(self.root)
        for folder in (self.mailbox, self.documents, self.logs, self.secrets, self.run):
            folder.mkdir(mode=0o700, exist_ok=True)


def make_passable(folder: Path) -> None:
    """Makes the folder when missing: ours alone, though others may pass through one of root's.

    As root the database has an account of its own, which must reach its folder below this one.
    A folder that exists keeps its permissions, and so do all above it.
    """
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        if os.geteuid() == 0:
            folder.chmod(0o711)


def generated_secret(folder: Path, name: str) -> str:
    """The secret kept under `name`, made once: 43 random letters in a file of mode 0600.

    Several processes may ask at once; all get the same one.
    """
    path = folder / name
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as sink:
        sink.write(secrets.token_urlsafe(32))
        sink.flush()
        os.fsync(sink.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)  # complete or not at all, and never over an earlier one
    draft.unlink()
    return path.read_text().strip()


def write_whole(path: Path, text: str) -> None:
    """Replaces the file at once: a reader sees the old text or the new, never half of it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    draft.replace(path)
