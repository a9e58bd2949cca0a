"""Plays the demo on the running stack: `python -m workers.demo [--json]`."""

import argparse
import asyncio
import sys
from datetime import UTC, date, datetime

from cli.asking import connected, opened_record
from cli.check_invariants import verdicts_for
from cli.output import REFUSED, refuse, show, tell
from cli.practice import DemoOnly
from desk.stock_page import stock_levels
from rules.errors import DeskError
from runtime.database import Database
from runtime.settings import Mode, Secret, Settings, load_settings
from runtime.signed_links import SignedLinks
from workers.demo.finance_sample import lay_finance
from workers.demo.freight import play_month
from workers.demo.hands import Hands
from workers.demo.journeys import STOCKHOLM
from workers.demo.play import next_working_day, play
from workers.demo.refill import play_refill
from workers.demo.result import Result, as_lines, as_plain, file_papers
from workers.demo.sample import lay_sample
from workers.practice_carrier.steering import PracticeSteering


async def perform(settings: Settings, today: date) -> Result:
    """The whole demo on the running stack, from sample data to invariants."""
    with opened_record(settings) as database:
        return await perform_on(settings, database, today)


async def perform_on(settings: Settings, database: Database, today: date) -> Result:
    """The demo on this record, on the working day that comes after `today`."""
    day = next_working_day(today)
    tell("Sample data: 400 phones with a pool of 32, and an appliance customer")
    sample = await asyncio.to_thread(lay_sample, settings, database, day.year)
    team = await asyncio.to_thread(lay_finance, database, sample.clerk, sample.admin)
    hands = Hands(
        database=database,
        client=await connected(settings),
        clerk=sample.clerk,
        finance=sample.finance,
        steering=PracticeSteering(
            base_url=settings.practice_url, api_key=settings.secret(Secret.PRACTICE_KEY)
        ),
    )
    tell(f"The play: {day:%A %d %B %Y} and the days after it")
    scenes, refilled = await asyncio.gather(
        play(hands, day), play_refill(hands, SignedLinks.of(settings), datetime.now(UTC).date())
    )
    await hands.drained()
    folder = settings.data_dir / "demo"
    tell("The freight month: the carrier's bill, what is wrong with it, and the close")
    month = await play_month(hands, team, day, folder)
    await hands.drained()
    return Result(
        day=day,
        logins=sample.logins,
        scenes=scenes,
        refilled=refilled,
        month=month,
        folder=folder,
        papers=await asyncio.to_thread(file_papers, hands, scenes, folder),
        stock=await asyncio.to_thread(stock_levels, database, sample.clerk),
        invariants=await verdicts_for(settings, datetime.now(UTC)),
    )


def main() -> None:
    """Exits 0 when all is as expected, 1 when something is not, 3 when a part is unreachable."""
    words = argparse.ArgumentParser(prog="swapdesk demo", description=__doc__)
    words.add_argument("--json", action="store_true", help="print JSON for programs")
    words.add_argument(
        "--today",
        type=date.fromisoformat,
        default=datetime.now(STOCKHOLM).date(),
        help="play on the working day after this one",
    )
    asked = words.parse_args()
    try:
        settings = load_settings()
        if settings.mode is Mode.PRODUCTION:
            raise DemoOnly
        result = asyncio.run(perform(settings, asked.today))
    except DeskError as error:
        sys.exit(refuse(error, as_json=asked.json))
    show(as_plain(result), as_json=asked.json, text=as_lines(result))
    sys.exit(0 if result.well else REFUSED)


if __name__ == "__main__":
    main()
