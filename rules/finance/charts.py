"""A chart of accounts as a value: its accounts, and which of them is used for what since when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from rules.fields import FieldInvalid, Path, text
from rules.finance.money_words import AccountKind, Use
from rules.shapes import read_shape

NUMBER: Final = re.compile(r"[0-9A-Za-z.-]{1,20}")


def account_number(value: object, path: Path) -> str:
    """An account's number: letters, digits, dots and dashes; raises FieldInvalid."""
    number = text(value, path)
    if NUMBER.fullmatch(number):
        return number
    remedy = 'Write up to 20 letters, digits, dots and dashes in quotes, as "5710".'
    raise FieldInvalid(path, f"{number!r} is no account number.", remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartAccount:
    """One account under its number."""

    id: Annotated[str, account_number]
    name: str
    kind: AccountKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartUse:
    """Which account is posted to for a use, from a day on."""

    use: Use
    account: Annotated[str, account_number]
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Accounts by number, and an account for every use there is."""

    chart: str
    accounts: Mapping[str, ChartAccount]
    uses: tuple[ChartUse, ...]


def chart_from(data: object) -> Chart:
    """The chart that plain data describes; raises FieldInvalid with the place."""
    chart = read_shape(Chart, data, ())
    check_accounts(chart)
    check_uses(chart)
    return chart


def check_accounts(chart: Chart) -> None:
    """Every use names an account of the chart (FieldInvalid)."""
    for at, one in enumerate(chart.uses):
        if one.account not in chart.accounts:
            problem = f"the chart has no account {one.account}."
            raise FieldInvalid(("uses", at, "account"), problem, "Add it under accounts.")


def check_uses(chart: Chart) -> None:
    """Every use has an account, and one at a time (FieldInvalid)."""
    seen: set[tuple[Use, date]] = set()
    for at, one in enumerate(chart.uses):
        if (one.use, one.valid_from) in seen:
            problem = f"{one.use} begins twice on {one.valid_from}."
            raise FieldInvalid(("uses", at), problem, "Keep one of them.")
        seen.add((one.use, one.valid_from))
    if missing := sorted(set(Use) - {one.use for one in chart.uses}):
        problem = f"no account is named for: {', '.join(missing)}."
        raise FieldInvalid(("uses",), problem, "Name one for each use.")
