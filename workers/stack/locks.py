"""Locks on folders that end with the last process that holds them, however it dies."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from workers.stack.refusals import FolderInUse


class FolderLock:
    """One holder per folder: the file `.lock` in it, locked with flock(2)."""

    def __init__(self, folder: Path, name: str = ".lock") -> None:
        self.path = folder / name
        self.file = -1

    def take(self, patience: float = 0) -> int:
        """The open lock file, to be inherited by a child; raises FolderInUse after `patience` s."""
        if self.file >= 0:
            return self.file
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end = time.monotonic() + patience
        while not _locked(file):
            if time.monotonic() >= end:
                os.close(file)
                raise FolderInUse(self.path.parent)
            time.sleep(0.05)
        self.file = file
        return file

    def release(self) -> None:
        """Gives the folder free, unless a child still holds the same lock."""
        if self.file >= 0:
            os.close(self.file)
            self.file = -1


def _locked(file: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
