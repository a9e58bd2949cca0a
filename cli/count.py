"""Counts the shelf of a pool: opens a count, scans into it, explains what differs, closes it."""

from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.output import AsJson, show
from desk.stocktake_closing import CloseCountForm, Explanation, close_count
from desk.stocktake_view import CountView, DifferenceLine, count_page
from desk.stocktakes import (
    CancelCountForm,
    CountScanForm,
    OpenCountForm,
    cancel_count,
    open_count,
    scan_into_count,
)

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Number = Annotated[str, typer.Argument(metavar="COUNT", help="Such as SC-2026-00001.")]


@app.command("open")
def open_(
    pool: Annotated[str, typer.Argument(help="The pool's code.")],
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Begins to count all that stands on the pool's shelf."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = OpenCountForm(pool=pool, at=moment_of(desk.settings, at))
        answer = open_count(desk.database, desk.actor, form, own_key)
    text = "Count {number} of {shelf} is open: {expected} units are expected.".format(**answer)
    show(answer, as_json=as_json, text=text)


@app.command()
def scan(
    number: Number,
    codes: Annotated[list[str], typer.Argument(metavar="SERIAL…", help="Serials or IMEIs.")],
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Notes units as seen on the shelf; a repeat is harmless."""
    answers = []
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        when = moment_of(desk.settings, at)
        for place, code in enumerate(codes):
            form = CountScanForm(number=number, code=code, at=when)
            one = f"{own_key}/{place}"
            answers.append(scan_into_count(desk.database, desk.actor, form, one))
    lines = ["{code}: {word}. {text}".format(**answer) for answer in answers]
    show(answers, as_json=as_json, text=lines)


@app.command("show")
def show_(
    number: Number, tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False
) -> None:
    """Shows what is expected, what was scanned, and what differs."""
    with at_the_desk(tenant, email) as desk:
        view = count_page(desk.database, desk.actor, number)
    show(view, as_json=as_json, text=count_lines(view))


def count_lines(view: CountView) -> list[str]:
    """The count in lines."""
    return [
        f"{view.number}  {view.state}  {view.shelf}",
        f"Expected: {view.expected}. Scanned: {view.scanned}.",
        *(difference_line(one) for one in view.differences),
    ]


def difference_line(one: DifferenceLine) -> str:
    """A difference in a line, with its explanation once it has one."""
    parts = (one.kind.value, one.code, one.model, one.place, one.explanation)
    return "  " + "  ".join(part for part in parts if part)


@app.command()
def close(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    *,
    explain: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE=WHY", help="Why it differs; may be repeated."),
    ] = None,
    misplaced: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE=WHY", help="Why, of a unit that is not lost."),
    ] = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Closes a count whose differences are explained, and puts the record right."""
    told = [explanation(one, misplaced=False) for one in explain or ()]
    told += [explanation(one, misplaced=True) for one in misplaced or ()]
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        when = moment_of(desk.settings, at)
        form = CloseCountForm(number=number, explanations=tuple(told), at=when)
        answer = close_count(desk.database, desk.actor, form, own_key)
    text = (
        "{number} is closed. Missing: {missing}. Unexpected: {unexpected}, of which {booked} were "
        "booked onto the shelf. Unknown: {unknown}."
    )
    show(answer, as_json=as_json, text=text.format(**answer))


def explanation(text: str, *, misplaced: bool) -> Explanation:
    """An explanation from CODE=WHY; without a text it explains nothing."""
    code, _, why = text.partition("=")
    return Explanation(code=code, text=why, misplaced=misplaced)


@app.command()
def cancel(
    number: Number,
    *,
    because: Annotated[str, typer.Option(help="Why, in a few words.")],
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Gives a count up; nothing follows from it."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = CancelCountForm(number=number, because=because, at=moment_of(desk.settings, at))
        answer = cancel_count(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text="{number} is cancelled.".format(**answer))
