"""What the database refuses of the books, whoever asks: the desk's own role or the owner."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date

import psycopg
import pytest

from runtime.database import Database
from tests.finance_books import OCTOBER, Books, close, opened_books
from tests.finance_hand import post_by_hand

Ask = Callable[..., None]
ENTRY = (
    "INSERT INTO journal_entries (tenant_id, id, key, series, fiscal_year, number, posting,"
    " posted_on, month, text, posted_at, posted_by) VALUES ('{tenant}', '{id}', '{id}', 'A', 2026,"
    " {number}, 'accrual', '2026-{month}-05', '2026-{month}-01', 'x', now(), 'x')"
)
LINES = "INSERT INTO journal_lines (tenant_id, entry_id, line, account, amount) VALUES {rows}"


@pytest.fixture
def books(empty_database: str, record: Database) -> Books:
    books = opened_books(empty_database, record)
    with record.as_tenant(books.tenant_id) as session:
        post_by_hand(session, books, "5710", "2440", "10.00", date(2026, 11, 5))
        close(session, books, OCTOBER)
    return books


@pytest.fixture(params=["the desk", "the owner"])
def asked(request: pytest.FixtureRequest, books: Books, empty_database: str) -> Ask:
    """Statements in one transaction, as the desk's role of the tenant or as the owner."""
    url = empty_database.replace("+psycopg", "")

    def ask(*statements: str) -> None:
        # Closed also when the commit itself is refused.
        with closing(psycopg.connect(url)) as connection, connection.transaction():
            if request.param == "the desk":
                connection.execute("SET LOCAL ROLE swapdesk_app")
                tenant = f"SET LOCAL swapdesk.tenant = '{books.tenant_id}'"
                connection.execute(tenant.encode())
            for statement in statements:
                connection.execute(statement.encode())

    return ask


@contextmanager
def refused(*names: str) -> Iterator[None]:
    """By the trigger of this name, or because the role may not do that at all."""
    with pytest.raises(psycopg.Error) as told:
        yield
    assert told.value.diag.constraint_name in names or (
        isinstance(told.value, psycopg.errors.InsufficientPrivilege) and "denied" in names
    ), told.value


def entry(books: Books, number: int = 99, month: str = "11") -> tuple[str, uuid.UUID]:
    """A statement that adds an entry, and the entry's id."""
    new = uuid.uuid4()
    return ENTRY.format(tenant=books.tenant_id, id=new, number=number, month=month), new


def lines(books: Books, of: uuid.UUID, *amounts: str) -> str:
    """A statement that adds lines of these amounts."""
    rows = ", ".join(
        f"('{books.tenant_id}', '{of}', {line}, '2440', {amount})"
        for line, amount in enumerate(amounts, 1)
    )
    return LINES.format(rows=rows)


def test_a_balanced_entry_is_taken(asked: Ask, books: Books) -> None:
    head, new = entry(books)
    asked(head, lines(books, new, "7.00", "-4.00", "-3.00"))


def test_lines_that_do_not_sum_to_nought_are_refused(asked: Ask, books: Books) -> None:
    head, new = entry(books)
    with refused("journal_entry_balances"):
        asked(head, lines(books, new, "7.00", "-6.99"))
    with refused("journal_entry_balances"):
        asked(head, lines(books, new, "0.00"))


def test_lines_added_later_have_to_balance_too(asked: Ask, books: Books) -> None:
    head, new = entry(books)
    more = lines(books, new, "1.00").replace(", 1, '2440'", ", 3, '2440'")
    with refused("journal_entry_balances"):
        asked(head, lines(books, new, "7.00", "-7.00"), more)


def test_an_entry_without_lines_is_refused_when_it_is_committed(asked: Ask, books: Books) -> None:
    head, _ = entry(books)
    with refused("journal_entry_has_lines"):
        asked(head)


def test_nothing_is_posted_in_a_closed_month(asked: Ask, books: Books) -> None:
    head, new = entry(books, month="10")
    with refused("period_is_open"):
        asked(head, lines(books, new, "7.00", "-7.00"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_lines SET amount = 0",
        "UPDATE journal_lines SET text = 'another'",
        "UPDATE journal_entries SET number = 7",
        "DELETE FROM journal_lines",
        "DELETE FROM journal_entries",
        "TRUNCATE journal_lines",
        "TRUNCATE journal_entries CASCADE",
    ],
)
def test_the_journal_is_only_added_to(asked: Ask, change: str) -> None:
    with refused("journal_is_only_added_to", "denied"):
        asked(change)


def test_a_number_is_given_out_once(asked: Ask, books: Books) -> None:
    head, new = entry(books, number=1)
    with refused("uq_journal_entries_tenant_id_series_fiscal_year_number"):
        asked(head, lines(books, new, "1.00", "-1.00"), head.replace(str(new), str(uuid.uuid4())))
