import uuid

import pytest

from desk.own_prompts import UnknownPrompt, answer_own_prompt
from desk.people import actor_of
from desk.prompt_answers import PromptChoice
from rules.pool_words import PromptState
from rules.pools import PoolLevel
from tests.refills import OpenPrompt, RecordDoor
from tests.web.console.front_desk import FrontDesk, hidden
from tests.web.portal.refill_pages import asked, say, sign_up, text_of, workflows
from web.portal.my_pools import level_word
from web.portal.words import phrases_in


@pytest.fixture(scope="module")
def waiting(front: FrontDesk) -> OpenPrompt:
    """A prompt that is answered by nobody."""
    return asked(front, approvers=("approver", "second"))


@pytest.fixture(scope="module")
def approver(front: FrontDesk, waiting: OpenPrompt) -> str:
    return sign_up(front, waiting, "approver")


@pytest.fixture(scope="module")
def colleague(front: FrontDesk, waiting: OpenPrompt) -> str:
    """Somebody of the same customer who decides nothing."""
    return sign_up(front, waiting, "colleague")


@pytest.fixture(scope="module")
def stranger(front: FrontDesk) -> str:
    """The approver of another customer, which has a pool and a prompt of its own."""
    return sign_up(front, asked(front), "approver")


def words(name: str, **facts: object) -> str:
    return phrases_in("sv").say(name, **facts)


def path_of(prompt: OpenPrompt) -> str:
    return f"/my/prompts/{prompt.prompt_id}"


def test_my_stock_tells_level_target_and_how_long_it_lasts(
    front: FrontDesk, waiting: OpenPrompt, approver: str
) -> None:
    page = front.get("/my/pools", who=approver)
    shown = text_of(page.text)
    assert words("pools.low") in shown
    assert words("pools.figures", available=20, coming=0, target=32) in shown
    assert "i månaden och 12 dagars leveranstid tar lagret slut den" in shown
    assert f'href="{path_of(waiting)}"' in page.text


def test_one_pool_is_shown_model_by_model(
    front: FrontDesk, waiting: OpenPrompt, approver: str
) -> None:
    shown = text_of(front.get(f"/my/pools/{waiting.pool.code}", who=approver).text)
    assert f"{say('target')} 32 {say('available')} 20" in shown
    assert "de 12 % av 400 enheter som väntas på ett år" in shown


def test_my_questions_lists_the_open_one_and_those_that_are_over(front: FrontDesk) -> None:
    prompt = asked(front)
    who = sign_up(front, prompt, "approver")
    before = text_of(front.get("/my/prompts", who=who).text)
    assert words("prompts.state.open") in before
    assert words("prompts.none_past") in before
    prompt.turn_until(PromptState.EXPIRED)
    after = text_of(front.get("/my/prompts", who=who).text)
    assert words("prompts.none_open") in after
    assert words("prompts.state.expired") in after


def test_a_signed_in_approver_answers_as_through_the_link(front: FrontDesk) -> None:
    prompt = asked(front)
    who = sign_up(front, prompt, "approver")
    page = front.get(path_of(prompt), who=who).text
    with workflows(front) as door:
        fields = {"answer": "approve", "seen": hidden(page, "seen"), "key": hidden(page, "key")}
        answer = front.post(path_of(prompt), fields, who=who)
    assert (answer.status_code, answer.headers["location"]) == (303, path_of(prompt))
    assert door.heard[0].invitation_id == str(prompt.invitation().id)
    shown = text_of(front.get(path_of(prompt), who=who).text)
    assert f"Beställning {prompt.row.answer['order']} är lagd" in shown


def test_what_was_decided_through_the_link_is_told_to_the_signed_in_one(front: FrontDesk) -> None:
    prompt = asked(front, approvers=("anna", "bo"))
    who = sign_up(front, prompt, "bo")
    with workflows(front):
        front.post(prompt.path("anna"), {"answer": "decline", "reason": "Nej"}, who="")
        late = front.post(path_of(prompt), {"answer": "approve"}, who=who)
    assert late.status_code == 409
    assert say("because.already_declined") in text_of(late.text)


def test_a_colleague_reads_the_question_but_cannot_answer_it(
    front: FrontDesk, waiting: OpenPrompt, colleague: str
) -> None:
    shown = text_of(front.get(path_of(waiting), who=colleague).text)
    assert say("not_asked") in shown
    assert say("send") not in shown
    with workflows(front) as door:
        answer = front.post(path_of(waiting), {"answer": "approve"}, who=colleague)
    assert answer.status_code == 409
    assert say("because.not_invited") in text_of(answer.text)
    assert door.heard == []


def test_another_customers_pool_prompt_and_paper_are_not_there(
    front: FrontDesk, waiting: OpenPrompt, stranger: str
) -> None:
    paths = [f"/my/pools/{waiting.pool.code}", path_of(waiting), f"{path_of(waiting)}/paper"]
    for path in paths:
        assert front.get(path, who=stranger).status_code == 404
    with workflows(front) as door:
        assert front.post(path_of(waiting), {"answer": "approve"}, who=stranger).status_code == 404
    assert door.heard == []
    for path in ("/my/pools", "/my/prompts"):
        assert waiting.pool.code not in front.get(path, who=stranger).text
        assert str(waiting.prompt_id) not in front.get(path, who=stranger).text


def test_what_no_prompt_is_called_is_not_there(front: FrontDesk, approver: str) -> None:
    for name in ("x", str(uuid.uuid4()), "%00"):
        assert front.get(f"/my/prompts/{name}", who=approver).status_code in {404, 422}
    assert front.get("/my/pools/nothing", who=approver).status_code == 404


async def test_the_desk_refuses_another_customers_answer_by_name(
    front: FrontDesk, waiting: OpenPrompt, stranger: str
) -> None:
    record = front.walk.database
    actor = actor_of(record, front.sessions[stranger], waiting.row.opened_at)
    door, choice = RecordDoor(record=record), PromptChoice(answer="approve")
    with pytest.raises(UnknownPrompt):
        await answer_own_prompt(record, door, actor, waiting.prompt_id, choice, "k1")  # type: ignore[arg-type]


def test_stock_is_in_the_header_of_those_who_have_some(front: FrontDesk, approver: str) -> None:
    assert 'href="/my/pools"' in front.get("/my", who=approver).text
    assert 'href="/my/pools"' not in front.get("/my", who="aline").text
    assert phrases_in("fr").say("pools.none") in text_of(front.get("/my/pools", who="aline").text)


def test_the_desks_own_people_have_a_board_instead(front: FrontDesk, waiting: OpenPrompt) -> None:
    for path in ("/my/pools", "/my/prompts"):
        assert front.get(path).headers["location"] == "/"
    assert front.get(path_of(waiting)).status_code == 404


def test_pages_of_ones_own_need_a_sign_in(front: FrontDesk, waiting: OpenPrompt) -> None:
    for path in ("/my/pools", "/my/prompts", path_of(waiting)):
        assert front.get(path, who="").status_code in {303, 401}


def test_the_proposal_is_read_as_a_paper(
    front: FrontDesk, waiting: OpenPrompt, approver: str
) -> None:
    paper = front.get(f"{path_of(waiting)}/paper", who=approver)
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (PoolLevel(pool="p", model="m", available=32, target=32), "enough"),
        (PoolLevel(pool="p", model="m", available=31, target=32), "low"),
        (PoolLevel(pool="p", model="m", available=31, ordered=1, target=32), "low_coming"),
        (PoolLevel(pool="p", model="m", available=2, waiting=2, ordered=40, target=32), "out"),
        (PoolLevel(pool="p", model="m", target=0), "enough"),
    ],
)
def test_the_level_is_said_in_words(level: PoolLevel, said: str) -> None:
    assert level_word(level) == said
