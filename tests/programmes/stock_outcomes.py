"""How a stock is sized, watched and asked about under a programme, told by the pure rules."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from activities.pool_counts import CountedModel, CountedPool, targets_of
from activities.pool_shortage import Watched, judge_models
from activities.prompt_people import limit_of
from desk.pool_models import advice_on_models
from models.devices import Owner
from models.parties import Contact
from models.pools import Pool, PoolModel
from rules.forecast import Demand
from rules.fulfilment import SwapStockTerms
from rules.pool_words import PromptState
from rules.pools import PoolLevel
from rules.programme import Programme
from rules.prompt_answers import Answer, AskedNow, judge_answer
from rules.prompt_schedule import LetterDays, ask_again_at, last_pause_day, schedule_sent
from rules.swap_stock import NotForRent, NotTheirsToOrder, order_refill
from rules.terms import Terms, calendars_under, refill_calendar, terms_under
from tests.rules.calendars import local

#: A Monday, ten in the morning in Stockholm.
SENT = local("2026-11-23 10:00")
TODAY = date(2026, 11, 23)
TENANT = uuid.uuid4()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A contract about a stock: the programme's file, and the terms under its settings."""

    programme: Programme
    terms: Terms

    @property
    def stock(self) -> SwapStockTerms:
        found = self.terms.ground.swap_stock
        assert found is not None
        return found

    @property
    def days(self) -> LetterDays:
        """The days a prompt waits in, as activities/prompt_record.py finds them."""
        calendars = calendars_under(self.programme, self.terms.figures)
        return LetterDays(terms=self.stock.refill, calendar=refill_calendar(self.terms, calendars))


#: An outcome of what was agreed.
StockOutcome = Callable[[Agreed], object]


def agreed(programme: Programme, stock: Mapping[str, object] | None = None) -> Agreed:
    """What holds under the file, with these values below `swap_stock` of the contract."""
    settings = {"swap_stock": stock} if stock else {}
    return Agreed(programme=programme, terms=terms_under(programme, "prof", settings))


def a_pool(one: Agreed, *, free: int = 30, models: int = 1) -> CountedPool:
    """A pool for 400 phones as it is counted; every model beside the first is without a fleet."""
    pool = Pool(tenant_id=TENANT, id=uuid.uuid4(), code="pool", owner=Owner.CUSTOMER, floor=0)
    codes = [f"PHONE-{number}" for number in range(1, models + 1)]
    rows = [
        (PoolModel(pool_id=pool.id, model_id=uuid.uuid4(), weight=Decimal(1)), code, code)
        for code in codes
    ]
    fleet = {code: 400 if code == codes[0] else 0 for code in codes}
    targets = targets_of(pool, one.terms, rows, fleet)
    counted = tuple(
        CountedModel(
            row=row,
            code=code,
            name=name,
            level=PoolLevel(
                pool=pool.code,
                model=code,
                available=free,
                base=fleet[code],
                target=targets[code],
            ),
        )
        for row, code, name in rows
    )
    return CountedPool(row=pool, terms=one.terms, models=counted, day=TODAY)


def watched(one: Agreed) -> Watched:
    """The pool's phone after 30 days without a swap, while no supplier has a price."""
    pool = a_pool(one)
    [model] = pool.models
    demand = Demand(swaps=0, since=TODAY - timedelta(days=30), until=TODAY)
    [found] = judge_models(pool, {}, {(pool.row.id, model.row.model_id): demand})
    return found


def target(one: Agreed) -> int:
    """How many phones are kept for 400 of them."""
    return a_pool(one).models[0].level.target


def asked_for(one: Agreed) -> int:
    """How many phones are asked for where 30 stand on the shelf; 0 when nobody is asked."""
    shortage = watched(one).shortage
    return shortage.quantity if shortage else 0


def need(one: Agreed) -> int:
    """The swaps of the lead time."""
    return watched(one).forecast.need


def advised(models: int) -> StockOutcome:
    """Whether fewer models are advised to a pool that holds so many."""
    return lambda one: "fewer are advised" in advice_on_models(a_pool(one, models=models))


def ordered(*, rented: bool = False) -> StockOutcome:
    """Whose a device becomes that the customer orders for the stock."""

    def owner(one: Agreed) -> str:
        try:
            return order_refill(one.stock, decided_by="customer", rented=rented).owner
        except (NotTheirsToOrder, NotForRent) as refused:
            return type(refused).__name__

    return owner


def day_of(name: str) -> StockOutcome:
    """The day something follows, of a prompt that was sent on Monday 23 November."""

    def day(one: Agreed) -> str | None:
        at = schedule_sent(one.days, SENT).get(name)
        return None if at is None else told(one, at)

    return day


def asked_again(one: Agreed) -> str:
    """The day a stock is asked about again after a no."""
    return told(one, ask_again_at(one.days, SENT))


def longest_pause(one: Agreed) -> str:
    """The last day anybody may ask to wait for."""
    return f"{last_pause_day(one.days, SENT):%m-%d}"


def letter_at(written: str) -> StockOutcome:
    """When a letter leaves that is owed at that moment in Stockholm."""
    return lambda one: told(one, one.days.letter_moment(local(written)), "%m-%d %H:%M")


def told(one: Agreed, at: datetime, form: str = "%m-%d") -> str:
    """The instant as the prompt's calendar has it."""
    return f"{at.astimezone(one.days.calendar.tz):{form}}"


def approved(one: Agreed) -> str:
    """What becomes of the approval of 8 phones at 4990 by somebody without a limit of its own."""
    asked = AskedNow(
        state=PromptState.OPEN,
        quantity=8,
        model="PHONE-1",
        unit_price=Decimal(4990),
        currency=one.terms.currency,
        fleet=400,
        today=TODAY,
        last_pause_day=TODAY,
        limit=limit_of(Contact(approval_limit=None), one.stock.refill),
        limit_currency=one.terms.currency,
    )
    return type(judge_answer(Answer.APPROVE, {}, asked)).__name__
