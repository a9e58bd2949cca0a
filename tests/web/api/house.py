"""A desk behind its API: two tenants, a key for every role, and requests to make."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from desk.actors import Actor
from desk.attachments import attach
from desk.intake import open_case
from desk.people import actor_of, issue_api_key
from models.cases import Case
from models.legs import Label, Leg, Parcel
from models.papers import Document, Paper
from models.parties import Customer, Role, StaffAccount
from rules.case_words import Direction
from runtime.database import Database
from runtime.settings import Mode, Settings
from tests.builders import TestDesk, a_swap, an_advance_replacement, found_desk
from web.app import create_app

WEBHOOK_SECRET = "practice-secret-0123456789"
NOBODY = ""
#: Everybody who may knock: role, whose tenant, which customer.
PEOPLE = {
    "desk": ("acme", Role.DESK, ""),
    "admin": ("acme", Role.ADMIN, ""),
    "finance": ("acme", Role.FINANCE, ""),
    "customer": ("acme", Role.CUSTOMER, "fabrikam"),
    "other customer": ("acme", Role.CUSTOMER, "northwind"),
    "other tenant": ("globex", Role.DESK, ""),
    "other tenant's admin": ("globex", Role.ADMIN, ""),
    "other tenant's customer": ("globex", Role.CUSTOMER, "fabrikam"),
    "nobody": ("", Role.DESK, ""),
}


def settings_for(owner_url: str, folder: Path, **changes: Any) -> Settings:
    """Test mode on this database, with no workflow server."""
    given = {
        "mode": Mode.TEST,
        "data_dir": folder,
        "database_url": owner_url,
        "database_runtime_url": owner_url.replace("swapdesk_owner", "swapdesk_runtime"),
        "temporal_address": "127.0.0.1:9",
        "temporal_embedded": True,
        "practice_webhook_secret": WEBHOOK_SECRET,
    }
    return Settings(**{**given, **changes})


def a_person(session: Session, tenant_id: uuid.UUID, role: Role, customer: str) -> str:
    """An account that signs in with a key only, and its key."""
    seen = select(Customer.id).where(Customer.code == customer)
    account = StaffAccount(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        email=f"{uuid.uuid4().hex[:12]}@people.example",
        name="Kim Clerk",
        role=role,
        customer_id=session.scalars(seen).one() if customer else None,
        password_hash="-",
    )
    session.add(account)
    session.flush()
    now = datetime.now(UTC)
    return issue_api_key(session, account, now + timedelta(days=1), now)


@dataclass(kw_only=True)
class House:
    """The running app with everybody's key."""

    client: TestClient
    record: Database
    desks: dict[str, TestDesk]
    keys: dict[str, str]

    def ask(self, who: str, method: str, path: str, **request: Any) -> Any:
        """The answer to a request of one of PEOPLE."""
        headers = dict(request.pop("headers", {}))
        if self.keys[who]:
            headers["Authorization"] = f"Bearer {self.keys[who]}"
        return self.client.request(method, path, headers=headers, **request)

    def post(self, path: str, body: Any, *, who: str = "desk", key: str = "") -> Any:
        """A POST with a key of its own."""
        headers = {"Idempotency-Key": key or self.fresh("key")}
        return self.ask(who, "POST", path, json=body, headers=headers)

    def fresh(self, word: str) -> str:
        """A word nobody used before."""
        return f"{word}-{uuid.uuid4().hex[:12]}"

    def actor(self, who: str) -> Actor:
        return actor_of(self.record, self.keys[who], datetime.now(UTC))

    def a_case(self, *, advance: bool = False) -> str:
        """The number of a new case: fabrikam's swap, or northwind's advance replacement."""
        serial = self.fresh("X").upper()
        form = an_advance_replacement(serial) if advance else a_swap(serial)
        answer = open_case(self.record, self.actor("desk"), form, self.fresh("key"))
        return str(answer["number"])

    def a_document(self, number: str, content: bytes = b"%PDF-1.4 a slip") -> uuid.UUID:
        """The id of a document of the case."""
        with self.record.as_tenant(self.desks["acme"].tenant_id) as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            document = Document(
                tenant_id=case.tenant_id,
                id=uuid.uuid4(),
                key=self.fresh("slip"),
                kind=Paper.SERVICE_SLIP,
                case_id=case.id,
                media_type="application/pdf",
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                made_at=case.registered_at,
            )
            session.add(document)
            return document.id

    def an_attachment(self, number: str, content: bytes = b"a log file") -> str:
        """The hash of a file of the case."""
        kept = attach(self.record, self.actor("desk"), number, "log.txt", "text/plain", content)
        return kept.sha256

    def a_label(self, number: str, price: str) -> None:
        """An outbound leg with a parcel and a label that costs something."""
        document = self.a_document(number)
        with self.record.as_tenant(self.desks["acme"].tenant_id) as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            tenant, at = case.tenant_id, case.registered_at
            leg = Leg(
                tenant_id=tenant,
                id=uuid.uuid4(),
                case_id=case.id,
                direction=Direction.OUTBOUND,
                attempt=1,
                state="labelled",
                changed_at=at,
            )
            parcel = Parcel(
                tenant_id=tenant,
                id=uuid.uuid4(),
                leg_id=leg.id,
                reference=self.fresh("ref"),
                carrier="practice",
                service="express",
                payer="tenant",
                weight_g=420,
                length_mm=180,
                width_mm=110,
                height_mm=60,
                battery_mark=True,
            )
            label = Label(
                tenant_id=tenant,
                leg_id=leg.id,
                parcel_id=parcel.id,
                document_id=document,
                carrier="practice",
                tracking_no=self.fresh("PRAC"),
                booked_at=at,
                price=Decimal(price),
                currency="SEK",
            )
            for row in (leg, parcel, label):
                session.add(row)
                session.flush()


def found_house(client: TestClient, owner_url: str, record: Database) -> House:
    """Both tenants founded and everybody given a key."""
    desks = {code: found_desk(owner_url, record, code=code) for code in ("acme", "globex")}
    keys = {}
    for who, (tenant, role, customer) in PEOPLE.items():
        if not tenant:
            keys[who] = NOBODY
            continue
        with record.as_tenant(desks[tenant].tenant_id) as session:
            keys[who] = a_person(session, desks[tenant].tenant_id, role, customer)
    return House(client=client, record=record, desks=desks, keys=keys)


def a_case_body(serial: str, **changes: Any) -> dict[str, Any]:
    """A swap to open, as a program writes it."""
    body = {
        "customer": "fabrikam",
        "remedy": "swap",
        "device": {"serial": serial, "model": "PHONE-X2"},
        "contact": {"name": "Service Contact", "email": "service@fabrikam.example"},
        "address": {
            "name": "Fabrikam AB",
            "street": "Storgatan 12",
            "postcode": "111 51",
            "city": "Stockholm",
            "country": "SE",
        },
        "fault": "The screen stays black.",
        "definite_fault": True,
        "battery": "ok",
    }
    return {**body, **changes}


@contextmanager
def opened_house(owner_url: str, folder: Path) -> Iterator[House]:
    """The API over a founded house, on this database."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    with TestClient(create_app(settings_for(owner_url, folder))) as client:
        yield found_house(client, owner_url, record)
    record.close()
