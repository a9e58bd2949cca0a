"""The books as lines of text."""

from collections.abc import Iterator

from desk.finance.accrual_view import AccrualPage
from desk.finance.ledger import AccountList, EntryList
from desk.finance.ledger_entry import EntryView


def account_lines(found: AccountList) -> Iterator[str]:
    """Each account that was moved or has a balance, and the sum of all."""
    for row in found.items:
        moved = sum(map(abs, row.months))
        if moved or row.closing:
            yield f"{row.number:<8}{row.closing:>16.2f}  {row.name}"
    yield f"{'all':<8}{found.total:>16.2f}"


def entry_lines(found: EntryList) -> Iterator[str]:
    """One line for each voucher."""
    for row in found.items:
        yield f"{row.voucher}  {row.posted_on}  {row.amount:>14.2f}  {row.lines} lines  {row.text}"
    if found.more:
        yield f"{found.more} more."


def voucher_lines(entry: EntryView) -> Iterator[str]:
    """The voucher, its lines, and what each is about."""
    yield f"{entry.voucher}: {entry.text}, posted on {entry.posted_on} by {entry.posted_by}"
    for line in entry.lines:
        about = "  ".join(
            word for word in (line.case, line.tracking, line.bill, line.statement) if word
        )
        yield f"{line.line:>6}  {line.account:<8}{line.amount:>16.2f}  {about or line.text}"
    if entry.next:
        yield f"More: --after {entry.next}"


def accrual_lines(found: AccrualPage) -> Iterator[str]:
    """What is owed by month and carrier, and whether the ledger agrees."""
    report = found.report
    for group in report.groups:
        yield (
            f"{group.month:%Y-%m}  {group.carrier:<16}{group.charges:>8} charges"
            f"{group.amount:>16.2f} {found.currency}"
        )
    agreed = "they tie" if report.ties else f"OFF BY {report.difference:.2f}"
    yield (
        f"As of {report.as_of}: expected {report.expected:.2f}, ledger {report.ledger:.2f} "
        f"{found.currency}, {agreed}."
    )
