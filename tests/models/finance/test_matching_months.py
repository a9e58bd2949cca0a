"""A whole month with faults of nine kinds: judged as it was made, and as another database does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from models.finance.bills import CarrierBill
from models.finance.matching import mark_unbilled, match_bills
from models.finance.verdicts import ChargeVerdict
from rules.finance.freight_words import Verdict
from runtime.database import Database
from tests.builders import found_desk
from tests.databases import copied, migrated
from tests.finance_faults import (
    FaultyMonth,
    Injected,
    judged_elsewhere,
    load_month,
    make_month,
)
from workers.stack.postgres import EmbeddedPostgres

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
SHIPMENTS = 20_000
Verdicts = dict[Verdict, Injected]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> FaultyMonth:
    return make_month(tmp_path_factory.mktemp("month"), SHIPMENTS, bill_lines=5_000)


@pytest.fixture(scope="module")
def matched(postgres: EmbeddedPostgres, month: FaultyMonth) -> Iterator[tuple[Verdicts, int]]:
    """What PostgreSQL found, and how many bills do not tie to their verdicts."""
    with copied(postgres, migrated(postgres), "month") as url:
        database = Database(url.replace("swapdesk_owner", "swapdesk_runtime"))
        desk = found_desk(url, database)
        load_month(url, desk.tenant_id, month, AT)
        with database.as_tenant(desk.tenant_id) as session:
            match_bills(session, None, AT)
            mark_unbilled(session, date(2026, 10, 1), AT)
            found = session.execute(
                select(
                    ChargeVerdict.verdict,
                    func.count(),
                    func.sum(func.coalesce(ChargeVerdict.billed, ChargeVerdict.expected)),
                )
                .where(ChargeVerdict.superseded_at.is_(None))
                .group_by(ChargeVerdict.verdict)
            ).all()
            verdicts = {
                one: Injected(charges=charges, money=money) for one, charges, money in found
            }
            sums = (
                select(CarrierBill.id)
                .join(ChargeVerdict, ChargeVerdict.bill_id == CarrierBill.id)
                .where(ChargeVerdict.superseded_at.is_(None))
                .group_by(CarrierBill.tenant_id, CarrierBill.id)
                .having(func.sum(ChargeVerdict.billed) != CarrierBill.net)
            )
            untied = len(session.execute(sums).all())
        yield verdicts, untied
        database.close()


def test_item_3_verdicts_and_their_money_are_what_was_put_in(
    month: FaultyMonth, matched: tuple[Verdicts, int]
) -> None:
    assert matched[0] == month.injected
    assert min(one.charges for one in month.injected.values()) > 10


def test_item_3_another_database_finds_the_same(
    month: FaultyMonth, matched: tuple[Verdicts, int]
) -> None:
    assert judged_elsewhere(month) == matched[0]


def test_item_3_the_verdicts_of_each_bill_sum_to_it(matched: tuple[Verdicts, int]) -> None:
    assert matched[1] == 0
