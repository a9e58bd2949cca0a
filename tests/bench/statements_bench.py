"""Customers' statements: built as UBL and held against schema, EN 16931 and Peppol rules."""

import resource
import time
from dataclasses import dataclass
from decimal import Decimal

from documents.finance.rule_check import check, fatal
from documents.finance.rule_sets import Profile
from documents.finance.ubl import write_ubl
from rules.finance.invoices import Invoice
from tests.invoices import a_line, an_invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementsMeasured:
    """How long statements took, in seconds, and the largest memory of a checking process."""

    statements: int
    lines: int
    building: float
    checking: float
    fatal: int
    megabytes: float

    @property
    def seconds(self) -> float:
        """Building and checking together."""
        return self.building + self.checking


def measure_statements(count: int = 1000, lines: int = 50) -> StatementsMeasured:
    """So many statements of so many lines each: build all, then check all."""
    invoices = [a_statement(number, lines) for number in range(1, count + 1)]
    started = time.perf_counter()
    documents = [write_ubl(invoice) for invoice in invoices]
    built = time.perf_counter()
    wrong = len(fatal(check(documents, Profile.PEPPOL)))
    checked = time.perf_counter()
    return StatementsMeasured(
        statements=count,
        lines=lines,
        building=built - started,
        checking=checked - built,
        fatal=wrong,
        megabytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    )


def a_statement(number: int, lines: int) -> Invoice:
    """A month's statement with lines of every price."""
    some = tuple(
        a_line(n, str(1 + n % 31), str(Decimal("9.95") * n), text=f"Freight, zone {n}")
        for n in range(1, lines + 1)
    )
    return an_invoice(number=f"2026-{number:06}", lines=some)
