from sqlalchemy import select

from models.parties import Contact
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import Terminal


def test_one_contact_at_a_time_hears_of_what_its_organisation_owes(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    for email in ("it@fabrikam.example", "chef@fabrikam.example"):
        named = swapdesk("customer", "account", "fabrikam", email, "--name", "Account Contact")
        assert named.out.strip() == f"{email} hears of what fabrikam owes."
    with books.as_tenant(desk.tenant_id) as session:
        hears = select(Contact.email).where(Contact.for_account)
        assert session.scalars(hears).all() == ["chef@fabrikam.example"]


def test_a_customer_nobody_knows_has_no_account_contact(desk: TestDesk, swapdesk: Terminal) -> None:
    refused = swapdesk("customer", "account", "nobody", "x@y.example", "--name", "X", "--json")
    assert (refused.code, refused.error) == (1, "unknown-customer")
    del desk
