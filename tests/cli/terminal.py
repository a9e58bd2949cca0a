"""A terminal on a desk of one tenant: commands run in this process, as `swapdesk` would."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cli.main import main
from models.parties import Customer, Role, StaffAccount
from runtime.database import Database
from runtime.settings import load_settings
from tests.builders import TestDesk, found_desk

MONDAY_1352 = "2026-11-23T13:52:00+01:00"
MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CLERK, ADMIN, CUSTOMER = "clerk@acme.example", "admin@acme.example", "person@fabrikam.example"
A_SWAP = (
    *("--customer", "fabrikam", "--remedy", "swap", "--model", "PHONE-X2"),
    *("--fault", "The screen stays black.", "--definite-fault", "--battery", "ok"),
    *("--contact", "Service Contact", "--mail", "service@fabrikam.example"),
    *("--name", "Fabrikam AB", "--street", "Storgatan 12", "--postcode", "111 51"),
    *("--city", "Stockholm", "--country", "SE", "--at", MONDAY_1352),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        return str(json.loads(self.err)["error"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where commands are typed."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Said:
        load_settings.cache_clear()
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        printed = self.capture.readouterr()
        return Said(code=int(ended.value.code or 0), out=printed.out, err=printed.err)


def point_at(monkeypatch: pytest.MonkeyPatch, owner_url: str, folder: Path, **more: str) -> None:
    """Let commands find this database, and nothing else."""
    settings = {
        "DATABASE_URL": owner_url,
        "DATABASE_RUNTIME_URL": as_runtime(owner_url),
        "TEMPORAL_ADDRESS": "127.0.0.1:9",
        "SWAPDESK_TEMPORAL_EMBEDDED": "true",
        "SWAPDESK_MODE": "test",
        "SWAPDESK_DATA_DIR": str(folder),
    }
    for name, value in {**settings, **more}.items():
        monkeypatch.setenv(name, value)


def as_runtime(owner_url: str) -> str:
    """The same database for the account that owns nothing."""
    return owner_url.replace("swapdesk_owner", "swapdesk_runtime")


def staffed_desk(owner_url: str, record: Database, *, phones: int = 3) -> TestDesk:
    """A desk with a code of its own, an admin, a clerk and a customer's person."""
    desk = found_desk(owner_url, record, code=f"cli{uuid.uuid4().hex[:8]}", phones=phones)
    with record.as_tenant(desk.tenant_id) as session:
        fabrikam = session.scalars(select(Customer.id).where(Customer.code == "fabrikam")).one()
        for email, role in ((CLERK, Role.DESK), (ADMIN, Role.ADMIN), (CUSTOMER, Role.CUSTOMER)):
            account = StaffAccount(
                tenant_id=desk.tenant_id,
                email=email,
                name="Somebody",
                role=role,
                customer_id=fabrikam if role is Role.CUSTOMER else None,
                password_hash="nobody signs in here",
            )
            session.add(account)
    return desk
