"""What the demo came to: papers on disk, what was expected, and how it reads on a terminal."""

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cli.case_lines import paragraph, promise_lines, story_lines, waiting_lines
from cli.check_invariants import verdict_lines
from cli.stock import level_lines
from desk.board import CaseView, read_document
from desk.invariants import Verdict
from desk.stock_page import StockLevel
from models.cases import PromiseOutcome
from models.papers import Paper, Sending
from rules.case_words import ClockState, Stage
from rules.service_words import Metric
from workers.demo.freight import ClosedMonth
from workers.demo.hands import Hands
from workers.demo.journeys import STOCKHOLM
from workers.demo.play import Scene, next_working_day
from workers.demo.refill import Refilled
from workers.demo.sample import Login

#: What the way back shows, and the words its story tells exactly once.
WAY_BACK = {
    "charged": (
        "the late phone was charged once and given back once",
        ("charge_proposed", "charge_approved", "reopened", "charge_reversed"),
    ),
    "stranger": ("another phone was kept in custody until settled", ("another_unit_came",)),
    "no_fault": ("a phone without a fault stands ready again", ("inspected",)),
    "swollen": ("the swollen phone never had an ordinary label", ("danger_decided",)),
    "loan": ("the loan came back when the user's own phone was home", ("home_again",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One thing the demo must have come to."""

    what: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything the demo has to show."""

    day: date
    logins: tuple[Login, ...]
    scenes: tuple[Scene, ...]
    refilled: Refilled
    month: ClosedMonth
    folder: Path
    papers: dict[str, tuple[str, ...]]
    stock: tuple[StockLevel, ...]
    invariants: tuple[Verdict, ...]

    @property
    def expected(self) -> tuple[Expected, ...]:
        """What must be so, and whether it is."""
        views = {scene.part: scene.view for scene in self.scenes}
        early, late, advance = views["early"], views["late"], views["advance"]
        waiting, ticket = views["waiting"], views["ticket"]
        ended = (early, late, advance)
        first = next_working_day(self.day)
        return (
            Expected(what=f"the 13:52 swap is due on {first}", met=due(early) == first),
            Expected(
                what=f"the 14:00:00 swap is due a working day later, on {next_working_day(first)}",
                met=due(late) == next_working_day(first),
            ),
            Expected(what="three cases are closed", met=all(map(is_closed, ended))),
            Expected(what="their promises are kept", met=all(map(was_kept, ended))),
            Expected(what="one reminder was sent, for one case", met=reminders(ended) == [1, 0, 0]),
            Expected(
                what="both labels of each, and the slip where one is required",
                met=all(has_papers(one, slip=one is not advance) for one in ended),
            ),
            *way_back_expected(views),
            Expected(
                what="the customer was asked once for two phones, and they came",
                met=self.refilled.well,
            ),
            Expected(
                what="the freight month is closed: the dear parcel disputed, customers billed",
                met=self.month.well,
            ),
            Expected(what="the ticket is answered in time", met=is_answered(ticket)),
            Expected(what="every letter was sent", met=all(map(is_told, views.values()))),
            Expected(
                what="the fourth case waits for its pack scan",
                met=waiting.row.waiting_for == "pack_scan",
            ),
            Expected(what="no invariant is broken or unchecked", met=sound(self.invariants)),
        )

    @property
    def well(self) -> bool:
        """True when all is as expected."""
        return all(one.met for one in self.expected)


def way_back_expected(views: Mapping[str, CaseView]) -> Iterable[Expected]:
    """What the scenes of the way back must have come to, by the words of their stories."""
    for part, (what, words) in WAY_BACK.items():
        told = [entry.word for entry in views[part].story]
        once = all(told.count(word) == 1 for word in words)
        yield Expected(what=what, met=once and is_closed(views[part]))


def due(view: CaseView) -> date | None:
    """The promised day: a promise ends with the last instant of its day."""
    if view.promise is None:
        return None
    return (view.promise.due_at - timedelta(seconds=1)).astimezone(STOCKHOLM).date()


def is_closed(view: CaseView) -> bool:
    """True when both legs are settled."""
    return view.row.stage is Stage.CLOSED


def was_kept(view: CaseView) -> bool:
    """True when the promise was kept, with its proof."""
    promise = view.promise
    return promise is not None and promise.outcome is PromiseOutcome.KEPT


def is_answered(view: CaseView) -> bool:
    """True when its response clock was met."""
    states = [clock.state for clock in view.clocks if clock.metric is Metric.RESPONSE]
    return states[:1] == [ClockState.MET]


def reminders(views: Iterable[CaseView]) -> list[int]:
    """How many reminders of the owed unit each case's contact got."""
    return [sum(letter.letter == "return_reminder" for letter in view.letters) for view in views]


def has_papers(view: CaseView, *, slip: bool) -> bool:
    """True when both labels, the certificate and, if required, the slip are there, each once."""
    wanted = {Paper.PARCEL_LABEL, Paper.RETURN_LABEL, Paper.WIPE_CERTIFICATE}
    wanted |= {Paper.SERVICE_SLIP} if slip else set()
    return sorted(document.kind for document in view.documents) == sorted(wanted)


def is_told(view: CaseView) -> bool:
    """True when the mail server took every letter."""
    return all(letter.state is Sending.SENT for letter in view.letters)


def sound(verdicts: Iterable[Verdict]) -> bool:
    """True when every invariant was checked and holds."""
    return not any(found.broken or found.unchecked for found in verdicts)


def file_papers(hands: Hands, scenes: Iterable[Scene], folder: Path) -> dict[str, tuple[str, ...]]:
    """Every document of the cases as a file in the folder; the file names by case."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    filed: dict[str, tuple[str, ...]] = {}
    for scene in scenes:
        number = scene.view.row.number
        names: list[str] = []
        for document in scene.view.documents:
            content, _, name = read_document(hands.database, hands.clerk, number, document.id)
            name = numbered(name, names)
            (folder / name).write_bytes(content)
            names.append(name)
        filed[number] = tuple(names)
    return filed


def numbered(name: str, taken: Collection[str]) -> str:
    """The file's name, with a number where the case has such a paper already."""
    stem, _, ending = name.rpartition(".")
    several = (f"{stem}-{count}.{ending}" for count in itertools.count(2))
    return next(one for one in itertools.chain((name,), several) if one not in taken)


def as_plain(result: Result) -> dict[str, Any]:
    """The result for programs."""
    return {
        "well": result.well,
        "day": result.day,
        "logins": result.logins,
        "cases": [scene_facts(result, scene) for scene in result.scenes],
        "refill": {"order": result.refilled.order, "story": result.refilled.words},
        "month": result.month,
        "stock": result.stock,
        "invariants": result.invariants,
        "expected": result.expected,
    }


def scene_facts(result: Result, scene: Scene) -> dict[str, Any]:
    """One case of the play for programs."""
    view = scene.view
    return {
        "title": scene.title,
        "number": view.row.number,
        "stage": view.row.stage,
        "waiting_for": view.row.waiting_for,
        "promise": view.promise,
        "papers": [str(result.folder / name) for name in result.papers[view.row.number]],
        "story": view.story,
    }


def as_lines(result: Result) -> list[str]:
    """The result for people, at most 80 columns wide; only paths may be longer."""
    return [
        *(line for scene in result.scenes for line in scene_lines(result, scene)),
        f"Refill of a customer's pool: order {result.refilled.order}",
        *(f"  {word.replace('_', ' ')}" for word in result.refilled.words),
        "",
        *month_lines(result.month),
        "",
        f"Labels, slips and the statement are in {result.folder}",
        "",
        "Stock:",
        *(f"  {line}" for line in level_lines(result.stock)),
        "",
        "Invariants:",
        *verdict_lines(result.invariants),
        "",
        "Expected:",
        *(f"  {'yes' if one.met else 'NO ':<4} {one.what}" for one in result.expected),
        "",
        "Sign in with:",
        *(f"  {login.role:<9} {login.email:<27} {login.password}" for login in result.logins),
    ]


def month_lines(month: ClosedMonth) -> list[str]:
    """The freight month: what was wrong with its bill, who is billed, and what was kept."""
    wrong = ", ".join(f"{count} {verdict}" for verdict, count in month.verdicts.items())
    return [
        f"Freight month {month.month:%Y-%m}: {month.state}",
        f"  for a person to look at: {wrong}",
        f"  dispute {month.dispute}",
        *(f"  statement {number}" for number in month.statements),
        f"  figures kept under {month.sha256[:16]}",
        f"  {month.paper.name if month.paper else 'no statement'}",
    ]


def scene_lines(result: Result, scene: Scene) -> list[str]:
    """One case: its promise and reason, what it waits for, its papers and its story."""
    view = scene.view
    names = result.papers[view.row.number]
    return [
        *paragraph(f"{view.row.number}  {scene.title}"),
        *promise_lines(view, "  "),
        *(f"  {line}" for line in waiting_lines(view)),
        *(f"  {name}" for name in names),
        *story_lines(view),
        "",
    ]
