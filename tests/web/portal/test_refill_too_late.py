from rules.pool_words import PromptState
from tests.web.console.front_desk import FrontDesk, hidden
from tests.web.portal.own_people import error_at
from tests.web.portal.refill_pages import asked, look, say, send, text_of


def test_a_double_click_is_one_answer_and_one_order(front: FrontDesk) -> None:
    prompt = asked(front)
    page = look(front, prompt.path()).text
    fields = {"answer": "approve", "key": hidden(page, "key"), "seen": hidden(page, "seen")}
    assert [send(front, prompt.path(), **fields).status_code for _ in range(3)] == [303] * 3


def test_a_second_answer_is_told_what_was_decided(front: FrontDesk) -> None:
    prompt = asked(front, approvers=("anna", "bo"))
    assert send(front, prompt.path("anna"), answer="decline", reason="Nej").status_code == 303
    late = send(front, prompt.path("bo"), answer="approve")
    assert late.status_code == 409
    shown = text_of(late.text)
    assert say("because.already_declined") in shown
    assert f"Anna {prompt.pool.customer.title()} tackade nej" in shown
    assert prompt.row.state is PromptState.DECLINED


def test_a_withdrawn_question_cannot_be_approved_and_says_so(front: FrontDesk) -> None:
    prompt = asked(front)
    prompt.restock(20)
    prompt.turn_until(PromptState.WITHDRAWN)
    page = look(front, prompt.path())
    assert page.status_code == 410
    assert "Vi drog tillbaka frågan" in text_of(page.text)
    late = send(front, prompt.path(), answer="approve")
    assert late.status_code == 410
    assert say("because.withdrawn") in text_of(late.text)


def test_an_expired_question_says_that_nothing_was_ordered(front: FrontDesk) -> None:
    prompt = asked(front)
    prompt.turn_until(PromptState.EXPIRED)
    page = look(front, prompt.path())
    assert page.status_code == 410
    assert "Ingen svarade i tid" in text_of(page.text)
    assert say("because.expired") in text_of(send(front, prompt.path(), answer="approve").text)


def test_a_question_that_changed_meanwhile_is_shown_anew(front: FrontDesk) -> None:
    prompt = asked(front)
    seen = hidden(look(front, prompt.path()).text, "seen")
    prompt.restock(4)
    prompt.turn(prompt.row.opened_at)
    page = send(front, prompt.path(), answer="approve", seen=seen)
    assert page.status_code == 409
    assert say("because.changed_meanwhile") in text_of(page.text)
    fresh = hidden(page.text, "seen")
    assert fresh != seen
    assert send(front, prompt.path(), answer="approve", seen=fresh).status_code == 303


def test_a_sum_above_the_limit_is_told_before_and_not_taken(front: FrontDesk) -> None:
    prompt = asked(front, approval_limit=10_000)
    assert say("above", limit="10 000,00 SEK") in text_of(look(front, prompt.path()).text)
    page = send(front, prompt.path(), answer="approve")
    assert page.status_code == 422
    assert error_at(page.text, "answer") == say("because.above_limit")
    small = send(front, prompt.path(), answer="change", quantity="2")
    assert small.status_code == 303
    assert prompt.row.answer["amount"] == "9980.00"
