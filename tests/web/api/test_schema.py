from pathlib import Path

from fastapi import FastAPI

from runtime.settings import Mode
from tests.web.api.house import House, settings_for
from web.api.__main__ import described
from web.app import create_app

KEPT = Path(__file__).parents[3] / "deploy" / "openapi.json"


def test_the_description_in_the_repository_is_the_one_the_app_gives() -> None:
    told = described()
    assert KEPT.read_text() == told, "run: .venv/bin/python -m web.api > deploy/openapi.json"


def test_every_operation_has_a_name_of_its_own_in_camel_case(house: House) -> None:
    paths = house.client.get("/openapi.json").json()["paths"]
    names = [one["operationId"] for methods in paths.values() for one in methods.values()]
    assert len(names) == len(set(names))
    for name in names:
        assert name.isalnum()
        assert name[0].islower()


def test_every_operation_says_how_it_refuses_and_who_may_ask(house: House) -> None:
    paths = house.client.get("/openapi.json").json()["paths"]
    for methods in paths.values():
        for one in methods.values():
            assert "application/problem+json" in one["responses"]["default"]["content"]
            public = {"readHealth", "describeProblem", "takeCarrierEvents"}
            assert ("security" in one) == (one["operationId"] not in public)


def test_the_interactive_description_is_for_demo_and_test_only(
    house: House, tmp_path: Path, owner_url: str
) -> None:
    page = house.client.get("/docs")
    assert page.status_code == 200
    assert "cdn.jsdelivr.net" in page.headers["Content-Security-Policy"]
    production = create_app(
        settings_for(
            owner_url, tmp_path, mode=Mode.PRODUCTION, time_skipping=False, business_time=False
        )
    )
    assert paths_of(production).isdisjoint({"/docs", "/redoc", "/openapi.json"})


def paths_of(app: FastAPI) -> set[str]:
    return {getattr(route, "path", "") for route in app.routes}
