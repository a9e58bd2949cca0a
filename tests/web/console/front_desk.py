"""The console through a test client: requests as a browser of one person sends them."""

import re
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from desk.people import add_account
from models.parties import Role
from runtime.database import Database
from runtime.settings import Settings
from tests.browser.running_console import console_settings
from tests.builders import TestDesk, found_desk
from tests.desk.case_walk import CaseWalk
from web.app import create_app

PASSWORD = "four-unrelated-words-here"
PEOPLE = {
    "clerk": (Role.DESK, ""),
    "finance": (Role.FINANCE, ""),
    "customer": (Role.CUSTOMER, "fabrikam"),
}
HTML = {"Accept": "text/html"}


def add_people(record: Database, desk: TestDesk) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        for who, (role, customer) in PEOPLE.items():
            add_account(
                session, desk.tenant_id, email_of(who), f"Robin {who}", role, customer, PASSWORD
            )


def email_of(who: str) -> str:
    return f"{who}@acme.example"


@dataclass(kw_only=True)
class FrontDesk:
    """Everybody's session, opened when it is first needed."""

    client: TestClient
    walk: CaseWalk
    settings: Settings
    sessions: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, who: str = "clerk", **headers: str) -> Any:
        return self.ask("GET", path, who, headers=headers)

    def post(self, path: str, fields: dict[str, str], who: str = "clerk", **headers: str) -> Any:
        return self.ask("POST", path, who, data=fields, headers=headers)

    def ask(self, method: str, path: str, who: str, **request: Any) -> Any:
        self.client.cookies.clear()
        cookie = {"Cookie": f"swapdesk={self.session(who)}"} if who else {}
        request["headers"] = {**HTML, **cookie, **request.get("headers", {})}
        answer = self.client.request(method, path, **request)
        self.client.cookies.clear()
        return answer

    def session(self, who: str) -> str:
        if who not in self.sessions:
            fields = {"email": email_of(who), "password": PASSWORD}
            answer = self.client.post("/sign-in", data=fields, headers=HTML)
            self.sessions[who] = answer.cookies["swapdesk"]
        return self.sessions[who]


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def a_form(**changes: str) -> dict[str, str]:
    """A new case as the form sends it."""
    fields = {
        "key": uuid.uuid4().hex,
        "customer": "fabrikam",
        "remedy": "swap",
        "device.serial": f"FORM-{uuid.uuid4().hex[:8]}",
        "device.model": "PHONE-X2",
        "fault": "The screen stays black.",
        "definite_fault": "yes",
        "battery": "ok",
        "contact.name": "Service Contact",
        "contact.email": "service@fabrikam.example",
        "address.name": "Fabrikam AB",
        "address.street": "Storgatan 12",
        "address.postcode": "111 51",
        "address.city": "Stockholm",
        "address.country": "SE",
    }
    return {**fields, **{name.replace("__", "."): value for name, value in changes.items()}}


@contextmanager
def opened_front(owner_url: str) -> Iterator[FrontDesk]:
    """The console over a founded desk, with its people, on this database."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(owner_url, record, phones=60)
    add_people(record, desk)
    with tempfile.TemporaryDirectory() as folder:
        settings = console_settings(owner_url, Path(folder))
        with TestClient(create_app(settings), follow_redirects=False) as client:
            yield FrontDesk(
                client=client, walk=CaseWalk(database=record, desk=desk), settings=settings
            )
    record.close()
