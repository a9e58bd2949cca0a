"""A count is closed: every difference explained by a person, and the record put right."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from activities.stock_entries import stock_fact
from desk.actors import Actor
from desk.pool_ground import Asked, Change, act_once
from desk.request_keys import Answer
from desk.shelf_ground import lock_shelves, move_to, serve_models
from desk.shelf_refusals import LONGEST_REASON
from desk.stocktake_differences import (
    COUNTED,
    Counting,
    Deviation,
    Follows,
    counting_now,
    deviations,
)
from desk.stocktake_refusals import DifferencesUnexplained
from desk.stocktakes import COUNT_STOCK, count_named, end_count, hold_open, note_count
from models.devices import Unit
from models.locations import Place, Reservation, UnitRequest
from models.stock import place_of, take_back
from models.stocktakes import StockTake, StockTakeDifference
from rules.case_facts import Told
from rules.pool_words import Difference, PoolWord, TakeState
from runtime.announce import announce
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why the count and the record differ about a code; a misplaced unit is not lost."""

    code: str
    text: str
    misplaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCountForm:
    """A count that is done, with an explanation of each difference."""

    number: str
    explanations: tuple[Explanation, ...] = ()
    at: datetime | None = None


def close_count(database: Database, actor: Actor, form: CloseCountForm, key: str) -> Answer:
    """Write the differences down and put the record right, all or nothing, once per key.

    A missing unit is booked as lost, or into quarantine where it is misplaced; a case that held
    it gets another one. A found unit of this shelf is booked onto it. Whatever moved while it was
    counted is no difference. Raises NotAllowed, UnknownCount, CountEnded and
    DifferencesUnexplained.
    """
    asked = Asked(verb="count-close", body=asdict(form), at=form.at)
    return act_once(database, actor, COUNT_STOCK, asked, key, lambda change: close(change, form))


def close(change: Change, form: CloseCountForm) -> Answer:
    """The shelf is locked before the count, in the order in which it was opened."""
    session = change.session
    lock_shelves(change, {count_named(session, form.number).shelf_id})
    counting = counting_now(session, hold_open(session, form.number))
    found = deviations(session, counting)
    told = explained(counting.take, found, form.explanations)
    for one in found:
        note_difference(change, counting.take, one, told[one.code].text)
        put_right(change, counting, one, misplaced=told[one.code].misplaced)
    granted = serve_models(change, counting.shelf, {one.unit.model_id for one in found if one.unit})
    end_count(counting.take, change, TakeState.CLOSED)
    return tell_closed(change, counting, found, granted)


def explained(
    take: StockTake, found: Sequence[Deviation], given: Sequence[Explanation]
) -> Mapping[str, Explanation]:
    """The explanations by code; raises DifferencesUnexplained unless each difference has one.

    What needs none any more, because it moved meanwhile, is let be.
    """
    told = {as_noted(one.code): one for one in given if is_told(one.text)}
    missing = [one.code for one in found if as_noted(one.code) not in told]
    if missing:
        raise DifferencesUnexplained(take.number, missing)
    return {one.code: told[as_noted(one.code)] for one in found}


def as_noted(code: str) -> str:
    """The code as it is compared."""
    return code.strip().upper()


def is_told(text: str) -> bool:
    """Whether the text explains anything, in so many characters."""
    return 1 <= len(text.strip()) <= LONGEST_REASON


def note_difference(change: Change, take: StockTake, one: Deviation, text: str) -> None:
    """The difference and its explanation, in the name of who closes the count."""
    change.session.add(
        StockTakeDifference(
            tenant_id=take.tenant_id,
            take_id=take.id,
            code=one.code,
            unit_id=one.unit.id if one.unit else None,
            kind=one.kind,
            explanation=text.strip(),
            explained_at=change.at,
            explained_by=change.actor.name,
        )
    )


def put_right(change: Change, counting: Counting, one: Deviation, *, misplaced: bool) -> None:
    """Book the unit where it is now, as far as a count may."""
    if one.unit is None or one.follows not in {Follows.GOES, Follows.COMES}:
        return
    to = counting.shelf
    if one.follows is Follows.GOES:
        let_go(change, one.unit)
        to = place_of(change.session, Place.QUARANTINE if misplaced else Place.LOST)
    move_to(change, one.unit, to, f"{COUNTED}{counting.take.id}/{one.unit.id}")


def let_go(change: Change, unit: Unit) -> None:
    """The case that holds the unit loses it and waits in line again, as it is told at once."""
    session, tenant = change.session, change.actor.tenant_id
    live = select(Reservation).where(
        Reservation.unit_id == unit.id, Reservation.released_at.is_(None)
    )
    held = session.scalars(live).one_or_none()
    if held is None:
        return
    request = session.get_one(UnitRequest, (tenant, held.request_id))
    lost = take_back(session, request, held, change.at)
    key = f"{tenant}/stock/{held.id}/{Told.UNIT_TAKEN_BACK}"
    session.add(stock_fact(tenant, lost, Told.UNIT_TAKEN_BACK, change.at, key))
    announce(session, "relay")


def tell_closed(
    change: Change, counting: Counting, found: Sequence[Deviation], granted: int
) -> Answer:
    """A line in the stories of the shelf's pools, and the count in figures."""
    take = counting.take
    by_kind: dict[str, int] = {
        kind.value: sum(one.kind is kind for one in found) for kind in Difference
    }
    note_count(
        change,
        take.shelf_id,
        PoolWord.COUNT_CLOSED,
        count=take.number,
        scanned=len(counting.scans),
        **by_kind,
    )
    return {
        "number": take.number,
        "state": take.state.value,
        "scanned": len(counting.scans),
        **by_kind,
        "booked": sum(one.follows is Follows.COMES for one in found),
        "granted": granted,
    }
