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
OWN_UPLOAD = {**OWN_CASE, "desk": 201, "admin": 201, "customer": 201, "finance": 403} | {
    "other customer": 404
}
#: Fabrikam's contract and hours; globex has customers and contracts of the same names.
OF_FABRIKAM = {**dict.fromkeys(PEOPLE, 200), "other customer": 404, "nobody": 401}
#: What customers' people have no business with.
STAFF_READS = {
    **dict.fromkeys(PEOPLE, 200),
    "customer": 403,
    "other customer": 403,
    "other tenant's customer": 403,
    "nobody": 401,
}
EVERYBODY_SIGNED_IN = {**dict.fromkeys(PEOPLE, 200), "nobody": 401}
NOT_YOURS = {
    *("unknown-case", "unknown-customer", "unknown-item", "unknown-unit"),
    *("contract-not-found", "programme-unknown"),
}
PUBLIC = dict.fromkeys(PEOPLE, 200)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One route: how it is asked and what everybody gets."""

    method: str
    path: str
    expected: dict[str, int]
    body: dict[str, Any] | None = None
    file: bytes = b""


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
    "readAhead": Row(method="GET", path="/v1/cases/{number}/ahead", expected=OWN_CASE),
    "listProposals": Row(method="GET", path="/v1/cases/{number}/proposals", expected=OWN_CASE),
    "listVisits": Row(method="GET", path="/v1/visits", expected=EVERYBODY_SIGNED_IN),
    "decideCase": Row(
        method="POST",
        path="/v1/cases/{number}/decisions",
        body={"decision": "cancel_asked", "answers": {"because": "a mistake"}},
        expected=STAFF_DECIDES,
    ),
    "readDocument": Row(
        method="GET", path="/v1/cases/{number}/documents/{document}", expected=OWN_CASE
    ),
    "attachFile": Row(
        method="POST",
        path="/v1/cases/{number}/attachments",
        file=b"a file",
        expected=OWN_UPLOAD,
    ),
    "listAttachments": Row(method="GET", path="/v1/cases/{number}/attachments", expected=OWN_CASE),
    "readAttachment": Row(
        method="GET", path="/v1/cases/{number}/attachments/{attachment}", expected=OWN_CASE
    ),
    "checkEntitlement": Row(
        method="POST",
        path="/v1/entitlement-checks",
        body={"customer": "fabrikam"},
        expected=OF_FABRIKAM,
    ),
    "listContracts": Row(method="GET", path="/v1/contracts", expected=EVERYBODY_SIGNED_IN),
    "readContract": Row(method="GET", path="/v1/contracts/C-100", expected=OF_FABRIKAM),
    "listProgrammes": Row(method="GET", path="/v1/programmes", expected=EVERYBODY_SIGNED_IN),
    "readProgramme": Row(
        method="GET", path="/v1/programmes/atea_smartservice", expected=OF_FABRIKAM
    ),
    "readCalendar": Row(
        method="GET", path="/v1/calendars/atea_smartservice/se", expected=OF_FABRIKAM
    ),
    "readPrepaid": Row(method="GET", path="/v1/prepaid/fabrikam", expected=OF_FABRIKAM),
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
    "listOverdue": Row(
        method="GET",
        path="/v1/overdue",
        expected={
            **dict.fromkeys(PEOPLE, 200),
            "customer": 403,
            "other customer": 403,
            "other tenant's customer": 403,
            "nobody": 401,
        },
    ),
    "listCharges": Row(
        method="GET",
        path="/v1/charges",
        expected={
            **dict.fromkeys(PEOPLE, 403),
            "finance": 200,
            "admin": 200,
            "other tenant's admin": 200,
            "nobody": 401,
        },
    ),
    "listCustody": Row(
        method="GET",
        path="/v1/custody",
        expected={
            **dict.fromkeys(PEOPLE, 200),
            "finance": 403,
            "customer": 403,
            "other customer": 403,
            "other tenant's customer": 403,
            "nobody": 401,
        },
    ),
    # 404: let through, and no such thing is in custody.
    "settleCustody": Row(
        method="POST",
        path="/v1/custody/00000000-0000-4000-8000-000000000000/outcome",
        body={"outcome": "kept", "because": "Nobody asked for it."},
        expected={
            **dict.fromkeys(PEOPLE, 404),
            "finance": 403,
            "customer": 403,
            "other customer": 403,
            "other tenant's customer": 403,
            "nobody": 401,
        },
    ),
    "readStock": Row(method="GET", path="/v1/stock", expected=EVERYBODY_SIGNED_IN),
    "listBench": Row(method="GET", path="/v1/bench", expected=STAFF_READS),
    "listBenchAlarms": Row(method="GET", path="/v1/bench/alarms", expected=STAFF_READS),
    # 404: let through, and there is no such unit.
    "readUnit": Row(
        method="GET",
        path="/v1/units/NOBODY-1",
        expected={who: 404 if status == 200 else status for who, status in STAFF_READS.items()},
    ),
    "listLoans": Row(method="GET", path="/v1/loans", expected=EVERYBODY_SIGNED_IN),
    "listSilentParcels": Row(method="GET", path="/v1/parcels/silent", expected=STAFF_READS),
    "listParcelClaims": Row(method="GET", path="/v1/parcels/claims", expected=STAFF_READS),
    "listSpares": Row(method="GET", path="/v1/spares", expected=EVERYBODY_SIGNED_IN),
    # 409: let through, and no such unit is on the site.
    "moveSpares": Row(
        method="POST",
        path="/v1/spares",
        body={"customer": "fabrikam", "way": "back", "serials": ["NOBODYS-1"]},
        expected={
            **dict.fromkeys(PEOPLE, 409),
            "finance": 403,
            "customer": 403,
            "other customer": 403,
            "other tenant's customer": 403,
            "nobody": 401,
        },
    ),
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
    known = {"number": number, "document": house.a_document(number)}
    path = row.path.format(**known, attachment=house.an_attachment(number))
    body = row.body
    if operation == "openCase":
        body = a_case_body(house.fresh("SN"))
    answer = asked(house, row, path, body, who)
    assert answer.status_code == row.expected[who], answer.text
    if answer.status_code == 404:
        assert answer.json()["code"] in NOT_YOURS
        assert "BROKEN" not in answer.text


def asked(house: House, row: Row, path: str, body: Any, who: str) -> Any:
    if row.method == "GET":
        return house.ask(who, "GET", path)
    if row.file:
        return house.ask(who, "POST", path, files={"file": ("a.txt", row.file, "text/plain")})
    return house.post(path, body, who=who)


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
