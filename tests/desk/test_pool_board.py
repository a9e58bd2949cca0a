"""The pool board: only what is on the page is counted, and a page shows what is short and asked."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from desk.actors import Actor
from desk.case_rows import BadCursor
from desk.pool_board import PoolFilter, PoolPage, list_pools, record_version
from desk.pool_forms import PoolForm
from desk.pool_keeping import open_pool
from models.devices import Owner
from models.orders import OrderLine, StockOrder
from models.parties import Role
from models.prompts import RefillPrompt
from rules.pool_words import OrderState, PromptKind, PromptState
from runtime.database import Database
from tests.builders import TestDesk
from tests.pools import PoolCustomer, TestPool, open_a_pool

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def a_pool(record: Database, desk: TestDesk, code: str = "contoso", **more: Any) -> TestPool:
    return open_a_pool(record, desk.tenant_id, PoolCustomer(code=code, **more))


def board(record: Database, desk: TestDesk, actor: Actor | None = None, **asked: Any) -> PoolPage:
    return list_pools(record, actor or desk.clerk, NOW, **asked)


def codes(page: PoolPage) -> list[str]:
    return [pool.code for pool in page.items]


def ask_for(record: Database, desk: TestDesk, pool: TestPool, state: PromptState) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        ended = None if state is PromptState.OPEN else NOW
        session.add(
            RefillPrompt(
                tenant_id=desk.tenant_id,
                pool_id=pool.pool_id,
                model_id=pool.model_id,
                number=1,
                kind=PromptKind.REFILL,
                state=state,
                offered_id=pool.model_id,
                quantity=6,
                unit_price=Decimal(4990),
                currency="SEK",
                because={},
                opened_at=NOW - timedelta(days=2),
                ended_at=ended,
            )
        )


def order_for(record: Database, desk: TestDesk, pool: TestPool, quantity: int, day: date) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        order = StockOrder(
            tenant_id=desk.tenant_id,
            id=uuid.uuid4(),
            number="PO-2026-00001",
            supplier_id=pool.supplier_id,
            customer_id=pool.customer_id,
            contract_id=pool.contract_id,
            pool_id=pool.pool_id,
            state=OrderState.PLACED,
            owner=Owner.CUSTOMER,
            currency="SEK",
            placed_at=NOW,
            placed_by="clerk",
            expected_on=day,
        )
        session.add(order)
        session.flush()
        session.add(
            OrderLine(
                tenant_id=desk.tenant_id,
                order_id=order.id,
                line=1,
                model_id=pool.model_id,
                quantity=quantity,
                unit_price=Decimal(4990),
            )
        )


def test_a_line_says_level_target_and_the_day_it_runs_out(
    shared_record: Database, desk: TestDesk
) -> None:
    a_pool(shared_record, desk, phones=30)
    (line,) = board(shared_record, desk).items
    (model,) = line.models
    assert (line.code, line.customer, line.site, line.today) == (
        "contoso-phones",
        "contoso",
        "",
        date(2026, 11, 23),
    )
    assert (model.model, model.counted, model.target, model.short) == ("PHONE-X2", 30, 32, 2)
    # 12 % of 400 a year for 90 days, nothing seen in 180: 11.84 swaps in 270 days, so 30 last 684.
    assert line.run_out_on == date(2026, 11, 23) + timedelta(days=684)
    assert (model.prompt, line.expected_on, line.short) == (None, None, 2)


def test_a_line_says_how_far_the_question_has_come_and_when_the_next_delivery_is(
    shared_record: Database, desk: TestDesk
) -> None:
    pool = a_pool(shared_record, desk, phones=20)
    ask_for(shared_record, desk, pool, PromptState.APPROVED)
    order_for(shared_record, desk, pool, 6, date(2026, 12, 4))
    (line,) = board(shared_record, desk).items
    (model,) = line.models
    assert model.prompt is not None
    assert (model.prompt.state, model.prompt.quantity) == (PromptState.APPROVED, 6)
    assert (line.expected_on, model.ordered, model.counted) == (date(2026, 12, 4), 6, 26)


def test_pages_run_by_code_without_gap_or_repeat(shared_record: Database, desk: TestDesk) -> None:
    for name in ("tailspin", "contoso", "wingtip", "adatum", "litware"):
        a_pool(shared_record, desk, name, phones=1)
    first = board(shared_record, desk, limit=2)
    second = board(shared_record, desk, limit=2, cursor=first.next)
    third = board(shared_record, desk, limit=2, cursor=second.next)
    seen = codes(first) + codes(second) + codes(third)
    assert seen == sorted(seen)
    assert len(set(seen)) == 5
    assert third.next is None
    assert first.looked_at == 2


def test_the_board_is_narrowed_to_a_customer_a_text_and_an_open_question(
    shared_record: Database, desk: TestDesk
) -> None:
    asked = a_pool(shared_record, desk, "contoso", phones=1)
    declined = a_pool(shared_record, desk, "tailspin", phones=1)
    ask_for(shared_record, desk, asked, PromptState.OPEN)
    ask_for(shared_record, desk, declined, PromptState.DECLINED)

    def found(**wanted: Any) -> list[str]:
        return codes(board(shared_record, desk, wanted=PoolFilter(**wanted)))

    assert found(customer="tailspin") == ["tailspin-phones"]
    assert found(text="TAILSP") == ["tailspin-phones"]
    assert found(text="n_oso") == []
    assert found(open_prompt=True) == ["contoso-phones"]
    assert found(open_prompt=True, customer="tailspin") == []


def test_only_pools_below_target_are_found_with_what_comes_counted(
    shared_record: Database, desk: TestDesk
) -> None:
    a_pool(shared_record, desk, "contoso", phones=32)
    short = a_pool(shared_record, desk, "tailspin", phones=31)
    wanted = PoolFilter(below_target=True)
    page = board(shared_record, desk, wanted=wanted)
    assert (codes(page), page.looked_at, page.next) == (["tailspin-phones"], 2, None)
    order_for(shared_record, desk, short, 1, date(2026, 12, 4))
    assert codes(board(shared_record, desk, wanted=wanted)) == []


def test_a_search_for_short_pools_counts_no_more_than_it_may_and_goes_on_where_it_ended(
    shared_record: Database, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.pool_board.COUNTED_AT_ONCE", 1)
    monkeypatch.setattr("desk.pool_board.MOST_COUNTED", 2)
    for name, phones in (("adatum", 32), ("contoso", 32), ("tailspin", 3), ("wingtip", 4)):
        a_pool(shared_record, desk, name, phones=phones)
    wanted = PoolFilter(below_target=True)
    first = board(shared_record, desk, wanted=wanted)
    assert (codes(first), first.looked_at) == ([], 2)
    second = board(shared_record, desk, wanted=wanted, cursor=first.next)
    assert codes(second) == ["tailspin-phones", "wingtip-phones"]
    one = board(shared_record, desk, wanted=wanted, cursor=first.next, limit=1)
    assert codes(one) == ["tailspin-phones"]
    last = board(shared_record, desk, wanted=wanted, cursor=one.next, limit=1)
    assert codes(last) == ["wingtip-phones"]


def test_a_closed_pool_is_not_on_the_board(shared_record: Database, desk: TestDesk) -> None:
    pool = a_pool(shared_record, desk)
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.execute(
            text("UPDATE pools SET closed_at = now() WHERE id = :id"), {"id": pool.pool_id}
        )
    assert board(shared_record, desk).items == ()


def test_a_customers_person_sees_its_own_pools_and_another_tenant_none(
    shared_record: Database, desk: TestDesk
) -> None:
    own = a_pool(shared_record, desk, "contoso", phones=1)
    a_pool(shared_record, desk, "tailspin", phones=1)
    person = replace(desk.clerk, role=Role.CUSTOMER, customer_id=own.customer_id)
    assert codes(board(shared_record, desk, person)) == ["contoso-phones"]
    stranger = replace(desk.clerk, tenant_id=uuid.uuid4())
    assert board(shared_record, desk, stranger).items == ()


@pytest.mark.parametrize("cursor", ["ÅÄÖ", "a", "AA", "_w", "*"])
def test_a_made_up_cursor_is_refused_by_name(
    shared_record: Database, desk: TestDesk, cursor: str
) -> None:
    with pytest.raises(BadCursor):
        board(shared_record, desk, cursor=cursor)


def test_a_pool_without_a_model_has_a_line(shared_record: Database, desk: TestDesk) -> None:
    form = PoolForm(code="fabrikam-new", name="", customer="fabrikam", contract="C-100", at=NOW)
    open_pool(shared_record, desk.clerk, form, "open it")
    (line,) = board(shared_record, desk).items
    assert (line.code, line.models, line.run_out_on, line.short) == ("fabrikam-new", (), None, 0)


def test_the_version_changes_with_what_was_committed(
    shared_record: Database, desk: TestDesk
) -> None:
    before = record_version(shared_record, desk.clerk)
    a_pool(shared_record, desk, phones=1)
    assert record_version(shared_record, desk.clerk) != before
