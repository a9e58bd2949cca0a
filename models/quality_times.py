"""How long things took that ended in a customer's month: dispatch, delivery, return."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Numeric,
    RowMapping,
    SQLColumnExpression,
    and_,
    cast,
    extract,
    func,
    select,
)
from sqlalchemy.orm import Session

from models.cases import Case
from models.quality_counts import Asked
from models.quality_story import turning_points
from rules.case_words import Remedy
from rules.quality import Span, TimeTaken

SECONDS_OF_AN_HOUR = 3600
#: The remedies that send something for something else; a repair sends the unit itself home.
REPLACING = (Remedy.SWAP, Remedy.ADVANCE_REPLACEMENT, Remedy.ON_SITE)


def times_taken(session: Session, asked: Asked) -> tuple[TimeTaken, ...]:
    """Each span's count, median and 90th percentile, from one walk through the stories."""
    alive = select(Case.id).where(asked.alive, Case.remedy.in_(REPLACING))
    came = turning_points(alive)
    spans = {
        Span.DISPATCH: (Case.registered_at, came.c.handed_over),
        Span.DELIVERY: (Case.registered_at, came.c.delivered),
        Span.RETURN: (came.c.delivered, came.c.received),
    }
    of_case = and_(Case.tenant_id == came.c.tenant_id, Case.id == came.c.case_id)
    figures = [
        figure
        for span, (begin, end) in spans.items()
        for figure in figures_of(span, begin, end, asked)
    ]
    query = select(*figures).select_from(came).join(Case, of_case)
    row = session.execute(query).mappings().one()
    return tuple(taken(span, row) for span in Span)


def figures_of(
    span: Span, begin: SQLColumnExpression[Any], end: SQLColumnExpression[Any], asked: Asked
) -> tuple[ColumnElement[Any], ...]:
    """What is asked of one span, over the cases in which it ended in the month."""
    ended = and_(asked.within(end), end >= begin)
    hours = extract("epoch", end - begin) / SECONDS_OF_AN_HOUR

    def quantile(share: float) -> ColumnElement[Any]:
        middle = func.percentile_cont(share).within_group(hours).filter(ended)
        return func.round(cast(middle, Numeric()), 1)

    return (
        func.count().filter(ended).label(f"{span}_count"),
        quantile(0.5).label(f"{span}_median"),
        quantile(0.9).label(f"{span}_ninetieth"),
    )


def taken(span: Span, row: RowMapping) -> TimeTaken:
    """One span's figures as a value."""
    return TimeTaken(
        span=span,
        count=row[f"{span}_count"],
        median_hours=row[f"{span}_median"],
        ninetieth_hours=row[f"{span}_ninetieth"],
    )
