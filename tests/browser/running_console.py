"""The real console under a real server in a thread of the test's own process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from desk.people import add_account
from models.parties import Role
from runtime.database import Database
from runtime.settings import Mode, Settings
from tests.builders import TestDesk, found_desk
from tests.desk.case_walk import CaseWalk
from web.app import create_app
from workers.stack.ports import free_port

EMAIL, PASSWORD = "clerk@acme.example", "four-unrelated-words-here"
CUSTOMERS_EMAIL = "user@fabrikam.example"
PATIENCE = 15.0


@dataclass(frozen=True, kw_only=True)
class RunningConsole:
    """Where it answers, and the hands that change what it shows."""

    url: str
    record: Database
    desk: TestDesk
    walk: CaseWalk
    settings: Settings


def console_settings(owner_url: str, folder: Path) -> Settings:
    """Test mode on this database, with no workflow server."""
    return Settings(
        mode=Mode.TEST,
        data_dir=folder,
        database_url=owner_url,
        database_runtime_url=owner_url.replace("swapdesk_owner", "swapdesk_runtime"),
        temporal_address="127.0.0.1:9",
        temporal_embedded=True,
    )


@contextmanager
def running_console(
    owner_url: str, folder: Path, *, code: str = "acme", phones: int = 3
) -> Iterator[RunningConsole]:
    """A founded desk with a clerk and a customer's person who may sign in."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(owner_url, record, code=code, phones=phones)
    with record.as_tenant(desk.tenant_id) as session:
        add_account(session, desk.tenant_id, EMAIL, "Robin Clerk", Role.DESK, "", PASSWORD)
        add_account(
            session, desk.tenant_id, CUSTOMERS_EMAIL, "Kim", Role.CUSTOMER, "fabrikam", PASSWORD
        )
    settings = console_settings(owner_url, folder)
    with serving(settings) as url:
        yield RunningConsole(
            url=url,
            record=record,
            desk=desk,
            walk=CaseWalk(database=record, desk=desk),
            settings=settings,
        )
    record.close()


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The application under uvicorn, until the block ends."""
    port = free_port(0)
    config = uvicorn.Config(
        create_app(settings), port=port, log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + PATIENCE
    while not server.started and thread.is_alive() and time.monotonic() < end:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(PATIENCE)
