"""The steps most stories share, each as far as its name says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.intake import CaseForm
from desk.scans import Station
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound, Outbound
from tests.stories.harness import Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Monday 23 November 2026, 13:52 in Stockholm: before the cut-off.
BEFORE_CUTOFF = datetime(2026, 11, 23, 12, 52, tzinfo=UTC)
#: The same day, exactly 14:00:00: late.
AT_CUTOFF = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def outbound(*wanted: Outbound) -> Callable[[CaseState], bool]:
    return lambda state: state.outbound in wanted


def inbound(*wanted: Inbound) -> Callable[[CaseState], bool]:
    return lambda state: state.inbound in wanted


@dataclass(kw_only=True)
class Moving:
    """A case on its way: its number, and the serial of the unit that goes out."""

    number: str
    serial: str


async def reserved(stage: Stage, form: CaseForm) -> Moving:
    number = await stage.open(form)
    await stage.until(number, outbound(Outbound.RESERVED))
    return Moving(number=number, serial=stage.reserved_serial(number))


async def labelled(stage: Stage, form: CaseForm, at: datetime) -> Moving:
    case = await reserved(stage, form)
    await stage.scan(Station.PACK, case.serial, at)
    await stage.until(case.number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    return case


async def on_its_way(stage: Stage, form: CaseForm, at: datetime) -> Moving:
    case = await labelled(stage, form, at)
    await stage.carrier_moves(case.number, Direction.OUTBOUND, "handed_over", at + HOUR)
    await stage.until(case.number, outbound(Outbound.ON_ITS_WAY))
    return case


async def delivered(stage: Stage, form: CaseForm, at: datetime) -> Moving:
    case = await on_its_way(stage, form, at)
    await stage.carrier_moves(case.number, Direction.OUTBOUND, "delivered", at + DAY)
    await stage.until(case.number, outbound(Outbound.DELIVERED))
    return case


async def sent_back(stage: Stage, number: str, at: datetime) -> None:
    await stage.carrier_moves(number, Direction.RETURN, "handed_over", at)
    await stage.carrier_moves(number, Direction.RETURN, "delivered", at + DAY)
    await stage.until(number, inbound(Inbound.ARRIVED))
