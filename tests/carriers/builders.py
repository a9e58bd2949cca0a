"""Orders to carry and the processes to carry them to, for any test that needs a carrier."""

import dataclasses
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from carriers.http import Limits
from carriers.port import (
    Address,
    Booked,
    ClaimOrder,
    ClaimReason,
    Direction,
    Parcel,
    Price,
    ShipmentOrder,
)
from carriers.practice import PracticeCarrier
from workers.practice_carrier.steering import (
    EntryKind,
    JournalEntry,
    PracticeSteering,
    live_labels,
    read_journal,
)

API_KEY = "practice-key-0123456789"
WEBHOOK_SECRET = "practice-secret-0123456789"
REFERENCE = "acme/SE-2026-000123/out/1/label"
REPOSITORY = Path(__file__).resolve().parents[2]

RECIPIENT = Address(
    name="Åsa Țăran",
    street="Kungsgatan 5",
    postcode="111 43",
    city="Stockholm",
    country="SE",
    phone="+46701234567",
    email="asa@example.com",
)
SENDER = Address(
    name="Swap depot",
    street="Lagervägen 12",
    postcode="136 50",
    city="Jordbro",
    country="SE",
)


def an_order(reference: str = REFERENCE, **changes: Any) -> ShipmentOrder:
    order = ShipmentOrder(
        reference=reference,
        direction=Direction.OUTBOUND,
        service="standard",
        sender=SENDER,
        recipient=RECIPIENT,
        parcel=Parcel(
            weight_g=420,
            length_mm=220,
            width_mm=120,
            height_mm=60,
            contents="Phone",
            battery_mark=False,
        ),
        payer="depot-account",
    )
    return dataclasses.replace(order, **changes)


def a_claim(reference: str, **changes: Any) -> ClaimOrder:
    claim = ClaimOrder(
        reference=reference,
        reason=ClaimReason.LOST,
        at=datetime(2026, 3, 16, 9, 0, tzinfo=UTC),
        amount=Price(amount=Decimal("799.00"), currency="EUR"),
        contents="One phone in its box",
    )
    return dataclasses.replace(claim, **changes)


def booked(outcome: object) -> Booked:
    assert isinstance(outcome, Booked), outcome
    return outcome


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come true in time"
        time.sleep(0.02)


class PracticeProcess:
    """The practice carrier's real process on a free port, restartable on the same folder."""

    def __init__(self, folder: Path, events_url: str = "http://127.0.0.1:9/") -> None:
        self.folder = folder
        self._events_url = events_url
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "workers.practice_carrier", "--folder", str(self.folder)),
                *("--events-url", self._events_url, "--port", "0"),
                *("--api-key", API_KEY, "--webhook-secret", WEBHOOK_SECRET),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=REPOSITORY,
        )
        assert self.process.stdout is not None
        found = re.search(r"http://\S+", self.process.stdout.readline())
        self.process.stdout.close()
        assert found, "the practice carrier did not start"
        self.base_url = found[0]

    def carrier(self, seconds: float = 20.0) -> PracticeCarrier:
        return PracticeCarrier(
            base_url=self.base_url,
            api_key=API_KEY,
            webhook_secret=WEBHOOK_SECRET,
            limits=Limits(total=seconds),
        )

    @property
    def steering(self) -> PracticeSteering:
        return PracticeSteering(base_url=self.base_url, api_key=API_KEY)

    def entries(self, kind: EntryKind | None = None) -> list[JournalEntry]:
        found = read_journal(self.folder / "journal.jsonl")
        return [entry for entry in found if kind is None or entry.kind is kind]

    def live(self) -> dict[str, str]:
        return live_labels(self.entries())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> tuple[int, float]:
        """The exit code and the seconds it took."""
        started = time.monotonic()
        self.process.terminate()
        try:
            code = self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.kill(self.process.pid, signal.SIGKILL)
            raise
        return code, time.monotonic() - started


class Receiver:
    """A small web server that keeps what is pushed to it, and can refuse it first."""

    def __init__(self) -> None:
        self.refusing = False
        self.refused_parcel = ""
        self.attempts = 0
        self.taken: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.attempts += 1
                stuck = receiver.refused_parcel
                refused = receiver.refusing or (bool(stuck) and stuck.encode() in body)
                if not refused:
                    receiver.taken.append((dict(self.headers.items()), body))
                self.send_response(503 if refused else 204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                del format, args

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1/carrier-events/practice"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
