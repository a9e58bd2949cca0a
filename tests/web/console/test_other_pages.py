import uuid
from datetime import UTC, datetime
from email.message import EmailMessage

from sqlalchemy import select

from models.papers import Notification
from tests.builders import a_swap
from tests.web.console.front_desk import FrontDesk
from workers.mailbox import Mailbox

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_the_board_ignores_a_filter_it_does_not_know(front: FrontDesk) -> None:
    assert front.get("/?only=everything&text=%25%00").status_code == 200


def test_a_scan_without_a_script_answers_with_the_whole_page(front: FrontDesk) -> None:
    page = front.post("/scan", {"station": "receipt", "code": "NOBODY-KNOWS", "key": "t1"})
    assert page.status_code == 200
    assert "<strong>UNKNOWN</strong>" in page.text
    assert 'value="receipt" checked' in page.text
    assert "NOBODY-KNOWS" in page.text


def test_a_scan_by_a_script_is_answered_with_its_part_only(front: FrontDesk) -> None:
    fields = {"station": "pack", "code": "\x00", "key": "t2"}
    part = front.post("/scan", fields, **{"X-Fragment": "1"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "<strong>UNREADABLE</strong>" in part.text


def test_only_those_who_scan_may_see_the_scan_page(front: FrontDesk) -> None:
    assert front.get("/scan", who="customer").status_code == 403
    assert front.post("/scan", {"code": "X", "key": "t3"}, who="customer").status_code == 403


def test_a_letter_in_the_mailbox_is_listed_and_read_but_foreign_mail_is_not(
    front: FrontDesk,
) -> None:
    number = front.walk.open(a_swap(f"MAIL-{uuid.uuid4().hex[:8]}", at=NOW))
    with front.walk.database.as_tenant(front.walk.desk.tenant_id) as session:
        letter = session.scalars(
            select(Notification).where(Notification.key == f"{number}/letter/registered")
        ).one()
        found = (letter.id, letter.message_id)
    mailbox = Mailbox(front.settings.places.mailbox)
    for message_id, subject in ((found[1], "Välkommen <b>"), ("<other@tenant>", "Not yours")):
        mail = EmailMessage()
        mail["Subject"], mail["Message-ID"], mail["To"] = subject, message_id, "a@b.example"
        mail.set_content("Hej <script>alert(1)</script>")
        mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="s.pdf")
        mailbox.keep(bytes(mail), ["a@b.example"], NOW)
    page = front.get("/mail").text
    assert "Välkommen &lt;b&gt;" in page
    assert "Not yours" not in page
    message = front.get(f"/mail/{found[0]}").text
    assert "Hej &lt;script&gt;alert(1)&lt;/script&gt;" in message
    assert "s.pdf (8 bytes)" in message
    assert front.get(f"/mail/{uuid.uuid4()}").status_code == 404
    assert front.get("/mail", who="customer").status_code == 403


def test_stock_is_shown_to_finance_and_counted_at_every_look(front: FrontDesk) -> None:
    page = front.get("/stock", who="finance").text
    assert "POOL-FABRIKAM" in page
    assert "PHONE-X2" in page


def test_every_page_forbids_scripts_that_are_not_ours(front: FrontDesk) -> None:
    for path in ("/", "/scan", "/stock", "/mail", "/cases/new", "/sign-in"):
        page = front.get(path)
        assert page.headers["content-security-policy"].startswith("default-src 'self'")
        assert " style=" not in page.text
        assert "<script>" not in page.text
