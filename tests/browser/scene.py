"""A desk in the middle of a working day: cases at every stage, for pictures and for axe."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select, update

from desk.asked import RequestForm
from desk.attachments import attach
from models.papers import Notification, Sending
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Remedy,
)
from rules.service_words import ChannelKind, Need
from tests.browser.running_console import RunningConsole
from tests.builders import a_swap, an_advance_replacement
from tests.desk.service_cases import CARE, MAINTENANCE, a_support_case, sell_service
from workers.mailbox import Mailbox

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_working_day(console: RunningConsole) -> dict[str, str]:
    """Case numbers by what they show; business times lie around the wall clock."""
    walk = console.walk
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    shown = {
        "late": walk.open(a_swap("FX2-88104", at=now - 9 * DAY)),
        "reserved": walk.open(a_swap("FX2-88107", at=now - 2 * HOUR)),
        "packed": walk.open(a_swap("FX2-88111", at=now - 5 * HOUR)),
        "travelling": walk.open(a_swap("FX2-88120", at=now - 26 * HOUR)),
        "returning": walk.open(a_swap("FX2-88093", at=now - 6 * DAY)),
        "closed": walk.open(a_swap("FX2-88060", at=now - 20 * DAY)),
        "asked": walk.open(a_swap("FX2-88131", at=now - HOUR, definite_fault=None)),
        "diagnosis": walk.open(an_advance_replacement("K1-2207", at=now - 3 * HOUR)),
    }
    walk.tell(shown["late"], Told.DEADLINE_PASSED, now - 6 * DAY, name="promise")
    walk.pack(shown["packed"], walk.reserved(shown["packed"]), now - 4 * HOUR)
    walk.pack(shown["travelling"], walk.reserved(shown["travelling"]), now - 25 * HOUR)
    walk.carried(shown["travelling"], Direction.OUTBOUND, "in_transit", now - 20 * HOUR)
    for name, ago in (("returning", 6 * DAY), ("closed", 20 * DAY)):
        number = shown[name]
        walk.pack(number, walk.reserved(number), now - ago + HOUR)
        walk.carried(number, Direction.OUTBOUND, "handed_over", now - ago + 6 * HOUR)
        walk.carried(number, Direction.OUTBOUND, "delivered", now - ago + 20 * HOUR)
    walk.carried(shown["closed"], Direction.RETURN, "delivered", now - 15 * DAY)
    walk.receive(shown["closed"], now - 15 * DAY + HOUR)
    shown |= some_service(console, now)
    post_letters(console)
    return shown


def some_service(console: RunningConsole, now: datetime) -> dict[str, str]:
    """Support with every kind of clock, and a repair whose device is awaited."""
    walk = console.walk
    sell_service(console.record, console.desk)
    wanted = RequestForm(need=Need.HARDWARE, severity="minor", channel=ChannelKind.PORTAL)
    shown = {
        "helped": walk.open(a_support_case("FW-2100", severity="2", at=now - HOUR)),
        "late_help": walk.open(a_support_case("FW-2101", severity="1", at=now - 9 * DAY)),
        "queued": walk.open(
            a_support_case("FW-2102", contract=MAINTENANCE, severity="1", at=now - DAY)
        ),
        "paused": walk.open(
            a_support_case("FW-2103", contract=CARE, severity="minor", at=now - 4 * DAY)
        ),
        "repair": walk.open(
            a_support_case(
                "SW-77", contract=CARE, remedy=Remedy.REPAIR, request=wanted, at=now - 2 * DAY
            )
        ),
    }
    walk.tell(shown["helped"], Told.SEVERITY_SET, now, severity="3")
    walk.tell(shown["paused"], Told.CUSTOMER_ASKED, now - 3 * DAY, question="Which release?")
    notes = b"edge-1: tunnel down at 10:02, 11:02 and 12:02\n"
    attach(console.record, console.desk.clerk, shown["helped"], "tunnel.txt", "text/plain", notes)
    return shown


def post_letters(console: RunningConsole) -> None:
    """Every queued letter lies in the mailbox, as the relay would have left it."""
    mailbox = Mailbox(console.settings.places.mailbox)
    with console.record.as_tenant(console.desk.tenant_id) as session:
        for row in session.scalars(select(Notification)):
            mail = EmailMessage()
            mail["From"] = "desk@swapdesk.example"
            mail["To"] = "service@fabrikam.example"
            mail["Subject"] = f"Om ert ärende: {row.letter}"
            mail["Message-ID"] = row.message_id
            mail.set_content("Hej!\n\nErsättningsenheten är på väg.\n\nVänliga hälsningar\n")
            mailbox.keep(bytes(mail), ["service@fabrikam.example"], row.queued_at)
        session.execute(update(Notification).values(state=Sending.SENT, sent_at=datetime.now(UTC)))
