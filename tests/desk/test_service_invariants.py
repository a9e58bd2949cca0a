from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from desk.invariants import check_invariants
from desk.prepaid import DrawForm, PackForm, buy_pack, draw
from desk.service_invariant_queries import SERVICES
from rules.case_facts import Told
from rules.service_words import Billing
from runtime.database import Database
from tests.builders import TestDesk, a_swap, found_desk
from tests.contracts import SIGNED, cover, found_care, sign
from tests.desk.broken_record import broken, copied, plain, seed, walked_database
from tests.desk.case_walk import CaseWalk
from tests.desk.contract_walk import noon, renew, turn
from tests.desk.prepaid_desk import sell_hours
from tests.desk.service_cases import CARE, a_support_case, sell_service
from workers.stack.postgres import EmbeddedPostgres

#: A Monday, 09:00 in Paris and Stockholm.
MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
#: Later than any step of the walk, earlier than any instant a case waits for.
SOON = MONDAY_0900 + 3 * HOUR
RUNNING, SOLVED, PAUSED, SWAP = (f"SE-2026-{n:06d}" for n in range(1, 5))


def walk_services(owner_url: str) -> None:
    """Help that runs, is solved and stands still; a pack drawn from; a contract of some years."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(owner_url, record)
    sell_service(record, desk)
    walk_cases(CaseWalk(database=record, desk=desk))
    draw_twice(record, desk)
    found_care(record, desk)
    sign(record, desk, "K-1", billing=Billing.YEARLY)
    cover(record, desk, "K-1", "SYS-1")
    sign(record, desk, "K-2", contact=None)
    for day in (SIGNED, date(2041, 2, 28), date(2042, 12, 15)):
        turn(record, desk, "K-1", noon(day))
        turn(record, desk, "K-2", noon(day))
    renew(record, desk, date(2042, 12, 16))
    turn(record, desk, "K-1", noon(date(2044, 3, 1)))
    record.close()
    with psycopg.connect(plain(owner_url), autocommit=True) as owner:
        owner.execute("UPDATE outbox SET done_at = created_at")  # there is no relay in this walk


def walk_cases(walk: CaseWalk) -> None:
    numbers = [
        walk.open(a_support_case("FW-1", severity="4", at=MONDAY_0900)),
        walk.open(a_support_case("FW-2", severity="1", at=MONDAY_0900)),
        walk.open(a_support_case("FW-3", contract=CARE, severity="minor", at=MONDAY_0900)),
        walk.open(a_swap(contract="C-100", at=MONDAY_0900)),
    ]
    assert numbers == [RUNNING, SOLVED, PAUSED, SWAP]
    walk.tell(SOLVED, Told.RESOLVED, MONDAY_0900 + HOUR, how="A new release.")
    walk.tell(PAUSED, Told.CUSTOMER_ASKED, MONDAY_0900 + HOUR, question="Which release?")


def draw_twice(record: Database, desk: TestDesk) -> None:
    sell_hours(record, desk)
    pack = PackForm(customer="northwind", hours=1, order_reference="PO-7", at=MONDAY_0900)
    buy_pack(record, desk.clerk, pack, "pack")
    for key, minutes in (("first", 20), ("second", 30)):
        form = DrawForm(customer="northwind", minutes=minutes, what="Update", at=MONDAY_0900)
        draw(record, desk.clerk, form, key)


@pytest.fixture(scope="module")
def walked(postgres: EmbeddedPostgres) -> Iterator[str]:
    with walked_database(postgres, walk_services) as name:
        yield name


@pytest.fixture
def owner_url(postgres: EmbeddedPostgres, walked: str) -> Iterator[str]:
    with copied(postgres, walked) as url:
        yield url


@pytest.fixture
def copy(owner_url: str) -> Iterator[Database]:
    database = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"), connections=2)
    yield database
    database.close()


async def found(database: Database, at: datetime = SOON) -> dict[str, list[dict[str, str]]]:
    return broken(await check_invariants(database, at))


async def test_a_record_of_walked_services_breaks_nothing(copy: Database, owner_url: str) -> None:
    assert await found(copy) == {}
    with psycopg.connect(plain(owner_url)) as owner:
        counts = (
            "SELECT (SELECT count(*) FROM service_clocks), (SELECT count(*) FROM prepaid_draws),"
            " (SELECT count(*) FROM billable_events WHERE kind = 'contract_fee_yearly'),"
            " (SELECT count(*) FROM coverage_notices), (SELECT count(*) FROM notifications"
            " WHERE contract_id IS NOT NULL)"
        )
        clocks, draws, fees, notices, letters = owner.execute(counts.encode()).fetchone() or ()
    # K-2 is told the same as K-1 and has nobody to write to.
    assert (draws, fees) == (2, 4)
    assert clocks >= 4
    assert notices > letters > 2


def case_id(number: str) -> str:
    return f"(SELECT id FROM cases WHERE number = '{number}')"


def clock_of(number: str) -> str:
    return f"case_id = {case_id(number)} AND superseded_at IS NULL AND metric = 'response'"


SECOND = "WHERE drawn_before = 20"
K_1 = "contract_id = (SELECT id FROM contracts WHERE number = 'K-1')"
A_FEE = "WHERE key = 'contract/K-1/fee/yearly/2041-02-28'"
FEE_ON = (
    "UPDATE billable_events SET key ="
    f" (SELECT 'contract/K-1/fee/yearly/' || {{}} FROM contracts WHERE number = 'K-1') {A_FEE}"
)
FEE_OF_ANOTHER = (
    "UPDATE billable_events SET customer_id ="
    f" (SELECT id FROM customers WHERE code = 'northwind') {A_FEE}"
)
REOPENED = f"UPDATE service_clocks SET state = '{{}}', stopped_at = NULL WHERE {clock_of(SOLVED)}"
UNWATCHED = (
    "UPDATE cases SET snapshot = snapshot #- '{deadlines,clock_due:response}'"
    f" WHERE number = '{RUNNING}'"
)
LATER = f"UPDATE service_clocks SET due_at = due_at + interval '1 min' WHERE {clock_of(RUNNING)}"
DECIDED_ELSEWHERE = (
    "UPDATE cases SET entitlement = jsonb_set(entitlement, '{decision,programme}', '\"opswat\"')"
    f" WHERE number = '{SWAP}'"
)
LETTERS_OF_ANOTHER = (
    "UPDATE notifications SET contract_id = (SELECT id FROM contracts WHERE number = 'K-2')"
    f" WHERE {K_1}"
)

SEEDS: list[tuple[str, list[str]]] = [
    ("ended-case-stops-clocks", [REOPENED.format("running")]),
    ("ended-case-stops-clocks", [REOPENED.format("untimed")]),
    ("running-clock-watched", [LATER]),
    ("running-clock-watched", [UNWATCHED]),
    ("terms-on-record", ["DELETE FROM programme_versions WHERE programme = 'exer_cst'"]),
    ("terms-on-record", ["UPDATE cases SET terms = jsonb_set(terms, '{version}', '\"0\"')"]),
    ("terms-on-record", [DECIDED_ELSEWHERE]),
    ("prepaid-hours-kept", [f"UPDATE prepaid_draws SET drawn_before = 21 {SECOND}"]),
    ("prepaid-hours-kept", [f"UPDATE prepaid_draws SET drawn_before = 19 {SECOND}"]),
    ("prepaid-hours-kept", ["DELETE FROM prepaid_draws WHERE drawn_before = 0"]),
    (
        "prepaid-hours-kept",
        [
            "ALTER TABLE prepaid_draws DROP CONSTRAINT ck_prepaid_draws_inside_the_pack",
            f"UPDATE prepaid_draws SET minutes = 41 {SECOND}",
        ],
    ),
    ("fees-within-contract", [FEE_ON.format("starts_on - 1")]),
    ("fees-within-contract", [FEE_ON.format("ends_on")]),
    ("fees-within-contract", [f"UPDATE billable_events SET key = 'a fee' {A_FEE}"]),
    ("fees-within-contract", [FEE_OF_ANOTHER]),
    ("notices-have-letters", [f"DELETE FROM notifications WHERE {K_1} AND letter = 'renewed'"]),
    ("notices-have-letters", [LETTERS_OF_ANOTHER]),
]


@pytest.mark.parametrize(("name", "statements"), SEEDS, ids=[name for name, _ in SEEDS])
async def test_each_query_finds_its_own_violation(
    copy: Database, owner_url: str, name: str, statements: list[str]
) -> None:
    seed(owner_url, *statements)
    assert name in await found(copy)


def test_every_one_of_them_has_a_seeded_violation() -> None:
    assert {name for name, _ in SEEDS} == {one.name for one in SERVICES}


async def test_a_count_the_case_has_not_heard_of_yet_is_no_offence(
    copy: Database, owner_url: str
) -> None:
    seed(owner_url, LATER)
    assert "running-clock-watched" not in await found(copy, MONDAY_0900 + timedelta(seconds=59))
    [offence] = (await found(copy, MONDAY_0900 + timedelta(seconds=61)))["running-clock-watched"]
    assert (offence["case"], offence["metric"]) == (RUNNING, "response")


async def test_an_overdue_clock_has_nothing_to_wait_for(copy: Database, owner_url: str) -> None:
    overdue = f"UPDATE service_clocks SET overdue = true WHERE {clock_of(RUNNING)}"
    seed(owner_url, UNWATCHED, overdue)
    assert "running-clock-watched" not in await found(copy)


async def test_a_case_from_before_there_were_decisions_needs_no_version(
    copy: Database, owner_url: str
) -> None:
    seed(
        owner_url,
        "UPDATE cases SET entitlement = entitlement - 'decision'",
        "DELETE FROM programme_versions",
    )
    assert "terms-on-record" not in await found(copy)
