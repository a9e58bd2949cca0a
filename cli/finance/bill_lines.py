"""Bills and carriers' files as lines of a terminal, at most 100 columns wide."""

from collections.abc import Iterable

from desk.finance.bill_files import TakenFile
from desk.finance.bill_list import BillRow, FileRow, FileView
from desk.finance.bills import BillView
from rules.finance.profiles import ProfileName


def taken_lines(taken: TakenFile) -> list[str]:
    """What came of a file."""
    if taken.already:
        return [f"'{taken.name}' was loaded before; nothing was added."]
    read = f"{taken.rows:,} charges read, {taken.refused} rows refused"
    bills = f"{taken.loaded} loaded, {taken.quarantined} held back, {taken.known} here before"
    lines = [
        f"'{taken.name}' is {taken.state}: {read}.",
        f"Bills: {bills}. Charges added: {taken.charges:,}.",
    ]
    if taken.because:
        lines += [taken.because, f"See: swapdesk bill problems {taken.file_id}"]
    return lines


def bill_lines(bills: Iterable[BillRow]) -> list[str]:
    """A table of bills."""
    lines = [
        f"{one.number:<20.20} {one.carrier:<12.12} {one.issued_on} {one.state:<12} "
        f"{one.charges:>8} {one.net:>14} {one.currency}"
        for one in bills
    ]
    head = f"{'bill':<20} {'carrier':<12} {'day':<10} {'state':<12} {'charges':>8} {'net':>14}"
    return [head, *lines] if lines else ["No bills."]


def view_lines(found: BillView) -> list[str]:
    """One bill with its verdicts and a page of its charges."""
    bill = found.bill
    of = f"{bill.carrier}, account {bill.account}, {bill.issued_on}"
    lines = [
        f"Bill {bill.number} of {of}: {bill.state}.",
        f"{bill.net} {bill.currency} and {bill.vat} VAT are {bill.gross}. {bill.because}".strip(),
    ]
    lines += [
        f"  {one.verdict:<22} {one.charges:>8} charges {one.billed:>14} billed, {one.open} open"
        for one in found.verdicts
    ]
    lines += [
        f"{one.line:>8} {one.tracking:<22.22} {one.charge_class:<11} {one.net:>11} "
        f"{one.verdict or '':<20} {one.text:.20}"
        for one in found.charges.items
    ]
    if found.charges.next is not None:
        lines.append(f"More: --after {found.charges.next}")
    return lines


def file_lines(files: Iterable[FileRow]) -> list[str]:
    """A table of files with their ids."""
    lines = [
        f"{one.id} {one.state:<12} {one.carrier:<12.12} {one.rows:>9} {one.refused:>6} {one.name}"
        for one in files
    ]
    head = f"{'file':<36} {'state':<12} {'carrier':<12} {'charges':>9} {'wrong':>6} name"
    return [head, *lines] if lines else ["No files."]


def problem_lines(found: FileView) -> list[str]:
    """Why a file is held back, bill by bill and row by row."""
    lines = [f"'{found.file.name}' is {found.file.state}. {found.file.because}".strip()]
    lines += [f"bill {one.number}: {one.because}" for one in found.bills if one.because]
    return lines + [f"row {one.row}, {one.problem}: {one.detail}" for one in found.problems]


def profile_lines(profiles: Iterable[ProfileName]) -> list[str]:
    """The profiles by id."""
    return [f"{one.id:<24} {one.version:<8} {one.title}" for one in profiles]
