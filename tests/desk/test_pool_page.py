"""A pool's page explains every figure it shows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from desk.case_rows import BadCursor
from desk.pool_finding import UnknownPool
from desk.pool_forms import FleetForm, PoolModelForm, PoolSize
from desk.pool_keeping import change_pool, count_fleet
from desk.pool_models import add_model
from desk.pool_moves import pool_moves
from desk.pool_page import PoolView, pool_page
from desk.pool_story import tell_of_pool
from desk.sentences.pools import SENTENCES
from models.devices import Unit
from models.locations import Place
from models.parties import Role
from models.stock import move_unit, place_of
from rules.pool_words import PoolWord
from runtime.database import Database
from tests.builders import TestDesk
from tests.pools import PoolCustomer, TestPool, open_a_pool

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CODE = "contoso-phones"


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=30))


def page(record: Database, desk: TestDesk) -> PoolView:
    return pool_page(record, desk.clerk, CODE, NOW)


def size_it(record: Database, desk: TestDesk, **size: Any) -> None:
    change_pool(record, desk.clerk, CODE, PoolSize(**size), f"size {size}")


def test_every_part_of_the_level_is_named_and_the_parts_are_all_there_is(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    (model,) = page(shared_record, desk).models
    assert [(part.name, part.count) for part in model.parts] == [
        ("available", 30),
        ("reserved", 0),
        ("waiting", 0),
        ("on loan", 0),
        ("in transit back", 0),
        ("on the bench", 0),
        ("at repair", 0),
        ("on hold", 0),
        ("ordered", 0),
    ]
    assert all(part.what for part in model.parts)
    assert model.share == "32 of the pool's 32, for 400 devices."
    del pool


def test_the_target_is_explained_with_its_rounding_and_its_limits(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    told = page(shared_record, desk).target_because
    assert told == "400 devices x 8% = 32."
    size_it(shared_record, desk, floor=40)
    told = page(shared_record, desk).target_because
    assert told == "400 devices x 8% = 32; never fewer than 40, so 40."
    size_it(shared_record, desk, percent=Decimal("7.1"), ceiling=20)
    told = page(shared_record, desk).target_because
    assert told == (
        "400 devices x 7.1% = 29 (28.4 rounded up), the pool's own percentage; "
        "never more than 20, so 20."
    )
    del pool


def test_a_pool_without_a_fleet_says_that_it_needs_none(
    shared_record: Database, desk: TestDesk
) -> None:
    open_a_pool(shared_record, desk.tenant_id, PoolCustomer(fleet=0, phones=0))
    view = page(shared_record, desk)
    assert (view.target, view.target_because) == (
        0,
        "No installed device is counted, so the pool needs none.",
    )


def test_the_forecast_says_when_it_runs_out_and_from_what(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    (model,) = page(shared_record, desk).models
    assert model.forecast.startswith("At 1.3 swaps a month and 12 days' lead time")
    assert model.basis.startswith("Reckoned from 0 swaps in 180 days")
    del pool


def test_the_fleet_s_history_is_told_the_latest_day_first(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    form = FleetForm(
        model="PHONE-X2", devices=450, counts_from=date(2026, 12, 1), source="a list", at=NOW
    )
    count_fleet(shared_record, desk.clerk, CODE, form, "count")
    view = page(shared_record, desk)
    assert [(one.devices, one.counts_from, one.source) for one in view.fleet] == [
        (450, date(2026, 12, 1), "a list"),
        (400, date(2026, 1, 1), ""),
    ]
    assert view.target == 32
    assert [entry.word for entry in view.story] == [PoolWord.FLEET_COUNTED]
    assert view.story[0].sentence == (
        "The installed devices were counted. Model: PHONE-X2. Devices: 450. Counts from 2026-12-01."
    )
    del pool


def test_who_decides_is_on_the_page(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    (approver,) = page(shared_record, desk).approvers
    assert (approver.name, approver.email, approver.limit) == (
        "Approver Contoso",
        "approver@contoso.example",
        None,
    )
    del pool


def test_more_models_than_are_advised_are_advised_against(
    shared_record: Database, desk: TestDesk
) -> None:
    open_a_pool(shared_record, desk.tenant_id, PoolCustomer(refill={"most_models": 1}))
    assert page(shared_record, desk).advice == ""
    add_model(shared_record, desk.clerk, CODE, PoolModelForm(model="KIOSK-K1", at=NOW), "add")
    form = FleetForm(model="KIOSK-K1", devices=10, counts_from=date(2026, 11, 1), at=NOW)
    count_fleet(shared_record, desk.clerk, CODE, form, "count")
    assert page(shared_record, desk).advice.startswith(
        "This pool keeps 2 models, and no more than 1 are advised"
    )


def test_movements_are_paged_newest_first_and_only_the_pools_own_are_shown(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    open_a_pool(shared_record, desk.tenant_id, PoolCustomer(code="tailspin", phones=2))
    with shared_record.as_tenant(desk.tenant_id) as session:
        unit = session.scalars(select(Unit).where(Unit.serial == "CONTOSO-0007")).one()
        for n, place in enumerate((Place.BENCH, Place.REPAIRER)):
            to, at = place_of(session, place), NOW + n * timedelta(hours=1)
            move_unit(session, unit, to, key=f"m{n}", case_id=None, at=at, actor="clerk")
    first = pool_moves(shared_record, desk.clerk, CODE, limit=2)
    assert [(one.serial, one.source, one.target) for one in first.items] == [
        ("CONTOSO-0007", "BENCH", "REPAIRER"),
        ("CONTOSO-0007", "POOL-CONTOSO", "BENCH"),
    ]
    second = pool_moves(shared_record, desk.clerk, CODE, limit=100, cursor=first.next)
    assert len(second.items) == 30
    assert {one.serial[:7] for one in second.items} == {"CONTOSO"}
    assert second.next is None
    del pool


@pytest.mark.parametrize("cursor", ["x", "ÅÄÖ", "LTE", "MA", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_made_up_cursor_of_movements_is_refused(
    shared_record: Database, desk: TestDesk, pool: TestPool, cursor: str
) -> None:
    with pytest.raises(BadCursor):
        pool_moves(shared_record, desk.clerk, CODE, cursor=cursor)
    del pool


def test_another_customers_person_finds_no_such_pool(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    other = open_a_pool(shared_record, desk.tenant_id, PoolCustomer(code="tailspin", phones=1))
    person = replace(desk.clerk, role=Role.CUSTOMER, customer_id=other.customer_id)
    with pytest.raises(UnknownPool):
        pool_page(shared_record, person, CODE, NOW)
    with pytest.raises(UnknownPool):
        pool_moves(shared_record, person, CODE)
    own = replace(person, customer_id=pool.customer_id)
    assert pool_page(shared_record, own, CODE, NOW).line.code == CODE


def test_every_word_of_a_pools_story_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) == set(PoolWord)
    assert len(set(SENTENCES.values())) == len(PoolWord)


@pytest.mark.parametrize("word", PoolWord)
def test_a_sentence_stands_alone_and_with_what_came_with_it(word: PoolWord) -> None:
    assert tell_of_pool(word, {}, "UTC") == SENTENCES[word]
    told = tell_of_pool(word, {"quantity": 0, "because": "{no}", "model": "", "x": {}}, "UTC")
    assert told == f"{SENTENCES[word]} Quantity: 0. Because: {{no}}."
