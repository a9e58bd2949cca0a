"""Pushing events to the customer: signed, in order for each parcel, until each one is taken."""

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zlib import crc32

from carriers.errors import AnswerLost, CarrierUnreachable
from carriers.http import Call, Limits, ask
from carriers.webhook import sign
from workers.practice_carrier.consignment import Event
from workers.practice_carrier.depot import Depot
from workers.practice_carrier.faults import FaultKind
from workers.practice_carrier.wire import news

LANES = 4
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0  # seconds between two tries of one event, doubling
COMPANION_WAIT = 2.0  # seconds an event waits for a later one to be overtaken by
LIMITS: Final = Limits(total=10.0, connect=3.0, body_bytes=100_000)


@dataclass(slots=True)
class Line:
    """The events of one parcel that wait to be pushed, oldest first."""

    events: deque[Event] = field(default_factory=deque)
    not_before: float = 0.0
    failures: int = 0
    held: bool = False


class Lane(threading.Thread):
    """One thread with its own parcels, so that a parcel's events never race each other."""

    def __init__(self, depot: Depot, url: str, secret: str) -> None:
        super().__init__(daemon=True, name="push")
        self._depot, self._url, self._secret = depot, url, secret
        self._lines: dict[str, Line] = {}
        self._news = threading.Condition()
        self._closing = False

    def add(self, event: Event) -> None:
        """Queue an event behind the others of its parcel."""
        with self._news:
            line = self._lines.setdefault(event["tracking_no"], Line())
            line.events.append(event)
            if line.held:
                line.not_before = 0.0
            self._news.notify()

    def close(self) -> None:
        """Take up no further event."""
        with self._news:
            self._closing = True
            self._news.notify()

    def run(self) -> None:
        """Push whatever is due until closed."""
        while (line := self._due()) is not None:
            self._push_first(line)

    def _due(self) -> Line | None:
        with self._news:
            while not self._closing:
                self._lines = {no: line for no, line in self._lines.items() if line.events}
                line = min(self._lines.values(), key=lambda each: each.not_before, default=None)
                wait = None if line is None else line.not_before - time.monotonic()
                if line is not None and wait is not None and wait <= 0:
                    return line
                self._news.wait(wait)
            return None

    def _push_first(self, line: Line) -> None:
        if self._wait_for_companion(line):
            return
        event = line.events[0]
        if not self._send(event):
            wait = FIRST_WAIT * 2 ** min(line.failures, 10)
            line.failures += 1
            line.not_before = time.monotonic() + min(wait, LONGEST_WAIT)
            return
        now = datetime.now(UTC)
        self._depot.pushed(event, now)
        if self._depot.strike({FaultKind.DUPLICATE_EVENT}, on=None, now=now):
            self._send(event)
        with self._news:
            line.events.remove(event)
            line.failures, line.held, line.not_before = 0, False, 0.0

    def _wait_for_companion(self, line: Line) -> bool:
        """True while the event is held back so that a later one can overtake it."""
        if line.failures or not self._depot.armed(FaultKind.OUT_OF_ORDER_EVENTS):
            return False
        with self._news:
            overtaken = len(line.events) > 1
            if overtaken:
                line.events[0], line.events[1] = line.events[1], line.events[0]
            elif not line.held:
                line.held, line.not_before = True, time.monotonic() + COMPANION_WAIT
                return True
        if overtaken:
            kinds = {FaultKind.OUT_OF_ORDER_EVENTS}
            self._depot.strike(kinds, on=None, now=datetime.now(UTC))
        return False

    def _send(self, event: Event) -> bool:
        """True when the receiver answered 2xx."""
        body = json.dumps(news(event)).encode()
        signature = sign(
            event_id=event["event_id"], at=datetime.now(UTC), raw_body=body, secret=self._secret
        )
        headers = {"Content-Type": "application/json", **signature}
        try:
            answer = ask(Call(method="POST", url=self._url, headers=headers, body=body), LIMITS)
        except (AnswerLost, CarrierUnreachable):
            return False
        return answer.status // 100 == 2  # noqa: PLR2004 - every 2xx means taken


class Pusher:
    """All lanes; a parcel always takes the same one."""

    def __init__(self, depot: Depot, url: str, secret: str) -> None:
        self._lanes = [Lane(depot, url, secret) for _ in range(LANES)]
        for event in depot.unpushed.values():
            self.add(event)
        depot.told = self.add

    def start(self) -> None:
        """Begin pushing, with what an earlier process left unpushed first."""
        for lane in self._lanes:
            lane.start()

    def add(self, event: Event) -> None:
        """Queue an event."""
        self._lanes[crc32(event["tracking_no"].encode()) % LANES].add(event)

    def close(self, patience: float) -> None:
        """Stop within these seconds; what is not pushed stays in the journal."""
        for lane in self._lanes:
            lane.close()
        ends = time.monotonic() + patience
        for lane in self._lanes:
            lane.join(max(0.0, ends - time.monotonic()))
