"""The journal in the words of another bookkeeping program, which checks it in its own process."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.journal_reading import voucher_name
from models.finance.ledger import JournalEntry, JournalLine, LedgerAccount
from rules.finance.money_words import AccountKind

ROOTS = {
    AccountKind.ASSET: "Assets",
    AccountKind.LIABILITY: "Liabilities",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
    AccountKind.EQUITY: "Equity",
}
#: Run apart: reads the file with the program's own loader, and tells errors and balances.
ORACLE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from beancount import loader
from beancount.core import data, realization
entries, errors, options = loader.load_file(sys.argv[1])
root = realization.realize(entries)
balances = {}
for account in realization.iter_children(root):
    for position in account.balance:
        balances[account.account] = str(position.units.number)
count = sum(isinstance(entry, data.Transaction) for entry in entries)
print(json.dumps({"errors": [str(e) for e in errors], "balances": balances, "count": count}))
"""


def beancount_text(session: Session, currency: str = "SEK") -> str:
    """Accounts as they are opened, and every entry with its lines."""
    names = account_names(session)
    lines = [f"2000-01-01 open {name} {currency}" for name in names.values()]
    rows = session.execute(
        select(JournalEntry, JournalLine)
        .join(
            JournalLine,
            (JournalLine.tenant_id == JournalEntry.tenant_id)
            & (JournalLine.entry_id == JournalEntry.id),
        )
        .order_by(JournalEntry.posted_on, JournalEntry.id, JournalLine.line)
    )
    known = None
    for entry, line in rows:
        if entry.id != known:
            lines.append(f'\n{entry.posted_on} * "{voucher_name(entry)}"')
            known = entry.id
        lines.append(f"  {names[line.account]}  {line.amount} {currency}")
    return "\n".join(lines) + "\n"


def account_names(session: Session) -> dict[str, str]:
    """What each account is called there."""
    rows = session.scalars(select(LedgerAccount).order_by(LedgerAccount.number))
    return {row.number: f"{ROOTS[row.kind]}:K{row.number}" for row in rows}


def beancount_balances(session: Session, folder: Path) -> tuple[dict[str, Decimal], int]:
    """Balances by our account numbers, and how many entries it found; it may find no error."""
    file = folder / "journal.beancount"
    file.write_text(beancount_text(session), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", ORACLE, str(file)], capture_output=True, text=True, check=True
    )
    told = json.loads(ran.stdout)
    assert told["errors"] == []
    numbers = {name: number for number, name in account_names(session).items()}
    found = {numbers[name]: Decimal(amount) for name, amount in told["balances"].items()}
    return {number: amount for number, amount in found.items() if amount}, told["count"]
