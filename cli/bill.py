"""Takes carriers' bills in, and shows, releases, discards and approves them."""

import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, BinaryIO, ClassVar

import typer

from cli.asking import AsPerson, Desk, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.finance.bill_lines import (
    bill_lines,
    file_lines,
    problem_lines,
    profile_lines,
    taken_lines,
    view_lines,
)
from cli.output import AsJson, show
from desk.finance.bill_files import take_file
from desk.finance.bill_list import BillFilter, file_view, list_bills, list_files
from desk.finance.bill_profiles import add_profile, list_profiles
from desk.finance.bill_quarantine import SettleForm, settle_file
from desk.finance.bills import approve_bill, bill_view
from desk.finance.dispute_list import bill_meant
from rules.errors import DeskError, Kind

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfBill = Annotated[str, typer.Argument(metavar="BILL", help="Its number or id.")]
OfFile = Annotated[str, typer.Argument(metavar="FILE-ID", help="As `bill files` has it.")]
Because = Annotated[str, typer.Option(help="Why; it is kept with your name.")]


class NoSuchBillFile(DeskError):
    """The file cannot be read from disk."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, path: Path) -> None:
        super().__init__(f"Check the path '{path}'; it has to be a file.", file=str(path))


class NotAnAmount(DeskError):
    """This is not an amount."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: str) -> None:
        super().__init__(f"'{given}' is not an amount such as 1234.50.", given=given)


class NotAnId(DeskError):
    """This is not the id of a file."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: str) -> None:
        super().__init__(f"'{given}' is no id. `swapdesk bill files` shows them.", given=given)


@app.command()
def take(  # noqa: PLR0913 - one parameter for each option
    file: Annotated[Path, typer.Argument(help="The carrier's file.")],
    *,
    carrier: Annotated[str, typer.Option(help="The carrier's code.")],
    profile: Annotated[str, typer.Option(help="How it is read; see `bill profiles`.")],
    net_total: Annotated[
        str, typer.Option(help="The bill's total without VAT, where the file has none.")
    ] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Keeps a file and loads its bills; the same content again adds nothing."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own, opened(file) as content:
        taken = take_file(
            desk.database,
            desk.actor,
            name=file.name,
            content=content,
            profile=profile,
            carrier=carrier,
            key=own,
            now=moment_of(desk.settings, at) or datetime.now(UTC),
            progress=progress_shown(quiet=as_json),
            net_total=amount(net_total) if net_total else None,
        )
    show(asdict(taken), as_json=as_json, text=taken_lines(taken))


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The file to be read as a stream (NoSuchBillFile)."""
    try:
        content = file.open("rb")
    except OSError as wrong:
        raise NoSuchBillFile(file) from wrong
    with content:
        yield content


def progress_shown(*, quiet: bool) -> Callable[[int], None] | None:
    """Say on a terminal how many rows have been read."""
    if quiet or not sys.stderr.isatty():
        return None

    def tell_rows(rows: int) -> None:
        sys.stderr.write(f"\rread {rows:,} charges")
        sys.stderr.flush()

    return tell_rows


def amount(text: str) -> Decimal:
    """An amount with a decimal point (NotAnAmount)."""
    try:
        found = Decimal(text)
    except InvalidOperation as wrong:
        raise NotAnAmount(text) from wrong
    if not found.is_finite():
        raise NotAnAmount(text)
    return found


def id_of(text: str) -> uuid.UUID:
    """The id of a file (NotAnId)."""
    try:
        return uuid.UUID(text)
    except ValueError as wrong:
        raise NotAnId(text) from wrong


@app.command("list")
def list_(
    *,
    state: Annotated[str, typer.Option(help="Such as quarantined, matched or approved.")] = "",
    carrier: Annotated[str, typer.Option(help="Only this carrier's.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists bills, newest first."""
    with at_the_desk(tenant, email) as desk:
        wanted = BillFilter(state=state, carrier=carrier)
        found = list_bills(desk.database, desk.actor, wanted=wanted, limit=limit)
    show(asdict(found), as_json=as_json, text=bill_lines(found.items))


@app.command("show")
def show_(
    bill: OfBill,
    *,
    verdict: Annotated[str, typer.Option(help="Only charges with this verdict.")] = "",
    after: Annotated[int, typer.Option(min=0, help="The line the page begins after.")] = 0,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows one bill: its totals, its verdicts summed, and its charges."""
    with at_the_desk(tenant, email) as desk:
        bill_id = bill_meant(desk.database, desk.actor, bill)
        found = bill_view(desk.database, desk.actor, bill_id, verdict=verdict, after=after)
    show(asdict(found), as_json=as_json, text=view_lines(found))


@app.command()
def approve(
    bill: OfBill,
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Approves a matched bill of which everything is agreed."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own:
        bill_id = bill_meant(desk.database, desk.actor, bill)
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        answer = approve_bill(desk.database, desk.actor, bill_id, own, now)
    text = f"Bill {answer['number']} is approved: {answer['agreed']} without VAT is to be paid."
    show(answer, as_json=as_json, text=text)


@app.command()
def files(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Lists files, those that wait for somebody first."""
    with at_the_desk(tenant, email) as desk:
        found = list_files(desk.database, desk.actor, limit=50)
    show([asdict(one) for one in found], as_json=as_json, text=file_lines(found))


@app.command()
def problems(
    file: OfFile, *, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False
) -> None:
    """Shows why a file is held back, and the rows that were refused."""
    with at_the_desk(tenant, email) as desk:
        found = file_view(desk.database, desk.actor, id_of(file))
    show(asdict(found), as_json=as_json, text=problem_lines(found))


@app.command()
def release(
    file: OfFile,
    *,
    because: Because,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lets a quarantined file's bills through, by another than who brought it in."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own:
        settled(desk, SettleForm(file_id=id_of(file), release=True, because=because), own, as_json)


@app.command()
def discard(
    file: OfFile,
    *,
    because: Because,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Discards a quarantined file; its bytes are kept, and its bills count nowhere."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own:
        settled(desk, SettleForm(file_id=id_of(file), release=False, because=because), own, as_json)


def settled(desk: Desk, form: SettleForm, key: str, as_json: bool) -> None:  # noqa: FBT001
    """How the file stands now."""
    answer = settle_file(desk.database, desk.actor, form, key, datetime.now(UTC))
    text = f"The file is {answer['state']}; bills loaded: {answer['loaded']}. {answer['because']}"
    show(answer, as_json=as_json, text=text.strip())


@app.command()
def profiles(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Lists what files may be read with."""
    with at_the_desk(tenant, email) as desk:
        found = list_profiles(desk.database, desk.actor)
    show([asdict(one) for one in found], as_json=as_json, text=profile_lines(found))


@app.command("add-profile")
def add_profile_(
    file: Annotated[Path, typer.Argument(help="The mapping, a YAML file.")],
    *,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Takes a mapping of your own; a version stays as it was taken."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own, opened(file) as content:
        text = content.read(200_000).decode("utf-8", errors="replace")
        answer = add_profile(desk.database, desk.actor, text, own, datetime.now(UTC))
    told = f"Files can be taken with --profile {answer['profile']} (version {answer['version']})."
    show(answer, as_json=as_json, text=told)
