"""How cases read on a terminal of 80 columns."""

from collections.abc import Mapping
from datetime import UTC, datetime
from textwrap import wrap
from typing import Any

from cli.ticket_words import (
    asked_words,
    awaited_words,
    clock_words,
    running_clocks,
    spaced,
)
from desk.board import CasePage, CaseView
from desk.case_parcels import LegView
from desk.case_rows import CaseRow
from desk.case_view import WarrantyView
from desk.decision_view import stored_decision
from desk.look_ahead import LookAhead
from desk.refusals import NotCovered
from desk.story import due
from rules.case_words import Remedy

WIDTH = 80
#: What is promised of these is told by their clocks, which start with the case's first step.
CLOCKED = {Remedy.SUPPORT, Remedy.REPAIR, Remedy.ON_SITE}


def receipt_lines(receipt: Mapping[str, Any]) -> list[str]:
    """The number, and the promise with its reason."""
    promise = receipt["promise"]
    if receipt["remedy"] in CLOCKED:
        return [f"{receipt['number']} is registered for {receipt['remedy']}."]
    if promise is None:
        return [f"{receipt['number']} is registered; its promise follows from the diagnosis."]
    head = f"{receipt['number']} is registered: {promise['kind']} by {promise['due_day']}."
    return [head, *paragraph(promise["explanation"])]


def refusal_lines(refusal: NotCovered) -> list[str]:
    """Why nothing is covered, a sentence a line, in the requester's language."""
    return [str(sentence) for sentence in refusal.facts["sentences"]]


def list_lines(page: CasePage) -> list[str]:
    """A line for each case, and how to see more."""
    if not page.items:
        return ["No case."]
    head = f"{'case':<16}{'customer':<14}{'device':<16}{'stage':<11}waits for"
    more = [f"More: --cursor {page.next}"] if page.next else []
    return [head, *(row_line(row) for row in page.items), *more]


def row_line(row: CaseRow) -> str:
    """One case in at most 80 columns."""
    fixed = f"{row.number:<16}{row.customer:<13.13} {row.device:<15.15} {row.stage:<11}"
    return f"{fixed}{spaced(row.waiting_for)}"[:WIDTH]


def case_lines(view: CaseView, now: datetime, language: str = "en") -> list[str]:
    """Everything a clerk asks of one case; the decision is said in that language."""
    row = view.row
    return [
        f"{row.number}: {spaced(row.remedy)} for {row.customer}, {row.stage}",
        *paragraph(f"Device {row.device} ({row.model}): {row.fault}"),
        *asked_words(view),
        *(promise_lines(view) if row.remedy not in CLOCKED else []),
        *clock_lines(view, now),
        *waiting_lines(view),
        *(line for said in awaited_words(view) for line in paragraph(said)),
        *(line for leg in view.legs for line in leg_lines(leg)),
        *(warranty_line(one) for one in view.warranties),
        *paragraph("Decisions: " + (", ".join(view.decisions) or "none")),
        *decision_lines(view, language),
        "Story:",
        *story_lines(view),
    ]


def warranty_line(one: WarrantyView) -> str:
    """Until when a unit that was handed over is warranted."""
    until = f"until {one.until}" if one.until else "without an end"
    return f"Warranty of {one.serial}: {until} ({spaced(one.rule)})."


def ahead_lines(ahead: LookAhead) -> list[str]:
    """What comes next if nobody moves, each at its instant in the case's zone."""
    if not ahead.coming:
        return [f"{ahead.number}: nothing comes by itself; somebody has to move."]
    told = [f"{due(one.at, ahead.timezone)}: {one.sentence}" for one in ahead.coming]
    return [f"{ahead.number}, if nobody moves:", *(line for one in told for line in paragraph(one))]


def promise_lines(view: CaseView, margin: str = "") -> list[str]:
    """The promise that holds, with its reason and its outcome."""
    promise = view.promise
    if promise is None:
        return [f"{margin}No promise yet."]
    head = f"Promise ({promise.kind}, {promise.outcome}): {promise.explanation}"
    return paragraph(head, margin)


def decision_lines(view: CaseView, language: str) -> list[str]:
    """Whether it was covered when it opened, and why."""
    judged = stored_decision(view.entitlement, language)
    if judged is None:
        return []
    below = (line for one in judged.below for line in paragraph(one, "  "))
    return [*paragraph(judged.headline), *below]


def clock_lines(view: CaseView, now: datetime) -> list[str]:
    """Every clock that counts: where it stands, and why it is due then."""
    lines: list[str] = []
    for clock in running_clocks(view):
        lines += paragraph(clock_words(clock, view.row.timezone, now))
        lines += paragraph(clock.explanation, "  ")
    return lines


def waiting_lines(view: CaseView) -> list[str]:
    """What the case waits for, whose move it is, and every deadline."""
    if view.row.ended_at is not None:
        return [f"Ended {stamp(view.row.ended_at)}."]
    waits = f"Waits for {spaced(view.row.waiting_for)}; next to move: {view.row.mover}."
    dates = [f"  {stamp(deadline.at)}  {deadline.name}" for deadline in view.deadlines]
    return [waits, *dates]


def leg_lines(leg: LegView) -> list[str]:
    """The leg, and the numbers of its live labels."""
    labels = [
        label.tracking_no
        for parcel in leg.parcels
        for label in parcel.labels
        if label.voided_at is None
    ]
    under = f" under {', '.join(labels)}" if labels else ""
    return [f"{leg.direction.capitalize()} leg {leg.attempt}: {spaced(leg.state)}{under}"]


def story_lines(view: CaseView) -> list[str]:
    """One sentence after the other, each with its instant."""
    return [line for one in view.story for line in dated(one.at, one.sentence)]


def dated(at: datetime, sentence: str) -> list[str]:
    """A sentence behind its instant in UTC, wrapped below itself."""
    margin = f"  {stamp(at)}  "
    return wrap(sentence, WIDTH, initial_indent=margin, subsequent_indent=" " * len(margin))


def paragraph(text: str, margin: str = "") -> list[str]:
    """The text in lines of at most 80 columns, further lines indented by two."""
    return wrap(text, WIDTH, initial_indent=margin, subsequent_indent=f"{margin}  ")


def stamp(at: datetime) -> str:
    """Such as 2026-11-23 12:52Z."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%MZ}"
