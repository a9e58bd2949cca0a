from dataclasses import dataclass
from typing import Any

import pytest

from tests.web.api.house import PEOPLE, House, a_case_body

#: 503: let through by the record, and no workflow server is up to decide. Missing: 401.
STAFF_DECIDES = {
    "desk": 503,
    "admin": 503,
    "finance": 403,
    "customer": 403,
    "other customer": 403,
    "other tenant": 404,
    "other tenant's admin": 404,
    "other tenant's customer": 403,
    "nobody": 401,
}
OWN_CASE = {
    "desk": 200,
    "admin": 200,
    "finance": 200,
    "customer": 200,
    "other customer": 404,
    "other tenant": 404,
    "other tenant's admin": 404,
    "other tenant's customer": 404,
    "nobody": 401,
}
EVERYBODY_SIGNED_IN = {**dict.fromkeys(PEOPLE, 200), "nobody": 401}
PUBLIC = dict.fromkeys(PEOPLE, 200)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One route: how it is asked and what everybody gets."""

    method: str
    path: str
    expected: dict[str, int]
    body: dict[str, Any] | None = None


ROWS = {
    "openCase": Row(
        method="POST",
        path="/v1/cases",
        body=a_case_body("set for each"),
        expected={
            **dict.fromkeys(PEOPLE, 201),
            "finance": 403,
            "other customer": 404,  # there is no customer of that name for it
            "nobody": 401,
        },
    ),
    "listCases": Row(method="GET", path="/v1/cases", expected=EVERYBODY_SIGNED_IN),
    "readCase": Row(method="GET", path="/v1/cases/{number}", expected=OWN_CASE),
    "decideCase": Row(
        method="POST",
        path="/v1/cases/{number}/decisions",
        body={"decision": "cancel_asked", "answers": {"because": "a mistake"}},
        expected=STAFF_DECIDES,
    ),
    "readDocument": Row(
        method="GET", path="/v1/cases/{number}/documents/{document}", expected=OWN_CASE
    ),
    "takeScan": Row(
        method="POST",
        path="/v1/scans",
        body={"station": "receipt", "code": "NOBODYS-1"},
        expected={
            **dict.fromkeys(PEOPLE, 202),
            "finance": 403,
            "customer": 403,
            "other customer": 403,
            "other tenant's customer": 403,
            "nobody": 401,
        },
    ),
    "readStock": Row(method="GET", path="/v1/stock", expected=EVERYBODY_SIGNED_IN),
    # Carriers have no account: an unsigned push is refused, whoever sends it.
    "takeCarrierEvents": Row(
        method="POST",
        path="/v1/carrier-events/practice",
        body={},
        expected=dict.fromkeys(PEOPLE, 401),
    ),
    "readHealth": Row(method="GET", path="/healthz", expected=PUBLIC),
    "describeProblem": Row(method="GET", path="/problems/unknown-case", expected=PUBLIC),
}


def operations(house: House) -> set[str]:
    paths = house.client.get("/openapi.json").json()["paths"]
    return {one["operationId"] for methods in paths.values() for one in methods.values()}


def test_every_route_has_a_row_and_every_row_a_route(house: House) -> None:
    assert operations(house) == set(ROWS)


@pytest.mark.parametrize("operation", ROWS)
def test_a_row_speaks_of_everybody(operation: str) -> None:
    assert set(ROWS[operation].expected) == set(PEOPLE)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("operation", ROWS)
def test_everybody_gets_what_the_table_says(house: House, operation: str, who: str) -> None:
    row = ROWS[operation]
    number = house.a_case()
    path = row.path.format(number=number, document=house.a_document(number))
    body = row.body
    if operation == "openCase":
        body = a_case_body(house.fresh("SN"))
    answer = house.ask(who, "GET", path) if row.method == "GET" else house.post(path, body, who=who)
    assert answer.status_code == row.expected[who], answer.text
    if answer.status_code == 404:
        assert answer.json()["code"] in {"unknown-case", "unknown-customer"}
        assert "BROKEN" not in answer.text


def test_a_customers_person_is_told_no_price(house: House) -> None:
    number = house.a_case()
    house.a_label(number, price="79.00")
    path = f"/v1/cases/{number}"

    def price(who: str) -> str | None:
        [leg] = house.ask(who, "GET", path).json()["legs"]
        told: str | None = leg["parcels"][0]["labels"][0]["price"]
        return told

    assert [price(who) for who in ("desk", "finance", "admin")] == ["79.0000"] * 3
    assert price("customer") is None
