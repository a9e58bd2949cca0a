"""One pool: its levels part by part, why its targets, its fleet, prompts, orders and story."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.pool_counts import CountedModel, CountedPool, count_pools
from activities.pool_shortage import Watched, watch_pools
from desk.actors import Actor
from desk.pool_asked import MOST_SHOWN, AskedLine, Codes, OrderedLine, orders_of, prompts_of
from desk.pool_explained import advice_of, explain_share, explain_target, parts_of
from desk.pool_finding import find_pool
from desk.pool_lines import ModelLine, PoolLine, customers_of, line_of, newest_prompts
from desk.pool_story import PoolEntry, story_of
from desk.unit_history import names_in
from models.contracts import Contract
from models.devices import DeviceModel
from models.locations import Location
from models.parties import Contact
from models.pools import FleetCount, Pool
from rules.forecast_words import basis_sentence, forecast_sentence
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """A part of a level: what it is called, what it is, and how many units are in it."""

    name: str
    what: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """One model of the pool, explained."""

    line: ModelLine
    parts: tuple[PartLine, ...]
    share: str
    forecast: str
    basis: str
    weight: Decimal
    takes_returns: bool
    substitute: str
    successor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetLine:
    """How many devices the customer has of a model from a day on, and who said so."""

    model: str
    devices: int
    counts_from: date
    source: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverLine:
    """A person of the customer who decides about its stock; a limit of None is the contract's."""

    name: str
    email: str
    limit: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolView:
    """A pool's page, as of one instant; days are those of `timezone`.

    `percent` is the one that holds; `own_percent` is the pool's own, where it has one.
    """

    line: PoolLine
    contract: str
    shelf: str
    postcodes: tuple[str, ...]
    percent: Decimal
    own_percent: Decimal | None
    floor: int
    ceiling: int | None
    lead_days: int | None
    currency: str
    timezone: str
    target: int
    target_because: str
    advice: str
    models: tuple[ModelView, ...]
    fleet: tuple[FleetLine, ...]
    approvers: tuple[ApproverLine, ...]
    prompts: tuple[AskedLine, ...]
    orders: tuple[OrderedLine, ...]
    story: tuple[PoolEntry, ...]
    opened_at: datetime
    closed_at: datetime | None


def pool_page(database: Database, actor: Actor, code: str, now: datetime) -> PoolView:
    """The pool, counted at that instant (NotAllowed, UnknownPool)."""
    actor.require("see stock")
    with database.as_tenant(actor.tenant_id) as session:
        row = find_pool(session, actor, code)
        (counted,) = count_pools(session, [row], now)
        return view_of(session, counted)


def view_of(session: Session, pool: CountedPool) -> PoolView:
    """The page's values, from the record."""
    row, terms = pool.row, pool.terms
    watched, prompts = watch_pools(session, [pool]), newest_prompts(session, [row.id])
    faced = {key: one.forecast for key, one in watched.items()}
    line = line_of(pool, customers_of(session, [pool]), faced, prompts)
    codes = codes_of(session, pool)
    return PoolView(
        line=line,
        contract=session.get_one(Contract, (row.tenant_id, row.contract_id)).number,
        shelf=session.get_one(Location, (row.tenant_id, row.shelf_id)).code,
        postcodes=tuple(row.postcodes),
        percent=pool.stock.percent,
        own_percent=row.percent,
        floor=row.floor,
        ceiling=row.ceiling,
        lead_days=row.lead_days,
        currency=terms.currency,
        timezone=terms.timezone,
        target=sum(one.target for one in line.models),
        target_because=explain_target(pool),
        advice=advice_of(pool),
        models=tuple(
            model_view(model, shown, watched[row.id, model.row.model_id], codes, line)
            for model, shown in zip(pool.models, line.models, strict=True)
        ),
        fleet=fleet_of(session, row, codes),
        approvers=approvers_of(session, row),
        prompts=prompts_of(session, row, codes),
        orders=orders_of(session, row),
        story=story_of(session, row, terms.timezone),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def codes_of(session: Session, pool: CountedPool) -> Codes:
    """The codes of the pool's models and of those named beside them, by id."""
    rows = [one.row for one in pool.models]
    named = {one for row in rows for one in (row.model_id, row.substitute_id, row.successor_id)}
    found = session.execute(
        select(DeviceModel.id, DeviceModel.code).where(DeviceModel.id.in_(named - {None}))
    )
    return {row.id: row.code for row in found}


def model_view(
    model: CountedModel, line: ModelLine, watched: Watched, codes: Codes, pool: PoolLine
) -> ModelView:
    """A model with its parts and the sentences of its target and forecast."""
    row, facts = model.row, watched.forecast.facts()
    counts = {word: getattr(line, word) for word in ModelLine.WORDS}
    return ModelView(
        line=line,
        parts=tuple(
            PartLine(name=name, what=what, count=count)
            for name, what, count in parts_of(counts, returns_home=line.returns_home)
        ),
        share=explain_share(row, line.base, line.target, sum(one.target for one in pool.models)),
        forecast=forecast_sentence(facts),
        basis=basis_sentence(facts),
        weight=row.weight,
        takes_returns=row.takes_returns,
        substitute=codes[row.substitute_id] if row.substitute_id else "",
        successor=codes[row.successor_id] if row.successor_id else "",
    )


def fleet_of(session: Session, pool: Pool, codes: Codes) -> tuple[FleetLine, ...]:
    """The newest counts of the installed devices, the latest day first."""
    rows = session.scalars(
        select(FleetCount)
        .where(FleetCount.pool_id == pool.id)
        .order_by(FleetCount.counts_from.desc(), FleetCount.seq.desc())
        .limit(MOST_SHOWN)
    ).all()
    names = names_in(session) if rows else {}
    return tuple(
        FleetLine(
            model=codes.get(row.model_id, ""),
            devices=row.devices,
            counts_from=row.counts_from,
            source=row.source,
            recorded_at=row.recorded_at,
            recorded_by=names.get(row.recorded_by, row.recorded_by),
        )
        for row in rows
    )


def approvers_of(session: Session, pool: Pool) -> tuple[ApproverLine, ...]:
    """Who decides about the customer's stock, by name."""
    rows = session.scalars(
        select(Contact)
        .where(Contact.customer_id == pool.customer_id, Contact.approves_refills)
        .order_by(Contact.name, Contact.email)
    )
    return tuple(
        ApproverLine(name=row.name, email=row.email, limit=row.approval_limit) for row in rows
    )
