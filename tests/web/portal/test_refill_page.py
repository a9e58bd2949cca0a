import re
from decimal import Decimal

import pytest

from desk.prompt_view import Standing
from rules.pool_words import PromptKind, PromptState
from rules.prompt_answers import NotTaken
from rules.refill import AskedFor
from tests.builders import KIOSK
from tests.refills import OpenPrompt, offer_instead
from tests.web.console.front_desk import FrontDesk, hidden
from tests.web.portal.own_people import error_at
from tests.web.portal.refill_pages import asked, look, say, send, soon, text_of, workflows
from web.portal.words import LANGUAGES, phrases_in


@pytest.fixture(scope="module")
def waiting(front: FrontDesk) -> OpenPrompt:
    """A prompt that nobody answers."""
    return asked(front, approvers=("approver", "second"))


def test_the_page_is_in_the_approvers_language_and_needs_no_sign_in(
    front: FrontDesk, waiting: OpenPrompt
) -> None:
    page = look(front, waiting.path())
    assert page.status_code == 200
    assert '<html lang="sv">' in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_what_is_asked_and_why(front: FrontDesk, language: str) -> None:
    prompt = asked(front, locale=language)
    page = text_of(look(front, prompt.path()).text)
    for name in ("offer", "why", "levels", "if_declined", "asked", "question"):
        assert say(name, language) in page
    for choice in ("approve", "change", "decline", "later"):
        assert say(f"choice.{choice}", language) in page


def test_it_names_pool_model_quantity_price_and_sum(front: FrontDesk, waiting: OpenPrompt) -> None:
    page = text_of(look(front, waiting.path()).text)
    for said in (waiting.pool.customer.title(), "Phone X2", "4 990,00 SEK", "59 880,00 SEK"):
        assert said in page
    assert say("means.approve", quantity=12, model="Phone X2", amount="59 880,00 SEK") in page


def test_it_says_why_with_the_forecast_and_the_level_against_the_target(
    front: FrontDesk, waiting: OpenPrompt
) -> None:
    page = text_of(look(front, waiting.path()).text)
    assert "i månaden och 12 dagars leveranstid" in page
    assert say("below_target", level=20, goal=32, missing=12) in page
    assert f"{say('target')} 32 {say('available')} 20" in page


def test_it_says_who_else_was_asked_and_until_when(front: FrontDesk, waiting: OpenPrompt) -> None:
    page = text_of(look(front, waiting.path()).text)
    assert "Second Contoso" in page
    assert "Approver Contoso" not in page
    assert "Svara senast" in page


def test_the_page_works_without_scripts_and_every_field_has_its_label(
    front: FrontDesk, waiting: OpenPrompt
) -> None:
    text = look(front, waiting.path()).text
    assert "<script" not in text
    ids = re.findall(r'<(?:input|select|textarea) (?:type="radio" )?id="([^"]+)"', text)
    assert {"answer-approve", "quantity", "reason", "until", "reference"} <= set(ids)
    for one in ids:
        assert f'<label for="{one}">' in text


def test_its_address_is_told_to_nobody_and_kept_by_no_search_engine(
    front: FrontDesk, waiting: OpenPrompt
) -> None:
    page = look(front, waiting.path())
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page.text) == []


def test_a_scanner_that_follows_every_link_decides_nothing(
    front: FrontDesk, waiting: OpenPrompt
) -> None:
    before, path = snapshot(waiting), waiting.path()
    with workflows(front) as door:
        for method in ("GET", "HEAD"):
            answer = front.ask(method, path, "")
            assert answer.status_code == 200
            for found in re.findall(r'href="(/refill[^"]+)"', answer.text):
                assert front.ask(method, found, "").headers["content-type"] == "application/pdf"
        for method in ("OPTIONS", "PUT", "DELETE"):
            assert front.ask(method, path, "").status_code == 405
        assert door.heard == []
    assert snapshot(waiting) == before


def snapshot(prompt: OpenPrompt) -> dict[str, object]:
    row = prompt.row
    columns = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    return {**columns, "answered": prompt.invitation().answered_at}


def test_an_approval_is_taken_and_the_page_says_what_was_ordered(front: FrontDesk) -> None:
    prompt = asked(front)
    path = prompt.path()
    seen = hidden(look(front, path).text, "seen")
    answer = send(front, path, answer="approve", seen=seen, reference="4711")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    row = prompt.row
    assert row.state is PromptState.APPROVED
    page = text_of(look(front, path).text)
    assert f"Approver {prompt.pool.customer.title()} godkände detta" in page
    assert "12 × Phone X2 à 4 990,00 SEK: 59 880,00 SEK totalt" in page
    assert f"Beställning {row.answer['order']} är lagd." in page
    assert say("send") not in page
    assert row.answer["reference"] == "4711"


def test_another_quantity_is_ordered_at_the_price_that_was_shown(front: FrontDesk) -> None:
    prompt = asked(front)
    seen = hidden(look(front, prompt.path()).text, "seen")
    send(front, prompt.path(), answer="change", quantity="5", model="PHONE-X2", seen=seen)
    answer = prompt.row.answer
    assert (answer["quantity"], answer["amount"]) == (5, "24950.00")


def test_another_model_is_offered_with_its_price_and_ordered_at_it(front: FrontDesk) -> None:
    prompt = asked(front)
    offer_instead(prompt, KIOSK.code, Decimal("5990.50"))
    page = look(front, prompt.path()).text
    assert re.search(r'<option value="KIOSK-K1">Kiosk K1, 5.990,50.SEK</option>', page)
    assert 'value="PHONE-X2" selected' in page
    seen = hidden(page, "seen")
    send(front, prompt.path(), answer="change", quantity="2", model="KIOSK-K1", seen=seen)
    answer = prompt.row.answer
    assert (answer["model"], answer["amount"]) == ("KIOSK-K1", "11981.00")
    shown = text_of(look(front, prompt.path()).text)
    assert "2 × Kiosk K1 à 5 990,50 SEK: 11 981,00 SEK totalt" in shown


def test_a_refusal_needs_a_reason_and_is_shown_with_it(front: FrontDesk) -> None:
    prompt = asked(front)
    page = send(front, prompt.path(), answer="decline", reason="  ")
    assert page.status_code == 422
    assert error_at(page.text, "reason") == say("because.no_reason")
    assert re.search(r'<textarea id="reason"[^>]*aria-invalid="true"[^>]*"reason-error"', page.text)
    assert re.search(r'id="errors" role="alert" tabindex="-1" autofocus', page.text)
    assert '<a href="#reason">' in page.text
    assert prompt.row.ended_at is None
    send(front, prompt.path(), answer="decline", reason="Vi byter leverantör.")
    page = text_of(look(front, prompt.path()).text)
    assert say("declined_because", reason="Vi byter leverantör.") in page
    assert prompt.row.state is PromptState.DECLINED


def test_asking_later_keeps_the_question_open_until_that_day(front: FrontDesk) -> None:
    prompt = asked(front)
    answer = send(front, prompt.path(), answer="later", until=soon())
    assert answer.status_code == 303
    page = text_of(look(front, prompt.path()).text)
    assert "Ni bad oss återkomma" in page
    assert say("send") in page
    assert prompt.row.state is PromptState.OPEN


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({}, "answer", "error.choose"),
        ({"answer": "maybe"}, "answer", "error.choose"),
        ({"answer": "change", "quantity": ""}, "quantity", "because.no_quantity"),
        ({"answer": "change", "quantity": "-5"}, "quantity", "because.no_quantity"),
        ({"answer": "change", "quantity": "0"}, "quantity", "because.no_quantity"),
        ({"answer": "change", "quantity": "1e3"}, "quantity", "because.no_quantity"),
        ({"answer": "change", "quantity": "٣"}, "quantity", "because.no_quantity"),
        ({"answer": "change", "quantity": "9999999"}, "quantity", "because.too_many"),
        ({"answer": "change", "quantity": "9" * 40}, "quantity", "error.long"),
        ({"answer": "change", "quantity": "3", "model": "X"}, "model", "because.no_such_model"),
        ({"answer": "decline"}, "reason", "because.no_reason"),
        ({"answer": "decline", "reason": "x" * 501}, "reason", "error.long"),
        ({"answer": "later"}, "until", "because.no_such_day"),
        ({"answer": "later", "until": "2026-01-01"}, "until", "because.no_such_day"),
        ({"answer": "later", "until": "tomorrow"}, "until", "because.no_such_day"),
        ({"answer": "later", "until": "2099-01-01"}, "until", "because.too_late_a_day"),
        ({"answer": "approve", "reference": "x" * 81}, "reference", "error.long"),
        ({"answer": "approve", "at": "yesterday"}, "answer", "error.unread"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_taken(
    front: FrontDesk, waiting: OpenPrompt, fields: dict[str, str], field: str, why: str
) -> None:
    page = send(front, waiting.path(), **fields)
    assert page.status_code == 422
    assert error_at(page.text, field) == say(why)
    assert text_of(page.text).count(say(why)) == 2
    assert waiting.row.state is PromptState.OPEN


def test_what_was_typed_is_kept_beside_the_error(front: FrontDesk, waiting: OpenPrompt) -> None:
    page = send(front, waiting.path(), answer="change", quantity="-7", reference="PO <9>").text
    assert 'value="-7"' in page
    assert "PO &lt;9&gt;" in page
    assert re.search(r'value="change" checked', page)


def test_the_link_of_one_customer_reaches_no_other_ones_question(front: FrontDesk) -> None:
    mine, other = asked(front), asked(front)
    with workflows(front) as door:
        front.post(mine.path(), {"answer": "approve"}, who="")
        assert {one.prompt.prompt_id for one in door.heard} == {mine.ref.prompt_id}
    assert other.row.state is PromptState.OPEN
    assert other.pool.customer.title() not in look(front, mine.path()).text


def test_a_tampered_link_is_answered_kindly_in_the_browsers_language(
    front: FrontDesk, waiting: OpenPrompt
) -> None:
    good = waiting.path()
    swapped = good.replace("/refill/", "/proposal/")
    for path in (
        "/refill/x",
        good[:-4] + ("BBBB" if good.endswith("AAAA") else "AAAA"),
        good[:20] + ("C" if good[20] == "B" else "B") + good[21:],
        "/refill/" + "y" * 3000,
    ):
        for language in LANGUAGES:
            page = look(front, path, **{"Accept-Language": f"{language}-XX, en;q=0.5"})
            assert page.status_code == 404
            assert phrases_in(language).say("refill.unknown") in text_of(page.text)
        assert look(front, f"{path}/paper").status_code == 404
        assert send(front, path, answer="approve").status_code == 404
    assert look(front, swapped).status_code == 404
    assert waiting.row.state is PromptState.OPEN


def test_the_proposal_is_read_as_a_paper(front: FrontDesk, waiting: OpenPrompt) -> None:
    paper = look(front, f"{waiting.path()}/paper")
    assert paper.content.startswith(b"%PDF")
    assert "noindex" in paper.headers["x-robots-tag"]


def test_where_nobody_knows_whether_it_arrived_the_form_stays_with_its_key(
    front: FrontDesk, waiting: OpenPrompt
) -> None:
    key = hidden(look(front, waiting.path()).text, "key")
    page = front.post(waiting.path(), {"answer": "decline", "reason": "Nej", "key": key}, who="")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert say("not_known") in text_of(page.text)
    assert hidden(page.text, "key") == key


def test_another_sites_form_is_turned_away(front: FrontDesk, waiting: OpenPrompt) -> None:
    with workflows(front) as door:
        fields, elsewhere = {"answer": "approve"}, "https://elsewhere.example"
        answer = front.post(waiting.path(), fields, who="", Origin=elsewhere)
        assert (answer.status_code, door.heard) == (403, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_sentence_for_every_word_a_page_may_meet(language: str) -> None:
    said = phrases_in(language).said
    wanted = {
        *(f"refill.because.{one}" for one in NotTaken),
        *(f"refill.{one}" for one in Standing),
        *(f"refill.{one}" for one in AskedFor),
        *(f"refill.kind.{one}" for one in PromptKind),
        *(f"prompts.state.{one}" for one in PromptState),
    }
    assert wanted - set(said) == set()
