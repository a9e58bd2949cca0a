"""Becomes the wanted program as the wanted account, bound to the life of the parent process.

Arguments: expected parent's pid, signal on its death, user id, group id (-1 keeps), command…
Runs with `python -I -S`, so it imports the standard library only.
"""

import ctypes
import os
import sys

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, prctl(2)


def launch(parent: int, death_signal: int, user: int, group: int, command: list[str]) -> None:
    """Never returns: the process is the command afterwards, or gone with its parent."""
    if user >= 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    os.umask(0o077)
    if sys.platform == "linux":
        # After the change of account: the kernel forgets the signal when credentials change.
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the supervisor is gone")
    os.execvp(command[0], command)  # noqa: S606 - no shell on purpose


if __name__ == "__main__":
    parent, death_signal, user, group = (int(word) for word in sys.argv[1:5])
    launch(parent, death_signal, user, group, sys.argv[5:])
