import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import anyio.to_thread
import pytest
from fastapi import FastAPI

from desk.decisions import answer_of
from rules.case_facts import Told
from rules.case_orders import CaseRef, DecisionAnswer
from rules.case_state import Fact
from tests.desk.case_walk import CaseWalk
from tests.web.console.front_desk import FrontDesk
from tests.web.portal.own_people import a_ticket, error_at, hidden, opened, text_of

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AT = NOW.isoformat()


def begun(front: FrontDesk, who: str = "sam", **changes: str) -> str:
    """A ticket that was taken up, as its workflow would have."""
    number = opened(front, who, **{"at": AT, **changes})
    front.walk.tell(number, Told.OPENED, NOW)
    return number


def page_of(front: FrontDesk, number: str, who: str = "sam") -> str:
    answer = front.get(f"/my/tickets/{number}", who=who)
    assert answer.status_code == 200
    return str(answer.text)


def test_a_customers_person_is_at_home_among_its_own_tickets(front: FrontDesk) -> None:
    assert front.get("/", who="sam").headers["location"] == "/my"
    assert "My tickets" in front.get("/my", who="sam").text
    assert front.get("/", who="clerk").status_code == 200
    assert front.get("/my", who="clerk").headers["location"] == "/"
    assert front.get("/my", who="").headers["location"] == "/sign-in?next=%2Fmy"


@pytest.mark.parametrize(
    ("who", "language", "title"),
    [
        ("sam", "en", "My tickets"),
        ("kajsa", "sv", "Mina ärenden"),
        ("aline", "fr", "Mes demandes"),
        ("doina", "ro", "Solicitările mele"),
    ],
)
def test_the_pages_speak_the_persons_language(
    front: FrontDesk, who: str, language: str, title: str
) -> None:
    page = front.get("/my", who=who).text
    assert f'<html lang="{language}">' in page
    assert f"<h1>{title}</h1>" in page


def test_a_new_ticket_shows_at_once_what_is_decided_and_by_when_it_is_answered(
    front: FrontDesk,
) -> None:
    page = text_of(page_of(front, opened(front, at=AT)))
    assert "We have your ticket and are taking it up." in page
    assert "This is covered" in page
    # 24 business hours are three days of eight, counted from 09:00 in Stockholm on a Tuesday.
    assert "First answer by Thu 26 November 2026 17:00" in page


def test_a_double_click_opens_one_ticket(front: FrontDesk) -> None:
    fields = a_ticket()
    first, second = (front.post("/my/new", fields, who="sam") for _ in range(2))
    assert first.headers["location"] == second.headers["location"]


def test_open_tickets_come_first_and_ended_ones_below(front: FrontDesk) -> None:
    ended, still_open = begun(front), begun(front)
    front.walk.tell(ended, Told.RESOLVED, NOW + MINUTE, how="A new cable.")
    page = front.get("/my", who="sam").text
    above, below = page.split('id="ended-title"')
    assert still_open in above
    assert ended in below
    assert ended not in above


def test_the_clock_says_due_then_done_in_time(front: FrontDesk) -> None:
    number = begun(front, severity="critical")
    assert "First answer by Tue 24 November 2026 10:00" in text_of(page_of(front, number))
    front.walk.tell(number, Told.REPLIED, NOW + MINUTE, human="yes", text="Is the LED lit?")
    page = text_of(page_of(front, number))
    assert "First answer done in time" in page
    assert "We answered: Is the LED lit?" in page


def test_an_answer_too_late_is_called_too_late(front: FrontDesk) -> None:
    number = begun(front, severity="critical")
    front.walk.tell(number, Told.REPLIED, NOW + 61 * MINUTE, human="yes", text="Sorry.")
    assert "First answer done too late" in text_of(page_of(front, number))


def test_where_no_time_is_promised_none_is_shown(front: FrontDesk) -> None:
    number = begun(front, "rene", **meteors_ticket(need="hardware"))
    page = text_of(page_of(front, number, "rene"))
    assert "First answer as well as we can; no time is promised" in page


def test_a_question_is_shown_with_its_form_and_what_concerns_the_desk_is_not(
    front: FrontDesk,
) -> None:
    number = begun(front)
    assert 'id="question"' not in page_of(front, number)
    front.walk.tell(number, Told.CUSTOMER_ASKED, NOW + MINUTE, question="Which <port>?")
    page = page_of(front, number)
    assert "Which &lt;port&gt;?" in page
    assert 'id="customer_answered-note"' in page
    assert "We have asked you a question and wait for your answer." in page
    front.walk.tell(number, Told.CUSTOMER_ANSWERED, NOW + 2 * MINUTE, note="Port 4")
    page = page_of(front, number)
    assert "You answered: Port 4" in page
    assert 'id="question"' not in page
    assert "clock_" not in page


def test_an_answer_reaches_the_workflow_once_under_its_key(front: FrontDesk) -> None:
    number = begun(front)
    front.walk.tell(number, Told.CUSTOMER_ASKED, NOW + MINUTE, question="Which port?")
    fields = {"decision": "customer_answered", "key": "the-key", "note": "Port 4"}
    page = front.post(f"/my/tickets/{number}/decisions", fields, who="sam")
    # No workflow server runs here: it is said so, and the key and the words stay.
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert "Press the button again" in page.text
    assert hidden(page.text, "key") == "the-key"
    assert "Port 4</textarea>" in page.text


@contextmanager
def workflows(front: FrontDesk) -> Iterator[None]:
    """Decisions reach the real case machine and the real record, without a workflow server."""
    state = cast("FastAPI", front.client.app).state
    away, state.door = state.door, WalkingDoor(front.walk)
    yield
    state.door = away


@dataclass
class WalkingDoor:
    walk: CaseWalk

    async def decide(self, story: str, ref: CaseRef, fact: Fact, key: str) -> DecisionAnswer:
        assert (story, len(key)) == ("support", 64)
        return answer_of(await anyio.to_thread.run_sync(self.walk.take, ref.number, [fact]))


def test_an_answer_goes_on_record_and_the_ticket_goes_on(front: FrontDesk) -> None:
    number = begun(front)
    front.walk.tell(number, Told.CUSTOMER_ASKED, NOW + MINUTE, question="Which port?")
    fields = {"decision": "customer_answered", "key": "k1", "note": "Port 4", "at": AT}
    with workflows(front):
        for _ in range(2):
            sent = front.post(f"/my/tickets/{number}/decisions", fields, who="sam")
            assert sent.headers["location"] == f"/my/tickets/{number}"
    page = page_of(front, number)
    assert page.count("You answered: Port 4") == 1
    assert 'id="question"' not in page


def test_a_ticket_is_cancelled_by_its_requester(front: FrontDesk) -> None:
    number = begun(front)
    fields = {"decision": "cancel_asked", "key": "k2", "because": "Solved by itself", "at": AT}
    with workflows(front):
        front.post(f"/my/tickets/{number}/decisions", fields, who="sam")
    page = page_of(front, number)
    assert "It was cancelled." in page
    assert "Cancelling was asked for: Solved by itself" in page
    assert 'id="cancel-title"' not in page


def test_software_is_confirmed_by_its_requester(front: FrontDesk) -> None:
    number = begun(front)
    front.walk.tell(number, Told.SOFTWARE_SENT, NOW + MINUTE, what="Release 9.1")
    assert "We sent you software: Release 9.1" in page_of(front, number)
    with workflows(front):
        fields = {"decision": "software_acknowledged", "key": "k3", "at": AT}
        front.post(f"/my/tickets/{number}/decisions", fields, who="sam")
    assert "You told us that the software is in place." in page_of(front, number)


def test_an_answer_without_words_is_asked_for_at_its_field(front: FrontDesk) -> None:
    number = begun(front)
    fields = {"decision": "cancel_asked", "key": "k"}
    page = front.post(f"/my/tickets/{number}/decisions", fields, who="sam")
    assert page.status_code == 422
    assert error_at(page.text, "cancel_asked-because") == "Fill this in."


def test_a_decision_of_the_desk_is_not_taken_from_a_requester(front: FrontDesk) -> None:
    number = begun(front)
    fields = {"decision": "resolved", "key": "k", "how": "by me"}
    sent = front.post(f"/my/tickets/{number}/decisions", fields, who="sam")
    assert sent.headers["location"] == f"/my/tickets/{number}"
    assert front.walk.state(number).ended is False


def test_a_decision_that_comes_too_late_is_refused_in_words(front: FrontDesk) -> None:
    number = begun(front)
    front.walk.tell(number, Told.RESOLVED, NOW + MINUTE, how="A new cable.")
    fields = {"decision": "cancel_asked", "key": uuid.uuid4().hex, "because": "too late"}
    page = front.post(f"/my/tickets/{number}/decisions", fields, who="sam")
    assert page.status_code == 409


def test_another_customers_ticket_is_no_ticket(front: FrontDesk) -> None:
    number = begun(front)
    for path in ("", "/attachments/" + "0" * 64):
        assert front.get(f"/my/tickets/{number}{path}", who="aline").status_code == 404
    page = front.get(f"/my/tickets/{number}", who="aline")
    assert "Aucune de vos demandes ne porte ce numéro." in text_of(page.text)
    fields = {"decision": "cancel_asked", "key": "k", "because": "not mine"}
    assert front.post(f"/my/tickets/{number}/decisions", fields, who="aline").status_code == 404
    assert number not in front.get("/my", who="aline").text


def meteors_ticket(**changes: str) -> dict[str, str]:
    """Meteor's ticket as its reseller opens it, with the four mandatory fields."""
    return {
        "contract": "C-340",
        "severity": "",
        "field__end_customer_name": "Meteor",
        "field__system_type_and_host_id": "UCX250 17-A",
        "field__software_release": "6.0",
        "field__call_scenario": "Incoming calls drop",
        **changes,
    }


def test_a_reseller_opens_follows_and_lists_the_ticket_of_its_customer(front: FrontDesk) -> None:
    number = opened(front, "rene", **meteors_ticket())
    assert "Meteor" in text_of(page_of(front, number, "rene"))
    assert number in front.get("/my", who="rene").text
    assert front.get(f"/my/tickets/{number}", who="mel").status_code == 200
    assert front.get(f"/my/tickets/{number}", who="sam").status_code == 404


def test_an_end_customer_who_has_to_go_through_its_reseller_is_told_so_at_once(
    front: FrontDesk,
) -> None:
    page = front.post("/my/new", a_ticket(**meteors_ticket()), who="mel")
    assert page.status_code == 409
    told = text_of(page.text)
    assert "This is not covered" in told
    assert "go through your reseller" in told
    assert "No ticket was opened." in told


def a_file(
    name: str, content: bytes, kind: str = "text/plain"
) -> dict[str, tuple[str, bytes, str]]:
    return {"file": (name, content, kind)}


def test_a_file_is_attached_listed_once_and_given_back_for_saving(front: FrontDesk) -> None:
    number = begun(front)
    path = f"/my/tickets/{number}/attachments"
    for _ in range(2):
        sent = front.ask("POST", path, "sam", files=a_file("log ü.txt", b"link down"))
        assert sent.headers["location"] == f"/my/tickets/{number}#files"
    page = page_of(front, number)
    assert page.count("log ü.txt") == 1
    link = page.split(f'href="{path}/')[1].split('"')[0]
    file = front.get(f"{path}/{link}", who="sam")
    assert file.content == b"link down"
    assert file.headers["content-disposition"].startswith("attachment; filename=")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert front.get(f"{path}/{'0' * 64}", who="sam").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status", "says"),
    [
        ("virus.exe", b"MZ", 422, "This kind of file is not accepted."),
        ("page.pdf", b"<html>", 422, "This kind of file is not accepted."),
        ("empty.txt", b"", 422, "The file is empty."),
        ("large.txt", b"x" * (10 * 1024 * 1024 + 1), 413, "The file is too large"),
    ],
)
def test_a_file_that_is_not_accepted_is_refused_at_its_field(
    front: FrontDesk, name: str, content: bytes, status: int, says: str
) -> None:
    number = begun(front)
    path = f"/my/tickets/{number}/attachments"
    page = front.ask("POST", path, "sam", files=a_file(name, content))
    assert page.status_code == status
    assert error_at(page.text, "file").startswith(says)


def test_nothing_chosen_is_said_and_no_error_of_ours(front: FrontDesk) -> None:
    number = begun(front)
    page = front.post(f"/my/tickets/{number}/attachments", {"file": ""}, who="sam")
    assert page.status_code == 422
    assert error_at(page.text, "file") == "Choose a file first."


def test_another_site_can_send_nothing_in_a_persons_name(front: FrontDesk) -> None:
    number = begun(front)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/my/new", "/check", f"/my/tickets/{number}/decisions"):
        assert front.post(path, {}, who="sam", **elsewhere).status_code == 403


def test_no_page_has_scripts_or_styles_of_its_own(front: FrontDesk) -> None:
    number = begun(front)
    for path in ("/my", "/my/new", "/check", f"/my/tickets/{number}", "/my/tickets/none"):
        page = front.get(path, who="sam")
        assert page.headers["content-security-policy"].startswith("default-src 'self'")
        assert " style=" not in page.text
        assert "<script" not in page.text
