"""Models join a pool, and are followed by others when they are no longer made."""

from dataclasses import asdict
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from activities.pool_counts import CountedPool
from desk.actors import Actor
from desk.pool_forms import EndOfModelForm, PoolModelForm
from desk.pool_ground import (
    Asked,
    Change,
    change_once,
    count_now,
    find_row,
    model_with,
    note_pool,
    pool_to_change,
    put_into_pool,
    row_of_model,
)
from desk.pool_refusals import ReplacesItself, WeightImpossible
from desk.request_keys import Answer
from models.devices import DeviceModel
from models.pools import Pool, PoolCheck, PoolModel
from rules.coverage_dates import start_of
from rules.pool_words import PoolWord
from runtime.database import Database

#: A model counts at most so many times its share of the fleet.
HEAVIEST: Final = Decimal(100)


def add_model(database: Database, actor: Actor, code: str, form: PoolModelForm, key: str) -> Answer:
    """Let the pool hold a model, once per key; says so when it then holds more than is advised.

    Units that come home go to the customer's first pool that has their model. Raises NotAllowed,
    UnknownPool, UnknownModel, ModelInPool, ModelOnShelfTwice, ModelNotInPool for a substitute the
    pool does not hold, ReplacesItself and WeightImpossible.
    """
    asked = Asked(verb="add-model", body={"pool": code, **asdict(form)}, at=form.at)
    return change_once(database, actor, asked, key, lambda change: hold_model(change, code, form))


def hold_model(change: Change, code: str, form: PoolModelForm) -> Answer:
    """The model's row, and what is advised about the number of models."""
    pool, model = pool_to_change(change, code), model_with(change.session, form.model)
    if not form.weight.is_finite() or not 0 < form.weight <= HEAVIEST:
        raise WeightImpossible(form.weight)
    if form.substitute == form.model:
        raise ReplacesItself(form.model, form.substitute)
    row = put_into_pool(change, pool, model)
    row.weight = form.weight
    if form.substitute:
        row.substitute_id = row_of_model(change.session, pool, form.substitute).model_id
    change.session.flush()
    note_pool(change, pool, PoolWord.MODEL_ADDED, model=model.code, substitute=form.substitute)
    return {
        "pool": code,
        "model": model.code,
        "takes_returns": row.takes_returns,
        "advice": advice_on_models(count_now(change, pool)),
    }


def advice_on_models(counted: CountedPool) -> str:
    """That few models are better, where the programme advises it and the pool has many."""
    most, held = counted.stock.refill.most_models, len(counted.models)
    if not counted.stock.few_models_advised or held <= most:
        return ""
    return (
        f"The pool now holds {held} models; {most} or fewer are advised, because each model needs "
        "spare units of its own."
    )


def discontinue_model(
    database: Database, actor: Actor, code: str, form: EndOfModelForm, key: str
) -> Answer:
    """From a day on offer the successor in the model's place, once per key.

    The successor joins the pool if it is not in it. Units that are left still go out; after them
    the substitute does, which is the successor where none was named. Raises NotAllowed,
    UnknownPool, UnknownModel, ModelNotInPool, ModelOnShelfTwice and ReplacesItself.
    """
    asked = Asked(verb="end-model", body={"pool": code, **asdict(form)}, at=form.at)
    return change_once(database, actor, asked, key, lambda change: end_model(change, code, form))


def end_model(change: Change, code: str, form: EndOfModelForm) -> Answer:
    """The day and the successor in the model's row, and a check of the pool on that day."""
    pool, session = pool_to_change(change, code), change.session
    row, successor = row_of_model(session, pool, form.model), model_with(session, form.successor)
    refuse_circle(session, pool, row, successor, form)
    following = find_row(session, pool, successor) or put_into_pool(change, pool, successor)
    row.discontinued_on, row.successor_id = form.from_day, successor.id
    row.substitute_id = row.substitute_id or successor.id
    session.flush()
    counted = count_now(change, pool)
    begins = start_of(form.from_day, counted.terms.timezone)
    if begins > change.at:
        session.add(PoolCheck(tenant_id=pool.tenant_id, pool_id=pool.id, asked_at=begins))
    note_pool(
        change,
        pool,
        PoolWord.MODEL_DISCONTINUED,
        model=form.model,
        successor=form.successor,
        from_day=form.from_day.isoformat(),
    )
    return {
        "pool": code,
        "model": form.model,
        "successor": form.successor,
        "takes_returns": following.takes_returns,
        "advice": advice_on_models(counted),
    }


def refuse_circle(
    session: Session, pool: Pool, row: PoolModel, successor: DeviceModel, form: EndOfModelForm
) -> None:
    """Raise ReplacesItself where those who follow the successor lead back to the model."""
    after, passed = successor, {row.model_id}
    while after.id not in passed:
        passed.add(after.id)
        known = find_row(session, pool, after)
        if known is None or known.successor_id is None:
            return
        after = session.get_one(DeviceModel, (pool.tenant_id, known.successor_id))
    raise ReplacesItself(form.model, form.successor)
