from dataclasses import replace

import pytest

from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal
from tests.desk.bench_walk import DAY, HOUR, MONDAY, Bench
from tests.desk.case_walk import CaseWalk
from tests.way_back import ADATUM, serve_phones

AT = MONDAY + 8 * DAY
STRICT = replace(
    ADATUM,
    phones=3,
    returns={"care": {"bench": {"failures_alarm": 2, "no_fault_alarm": 1}}},
)


@pytest.fixture
def bench(desk: TestDesk, books: Database) -> Bench:
    serve_phones(books, desk.tenant_id, STRICT)
    return Bench(walk=CaseWalk(database=books, desk=desk))


def test_the_bench_is_listed_with_what_comes_next(bench: Bench, swapdesk: Terminal) -> None:
    assert swapdesk("bench", "list").out == "The bench is empty.\n"
    number = bench.take_in(STRICT, "AD-1")
    assert swapdesk("bench", "list").out.splitlines() == [
        f"AD-1               Phone X2             {number}   2026-11-30",
        "    not inspected, not wiped; next: inspection",
        "Units on the bench: 1.",
    ]
    [facts] = swapdesk("bench", "list", "--json").facts
    assert (facts["serial"], facts["decisions"]) == ("AD-1", ["inspected"])
    assert swapdesk("bench", "list", "--as", CUSTOMER, "--json").error == "not-allowed"


def test_alarms_name_models_batches_and_units(bench: Bench, swapdesk: Terminal) -> None:
    assert swapdesk("bench", "alarms", "--at", AT.isoformat()).out == "No alarm.\n"
    for n, finding in enumerate(["defect_confirmed", "defect_confirmed", "no_fault_found"]):
        number = bench.take_in(STRICT, f"AD-{n}", MONDAY + n * HOUR)
        bench.inspect(number, finding, AT)
    assert swapdesk("bench", "alarms", "--at", (AT + DAY).isoformat()).out.splitlines() == [
        "PHONE-X2 (no batch): 2 confirmed failures, 2026-12-01 to 2026-12-01",
        "AD-2 (PHONE-X2): no fault found 1 times",
    ]


DECISIONS = (
    ("inspect", "--finding", "no_fault_found"),
    (
        *("wipe", "--method", "purge", "--technique", "reset"),
        *("--tool", "menu", "--verification", "seen"),
    ),
    ("dispose", "--to", "scrap", "--because", "Old."),
)


@pytest.mark.parametrize("words", DECISIONS)
def test_without_the_workflow_server_nothing_is_decided(
    bench: Bench, swapdesk: Terminal, words: tuple[str, ...]
) -> None:
    number = bench.take_in(STRICT, "AD-1")
    verb, *options = words
    said = swapdesk("bench", verb, number, *options)
    assert (said.code, "Repeat it with: --key" in said.err) == (3, True)


def test_a_finding_that_is_none_is_a_usage_error(bench: Bench, swapdesk: Terminal) -> None:
    number = bench.take_in(STRICT, "AD-1")
    assert swapdesk("bench", "inspect", number, "--finding", "dusty").code == 2


def test_a_unit_s_life_is_shown(bench: Bench, swapdesk: Terminal) -> None:
    number = bench.take_in(STRICT, "AD-1")
    bench.inspect(number, "no_fault_found", AT, note="Ran for a day.")
    bench.wipe(number, AT + HOUR)
    lines = swapdesk("unit", "show", "AD-1").out.splitlines()
    assert lines[0] == "AD-1: Phone X2, at BENCH, of the customer"
    assert f"case     {number} swap, returning" in lines
    assert f"found    2026-12-01 08:00 no fault found {number} Ran for a day." in lines
    assert lines[-1] == "wiped    2026-12-01 09:00 W-000001 purge"
    assert swapdesk("unit", "show", "AD-1", "--json").facts["wipes"][0]["number"] == "W-000001"
    unknown = swapdesk("unit", "show", "NOBODY-1", "--json")
    assert (unknown.code, unknown.error) == (1, "unknown-unit")
