"""Pools are opened, sized, counted and given models; what cannot be is refused by name."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from activities.pool_counts import NoSwapStock, count_pools
from desk.actors import Actor
from desk.founding import ContractForm, add_contract, add_customer
from desk.people_to_reach import ContactForm
from desk.pool_approvers import add_approver
from desk.pool_finding import UnknownPool
from desk.pool_forms import (
    ApproverForm,
    EndOfModelForm,
    FleetForm,
    PoolForm,
    PoolModelForm,
    PoolSize,
)
from desk.pool_keeping import change_pool, count_fleet, open_pool
from desk.pool_models import add_model, discontinue_model
from desk.pool_refusals import (
    ApprovalLimitImpossible,
    ApproverUnreachable,
    FleetDayImpossible,
    FleetImpossible,
    ModelInPool,
    ModelNotInPool,
    ModelOnShelfTwice,
    PoolAlreadyOpen,
    PoolCodeInvalid,
    PoolCodeTaken,
    PoolSizeWrong,
    ReplacesItself,
    SiteNameUnusable,
    WeightImpossible,
)
from desk.refusals import KeyReused, NotAllowed, UnknownCustomer, UnknownModel
from desk.request_keys import Answer
from models.locations import Location, Place
from models.parties import Contact, Role
from models.pools import Pool, PoolEvent, PoolModel
from models.stock import place_of
from rules.pool_words import PoolWord
from rules.pools import PoolLevel
from rules.swap_stock import NotForRent
from runtime.database import Database
from tests.builders import RETURN_DAYS, TestDesk
from tests.pool_moves import another_model, look, prompts, soon
from tests.pools import TestPool, open_a_pool

TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id)


def phones(**changes: Any) -> PoolForm:
    usual: dict[str, Any] = {"code": "fab-phones", "name": "Phones", "customer": "fabrikam"}
    return PoolForm(**usual | changes)


def opened(record: Database, desk: TestDesk, **changes: Any) -> Answer:
    form = phones(**changes)
    return open_pool(record, desk.clerk, form, f"open-{form.code}")


def given(record: Database, desk: TestDesk, pool: str, model: str, **changes: Any) -> Answer:
    form = PoolModelForm(model=model, **changes)
    return add_model(record, desk.clerk, pool, form, f"add-{pool}-{model}")


def counted(record: Database, desk: TestDesk, pool: str, devices: int, **changes: Any) -> Answer:
    usual: dict[str, Any] = {"model": "PHONE-X2", "counts_from": TODAY}
    form = FleetForm(devices=devices, **usual | changes)
    return count_fleet(record, desk.clerk, pool, form, f"count-{devices}-{form.counts_from}")


def level(record: Database, desk: TestDesk, code: str, at: datetime | None = None) -> PoolLevel:
    with record.as_tenant(desk.tenant_id) as session:
        row = session.scalars(select(Pool).where(Pool.code == code)).one()
        return count_pools(session, [row], at or soon())[0].models[0].level


def words(record: Database, desk: TestDesk, code: str) -> list[PoolWord]:
    with record.as_tenant(desk.tenant_id) as session:
        query = select(PoolEvent.word).join(Pool, Pool.id == PoolEvent.pool_id)
        return list(session.scalars(query.where(Pool.code == code).order_by(PoolEvent.seq)))


def test_a_pool_is_opened_given_a_model_and_counted_up_to_its_target(
    shared_record: Database, desk: TestDesk
) -> None:
    answer = opened(shared_record, desk)
    assert answer == {"pool": "fab-phones", "shelf": "POOL-FABRIKAM", "owner": "customer"}
    assert given(shared_record, desk, "fab-phones", "PHONE-X2")["takes_returns"] is True
    assert counted(shared_record, desk, "fab-phones", 400)["target"] == 32
    found = level(shared_record, desk, "fab-phones")
    assert (found.base, found.target, found.available) == (400, 32, 3)
    assert words(shared_record, desk, "fab-phones") == [
        PoolWord.POOL_OPENED,
        PoolWord.MODEL_ADDED,
        PoolWord.FLEET_COUNTED,
    ]


def test_a_double_click_opens_one_pool_and_another_body_under_its_key_is_refused(
    shared_record: Database, desk: TestDesk
) -> None:
    assert opened(shared_record, desk) == opened(shared_record, desk)
    with pytest.raises(KeyReused):
        open_pool(shared_record, desk.clerk, phones(family="tablets"), "open-fab-phones")


def test_one_key_changes_one_pool_and_not_the_next(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    opened(shared_record, desk)
    change_pool(shared_record, desk.clerk, pool.code, PoolSize(floor=5), "size-1")
    with pytest.raises(KeyReused):
        change_pool(shared_record, desk.clerk, "fab-phones", PoolSize(floor=5), "size-1")


def test_a_site_gets_a_shelf_of_its_own_and_the_main_one_stays_the_first(
    shared_record: Database, desk: TestDesk
) -> None:
    answer = opened(shared_record, desk, code="fab-lund", site="Lund, södra")
    assert answer["shelf"] == "POOL-FABRIKAM-LUND-SÖDRA"
    again = opened(shared_record, desk, code="fab-lund-2", site="Lund, södra", family="tablets")
    assert again["shelf"] == answer["shelf"]
    with shared_record.as_tenant(desk.tenant_id) as session:
        shelf = session.scalars(select(Location).where(Location.code == answer["shelf"])).one()
        assert place_of(session, Place.SHELF, shelf.customer_id).code == "POOL-FABRIKAM"


@pytest.mark.parametrize("site", ["!!!", "A site whose name is longer than a shelf's code"])
def test_a_site_no_shelf_can_be_named_after_is_refused(
    shared_record: Database, desk: TestDesk, site: str
) -> None:
    with pytest.raises(SiteNameUnusable):
        opened(shared_record, desk, site=site)


def test_two_sites_never_share_a_shelf_by_the_likeness_of_their_names(
    shared_record: Database, desk: TestDesk
) -> None:
    opened(shared_record, desk, code="one", site="Lund A")
    with pytest.raises(SiteNameUnusable):
        opened(shared_record, desk, code="two", site="lund-a")


def test_a_contract_without_a_swap_stock_has_no_pool(
    shared_record: Database, desk: TestDesk
) -> None:
    with pytest.raises(NoSwapStock):
        opened(shared_record, desk, customer="northwind")


def test_codes_and_places_that_are_taken_are_refused(
    shared_record: Database, desk: TestDesk
) -> None:
    opened(shared_record, desk)
    with pytest.raises(PoolCodeTaken):
        open_pool(shared_record, desk.clerk, phones(family="tablets"), "other")
    with pytest.raises(PoolAlreadyOpen):
        opened(shared_record, desk, code="fab-again")
    with pytest.raises(PoolCodeInvalid):
        opened(shared_record, desk, code="fab/phones", family="tablets")


def test_an_unknown_customer_pool_or_model_is_named(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    with pytest.raises(UnknownCustomer):
        opened(shared_record, desk, customer="nobody")
    with pytest.raises(UnknownPool):
        given(shared_record, desk, "nothing", "PHONE-X2")
    with pytest.raises(UnknownModel):
        given(shared_record, desk, pool.code, "PHONE-Z9")


def test_a_rented_pool_belongs_to_the_lessor_where_its_programme_rents(
    shared_record: Database, desk: TestDesk
) -> None:
    assert opened(shared_record, desk, rented=True)["owner"] == "lessor"
    with shared_record.as_tenant(desk.tenant_id) as session:
        buyer = add_customer(session, desk.tenant_id, "tailspin", "Tailspin AB", "sv")
        bought = ContractForm(
            number="C-bought",
            programme="atea_smartservice",
            tier="prof",
            settings={
                **RETURN_DAYS,
                "repair_return_to": "stock",
                "swap_stock": {"may_be_rented": False},
            },
            starts_on=date(2026, 1, 1),
            ends_on=date(2029, 1, 1),
        )
        add_contract(session, buyer, bought)
    with pytest.raises(NotForRent):
        opened(shared_record, desk, code="tail", customer="tailspin", rented=True)


def test_customers_and_finance_do_not_manage_pools(shared_record: Database, desk: TestDesk) -> None:
    for role in (Role.CUSTOMER, Role.FINANCE):
        actor = Actor(tenant_id=desk.tenant_id, tenant=desk.tenant, name="x", role=role)
        with pytest.raises(NotAllowed):
            open_pool(shared_record, actor, phones(), "key")


@pytest.mark.usefixtures("pool")
def test_the_first_pool_of_a_model_takes_its_returns(
    shared_record: Database, desk: TestDesk
) -> None:
    opened(shared_record, desk, code="lund", customer="contoso", site="Lund")
    assert given(shared_record, desk, "lund", "PHONE-X2")["takes_returns"] is False


def test_no_shelf_has_a_model_in_two_pools(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    opened(shared_record, desk, code="spare", customer="contoso", family="spare")
    with pytest.raises(ModelOnShelfTwice, match=pool.code):
        given(shared_record, desk, "spare", "PHONE-X2")
    with pytest.raises(ModelInPool):
        given(shared_record, desk, pool.code, "PHONE-X2")


def test_more_models_than_advised_are_accepted_with_an_advice(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    for number in (2, 3):
        another_model(shared_record, desk, f"PHONE-Y{number}")
        assert given(shared_record, desk, pool.code, f"PHONE-Y{number}")["advice"] == ""
    another_model(shared_record, desk, "PHONE-Y4")
    assert given(shared_record, desk, pool.code, "PHONE-Y4")["advice"].startswith(
        "The pool now holds 4 models; 3 or fewer are advised"
    )


def test_a_substitute_has_to_be_in_the_pool_and_another_model(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    another_model(shared_record, desk, "PHONE-Y2")
    another_model(shared_record, desk, "PHONE-Y3")
    with pytest.raises(ModelNotInPool):
        given(shared_record, desk, pool.code, "PHONE-Y2", substitute="PHONE-Y3")
    with pytest.raises(ReplacesItself):
        given(shared_record, desk, pool.code, "PHONE-Y2", substitute="PHONE-Y2")
    given(shared_record, desk, pool.code, "PHONE-Y2", substitute="PHONE-X2")
    with shared_record.as_tenant(desk.tenant_id) as session:
        substitutes = session.scalars(select(PoolModel.substitute_id)).all()
    assert set(substitutes) == {None, pool.model_id}


@pytest.mark.parametrize("weight", ["0", "-1", "NaN", "101"])
def test_a_weight_is_above_nothing(
    shared_record: Database, desk: TestDesk, pool: TestPool, weight: str
) -> None:
    another_model(shared_record, desk, "PHONE-Y2")
    with pytest.raises(WeightImpossible):
        given(shared_record, desk, pool.code, "PHONE-Y2", weight=Decimal(weight))


def test_a_pool_sized_by_its_own_figures_goes_back_to_the_contracts(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    size = PoolSize(percent=Decimal(10), ceiling=38, postcodes=("22", "223 5"))
    answer = change_pool(shared_record, desk.clerk, pool.code, size, "bigger")
    assert answer == {"pool": pool.code, "target": 38}
    usual = change_pool(shared_record, desk.clerk, pool.code, PoolSize(), "usual")
    assert usual == {"pool": pool.code, "target": 32}
    look(shared_record)
    assert prompts(shared_record, desk, pool) == []


def test_a_larger_percentage_is_a_shortage_that_the_customer_is_asked_about(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    change_pool(shared_record, desk.clerk, pool.code, PoolSize(percent=Decimal(10)), "ten")
    look(shared_record)
    assert [one.quantity for one in prompts(shared_record, desk, pool)] == [8]


@pytest.mark.parametrize(
    "figures",
    [
        {"percent": Decimal(0)},
        {"percent": Decimal(101)},
        {"percent": Decimal("NaN")},
        {"floor": -1},
        {"floor": 5, "ceiling": 4},
        {"lead_days": 0},
        {"lead_days": 366},
        {"postcodes": ("",)},
    ],
)
def test_a_size_no_pool_can_have_is_refused(figures: dict[str, Any]) -> None:
    with pytest.raises(PoolSizeWrong):
        PoolSize(**figures)


@pytest.mark.parametrize("devices", [-1, 1_000_001])
def test_a_negative_or_absurd_fleet_is_refused(
    shared_record: Database, desk: TestDesk, pool: TestPool, devices: int
) -> None:
    with pytest.raises(FleetImpossible):
        counted(shared_record, desk, pool.code, devices)


def test_a_fleet_is_not_counted_from_another_decade(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    with pytest.raises(FleetDayImpossible):
        counted(shared_record, desk, pool.code, 10, counts_from=date(1926, 11, 23))


def test_a_fleet_that_shrinks_below_its_stock_is_accepted_and_the_surplus_said(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    answer = counted(shared_record, desk, pool.code, 100)
    assert (answer["base"], answer["target"], answer["surplus"]) == (100, 8, 24)
    assert answer["advice"].startswith("The pool has 24 devices more than its target")
    look(shared_record)
    assert prompts(shared_record, desk, pool) == []


def test_a_fleet_of_another_day_has_the_pool_looked_at_on_that_day(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    answer = counted(shared_record, desk, pool.code, 450, counts_from=TODAY + 10 * DAY)
    assert (answer["target"], answer["surplus"]) == (36, 0)
    look(shared_record)
    assert prompts(shared_record, desk, pool) == []
    assert level(shared_record, desk, pool.code).target == 32
    look(shared_record, soon() + 11 * DAY)
    assert [one.quantity for one in prompts(shared_record, desk, pool)] == [4]


def test_a_discontinued_model_is_followed_by_its_successor_in_the_same_pool(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    successor = another_model(shared_record, desk, "PHONE-X3")
    change_pool(shared_record, desk.clerk, pool.code, PoolSize(floor=35), "floor")
    form = EndOfModelForm(model="PHONE-X2", successor="PHONE-X3", from_day=TODAY)
    answer = discontinue_model(shared_record, desk.clerk, pool.code, form, "end-x2")
    assert answer["takes_returns"] is True
    assert discontinue_model(shared_record, desk.clerk, pool.code, form, "end-x2") == answer
    look(shared_record)
    [prompt] = prompts(shared_record, desk, pool)
    assert (prompt.model_id, prompt.offered_id) == (pool.model_id, successor)
    assert (prompt.quantity, prompt.unit_price) == (3, None)
    with shared_record.as_tenant(desk.tenant_id) as session:
        query = select(PoolModel.substitute_id).where(PoolModel.model_id == pool.model_id)
        assert session.scalars(query).one() == successor, "it goes out once the others are gone"


def test_models_do_not_follow_each_other_in_a_circle(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    another_model(shared_record, desk, "PHONE-X3")
    form = EndOfModelForm(model="PHONE-X2", successor="PHONE-X3", from_day=TODAY)
    discontinue_model(shared_record, desk.clerk, pool.code, form, "end-x2")
    for successor in ("PHONE-X2", "PHONE-X3"):
        back = EndOfModelForm(model="PHONE-X3", successor=successor, from_day=TODAY)
        with pytest.raises(ReplacesItself):
            discontinue_model(shared_record, desk.clerk, pool.code, back, f"end-{successor}")


@pytest.mark.usefixtures("pool")
def test_an_approver_is_a_contact_with_a_limit_and_open_prompts_look_for_it(
    shared_record: Database, desk: TestDesk
) -> None:
    look(shared_record)
    contact = ContactForm(name="Second Approver", email="second@contoso.example", locale="sv")
    form = ApproverForm(customer="contoso", contact=contact, limit=Decimal(50_000))
    answer = add_approver(shared_record, desk.clerk, form, "second")
    assert answer == {
        "customer": "contoso",
        "approver": "second@contoso.example",
        "limit": "50000",
    }
    with shared_record.as_tenant(desk.tenant_id) as session:
        query = select(Contact).where(Contact.email == "second@contoso.example")
        row = session.scalars(query).one()
    assert (row.approves_refills, row.approval_limit) == (True, Decimal(50_000))
    assert look(shared_record) == 1


@pytest.mark.usefixtures("pool")
def test_an_approver_needs_an_address_and_a_limit_that_can_be(
    shared_record: Database, desk: TestDesk
) -> None:
    nobody = ContactForm(name="Second Approver", email="")
    with pytest.raises(ApproverUnreachable):
        form = ApproverForm(customer="contoso", contact=nobody)
        add_approver(shared_record, desk.clerk, form, "nobody")
    contact = ContactForm(name="Second Approver", email="second@contoso.example")
    with pytest.raises(ApprovalLimitImpossible):
        form = ApproverForm(customer="contoso", contact=contact, limit=Decimal(-1))
        add_approver(shared_record, desk.clerk, form, "below")
