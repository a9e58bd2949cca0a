import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.mail_intake import MailRequest
from desk.people_to_reach import ContactForm, keep_contact
from models.parties import Customer, Tenant
from models.prepaid import MailMessage, MailState
from rules.mail_reading import LARGEST_MAIL
from runtime.database import Database, RecordUnavailable
from tests.builders import TestDesk, found_desk
from tests.rules.mails import CUSTOMER, a_mail
from workers.mail_drop import MailDrop, empty

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def desk(record: Database, empty_database: str) -> TestDesk:
    return found_desk(empty_database, record)


@pytest.fixture
def tenant(record: Database, desk: TestDesk) -> Tenant:
    with record.as_tenant(desk.tenant_id) as session:
        return session.get_one(Tenant, desk.tenant_id)


@pytest.fixture
def drop(tmp_path: Path) -> MailDrop:
    return MailDrop(tmp_path / "drop")


def deliver(drop: MailDrop, raw: bytes, name: str = "1.mail") -> Path:
    path = drop.new / name
    path.write_bytes(raw)
    return path


def messages(record: Database, desk: TestDesk) -> list[MailMessage]:
    with record.as_tenant(desk.tenant_id) as session:
        return list(session.scalars(select(MailMessage)))


def files(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.iterdir())


def take_all(drop: MailDrop, record: Database, tenant: Tenant) -> int:
    return empty(drop, record, tenant, now=lambda: NOON)


def test_each_file_is_taken_and_put_away(
    drop: MailDrop, record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    sound, hostile = a_mail().as_bytes(), b"Subject: nobody\r\n\r\nHi"
    deliver(drop, sound, "1.mail")
    deliver(drop, hostile, "2.mail")
    assert take_all(drop, record, tenant) == 2
    assert (files(drop.new), files(drop.done), files(drop.refused)) == ([], [sound], [hostile])
    states = {row.state for row in messages(record, desk)}
    assert states == {MailState.NEW, MailState.REFUSED}
    assert take_all(drop, record, tenant) == 0


def test_a_file_that_comes_twice_is_one_message_and_no_other_file_is_replaced(
    drop: MailDrop, record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    for text in ("One.", "One.", "Same id, other words."):
        deliver(drop, a_mail(text).as_bytes())
        take_all(drop, record, tenant)
    assert len(messages(record, desk)) == 1
    assert len(files(drop.done)) == 2


def test_drafts_links_and_folders_are_left_alone(
    drop: MailDrop, record: Database, desk: TestDesk, tenant: Tenant, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(a_mail().as_bytes())
    (drop.new / "link").symlink_to(secret)
    (drop.new / "folder").mkdir()
    deliver(drop, b"half a mess", ".draft")
    assert take_all(drop, record, tenant) == 0
    assert messages(record, desk) == []


def test_a_huge_file_is_refused_whole_and_its_head_is_on_record(
    drop: MailDrop, record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    huge = a_mail("x").as_bytes() + b"y" * LARGEST_MAIL
    deliver(drop, huge)
    assert take_all(drop, record, tenant) == 1
    assert files(drop.refused) == [huge]
    [row] = messages(record, desk)
    assert row.reason == "too_large"


def test_a_message_that_breaks_its_opening_holds_up_no_other_and_is_not_lost(
    drop: MailDrop, record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        owner = session.scalars(select(Customer).where(Customer.code == "fabrikam")).one()
        form = ContactForm(name="Service Contact", email=CUSTOMER)
        keep_contact(session, desk.clerk, owner, form)

    def broken(_database: Database, _request: MailRequest) -> str:
        raise ZeroDivisionError

    bad, good = a_mail().as_bytes(), b"Subject: nobody\r\n\r\nHi"
    deliver(drop, bad, "1.mail")
    deliver(drop, good, "2.mail")
    for taken in (1, 0):
        assert empty(drop, record, tenant, now=lambda: NOON, opening=broken) == taken
    assert (files(drop.new), files(drop.refused)) == ([bad], [good])
    assert take_all(MailDrop(drop.new.parent), record, tenant) == 1


def test_a_file_stays_while_the_record_is_down(drop: MailDrop, tenant: Tenant) -> None:
    raw = a_mail().as_bytes()
    deliver(drop, raw)
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:9/nowhere", connections=1)
    with pytest.raises(RecordUnavailable):
        take_all(drop, nowhere, tenant)
    nowhere.close()
    assert files(drop.new) == [raw]


def test_the_process_takes_what_is_there_and_what_comes_and_ends_when_asked(
    drop: MailDrop, record: Database, desk: TestDesk, record_url: str, tmp_path: Path
) -> None:
    deliver(drop, a_mail(Message_ID="<before@x>").as_bytes(), "before.mail")
    settings = {"DATABASE_URL": record_url, "SWAPDESK_DATA_DIR": str(tmp_path / "data")}
    words = ["--folder", str(drop.new.parent), "--tenant", desk.tenant]
    with subprocess.Popen(
        [sys.executable, "-m", "workers.mail_drop", *words],
        env={**os.environ, **settings},
        stderr=subprocess.DEVNULL,
    ) as process:
        wait_for(lambda: len(messages(record, desk)) == 1)
        deliver(drop, a_mail(Message_ID="<after@x>").as_bytes(), "after.mail")
        wait_for(lambda: len(files(drop.done)) == 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert len(messages(record, desk)) == 2


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 40
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.1)
