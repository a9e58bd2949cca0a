"""The words of the books on a page, and what a page's address asks for."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from fastapi import Request

from documents.amounts import amount_in
from documents.language import Language
from rules.finance.money_words import AccountKind, Posting

KINDS: Final = {
    AccountKind.ASSET: "asset",
    AccountKind.LIABILITY: "liability",
    AccountKind.INCOME: "income",
    AccountKind.EXPENSE: "expense",
    AccountKind.EQUITY: "equity",
}
POSTINGS: Final = {
    Posting.ACCRUAL: "accrual",
    Posting.BILL: "bill of a carrier",
    Posting.STATEMENT: "statement",
    Posting.DEFERRAL: "income of a fee paid ahead",
    Posting.REVERSAL: "correction",
}
MONTH: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
NUMBER: Final = re.compile(r"[0-9]{1,18}")
YEAR: Final = re.compile(r"20[0-9]{2}")


def money(amount: Decimal) -> str:
    """The amount with its groups and two decimals, such as 1,234.50."""
    return amount_in(Language.ENGLISH, amount)


def asked_month(request: Request, name: str) -> date | None:
    """The month in the address, or None for what is none."""
    written = request.query_params.get(name, "")
    return date.fromisoformat(f"{written}-01") if MONTH.fullmatch(written) else None


def asked_day(request: Request, name: str, usual: date) -> date:
    """The day in the address, or the usual one."""
    try:
        return date.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        return usual


def asked_number(request: Request, name: str) -> int:
    """The number in the address, or nought."""
    written = request.query_params.get(name, "")
    return int(written) if NUMBER.fullmatch(written) else 0


def asked_year(request: Request, today: date) -> int:
    """The year in the address, or this one."""
    written = request.query_params.get("year", "")
    return int(written) if YEAR.fullmatch(written) else today.year
