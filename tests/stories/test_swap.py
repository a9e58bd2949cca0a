from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.scans import Station
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound, Outbound, Stage
from runtime.database import Database
from tests.builders import a_swap, found_desk
from tests.stories.harness import running_desk
from workers.stack.temporal_server import EmbeddedTemporal

STOCKHOLM_1352 = datetime(2026, 11, 23, 12, 52, tzinfo=UTC)
HOUR = timedelta(hours=1)


def outbound(wanted: Outbound) -> Callable[[CaseState], bool]:
    return lambda state: state.outbound is wanted


async def test_a_swap_goes_from_intake_to_the_receipt_of_the_broken_phone(
    record: Database,
    empty_database: str,
    temporal_server: EmbeddedTemporal,
    tmp_path: Path,
) -> None:
    desk = found_desk(empty_database, record)
    async with running_desk(record, desk, temporal_server.address, tmp_path) as stage:
        number = await stage.open(a_swap(at=STOCKHOLM_1352))
        await stage.until(number, outbound(Outbound.RESERVED))
        assert await stage.scan(Station.PACK, "POOL-0001", STOCKHOLM_1352 + HOUR) == "PACK"
        await stage.until(number, lambda s: s.inbound is Inbound.LABELLED and not s.pending)
        evening = STOCKHOLM_1352 + 4 * HOUR
        await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", evening)
        await stage.until(number, outbound(Outbound.ON_ITS_WAY))
        morning = evening + 16 * HOUR
        await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", morning)
        await stage.until(number, outbound(Outbound.DELIVERED))
        later = morning + timedelta(days=3)
        await stage.carrier_moves(number, Direction.RETURN, "handed_over", later)
        await stage.carrier_moves(number, Direction.RETURN, "delivered", later + 24 * HOUR)
        await stage.until(number, lambda s: s.inbound is Inbound.ARRIVED)
        assert await stage.scan(Station.RECEIPT, "BROKEN-1", later + 25 * HOUR) == "RECEIVED"
        end: CaseState = await stage.until(number, lambda s: s.ended)
        assert end.stage is Stage.CLOSED
