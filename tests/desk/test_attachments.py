import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from desk.attachments import (
    UnknownAttachment,
    attach,
    list_attachments,
    read_attachment,
)
from desk.intake import open_case
from desk.refusals import NotAllowed, UnknownCase
from models.papers import Attachment
from models.parties import Role
from rules.attachment_kinds import (
    LARGEST,
    AttachmentEmpty,
    AttachmentKindNotAllowed,
    AttachmentTooLarge,
)
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.desk.prepaid_desk import NOON, customer_of

CONFIG = b"hostname router-1\n"


@pytest.fixture
def number(shared_record: Database, desk: TestDesk) -> str:
    return str(open_case(shared_record, desk.clerk, a_swap(at=NOON), "case")["number"])


def test_a_file_comes_back_as_it_came(shared_record: Database, desk: TestDesk, number: str) -> None:
    kept = attach(shared_record, desk.clerk, number, "C:\\x\\router.cfg", "", CONFIG, NOON)
    assert (kept.file_name, kept.media_type, kept.size) == ("router.cfg", "text/plain", 18)
    assert (kept.added_at, kept.added_by) == (NOON, desk.clerk.name)
    assert list_attachments(shared_record, desk.clerk, number) == (kept,)
    file = read_attachment(shared_record, desk.clerk, number, kept.id)
    assert (file.file_name, file.media_type, file.content) == ("router.cfg", "text/plain", CONFIG)


def test_the_same_content_is_kept_once_whatever_it_is_called_and_however_often(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    def again(n: int) -> uuid.UUID:
        return attach(shared_record, desk.clerk, number, f"copy-{n}.cfg", "", CONFIG).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(again, range(8)))) == 1
    assert len(list_attachments(shared_record, desk.clerk, number)) == 1


def test_two_cases_each_have_their_own(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    other = open_case(shared_record, desk.clerk, a_swap("BROKEN-2", at=NOON), "other")["number"]
    first = attach(shared_record, desk.clerk, number, "a.cfg", "", CONFIG)
    second = attach(shared_record, desk.clerk, other, "a.cfg", "", CONFIG)
    assert first.id != second.id
    with pytest.raises(UnknownAttachment):
        read_attachment(shared_record, desk.clerk, number, second.id)


def test_what_may_not_be_attached_is_refused_and_nothing_is_kept(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    for refusal, name, content in (
        (AttachmentEmpty, "a.cfg", b""),
        (AttachmentTooLarge, "a.cfg", b"x" * (LARGEST + 1)),
        (AttachmentKindNotAllowed, "a.exe", CONFIG),
        (UnknownCase, "a.cfg", CONFIG),
    ):
        wanted = "SE-2026-999999" if refusal is UnknownCase else number
        with pytest.raises(refusal):
            attach(shared_record, desk.clerk, wanted, name, "", content)
    assert list_attachments(shared_record, desk.clerk, number) == ()


def test_a_customer_s_person_reaches_its_own_cases_only(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        own, other = (customer_of(session, code).id for code in ("fabrikam", "northwind"))
    person = replace(desk.clerk, role=Role.CUSTOMER, customer_id=own)
    stranger = replace(person, customer_id=other)
    kept = attach(shared_record, person, number, "a.cfg", "", CONFIG)
    assert list_attachments(shared_record, person, number) == (kept,)
    for ask in (
        lambda: attach(shared_record, stranger, number, "b.cfg", "", b"x"),
        lambda: list_attachments(shared_record, stranger, number),
        lambda: read_attachment(shared_record, stranger, number, kept.id),
    ):
        with pytest.raises(UnknownCase):
            ask()


def test_finance_reads_files_and_adds_none(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    finance = replace(desk.clerk, role=Role.FINANCE)
    with pytest.raises(NotAllowed):
        attach(shared_record, finance, number, "a.cfg", "", CONFIG)
    assert list_attachments(shared_record, finance, number) == ()


def test_another_tenant_sees_no_file(shared_record: Database, desk: TestDesk, number: str) -> None:
    attach(shared_record, desk.clerk, number, "a.cfg", "", CONFIG)
    with shared_record.as_tenant(uuid.uuid4()) as session:
        assert session.scalars(select(func.count()).select_from(Attachment)).one() == 0
