import pytest

from tests.web.console.front_desk import PASSWORD, FrontDesk, email_of


def test_a_stranger_is_sent_to_the_sign_in_page_and_on_to_what_was_asked_for(
    front: FrontDesk,
) -> None:
    sent = front.get("/cases/SE-2026-000001?x=1", who="")
    assert sent.status_code == 303
    assert sent.headers["location"] == "/sign-in?next=%2Fcases%2FSE-2026-000001%3Fx%3D1"
    page = front.get(sent.headers["location"], who="")
    assert 'name="next" value="/cases/SE-2026-000001?x=1"' in page.text
    fields = {"email": email_of("clerk"), "password": PASSWORD, "next": "/stock"}
    assert front.post("/sign-in", fields, who="").headers["location"] == "/stock"


def test_a_wrong_password_is_said_beside_the_form_and_the_address_stays(front: FrontDesk) -> None:
    fields = {"email": "nobody@acme.example", "password": "wrong"}
    page = front.post("/sign-in", fields, who="")
    assert page.status_code == 401
    assert "The e-mail or the password is wrong" in page.text
    assert 'value="nobody@acme.example"' in page.text
    assert 'aria-invalid="true" aria-describedby="refusal"' in page.text
    assert "swapdesk" not in page.cookies


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/\t/evil.example"],
)
def test_nobody_is_sent_to_another_site_after_signing_in(front: FrontDesk, wanted: str) -> None:
    fields = {"email": email_of("clerk"), "password": PASSWORD, "next": wanted}
    assert front.post("/sign-in", fields, who="").headers["location"] == "/"


def test_who_signs_out_is_out(front: FrontDesk) -> None:
    session = front.session("finance")
    assert front.get("/", who="finance").status_code == 200
    assert front.post("/sign-out", {}, who="finance").headers["location"] == "/sign-in"
    assert front.get("/", who="finance").headers["location"].startswith("/sign-in")
    assert front.sessions.pop("finance") == session
