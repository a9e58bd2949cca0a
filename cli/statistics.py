"""Shows a month of a customer's cases in figures, as its programme sells them."""

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show
from cli.prepaid import OfCustomer, first_of
from desk.statistics import CaseStatistics, case_statistics

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.command()
def statistics(
    customer: OfCustomer,
    *,
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="The month.")],
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Counts the cases that were registered in the month, and what became of them."""
    with at_the_desk(tenant, email) as desk:
        found = case_statistics(desk.database, desk.actor, customer, first_of(month))
    show(found, as_json=as_json, text=statistics_lines(found))


def statistics_lines(found: CaseStatistics) -> Iterator[str]:
    """The month and its figures; what nothing is known of is left out."""
    yield f"{found.customer}, {found.month:%Y-%m} ({found.timezone}), for: {found.told_to}"
    yield f"cases: {found.cases}; turned away: {found.turned_away}"
    for name, counts in (
        ("remedy", found.by_remedy),
        ("stage", found.by_stage),
        ("need", found.by_need),
        ("topic", found.by_topic),
        ("promises", found.promises),
        ("clocks", found.clocks),
    ):
        if counts:
            yield f"{name}: {counts_in_words(counts)}"
    if found.median_days_to_close is not None:
        yield f"median time to close: {found.median_days_to_close} days"


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Such as closed 3, replacing 1."""
    return ", ".join(f"{word} {count}" for word, count in counts.items())
