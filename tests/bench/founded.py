"""A founded desk on a running stack: a customer with a pool of phones, and a key to the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from models.parties import Role
from runtime.database import Database
from tests.bench.stack import Stack
from tests.builders import TestDesk, found_desk
from tests.web.api.house import a_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """The record of the running stack, its one desk, and the API key of a clerk."""

    record: Database
    desk: TestDesk
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@contextmanager
def founded(stack: Stack, *, phones: int) -> Iterator[Founded]:
    record = Database(stack.runtime_url)
    try:
        desk = found_desk(stack.owner_url, record, phones=phones)
        with record.as_tenant(desk.tenant_id) as session:
            key = a_person(session, desk.tenant_id, Role.DESK, "")
        yield Founded(record=record, desk=desk, key=key)
    finally:
        record.close()
