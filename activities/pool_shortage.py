"""What a pool lacks of each model: how many to ask the customer for, why, and from whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from activities.pool_counts import CountedModel, CountedPool
from activities.pool_demand import observe_demand
from activities.pool_prices import Offer, best_offers
from models.pool_levels import PoolKey
from models.pools import PoolModel
from rules.forecast import Arrival, Demand, Forecast, Prior, Supply, forecast_need
from rules.pools import PoolLevel
from rules.refill import OrderSize, Shortage, Surplus, goal_of, judge_refill

#: What of a level the customer is shown.
SHOWN = (
    "available",
    "reserved",
    "waiting",
    "on_loan",
    "in_transit",
    "on_bench",
    "at_repair",
    "on_hold",
    "ordered",
    "base",
    "target",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A model of a pool as it stands: what it faces, and what would be ordered for it.

    `covered` are spare units of the model that may go out instead; `offered_id` is the model
    itself, or what follows it once it is discontinued.
    """

    counted: CountedModel
    forecast: Forecast
    offered_id: UUID
    offer: Offer | None
    covered: int = 0
    verdict: Shortage | Surplus | None = None

    @property
    def key(self) -> PoolKey:
        """The pool and the model."""
        return self.counted.row.pool_id, self.counted.row.model_id

    @property
    def lacking(self) -> int:
        """What is missing from its goal by itself; negative when it has units to spare."""
        level = self.counted.level
        return goal_of(level, self.forecast.need) - level.counted

    @property
    def shortage(self) -> Shortage | None:
        """What is to be asked for; a surplus asks for nothing."""
        return self.verdict if isinstance(self.verdict, Shortage) else None

    def because(self) -> dict[str, Any]:
        """Why it is asked, as plain data: counts as numbers, the facts of reasons as text.

        The words of a level that are SHOWN, with counted, covered and goal; `reasons`, each with
        code and facts; `forecast` as rules.forecast_words reads it.
        """
        level = self.counted.level
        reasons = self.shortage.because if self.shortage else ()
        return {
            **{word: getattr(level, word) for word in SHOWN},
            "expected_on": level.expected_on.isoformat() if level.expected_on else "",
            "counted": level.counted,
            "covered": self.covered,
            "goal": goal_of(level, self.forecast.need),
            "reasons": [{"code": one.code.value, "facts": dict(one.facts)} for one in reasons],
            "forecast": self.forecast.facts(),
        }


def watch_pools(session: Session, pools: Sequence[CountedPool]) -> dict[PoolKey, Watched]:
    """Every model of these pools judged, in a few queries for all of them."""
    demand = observe_demand(session, pools)
    found: dict[PoolKey, Watched] = {}
    for pool, offers in with_offers(session, pools):
        found |= {one.key: one for one in judge_models(pool, offers, demand)}
    return found


def with_offers(
    session: Session, pools: Sequence[CountedPool]
) -> Iterable[tuple[CountedPool, Mapping[UUID, Offer]]]:
    """Each pool with the best offers of its day, in its programme's currency where there are."""
    offers: dict[tuple[object, str], Mapping[UUID, Offer]] = {}
    wanted = {model_id for pool in pools for model_id in orderable(pool)}
    for pool in pools:
        asked = (pool.day, pool.terms.currency)
        if asked not in offers:
            offers[asked] = best_offers(session, pool.row.tenant_id, wanted, *asked)
        yield pool, offers[asked]


def orderable(pool: CountedPool) -> set[UUID]:
    """The models that may be ordered for the pool."""
    return {offered_for(pool, model) for model in pool.models}


def offered_for(pool: CountedPool, model: CountedModel) -> UUID:
    """The model itself, or the last of those that followed it when it is discontinued."""
    rows = {one.row.model_id: one.row for one in pool.models}
    row, passed = model.row, {model.row.model_id}
    while ended(row, pool) and row.successor_id and row.successor_id not in passed:
        passed.add(row.successor_id)
        if row.successor_id not in rows:
            return row.successor_id
        row = rows[row.successor_id]
    return row.model_id


def ended(row: PoolModel, pool: CountedPool) -> bool:
    """Whether the model is discontinued on the pool's day."""
    return row.discontinued_on is not None and row.discontinued_on <= pool.day


def judge_models(
    pool: CountedPool, offers: Mapping[UUID, Offer], demand: Mapping[PoolKey, Demand]
) -> list[Watched]:
    """Each model of the pool by its own level, and by what may go out in its place."""
    faced = [face(pool, model, offers, demand) for model in pool.models]
    spare = {one.counted.row.model_id: max(0, -one.lacking) for one in faced}
    return [judge(pool, one, spare) for one in faced]


def face(
    pool: CountedPool,
    model: CountedModel,
    offers: Mapping[UUID, Offer],
    demand: Mapping[PoolKey, Demand],
) -> Watched:
    """The model with its forecast and its offer, still to be judged."""
    offered_id = offered_for(pool, model)
    offer = offers.get(offered_id)
    return Watched(
        counted=model,
        forecast=foresee(pool, model, offer, demand),
        offered_id=offered_id,
        offer=offer,
    )


def judge(pool: CountedPool, one: Watched, spare: dict[UUID, int]) -> Watched:
    """What it lacks when spare units of other models go out in its place."""
    terms, level = pool.stock.refill, one.counted.level
    covered = take_spare(spare, instead_of(one), one.lacking)
    size = one.offer.size if one.offer else OrderSize()
    verdict = judge_refill(
        replace(level, available=level.available + covered),
        need=one.forecast.need,
        ask_below=terms.ask_below,
        size=replace(size, least=max(size.least, terms.least)),
    )
    return replace(one, covered=covered, verdict=verdict)


def foresee(
    pool: CountedPool,
    model: CountedModel,
    offer: Offer | None,
    demand: Mapping[PoolKey, Demand],
) -> Forecast:
    """The need of the lead time: the pool's own, else the supplier's, else the contract's."""
    terms = pool.stock.refill
    stated = offer.lead_days if offer else None
    key = (pool.row.id, model.row.model_id)
    return forecast_need(
        demand[key],
        supply_of(model.level, pool),
        fleet=model.level.base,
        lead_days=pool.row.lead_days or stated or terms.lead_days,
        today=pool.day,
        prior=Prior(percent_a_year=terms.prior_percent_a_year, days=terms.prior_days),
    )


def supply_of(level: PoolLevel, pool: CountedPool) -> Supply:
    """What is free, what is being judged, and what is ordered, all on the first expected day.

    What only comes home some day is left out: no day is known for it.
    """
    arrivals = [Arrival(day=pool.day, quantity=level.on_hold)]
    if level.expected_on is not None:
        arrivals.append(Arrival(day=level.expected_on, quantity=level.ordered))
    return Supply(free=level.free, arrivals=arrivals)


def instead_of(one: Watched) -> list[UUID]:
    """Models of the pool whose spare units may go out in place of this one."""
    row = one.counted.row
    named = [row.substitute_id, one.offered_id]
    return [model for model in dict.fromkeys(named) if model not in {None, row.model_id}]


def take_spare(spare: dict[UUID, int], models: Collection[UUID], wanted: int) -> int:
    """Take up to so many spare units of these models, so that none is counted twice."""
    taken = 0
    for model_id in models:
        here = max(0, min(spare.get(model_id, 0), wanted - taken))
        spare[model_id] = spare.get(model_id, 0) - here
        taken += here
    return taken
