"""Named places where a test may end the process, to prove that nothing depends on luck.

Inert unless `SWAPDESK_KILL_POINTS` names the place, which only demo and test mode accept.
"""

import os
import signal
from pathlib import Path


def killpoint(name: str) -> None:
    """End this process with SIGKILL if it is armed for this place, once per armed file."""
    armed = os.environ.get("SWAPDESK_KILL_POINTS", "")
    if not armed or os.environ.get("SWAPDESK_MODE", "production") == "production":
        return
    wanted, _, once = armed.partition("@")
    if wanted == name and spend(once):
        os.kill(os.getpid(), signal.SIGKILL)


def spend(token: str) -> bool:
    """True the first time: the token file is taken away, so a restarted process lives on."""
    try:
        Path(token).unlink()
    except OSError:
        return False
    return True
