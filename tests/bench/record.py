"""A record to read from: cases opened through the desk's intake, some lived to their close."""

from datetime import UTC, datetime, timedelta

from rules.case_words import Direction
from tests.bench.founded import Founded
from tests.builders import a_swap
from tests.desk.case_walk import CaseWalk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fill_record(desk: Founded, cases: int, finished: int) -> list[str]:
    """So many cases on record; returns the numbers of those with a whole story behind them.

    Every case comes through intake. The stories are worked out by the real case machine and
    written by the real activities, without a workflow server and without a carrier.
    """
    walk = CaseWalk(database=desk.record, desk=desk.desk)
    ended = [lived_case(walk, f"READ-{n:06d}") for n in range(finished)]
    for n in range(finished, cases):
        walk.open(a_swap(f"READ-{n:06d}"), begin=False)
    return ended


def lived_case(walk: CaseWalk, serial: str) -> str:
    """The number of a case that went all the way."""
    number = walk.open(a_swap(serial))
    at = datetime.now(UTC)
    walk.pack(number, walk.reserved(number), at)
    walk.carried(number, Direction.OUTBOUND, "handed_over", at + HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", at + DAY)
    walk.carried(number, Direction.RETURN, "handed_over", at + 2 * DAY)
    walk.carried(number, Direction.RETURN, "delivered", at + 3 * DAY)
    walk.receive(number, at + 3 * DAY + HOUR)
    return number
