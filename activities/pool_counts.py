"""Pools as they stand at one instant: levels, fleet and targets, for any number of them at once."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_terms import terms_in_force
from activities.pool_terms import terms_of_pools
from models.contracts import Contract
from models.devices import DeviceModel
from models.pool_levels import PoolKey, count_units, expected_days, fleets_on
from models.pools import Pool, PoolModel
from rules.coverage_dates import day_of
from rules.errors import DeskError
from rules.fulfilment import RepairedGoesTo, SwapStockTerms
from rules.pool_targets import PoolRule, targets_by_model
from rules.pools import PoolLevel
from rules.terms import Terms


class NoSwapStock(DeskError):
    """This contract's programme knows no swap stock."""

    def __init__(self, contract: Contract) -> None:
        super().__init__(
            f"Programme {contract.programme} of contract {contract.number} has no swap stock. "
            "Name a contract whose programme has one.",
            contract=contract.number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedModel:
    """A model of a pool with its level, and the row it is configured by."""

    row: PoolModel
    code: str
    name: str
    level: PoolLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPool:
    """A pool as it stands: its terms in force and each of its models, by code."""

    row: Pool
    terms: Terms
    models: tuple[CountedModel, ...]
    day: date

    @property
    def stock(self) -> SwapStockTerms:
        """The terms of its stock, with the pool's own percentage."""
        return stock_terms(self.row, self.terms)


def stock_terms(pool: Pool, terms: Terms) -> SwapStockTerms:
    """The programme's terms of a swap stock, with the pool's own percentage where it has one."""
    stock = terms.ground.swap_stock
    if stock is None:
        raise LookupError(pool.code)  # a pool is opened under a contract that has one only
    return stock if pool.percent is None else replace(stock, percent=pool.percent)


def count_pools(session: Session, pools: Sequence[Pool], at: datetime) -> tuple[CountedPool, ...]:
    """Each of these pools counted now, in the order given; days are those of its programme."""
    ids = [pool.id for pool in pools]
    models = models_of(session, ids)
    terms = terms_of_pools(session, pools)
    days = {one: day_of(at, found.timezone) for one, found in terms.items()}
    seen = Seen(
        units=count_units(session, ids),
        expected=expected_days(session, ids),
        fleets={day: fleets_on(session, ids, day) for day in set(days.values())},
    )
    return tuple(
        counted_pool(pool, terms[pool.contract_id], models.get(pool.id, []), seen, at)
        for pool in pools
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was counted, for all pools that were asked about."""

    units: Mapping[PoolKey, Mapping[str, int]]
    expected: Mapping[PoolKey, date]
    fleets: Mapping[date, Mapping[PoolKey, int]]


def counted_pool(
    pool: Pool, terms: Terms, rows: Sequence["Row"], seen: Seen, at: datetime
) -> CountedPool:
    """The pool with each model's level beside its target."""
    day = day_of(at, terms.timezone)
    fleet = {code: seen.fleets[day].get((pool.id, row.model_id), 0) for row, code, _ in rows}
    targets = targets_of(pool, terms, rows, fleet)
    models = []
    for row, code, name in rows:
        key = (pool.id, row.model_id)
        level = PoolLevel(
            pool=pool.code,
            model=code,
            base=fleet[code],
            target=targets[code],
            expected_on=seen.expected.get(key),
            returns_home=goes_to_stock(terms),
            **seen.units.get(key, {}),
        )
        models.append(CountedModel(row=row, code=code, name=name, level=level))
    return CountedPool(row=pool, terms=terms, models=tuple(models), day=day)


Row = tuple[PoolModel, str, str]


def models_of(session: Session, pools: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Row]]:
    """The models of each pool with code and name, by code."""
    query = (
        select(PoolModel, DeviceModel.code, DeviceModel.name)
        .join(
            DeviceModel,
            (DeviceModel.tenant_id == PoolModel.tenant_id) & (DeviceModel.id == PoolModel.model_id),
        )
        .where(PoolModel.pool_id.in_(list(pools)))
        .order_by(DeviceModel.code)
    )
    found: dict[uuid.UUID, list[Row]] = {}
    for row, code, name in session.execute(query):
        found.setdefault(row.pool_id, []).append((row, code, name))
    return found


def terms_of(session: Session, pool: Pool) -> Terms:
    """What holds for the pool's contract now."""
    contract = session.get_one(Contract, (pool.tenant_id, pool.contract_id))
    return terms_in_force(session, contract)


def goes_to_stock(terms: Terms) -> bool:
    """Whether repaired devices come into the stock; what a contract leaves open, does (fact 60)."""
    return terms.figures.repair_return_to is not RepairedGoesTo.USER


def targets_of(
    pool: Pool, terms: Terms, rows: Sequence[Row], fleet: Mapping[str, int]
) -> dict[str, int]:
    """What the pool should hold of each model."""
    rule = PoolRule(
        stock=stock_terms(pool, terms),
        rounding=terms.readings.stock_rounding,
        floor=pool.floor,
        ceiling=pool.ceiling,
    )
    weights: dict[str, Decimal] = {code: row.weight for row, code, _ in rows}
    return targets_by_model(fleet, rule, weights)
