"""A repair that is not covered, walked as far as its cost proposal."""

from datetime import UTC, datetime, timedelta

from desk.intake import CaseForm
from rules.case_facts import Told
from rules.case_words import Direction
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.case_walk import CaseWalk
from tests.served import FIBRA, Served, a_repair, serve

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
#: Two days later the device is on the bench and judged.
JUDGED = MONDAY + 2 * DAY
COSTS = {"lines": "Screen; 1; 1200.00\nWork; 0.5; 800.00", "reason": "Liquid damage."}
#: The same customer with what its contract says of proposals and of warranties.
QUOTED = Served(
    code=FIBRA.code,
    programme=FIBRA.programme,
    tier=FIBRA.tier,
    locale="sv",
    settings={
        "return": {
            "care": {
                "proposal": {"estimate_fee": "95.00"},
                "warranty": {"rule": "longer", "days": 120},
            }
        }
    },
)


def serve_quoted(record: Database, desk: TestDesk) -> None:
    serve(record, desk.tenant_id, QUOTED)


def a_refused_repair(walk: CaseWalk, serial: str = "SW-1") -> str:
    """The device is on the bench; its repair is not covered."""
    form: CaseForm = a_repair(QUOTED.code, serial, MONDAY)
    number = walk.open(form)
    walk.run_errands(number)
    walk.carried(number, Direction.RETURN, "handed_over", MONDAY + DAY)
    walk.receive(number, JUDGED - HOUR)
    walk.run_errands(number)
    finding = {"outcome": "not_covered", "note": "Water in the casing."}
    walk.tell(number, Told.BENCH_DONE, JUDGED, **finding)
    return number


def a_proposal(walk: CaseWalk, serial: str = "SW-1") -> str:
    """The proposal is printed and on its way to the customer."""
    number = a_refused_repair(walk, serial)
    walk.tell(number, Told.PROPOSAL_MADE, JUDGED + HOUR, **COSTS)
    walk.run_errands(number)
    return number
