import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any, cast

import anyio.to_thread
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from activities.proposal_papers import target_of
from desk.decisions import answer_of
from models.cases import Case
from models.proposals import CostProposal
from rules.case_facts import Told
from rules.case_machine import take_one
from rules.case_orders import CaseRef, DecisionAnswer
from rules.case_state import CaseState, Fact
from rules.case_values import ProposalState
from runtime.signed_links import PROPOSAL, SignedLinks
from tests.desk.case_walk import CaseWalk
from tests.proposals import DAY, HOUR, JUDGED, a_proposal, serve_quoted
from tests.web.console.front_desk import FrontDesk
from web.portal.words import LANGUAGES, phrases_in

NEXT_DAY = (JUDGED + DAY).isoformat()
SERIALS = iter(range(1, 1000))


@pytest.fixture(scope="module", autouse=True)
def customer(front: FrontDesk) -> None:
    serve_quoted(front.walk.database, front.walk.desk)


@dataclass
class WalkingDoor:
    """Takes a decision as the case's workflow would, which answers one at a time."""

    walk: CaseWalk

    async def decide(self, story: str, ref: CaseRef, fact: Fact, key: str) -> DecisionAnswer:
        assert (story, len(key)) == ("repair", 64)
        return answer_of(await anyio.to_thread.run_sync(self.walk.take, ref.number, [fact]))


@contextmanager
def workflows(front: FrontDesk) -> Iterator[None]:
    state = cast("FastAPI", front.client.app).state
    away, state.door = state.door, WalkingDoor(front.walk)
    yield
    state.door = away


def made(front: FrontDesk) -> str:
    return a_proposal(front.walk, f"QUOTED-{next(SERIALS)}")


def path_of(front: FrontDesk, number: str) -> str:
    return (
        f"/proposal/{SignedLinks.of(front.settings).token(PROPOSAL, target_of(row(front, number)))}"
    )


def row(front: FrontDesk, number: str) -> CostProposal:
    with front.walk.database.as_tenant(front.walk.desk.tenant_id) as session:
        found = session.scalars(
            select(CostProposal)
            .join(Case, Case.id == CostProposal.case_id)
            .where(Case.number == number)
        ).one()
        session.expunge(found)
        return found


def look(front: FrontDesk, path: str, **headers: str) -> Any:
    return front.get(path, who="", **headers)


def send(front: FrontDesk, path: str, **fields: str) -> Any:
    with workflows(front):
        return front.post(path, {"at": NEXT_DAY, **fields}, who="")


def words_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def say(name: str, **facts: str) -> str:
    return phrases_in("sv").say(f"proposal.{name}", **facts)


def test_the_page_is_in_the_contacts_language_and_needs_no_sign_in(front: FrontDesk) -> None:
    number = made(front)
    page = look(front, path_of(front, number))
    assert page.status_code == 200
    assert '<html lang="sv">' in page.text
    shown = words_of(page.text)
    assert f"Kostnadsförslag {number}/P1" in shown
    assert "Svara senast ons 9 december 2026." in shown
    assert "1 600,00 EUR" in shown
    assert "Bedömningen kostar då 95,00 EUR exklusive moms." in shown
    assert "Service Contact" not in shown
    assert page.headers["cache-control"] == "no-store"


def test_the_page_works_without_scripts_and_every_choice_has_its_label(front: FrontDesk) -> None:
    text = look(front, path_of(front, made(front))).text
    assert "<script" not in text
    assert 'name="viewport"' in text
    ids = re.findall(r'<input type="radio" id="([^"]+)"', text)
    assert len(ids) == 3
    for one in ids:
        assert f'<label for="{one}">' in text
        assert f'id="{one}-means"' in text


def test_a_scanner_that_follows_every_link_decides_nothing(front: FrontDesk) -> None:
    number = made(front)
    before, path = front.walk.state(number), path_of(front, number)
    for _ in range(3):
        for found in re.findall(r'href="(/proposal[^"]+)"', look(front, path).text):
            assert look(front, found).headers["content-type"] == "application/pdf"
    assert front.walk.state(number) == before


def test_an_answer_is_taken_and_the_page_says_so(front: FrontDesk) -> None:
    number = made(front)
    path = path_of(front, number)
    answer = send(front, path, answer="accept")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    shown = words_of(look(front, path).text)
    assert "vi reparerar enheten för 1 600,00 EUR" in shown
    assert say("send") not in shown


def test_a_double_click_is_one_answer(front: FrontDesk) -> None:
    number = made(front)
    path = path_of(front, number)
    assert [send(front, path, answer="scrap").status_code for _ in range(2)] == [303, 303]
    story = front.walk.state(number).back.proposals
    assert [one.state for one in story] == [ProposalState.DECLINED]


def test_another_answer_afterwards_is_told_that_it_came_too_late(front: FrontDesk) -> None:
    number = made(front)
    path = path_of(front, number)
    send(front, path, answer="return")
    late = send(front, path, answer="accept")
    assert late.status_code == 409
    assert say("too_late") in words_of(late.text)
    assert say("declined") in words_of(late.text)
    assert row(front, number).state is ProposalState.DECLINED


def test_of_two_answers_at_once_the_case_takes_one(front: FrontDesk) -> None:
    number = made(front)
    state: CaseState = front.walk.state(number)
    for first, second in (("accept", "decline"), ("decline", "accept")):
        stood = state
        for said in (first, second):
            fact = Fact(
                told=Told.PROPOSAL_ANSWERED,
                key=f"{number}/proposal/P1/{said}",
                at=JUDGED + DAY,
                by="customer",
                details={"answer": said, "otherwise": "scrap", "number": "P1"},
            )
            stood = take_one(stood, fact).state
        word = ProposalState.ACCEPTED if first == "accept" else ProposalState.DECLINED
        assert stood.back.proposals[0].state is word


def test_an_expired_proposal_is_gone_and_says_when_it_ended(front: FrontDesk) -> None:
    number = made(front)
    path = path_of(front, number)
    front.walk.tell(number, Told.DEADLINE_PASSED, JUDGED + HOUR + 15 * DAY, name="proposal_expiry")
    page = look(front, path)
    assert page.status_code == 410
    assert "Sista dag var ons 9 december 2026." in words_of(page.text)
    assert send(front, path, answer="accept").status_code == 410


def test_an_answer_after_the_last_day_is_refused_before_anybody_noticed(front: FrontDesk) -> None:
    number = made(front)
    path = path_of(front, number)
    late = (JUDGED + 20 * DAY).isoformat()
    with workflows(front):
        answer = front.post(path, {"answer": "accept", "at": late}, who="")
    assert answer.status_code == 410
    assert row(front, number).state is ProposalState.OPEN


def test_a_forged_link_is_answered_kindly_in_the_browsers_language(front: FrontDesk) -> None:
    good = path_of(front, made(front))
    for path in ("/proposal/x", good[:-4] + "AAAA", "/proposal/" + "y" * 3000):
        for language in LANGUAGES:
            page = look(front, path, **{"Accept-Language": f"{language}-XX, en;q=0.5"})
            assert page.status_code == 404
            assert phrases_in(language).say("proposal.unknown") in words_of(page.text)
        assert look(front, f"{path}/paper").status_code == 404
        assert send(front, path, answer="accept").status_code == 404


def test_the_link_of_one_proposal_never_answers_another(front: FrontDesk) -> None:
    mine, other = made(front), made(front)
    send(front, path_of(front, mine), answer="accept")
    assert row(front, other).state is ProposalState.OPEN
    assert other not in look(front, path_of(front, mine)).text


def test_no_choice_is_asked_for_and_nothing_is_taken(front: FrontDesk) -> None:
    number = made(front)
    for fields in ({}, {"answer": "maybe"}, {"answer": ""}):
        page = send(front, path_of(front, number), **fields)
        assert page.status_code == 422
        assert say("choose") in words_of(page.text)
    unread = send(front, path_of(front, number), answer="accept", at="yesterday")
    assert unread.status_code == 422
    assert row(front, number).state is ProposalState.OPEN


def test_where_nobody_knows_whether_it_arrived_the_form_stays(front: FrontDesk) -> None:
    number = made(front)
    page = front.post(path_of(front, number), {"answer": "accept", "at": NEXT_DAY}, who="")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert say("not_known") in words_of(page.text)
    assert say("send") in words_of(page.text)


def test_another_sites_form_is_turned_away(front: FrontDesk) -> None:
    number = made(front)
    with workflows(front):
        answer = front.post(
            path_of(front, number),
            {"answer": "accept"},
            who="",
            Origin="https://elsewhere.example",
        )
    assert answer.status_code == 403
    assert row(front, number).state is ProposalState.OPEN


def test_the_api_lists_the_proposals_of_a_case(front: FrontDesk) -> None:
    number = made(front)
    answer = front.get(f"/v1/cases/{number}/proposals")
    (found,) = answer.json()["items"]
    assert (found["number"], found["amount"], found["state"]) == ("P1", "1600.00", "open")
    assert front.get("/v1/cases/SE-2026-999999/proposals").status_code == 404
