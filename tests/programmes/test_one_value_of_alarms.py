"""One value changed in a file changes when the bench is told that a model fails too often."""

from pathlib import Path
from typing import Any

import pytest

from desk.alarms import alarms_at
from runtime.database import Database
from tests.desk.bench_walk import DAY, MONDAY, Bench
from tests.desk.case_walk import CaseWalk
from tests.programmes.facts.asking import ATEA
from tests.programmes.one_value import changed
from tests.programmes.test_one_value_in_a_case import walk_under
from tests.way_back import PhoneCustomer, serve_phones

ALARM_KEYS = {"care.bench.failures_alarm", "care.bench.failures_within_days"}
#: A contract that leaves the way back to its programme.
PLAIN = PhoneCustomer(code="adatum", returns={}, phones=1)
SLIP = "  slip_required: true"


def batches_with_alarm(walk: CaseWalk) -> int:
    """How many models are said to fail too often 40 days after one failure was confirmed."""
    serve_phones(walk.database, walk.desk.tenant_id, PLAIN)
    bench, found_at = Bench(walk=walk), MONDAY + 8 * DAY
    bench.inspect(bench.take_in(PLAIN, "AD-1"), "defect_confirmed", found_at)
    return len(alarms_at(walk.database, walk.desk.clerk, found_at + 40 * DAY).batches)


@pytest.mark.parametrize(
    ("bench", "alarms"),
    [
        ({"failures_alarm": 1, "failures_within_days": 90}, 1),
        ({"failures_alarm": 2, "failures_within_days": 90}, 0),
        ({"failures_alarm": 1, "failures_within_days": 30}, 0),
    ],
)
def test_how_many_failures_in_how_many_days_are_too_many(
    tmp_path: Path, shared_url: str, shared_record: Database, bench: dict[str, Any], alarms: int
) -> None:
    words = ", ".join(f"{key}: {value}" for key, value in bench.items())
    change = changed(SLIP, f"{SLIP}\n  care: {{bench: {{{words}}}}}")
    walk = walk_under(change.of(ATEA, tmp_path), shared_url, shared_record)
    assert batches_with_alarm(walk) == alarms
