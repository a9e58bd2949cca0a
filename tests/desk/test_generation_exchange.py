"""The end of a generation: the customer is asked to renew its pool with what follows."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from desk.exchange_refusals import AskedAlready, NothingToExchange, StillMade
from desk.generation_exchange import ExchangeForm, exchange_generation
from desk.pool_forms import EndOfModelForm
from desk.pool_models import discontinue_model
from desk.pool_refusals import ModelNotInPool
from desk.refusals import NotAllowed
from desk.request_keys import Answer
from desk.shelf_ground import UnitChoice
from desk.taking_out import TakeOutForm, take_out_units
from models.exchange import OutboxMessage
from models.orders import OrderLine, StockOrder, SupplierPrice
from models.parties import Role
from rules.pool_words import PoolWord, PromptKind, PromptState
from runtime.database import Database
from tests.builders import TestDesk
from tests.orders import deliver
from tests.pool_moves import another_model, look, prompts, take
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.prompts import PromptWalk
from tests.shelves import MONDAY, on_shelf, told

OLD, NEW = "PHONE-X2", "PHONE-X3"


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id)


def ended(record: Database, desk: TestDesk, pool: TestPool) -> uuid.UUID:
    """The phone is no longer made; another one follows it."""
    successor = another_model(record, desk, NEW)
    day = (MONDAY - timedelta(days=30)).date()
    form = EndOfModelForm(model=OLD, successor=NEW, from_day=day, at=MONDAY)
    discontinue_model(record, desk.clerk, pool.code, form, "end")
    return successor


def exchanged(record: Database, desk: TestDesk, key: str = "exchange", model: str = OLD) -> Answer:
    form = ExchangeForm(pool="contoso-phones", model=model, at=MONDAY)
    return exchange_generation(record, desk.clerk, form, key)


def test_the_customer_is_asked_for_as_many_of_the_successor_as_the_targets_need(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    successor = ended(shared_record, desk, pool)
    answer = exchanged(shared_record, desk)
    assert (answer["offered"], answer["quantity"]) == (NEW, 32)
    [prompt] = prompts(shared_record, desk, pool)
    assert (prompt.kind, prompt.state) == (PromptKind.EXCHANGE, PromptState.OPEN)
    assert (prompt.model_id, prompt.offered_id) == (pool.model_id, successor)
    assert (prompt.because["target"], prompt.because["counted"]) == (32, 32)
    [line] = told(shared_record, desk, pool.code, PoolWord.PROMPT_OPENED)
    assert (line.actor, line.details["offered"]) == (desk.clerk.name, NEW)
    with shared_record.as_tenant(desk.tenant_id) as session:
        owed = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "prompt")).all()
        assert [row.payload["key"] for row in owed] == ["contoso-phones/PHONE-X2/1"]


def test_it_is_asked_once_and_a_look_at_the_pool_neither_repeats_nor_withdraws_it(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    ended(shared_record, desk, pool)
    assert exchanged(shared_record, desk) == exchanged(shared_record, desk)
    with pytest.raises(AskedAlready):
        exchanged(shared_record, desk, key="again")
    look(shared_record)
    walk = PromptWalk(record=shared_record, desk=desk, pool=pool)
    walk.turn(MONDAY)
    [prompt] = [one for one in prompts(shared_record, desk, pool) if one.model_id == pool.model_id]
    assert (prompt.state, prompt.quantity) == (PromptState.OPEN, 32)


def test_an_open_question_about_the_old_model_comes_first(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    ended(shared_record, desk, pool)
    take(shared_record, desk, pool, 5)
    look(shared_record)
    with pytest.raises(AskedAlready):
        exchanged(shared_record, desk)


def test_an_approved_exchange_is_ordered_received_and_the_old_units_leave(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    successor = ended(shared_record, desk, pool)
    priced(shared_record, desk, pool, successor)
    exchanged(shared_record, desk)
    walk = PromptWalk(record=shared_record, desk=desk, pool=pool)
    walk.turn(MONDAY)
    assert walk.answer(pool.approvers[0], "approve", MONDAY).taken
    with shared_record.as_tenant(desk.tenant_id) as session:
        order = session.scalars(select(StockOrder)).one()
        line = session.scalars(select(OrderLine)).one()
        assert (line.model_id, line.quantity) == (successor, 32)
        number = order.number
    deliver(shared_record, desk.tenant_id, number, 32)
    form = TakeOutForm(
        pool=pool.code,
        units=UnitChoice(model=OLD, quantity=32),
        fetched_by="Kim Contoso",
        because="The generation is exchanged.",
        at=MONDAY,
    )
    take_out_units(shared_record, desk.clerk, form, "old")
    assert all(one.startswith("NEW-") for one in on_shelf(shared_record, desk, "POOL-CONTOSO"))
    with pytest.raises(NothingToExchange):
        exchanged(shared_record, desk, key="more")


def priced(record: Database, desk: TestDesk, pool: TestPool, model: uuid.UUID) -> None:
    """The supplier sells the successor."""
    with record.as_tenant(desk.tenant_id) as session:
        session.add(
            SupplierPrice(
                tenant_id=desk.tenant_id,
                supplier_id=pool.supplier_id,
                model_id=model,
                price=Decimal("5990.00"),
                currency="SEK",
                valid_from=date(2026, 1, 1),
                recorded_at=MONDAY,
                recorded_by="clerk@acme.example",
            )
        )


def test_a_model_that_is_still_made_is_not_exchanged(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    assert pool.code == "contoso-phones"
    with pytest.raises(StillMade):
        exchanged(shared_record, desk)
    with pytest.raises(ModelNotInPool):
        exchanged(shared_record, desk, model="KIOSK-K1")


def test_a_pool_without_a_target_needs_no_exchange(shared_record: Database, desk: TestDesk) -> None:
    wanted = PoolCustomer(fleet=0, phones=0)
    ended(shared_record, desk, open_a_pool(shared_record, desk.tenant_id, wanted))
    with pytest.raises(NothingToExchange):
        exchanged(shared_record, desk)


def test_finance_and_customers_exchange_nothing(shared_record: Database, desk: TestDesk) -> None:
    for role in (Role.FINANCE, Role.CUSTOMER):
        form = ExchangeForm(pool="contoso-phones", model=OLD)
        with pytest.raises(NotAllowed):
            exchange_generation(shared_record, replace(desk.clerk, role=role), form, "key")
