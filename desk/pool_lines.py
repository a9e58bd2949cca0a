"""A pool as lists and its page show it: levels against targets, what it faces, what was asked."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from activities.pool_counts import CountedModel, CountedPool, count_pools
from activities.pool_demand import observe_demand
from activities.pool_shortage import foresee
from models.parties import Customer
from models.pool_levels import PoolKey
from models.pools import Pool
from models.prompts import RefillPrompt
from rules.forecast import Forecast, told_rate
from rules.pool_words import PromptState
from rules.pools import PoolLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptLine:
    """The newest question about a model: how many are asked for, and how far it has come."""

    number: int
    state: PromptState
    quantity: int
    opened_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLine:
    """One model of a pool; `run_out_on` is None where it lasts beyond the forecast.

    `short` is what it lacks of its target, with all that comes; `swaps_a_month` as people are
    told it.
    """

    WORDS: ClassVar[tuple[str, ...]] = (
        *("available", "reserved", "waiting", "on_loan", "in_transit", "on_bench", "at_repair"),
        *("on_hold", "ordered"),
    )

    model: str
    name: str
    available: int
    reserved: int
    waiting: int
    on_loan: int
    in_transit: int
    on_bench: int
    at_repair: int
    on_hold: int
    ordered: int
    expected_on: date | None
    returns_home: bool
    counted: int
    target: int
    base: int
    swaps_a_month: Decimal
    run_out_on: date | None
    discontinued_on: date | None
    prompt: PromptLine | None

    @property
    def short(self) -> int:
        """What is missing to the target; 0 when nothing is."""
        return max(0, self.target - self.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLine:
    """One pool of a list, its models by code; `today` is the day of its programme."""

    code: str
    name: str
    customer: str
    customer_name: str
    site: str
    family: str
    owner: str
    today: date
    models: tuple[ModelLine, ...]

    @property
    def run_out_on(self) -> date | None:
        """The first day on which one of its models runs out."""
        return min((one.run_out_on for one in self.models if one.run_out_on), default=None)

    @property
    def expected_on(self) -> date | None:
        """The day of the next delivery."""
        return min((one.expected_on for one in self.models if one.expected_on), default=None)

    @property
    def short(self) -> int:
        """What all its models lack of their targets, with all that comes."""
        return sum(one.short for one in self.models)


def is_short(pool: CountedPool) -> bool:
    """Whether a model of the pool is below its target, with all that comes."""
    return any(one.level.counted < one.level.target for one in pool.models)


def lines_of(session: Session, pools: Sequence[Pool], now: datetime) -> tuple[PoolLine, ...]:
    """These pools counted and judged, in the order given."""
    return lines_of_counted(session, count_pools(session, pools, now))


def lines_of_counted(session: Session, pools: Sequence[CountedPool]) -> tuple[PoolLine, ...]:
    """A line for each of these pools, in the order given.

    What would be ordered is not asked about: no lead time changes the day a pool runs out.
    """
    demand = observe_demand(session, pools)
    forecasts = {
        (pool.row.id, one.row.model_id): foresee(pool, one, None, demand)
        for pool in pools
        for one in pool.models
    }
    prompts = newest_prompts(session, [pool.row.id for pool in pools])
    customers = customers_of(session, pools)
    return tuple(line_of(pool, customers, forecasts, prompts) for pool in pools)


def customers_of(session: Session, pools: Sequence[CountedPool]) -> Mapping[uuid.UUID, Customer]:
    """Whose pools these are, by id."""
    ids = {pool.row.customer_id for pool in pools}
    found = session.scalars(select(Customer).where(Customer.id.in_(ids)))
    return {customer.id: customer for customer in found}


def newest_prompts(session: Session, pools: Collection[uuid.UUID]) -> dict[PoolKey, PromptLine]:
    """The newest question about each model of these pools."""
    key = RefillPrompt.pool_id, RefillPrompt.model_id
    newest = (
        select(RefillPrompt)
        .ext(distinct_on(*key))
        .where(RefillPrompt.pool_id.in_(pools))
        .order_by(*key, RefillPrompt.number.desc())
    )
    return {
        (row.pool_id, row.model_id): PromptLine(
            number=row.number,
            state=row.state,
            quantity=row.quantity,
            opened_at=row.opened_at,
            ended_at=row.ended_at,
        )
        for row in session.scalars(newest)
    }


def line_of(
    pool: CountedPool,
    customers: Mapping[uuid.UUID, Customer],
    forecasts: Mapping[PoolKey, Forecast],
    prompts: Mapping[PoolKey, PromptLine],
) -> PoolLine:
    """The pool's line."""
    row, customer = pool.row, customers[pool.row.customer_id]
    keys = [(row.id, one.row.model_id) for one in pool.models]
    return PoolLine(
        code=row.code,
        name=row.name,
        customer=customer.code,
        customer_name=customer.name,
        site=row.site,
        family=row.family,
        owner=row.owner.value,
        today=pool.day,
        models=tuple(
            model_line(one, forecasts[key], prompts.get(key))
            for key, one in zip(keys, pool.models, strict=True)
        ),
    )


def model_line(model: CountedModel, forecast: Forecast, prompt: PromptLine | None) -> ModelLine:
    """The model's line."""
    level: PoolLevel = model.level
    return ModelLine(
        model=model.code,
        name=model.name,
        **{word: getattr(level, word) for word in ModelLine.WORDS},
        expected_on=level.expected_on,
        returns_home=level.returns_home,
        counted=level.counted,
        target=level.target,
        base=level.base,
        swaps_a_month=told_rate(forecast.swaps_a_month),
        run_out_on=forecast.run_out_on,
        discontinued_on=model.row.discontinued_on,
        prompt=prompt,
    )
