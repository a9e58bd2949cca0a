"""The claim rule that holds for a charge, and what it says about days."""

from datetime import date
from typing import ClassVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from activities.finance.own_zone import own_zone
from models.finance.disputes import ClaimRule
from rules.errors import DeskError, Kind
from rules.finance.claims import ClaimTerms
from rules.finance.freight_words import Verdict
from rules.programme import find_calendar
from rules.working_calendar import Calendar


class NoClaimRule(DeskError):
    """Nobody has said how this carrier takes claims."""

    def __init__(self, carrier: str, verdict: Verdict, day: date) -> None:
        super().__init__(
            f"No claim rule of '{carrier}' for '{verdict}' holds on {day}. Set one that is valid "
            "from that day or before it.",
            carrier=carrier,
            verdict=verdict.value,
        )


class CalendarUnclear(DeskError):
    """This names no calendar of a programme."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: str) -> None:
        super().__init__(
            f"'{given}' names no calendar. Write PROGRAMME/CALENDAR, or nothing for calendar days.",
            calendar=given,
        )


def claim_rule(session: Session, carrier: str, verdict: Verdict, day: date) -> ClaimRule:
    """The newest rule that has begun on the day: of the verdict, else of any (NoClaimRule)."""
    found = session.scalars(
        select(ClaimRule)
        .where(
            ClaimRule.carrier == carrier,
            or_(ClaimRule.verdict == verdict, ClaimRule.verdict.is_(None)),
            ClaimRule.valid_from <= day,
        )
        .order_by(ClaimRule.verdict.is_(None), ClaimRule.valid_from.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NoClaimRule(carrier, verdict, day)
    return found


def terms_of(session: Session, rule: ClaimRule) -> ClaimTerms:
    """What a rule says about days, in the tenant's zone and the calendar it names."""
    return ClaimTerms(
        days=rule.days,
        timezone=own_zone(session, rule.tenant_id),
        remind_days=rule.remind_days,
        calendar=calendar_named(session, rule) if rule.calendar else None,
    )


def calendar_named(session: Session, rule: ClaimRule) -> Calendar:
    """The working days a rule counts; raises CalendarUnclear and what reading a programme does."""
    programme, named, calendar = rule.calendar.partition("/")
    if not named:
        raise CalendarUnclear(rule.calendar)
    known = programme_now(session, rule.tenant_id, programme)
    return find_calendar(known.calendars, calendar)
