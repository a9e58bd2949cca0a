"""The dates a letter names: when a unit is due, an answer counts no more, somebody comes."""

from datetime import datetime, timedelta

from sqlalchemy import select

from activities.contract_terms import programme_now
from activities.letter_subjects import Writing, proposal_told, visit_told
from activities.proposal_papers import target_of
from documents.letters import LetterKind
from models.proposals import CostProposal
from rules.case_state import ReturnPlan
from rules.case_values import ReturnClock
from rules.dates_in_words import weekday_date
from rules.return_days import after_working_days
from rules.terms import calendars_under, return_calendar
from rules.way_back_terms import DayKind
from runtime.signed_links import PROPOSAL

#: What is said of a unit's day where no clock runs.
LOOK_WITHIN = timedelta(days=3)


def return_day(writing: Writing) -> datetime:
    """The last day to hand the owed unit in: as its clock counts, else when the desk looks."""
    clock = writing.state.back.clock
    if clock is None:
        return writing.state.deadlines.get("return_review") or writing.row.queued_at + LOOK_WITHIN
    return after_days(writing, clock, due_days(writing.state.plan) + clock.extra_days)


def due_days(plan: ReturnPlan) -> int:
    """Days until the unit is due; where the terms name no such day, until the desk looks."""
    return plan.due_after_days or plan.review_after_days


def after_days(writing: Writing, clock: ReturnClock, days: int) -> datetime:
    """So many days after the clock's start, without the time it stood still."""
    if writing.state.plan.days is DayKind.CALENDAR:
        return clock.started_at + clock.idle + timedelta(days=days)
    known = (writing.terms.programme, writing.terms.version)
    programme = programme_now(writing.session, writing.case.tenant_id, *known)
    calendars = calendars_under(programme, writing.terms.figures)
    calendar = return_calendar(writing.terms, calendars)
    return after_working_days(clock.started_at, days, calendar, clock.stood)


def answer_until(writing: Writing) -> datetime | None:
    """Until when an answer counts: of the letter's proposal, or of a finding not covered."""
    proposal = proposal_told(writing)
    if proposal is not None:
        return proposal.valid_until
    if writing.kind is not LetterKind.NOT_COVERED_FOUND:
        return None
    bench = writing.state.plan.care.bench
    waits = [at for name, at in writing.state.deadlines.items() if name.startswith("finding")]
    usual = writing.row.queued_at + timedelta(days=bench.answer_within_days)
    return min(waits, default=usual)


def link_of(writing: Writing) -> str:
    """Where the customer answers the letter's proposal; nothing where links are not signed."""
    proposal = proposal_told(writing)
    if proposal is None or writing.links is None:
        return ""
    row = writing.session.scalars(
        select(CostProposal).where(
            CostProposal.case_id == writing.case.id, CostProposal.number == proposal.number
        )
    ).one()
    return writing.links.address(PROPOSAL, target_of(row))


def visit_window(writing: Writing) -> str:
    """Such as Thu 11 June 2026, 09:00-12:00, in the case's zone and the contact's language."""
    visit = visit_told(writing)
    if visit is None:
        return ""
    begins, ends = (at.astimezone(writing.zone) for at in (visit.begins_at, visit.ends_at))
    day = weekday_date(begins.date(), writing.language)
    return f"{day}, {begins:%H:%M}-{ends:%H:%M}"
