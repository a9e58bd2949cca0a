"""Tell other processes, with the commit, that something changed: names only, never contents."""

from sqlalchemy import text
from sqlalchemy.orm import Session

#: The channels listened to: `relay` wakes the relay, `board` refreshes open screens.
CHANNELS = ("swapdesk_relay", "swapdesk_board")


def announce(session: Session, channel: str, what: str = "") -> None:
    """Notify listeners of `swapdesk_<channel>` when, and only when, this transaction commits."""
    session.execute(
        text("SELECT pg_notify(:channel, :what)"),
        {"channel": f"swapdesk_{channel}", "what": what},
    )
