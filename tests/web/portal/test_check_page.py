from tests.web.console.front_desk import FrontDesk
from tests.web.portal.own_people import error_at, text_of


def ask(front: FrontDesk, person: str, **fields: str) -> str:
    page = front.post(
        "/check", {name.replace("__", "."): v for name, v in fields.items()}, who=person
    )
    assert page.status_code == 200, text_of(page.text)
    return text_of(page.text)


def test_the_desk_asks_under_any_contract_and_the_answer_comes_in_the_chosen_language(
    front: FrontDesk,
) -> None:
    page = text_of(front.get("/check", who="clerk").text)
    for number in ("C-100", "C-310", "C-320", "C-330", "C-340"):
        assert number in page
    told = ask(
        front,
        "clerk",
        contract="C-320",
        need="incident",
        severity="4",
        language="fr",
        who="reseller",
        channel="email",
        scope__bought_from_vendor="yes",
        scope__in_catalogue="yes",
        scope__current_version="yes",
        scope__normal_use="yes",
        at="2026-11-24T08:00:00Z",
    )
    assert "This is covered" in told
    assert "Première réponse au plus tard le mer. 25 novembre 2026 à" in told
    assert "The document behind this contract is not legally binding." in told


def test_what_is_not_covered_is_said_with_its_reason_and_source(front: FrontDesk) -> None:
    told = ask(front, "mel", contract="C-340", need="incident")
    assert "This is not covered" in told
    assert "go through your reseller" in told
    assert "[Assurance Services:" in told


def test_what_is_missing_is_named_as_a_condition(front: FrontDesk) -> None:
    told = ask(front, "rene", contract="C-340", need="incident")
    assert "This is covered once the conditions are met" in told
    assert "Condition: The ticket must say: call scenario" in told
    assert "First answer by" in told


def test_a_swap_is_promised_with_its_day_in_swedish(front: FrontDesk) -> None:
    told = ask(
        front, "kajsa", contract="C-100", need="hardware", language="sv", at="2026-11-24T08:00:00Z"
    )
    assert "Levererat senast slutet av ons 25 november 2026" in told


def test_only_the_desk_is_asked_what_only_the_desk_can_know(front: FrontDesk) -> None:
    assert 'name="registered"' in front.get("/check?contract=C-340", who="clerk").text
    assert 'name="registered"' not in front.get("/check?contract=C-340", who="rene").text
    told = ask(front, "rene", contract="C-340", need="incident", registered="yes", who="monitoring")
    assert "The manufacturer's registry has to confirm the device" in told


def test_nobody_checks_a_contract_that_is_not_theirs(front: FrontDesk) -> None:
    assert front.get("/check?contract=C-320", who="sam").status_code == 404
    assert front.post("/check", {"contract": "C-320"}, who="sam").status_code == 404


def test_a_severity_of_another_programme_is_refused_at_its_field(front: FrontDesk) -> None:
    fields = {"contract": "C-310", "need": "incident", "severity": "S1"}
    page = front.post("/check", fields, who="sam")
    assert page.status_code == 422
    assert error_at(page.text, "severity")


def test_finance_may_look_too(front: FrontDesk) -> None:
    assert front.get("/check?contract=C-310", who="finance").status_code == 200
