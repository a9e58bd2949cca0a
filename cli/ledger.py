"""Shows the books and accruals, writes them for other systems, records rates and the chart."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, OfTenant, at_the_desk, under_key
from cli.finance.ledger_lines import account_lines, accrual_lines, entry_lines, voucher_lines
from cli.output import AsJson, show
from cli.prepaid import first_of
from cli.supplier import a_day
from desk.finance.accrual_view import AccrualFilter, accrual_page
from desk.finance.chart import load_chart
from desk.finance.corrections import ReversalForm, reverse_entry
from desk.finance.exchange_rates import RateForm, record_rate
from desk.finance.ledger import list_accounts, list_entries
from desk.finance.ledger_entry import entry_view
from desk.finance.ledger_files import csv_of, sie_of

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfMonth = Annotated[str, typer.Argument(metavar="YYYY-MM", help="Such as 2026-10.")]
UntilMonth = Annotated[str, typer.Option("--until", metavar="YYYY-MM", help="Default: only that.")]
OfVoucher = Annotated[str, typer.Argument(metavar="VOUCHER", help="Such as L-2026-17.")]
Out = Annotated[
    str, typer.Option("--out", metavar="FILE", help="Where to write it (default: standard output).")
]


@app.command()
def accounts(
    year: Annotated[int, typer.Argument(help="Such as 2026.", min=2000, max=2999)],
    tenant: OfTenant = "",
    email: AsPerson = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Shows what each account has at the end of a year."""
    with at_the_desk(tenant, email) as desk:
        found = list_accounts(desk.database, desk.actor, year)
    show(found, as_json=as_json, text=account_lines(found))


@app.command()
def entries(
    month: OfMonth, tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False
) -> None:
    """Shows the vouchers of a month, the newest first."""
    with at_the_desk(tenant, email) as desk:
        found = list_entries(desk.database, desk.actor, first_of(month))
    show(found, as_json=as_json, text=entry_lines(found))


@app.command("show")
def show_(
    voucher: OfVoucher,
    *,
    after: Annotated[int, typer.Option(help="The line the page begins after.", min=0)] = 0,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows one voucher with its lines."""
    with at_the_desk(tenant, email) as desk:
        found = entry_view(desk.database, desk.actor, voucher, after=after)
    show(found, as_json=as_json, text=voucher_lines(found))


@app.command()
def reverse(
    voucher: OfVoucher,
    day: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2026-11-05.")],
    *,
    because: Annotated[str, typer.Option(help="Why, in a few words.")],
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Takes a voucher back by another one."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = ReversalForm(voucher=voucher, on=a_day(day), because=because)
        answer = reverse_entry(desk.database, desk.actor, form, own_key, datetime.now(UTC))
    show(answer, as_json=as_json, text=f"{voucher} is taken back by {answer['voucher']}.")


@app.command()
def accruals(
    day: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2026-10-31.")],
    *,
    carrier: Annotated[str, typer.Option(help="Only charges of this carrier.")] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows what is owed to carriers; the exit code is 1 when the ledger says otherwise."""
    with at_the_desk(tenant, email) as desk:
        wanted = AccrualFilter(carrier=carrier)
        found = accrual_page(desk.database, desk.actor, a_day(day), wanted)
    show(found, as_json=as_json, text=accrual_lines(found))
    if not found.report.ties:
        raise typer.Exit(1)


@app.command()
def sie(
    month: OfMonth,
    *,
    until: UntilMonth = "",
    out: Out = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
) -> None:
    """Writes the vouchers of these months as SIE 4I."""
    first, last = span(month, until)
    with at_the_desk(tenant, email) as desk:
        content = sie_of(desk.database, desk.actor, first, last, datetime.now(UTC))
    write(content, out)


@app.command("csv")
def csv_(
    month: OfMonth,
    *,
    until: UntilMonth = "",
    out: Out = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
) -> None:
    """Writes the journal of these months as a table."""
    first, last = span(month, until)
    with at_the_desk(tenant, email) as desk:
        content = csv_of(desk.database, desk.actor, first, last)
    write(content.encode(), out)


@app.command()
def rate(  # noqa: PLR0913 - one parameter for each option
    currency: Annotated[str, typer.Argument(help="Such as EUR.")],
    day: Annotated[str, typer.Argument(metavar="DAY", help="Such as 2026-10-30.")],
    worth: Annotated[
        str, typer.Argument(metavar="RATE", help="What one unit is worth in your own currency.")
    ],
    *,
    source: Annotated[str, typer.Option(help="Who says so, such as Riksbank.")],
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Records an exchange rate with its source."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = RateForm(
            currency=currency.upper(), day=a_day(day), rate=a_rate(worth), source=source
        )
        answer = record_rate(desk.database, desk.actor, form, own_key, datetime.now(UTC))
    text = f"{answer['currency']} on {answer['day']}: {answer['rate']} ({answer['source']})."
    show(answer, as_json=as_json, text=text)


@app.command()
def chart(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A chart as YAML.")],
    *,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Loads a chart of accounts; what is new in it is added."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        text = file.read_text(encoding="utf-8")
        answer = load_chart(desk.database, desk.actor, text, own_key, datetime.now(UTC))
    show(answer, as_json=as_json, text=f"{answer['chart']}: {answer['added']} new.")


def a_rate(text: str) -> Decimal:
    """The number typed."""
    try:
        return Decimal(text)
    except InvalidOperation as wrong:
        raise typer.BadParameter(f"'{text}' is no rate, such as 11.2345.") from wrong


def span(month: str, until: str) -> tuple[date, date]:
    """The first and the last month."""
    return first_of(month), first_of(until or month)


def write(content: bytes, out: str) -> None:
    """Into the file, or as it is to standard output."""
    if out:
        Path(out).write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
