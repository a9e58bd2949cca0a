"""`python -m workers.practice_carrier`: one practice carrier until SIGTERM or SIGINT."""

import argparse
import logging
import os
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import uvicorn

from carriers.practice_journal import JournalUnreadable
from carriers.webhook import SECRET_LENGTH
from workers.practice_carrier.app import make_app
from workers.practice_carrier.depot import Depot
from workers.practice_carrier.journal import Journal
from workers.practice_carrier.push import Pusher

HOST = "127.0.0.1"
LAST_REQUESTS_SECONDS = 2  # then hanging callers are dropped: a stop takes less than five seconds
LAST_PUSHES_SECONDS = 1.5
CANNOT_START = 2


def main() -> None:
    """Serve until told to stop; exit code 0 after a signal, 2 when it cannot start."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    wished = wishes()
    logging.basicConfig(level=logging.WARNING, format="practice carrier: %(message)s")
    try:
        journal = Journal(wished.folder)
        listener = socket.create_server((HOST, wished.port))
    except (JournalUnreadable, OSError) as trouble:
        sys.stderr.write(f"practice carrier: {trouble}\n")
        sys.exit(CANNOT_START)
    depot = Depot(journal, first_number=wished.first_number, now=datetime.now(UTC))
    pusher = Pusher(depot, wished.events_url, wished.webhook_secret)
    pusher.start()
    try:
        _serve(depot, wished.api_key, listener)
    finally:
        pusher.close(LAST_PUSHES_SECONDS)


def _serve(depot: Depot, api_key: str, listener: socket.socket) -> None:
    sys.stdout.write(f"practice carrier on http://{HOST}:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        make_app(depot, api_key),
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
        lifespan="off",
    )
    uvicorn.Server(config).run(sockets=[listener])


def wishes() -> argparse.Namespace:
    """What the command line and the environment ask for; exits with 2 when that is not enough."""
    parser = argparse.ArgumentParser(prog="python -m workers.practice_carrier")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--folder", type=Path, required=True, help="where journal.jsonl lives")
    parser.add_argument("--events-url", required=True, help="where events are pushed")
    parser.add_argument("--first-number", type=int, help="of a new journal; else drawn by lot")
    # A command line is readable to every user of the machine; the environment is not.
    parser.add_argument("--api-key", default=os.environ.get("SWAPDESK_PRACTICE_KEY", ""))
    parser.add_argument(
        "--webhook-secret", default=os.environ.get("SWAPDESK_PRACTICE_WEBHOOK_SECRET", "")
    )
    wished = parser.parse_args()
    for name in ("api_key", "webhook_secret"):
        if len(getattr(wished, name)) < SECRET_LENGTH:
            parser.error(f"--{name.replace('_', '-')} needs {SECRET_LENGTH} characters or more")
    return wished


def _stop(*_: object) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    main()
