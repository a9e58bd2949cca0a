"""A quality report in words: its sections with bars and tables, in each of the four languages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from string import Template
from typing import Any, Final
from zoneinfo import ZoneInfo

from documents.amounts import quantity_in
from documents.language import Language, phrases_written
from rules.bars import Bar
from rules.case_values import Finding
from rules.dates_in_words import full_date, month_year
from rules.pools import PoolLevel
from rules.quality import MissedBecause, PromiseEnd, QualityReport, TimeTaken

#: More than this is said in days, too.
HOURS_TO_DAYS: Final = 48
HOURS_OF_A_DAY: Final = 24
#: As many missed promises as a reader goes through one by one.
MOST_TOLD: Final = 40
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under captions; every row has as many cells as there are captions."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the report: what it is about, a sentence, and its bars or its table."""

    key: str
    title: str
    told: str = ""
    bars: tuple[Bar, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """How figures are said in one language."""

    language: Language
    words: Mapping[str, Any]

    def say(self, name: str, **facts: str) -> str:
        """The phrase with its facts."""
        return Template(self.words[name]).substitute(facts)

    def word(self, group: str, name: str) -> str:
        """A word of a group."""
        return str(self.words[group][name])

    def percent(self, share: Decimal | None) -> str:
        """A share, or that it is not known."""
        if share is None:
            return self.say("no_percent")
        return self.say("percent", number=quantity_in(self.language, share))

    def hours(self, hours: Decimal | None) -> str:
        """Such as 26 h or 60 h (2.5 days); nothing while nothing was timed."""
        if hours is None:
            return self.say("untimed")
        told = quantity_in(self.language, hours)
        if hours < HOURS_TO_DAYS:
            return f"{told} h"
        days = quantity_in(self.language, (hours / HOURS_OF_A_DAY).quantize(_TENTH))
        return self.say("hours_and_days", hours=told, days=days)

    def day(self, at: datetime, timezone: str) -> str:
        """The local day in words."""
        return full_date(at.astimezone(ZoneInfo(timezone)).date(), self.language)

    def due(self, at: datetime, timezone: str) -> str:
        """The last day a thing was due on; with its wall time unless it was due by its end."""
        local = at.astimezone(ZoneInfo(timezone))
        if local.time() == time.min:
            return full_date(local.date() - timedelta(days=1), self.language)
        return self.moment(at, timezone)

    def moment(self, at: datetime, timezone: str) -> str:
        """The local day in words with its wall time."""
        return f"{self.day(at, timezone)} {at.astimezone(ZoneInfo(timezone)):%H:%M}"


@cache
def saying_in(language: Language) -> Saying:
    """The report's words of a language, from `documents/phrases/reports_paper/`."""
    return Saying(language=language, words=phrases_written(language, "reports_paper"))


def title_of(report: QualityReport, language: Language) -> str:
    """Such as Quality report, November 2026."""
    return f"{saying_in(language).say('title')}, {month_year(report.month, language)}"


def sections_of(report: QualityReport, language: Language) -> tuple[Section, ...]:
    """Every section, in the order in which it is read."""
    saying = saying_in(language)
    found = (section for part in PARTS for section in part(report, saying))
    return tuple(found)


def cases_told(report: QualityReport, saying: Saying) -> Iterator[Section]:
    """The month's cases by programme, severity and model."""
    told = saying.say("cases_told", count=str(report.cases))
    unstated = {"": saying.say("not_stated")}
    for key, counts in (
        ("by_programme", report.by_programme),
        ("by_severity", report.by_severity),
        ("by_model", report.by_model),
    ):
        bars = bars_of(counts, lambda name: unstated.get(name, name))
        yield Section(key=key, title=saying.say(key), told=told, bars=bars)
        told = ""


def findings_told(report: QualityReport, saying: Saying) -> Iterator[Section]:
    """What the bench found, and how often it found no fault."""
    count, share = str(report.inspected), saying.percent(report.no_fault_percent)
    yield Section(
        key="findings",
        title=saying.say("findings"),
        told=saying.say("findings_told", count=count, percent=share),
        bars=bars_in_words(report.by_finding, list(Finding), saying, "finding"),
    )


def promises_told(report: QualityReport, saying: Saying) -> Iterator[Section]:
    """What became of the promises; why some were missed, and which."""
    yield Section(
        key="promises",
        title=saying.say("promises"),
        told=saying.say("promises_told", percent=saying.percent(report.kept_percent)),
        bars=bars_in_words(report.promises, list(PromiseEnd), saying, "end"),
    )
    if not report.missed_because:
        return
    reasons = bars_in_words(report.missed_because, list(MissedBecause), saying, "because")
    yield Section(key="reasons", title=saying.say("reasons"), bars=reasons)
    yield missed_told(report, saying)


def missed_told(report: QualityReport, saying: Saying) -> Section:
    """The missed promises one by one; how many more there are."""
    shown = report.missed[:MOST_TOLD]
    rows = tuple(
        (
            one.case,
            saying.due(one.due_at, report.timezone),
            saying.word("because", one.because),
        )
        for one in shown
    )
    more = sum(report.missed_because.values()) - len(shown)
    return Section(
        key="missed",
        title=saying.say("missed"),
        told=saying.say("missed_more", count=str(more)) if more else "",
        table=Table(columns=captions(saying, "missed_case", "missed_due", "missed_why"), rows=rows),
    )


def times_told(report: QualityReport, saying: Saying) -> Iterator[Section]:
    """How long things took."""

    def row(taken: TimeTaken) -> tuple[str, ...]:
        figures = (saying.hours(taken.median_hours), saying.hours(taken.ninetieth_hours))
        return (saying.word("span", taken.span), str(taken.count), *figures)

    rows = tuple(row(taken) for taken in report.times)
    columns = ("", *captions(saying, "count", "median", "ninetieth"))
    yield Section(
        key="times",
        title=saying.say("times"),
        told=saying.say("times_told"),
        table=Table(columns=columns, rows=rows),
    )


def pools_told(report: QualityReport, saying: Saying) -> Iterator[Section]:
    """Each pool's level against its target; left out for a customer without a pool."""
    if not report.pools:
        return
    moment = saying.moment(report.counted_at, report.timezone)
    yield Section(
        key="pools",
        title=saying.say("pools"),
        told=saying.say("pools_told", moment=moment),
        bars=tuple(pool_bar(level, saying) for level in report.pools),
    )


def pool_bar(level: PoolLevel, saying: Saying) -> Bar:
    """The free units of one model against the target, with what is still to come."""
    coming = level.coming + level.ordered
    facts = {"level": str(level.available), "target": str(level.target)}
    told = saying.say("level", **facts)
    if coming:
        told = saying.say("level_and_coming", **facts, coming=str(coming))
    name = f"{level.pool}, {level.model}"
    return Bar(name=name, value=level.available, figure=told, mark=level.target)


def debts_told(report: QualityReport, saying: Saying) -> Iterator[Section]:
    """What had not come back, and since when the oldest of it is awaited."""
    told = ""
    if report.oldest_debt is not None:
        day = saying.day(report.oldest_debt, report.timezone)
        told = saying.say("debts_told", count=str(report.owed), day=day)
    bars = bars_in_words(report.open_debts, list(report.open_debts), saying, "why")
    yield Section(key="debts", title=saying.say("debts"), told=told, bars=bars)


def freight_told(report: QualityReport, saying: Saying) -> Iterator[Section]:
    """Parcels and packages that are billed for the month."""
    bars = bars_in_words(report.freight, list(report.freight), saying, "kind")
    yield Section(key="freight", title=saying.say("freight"), bars=bars)


PARTS: Final[tuple[Callable[[QualityReport, Saying], Iterator[Section]], ...]] = (
    cases_told,
    findings_told,
    promises_told,
    times_told,
    pools_told,
    debts_told,
    freight_told,
)


def captions(saying: Saying, *names: str) -> tuple[str, ...]:
    """The captions of a table."""
    return tuple(saying.say(name) for name in names)


def bars_of(counts: Mapping[str, int], named: Callable[[str], str]) -> tuple[Bar, ...]:
    """One bar for each count, the largest first."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Bar(name=named(name), value=n, figure=str(n)) for name, n in ordered)


def bars_in_words(
    counts: Mapping[str, int], order: Sequence[str], saying: Saying, group: str
) -> tuple[Bar, ...]:
    """One bar for each count there is, in the trade's own order."""
    return tuple(
        Bar(name=saying.word(group, name), value=counts[name], figure=str(counts[name]))
        for name in order
        if name in counts
    )
