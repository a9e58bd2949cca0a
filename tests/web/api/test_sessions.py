import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.testclient import TestClient

from desk.people import add_account, disable_account
from models.parties import Role
from tests.web.api.house import House, settings_for
from web.app import create_app
from web.sign_in import enter, leave, signed_in_or_none

PASSWORD = "correct horse battery"


def with_doors(app: FastAPI) -> FastAPI:
    """Plain ways in and out, such as the console's pages have."""

    @app.post("/in")
    async def come_in(request: Request) -> Response:
        response = Response()
        told = await request.json()
        await enter(request, response, told["email"], told["password"])
        return response

    @app.post("/out")
    async def go_out(request: Request) -> Response:
        response = Response()
        await leave(request, response)
        return response

    @app.get("/who")
    async def who(request: Request) -> str:
        actor = await signed_in_or_none(request)
        return actor.role.value if actor else "nobody"

    return app


@pytest.fixture
def browser(house: House, owner_url: str, tmp_path: Path) -> Iterator[TestClient]:
    del house  # only needed to be there
    with TestClient(with_doors(create_app(settings_for(owner_url, tmp_path)))) as client:
        yield client


@pytest.fixture
def email(house: House) -> str:
    address = f"{uuid.uuid4().hex[:10]}@acme.example"
    tenant = house.desks["acme"].tenant_id
    with house.record.as_tenant(tenant) as session:
        add_account(session, tenant, address, "Kim Clerk", Role.DESK, "", PASSWORD)
    return address


def come_in(browser: TestClient, email: str, password: str = PASSWORD) -> Any:
    return browser.post("/in", json={"email": email, "password": password})


def test_a_browser_comes_in_stays_in_and_goes_out(browser: TestClient, email: str) -> None:
    assert browser.get("/who").json() == "nobody"
    cookie = come_in(browser, email).headers["Set-Cookie"]
    for part in ("swapdesk=", "HttpOnly", "Path=/", "SameSite=lax", "expires="):
        assert part in cookie
    assert "Secure" not in cookie
    assert browser.get("/who").json() == "desk"
    assert browser.get("/v1/stock").status_code == 200
    copied = browser.cookies["swapdesk"]
    browser.post("/out")
    assert "swapdesk" not in browser.cookies
    assert browser.get("/v1/stock", headers={"Cookie": f"swapdesk={copied}"}).status_code == 401


def test_signing_in_again_ends_the_session_before(browser: TestClient, email: str) -> None:
    come_in(browser, email)
    before = browser.cookies["swapdesk"]
    come_in(browser, email)
    assert browser.cookies["swapdesk"] != before
    assert browser.get("/v1/stock", headers={"Cookie": f"swapdesk={before}"}).status_code == 401


def test_a_disabled_persons_browser_is_out_with_its_next_request(
    house: House, browser: TestClient, email: str
) -> None:
    come_in(browser, email)
    desk = house.desks["acme"]
    with house.record.as_tenant(desk.tenant_id) as session:
        disable_account(session, email, datetime.now(UTC))
    assert browser.get("/v1/stock").status_code == 401


def test_a_wrong_password_is_a_problem_and_the_sixth_try_must_wait(
    browser: TestClient, email: str
) -> None:
    tries = [come_in(browser, email, "not the password") for _ in range(5)]
    assert [(one.status_code, one.json()["code"]) for one in tries] == [
        (401, "sign-in-refused")
    ] * 5
    forged = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    sixth = browser.post("/in", json={"email": email, "password": PASSWORD}, headers=forged)
    assert (sixth.status_code, sixth.json()["code"]) == (429, "too-many-attempts")
    assert sixth.headers["Retry-After"] == "900"


def test_where_authorization_is_sent_no_cookie_counts(browser: TestClient, email: str) -> None:
    come_in(browser, email)
    answer = browser.get("/v1/stock", headers={"Authorization": "Bearer nobody"})
    assert answer.status_code == 401


def test_a_session_cannot_be_used_by_another_sites_page(browser: TestClient, email: str) -> None:
    come_in(browser, email)
    body = {"station": "receipt", "code": "NOBODYS-3"}
    headers = {"Idempotency-Key": uuid.uuid4().hex, "Sec-Fetch-Site": "cross-site"}
    assert browser.post("/v1/scans", json=body, headers=headers).status_code == 403
    own = {**headers, "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/v1/scans", json=body, headers=own).status_code == 202


def test_behind_https_the_cookie_is_for_this_host_and_secure_only(
    owner_url: str, tmp_path: Path, email: str
) -> None:
    settings = settings_for(owner_url, tmp_path, public_url="https://desk.example")
    app = with_doors(create_app(settings))
    with TestClient(app, base_url="https://desk.example") as client:
        answer = come_in(client, email)
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-swapdesk=")
        for part in ("Secure", "HttpOnly", "Path=/"):
            assert part in cookie
        assert "domain" not in cookie.lower()
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert client.get("/who").json() == "desk"
