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
#: Let through, and there is no such order, supplier or pool.
NO_SUCH_ORDER = {who: 404 if status == 200 else status for who, status in STAFF_READS.items()}
MANAGES_ORDERS = {**NO_SUCH_ORDER, "finance": 403}
#: What only the desk and its admins do with stock.
DESKS = ("desk", "admin", "other tenant", "other tenant's admin")
DESK_ONLY = {**STAFF_READS, "finance": 403}
EVERYBODY_SIGNED_IN = {**dict.fromkeys(PEOPLE, 200), "nobody": 401}
NOT_YOURS = {
    "unknown-pool",
    *("unknown-case", "unknown-customer", "unknown-item", "unknown-unit"),
    "unknown-count",
    *("contract-not-found", "programme-unknown"),
    *("not-held", "unknown-pool"),
    *("unknown-order", "unknown-supplier", "pool-not-found"),
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
    "readQualityReport": Row(
        method="GET", path="/v1/quality-reports/fabrikam/2026-10", expected=OF_FABRIKAM
    ),
    "readQualityReportPaper": Row(
        method="GET", path="/v1/quality-reports/fabrikam/2026-10/pdf", expected=OF_FABRIKAM
    ),
    "readQualityReportTable": Row(
        method="GET", path="/v1/quality-reports/fabrikam/2026-10/csv", expected=OF_FABRIKAM
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
    "listPools": Row(method="GET", path="/v1/pools", expected=EVERYBODY_SIGNED_IN),
    # 404: let through, and there is no such pool.
    "readPool": Row(
        method="GET",
        path="/v1/pools/nobodys",
        expected={**dict.fromkeys(PEOPLE, 404), "nobody": 401},
    ),
    "listPoolMoves": Row(
        method="GET",
        path="/v1/pools/nobodys/moves",
        expected={**dict.fromkeys(PEOPLE, 404), "nobody": 401},
    ),
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
    "listSuppliers": Row(method="GET", path="/v1/suppliers", expected=STAFF_READS),
    # 422: let through, and a supplier without a name is refused.
    "addSupplier": Row(
        method="POST",
        path="/v1/suppliers",
        body={"code": "nobody", "name": " ", "email": "orders@nobody.example"},
        expected={who: 422 if status == 404 else status for who, status in MANAGES_ORDERS.items()},
    ),
    "changeSupplier": Row(
        method="POST",
        path="/v1/suppliers/nobody",
        body={"name": "Nobody AB", "email": "orders@nobody.example"},
        expected=MANAGES_ORDERS,
    ),
    "recordPrice": Row(
        method="POST",
        path="/v1/suppliers/nobody/prices",
        body={"model": "M", "price": "1", "currency": "SEK", "valid_from": "2026-12-01"},
        expected=MANAGES_ORDERS,
    ),
    "listOrders": Row(method="GET", path="/v1/orders", expected=STAFF_READS),
    "placeOrder": Row(
        method="POST",
        path="/v1/orders",
        body={"pool": "p", "supplier": "s", "lines": [{"model": "M", "quantity": 1}]},
        expected=MANAGES_ORDERS,
    ),
    "readOrder": Row(method="GET", path="/v1/orders/PO-2026-99999", expected=NO_SUCH_ORDER),
    "readOrderPaper": Row(
        method="GET", path="/v1/orders/PO-2026-99999/paper", expected=NO_SUCH_ORDER
    ),
    **{
        operation: Row(
            method="POST",
            path=f"/v1/orders/PO-2026-99999/{path}",
            body=body,
            expected=MANAGES_ORDERS,
        )
        for operation, path, body in (
            ("confirmOrder", "confirmation", {"expected_on": "2026-12-09"}),
            ("expectOrder", "expected-day", {"expected_on": "2026-12-09"}),
            ("cancelOrder", "cancellation", {"because": "Not needed."}),
            ("giveUpRest", "given-up", {"line": 1, "because": "No more."}),
            ("substituteModel", "substitution", {"line": 1, "model": "M"}),
        )
    },
    # 404: let through, and there is no such pool, count or unit.
    **{
        operation: Row(
            method="POST",
            path=f"/v1/{path}",
            body=body,
            expected=DESK_ONLY | dict.fromkeys(DESKS, 404),
        )
        for operation, path, body in (
            ("transferUnits", "pools/nobodys/transfers", {"serials": ["X-1"], "to_pool": "p"}),
            (
                "takeOutUnits",
                "pools/nobodys/taken-out",
                {"serials": ["X-1"], "because": "Wanted.", "fetched_by": "Kim"},
            ),
            ("exchangeGeneration", "pools/nobodys/exchanges", {"model": "PHONE-X2"}),
            ("openCount", "pools/nobodys/counts", {}),
            ("scanIntoCount", "counts/SC-1999-00001/scans", {"code": "X-1"}),
            ("closeCount", "counts/SC-1999-00001/close", {}),
            ("cancelCount", "counts/SC-1999-00001/cancellation", {"because": "A mistake."}),
            ("proposeWriteOff", "write-offs", {"serial": "NOBODYS-1", "reason": "Bent."}),
            ("decideWriteOff", "write-offs/NOBODYS-1/decision", {"decision": "confirmed"}),
        )
    },
    "readCount": Row(
        method="GET",
        path="/v1/counts/SC-1999-00001",
        expected=DESK_ONLY | dict.fromkeys(DESKS, 404),
    ),
    "listWriteOffs": Row(method="GET", path="/v1/write-offs", expected=DESK_ONLY),
    # 404: let through, and there is no such order, held unit or pool; 422: a file without a row.
    "receiveDelivery": Row(
        method="POST",
        path="/v1/orders/PO-1999-00001/deliveries",
        body={"note": "N-1", "units": [{"serial": "NOBODYS-1"}]},
        expected=DESK_ONLY | dict.fromkeys(DESKS, 404),
    ),
    "importDelivery": Row(
        method="POST",
        path="/v1/deliveries/import",
        file=b"serial\n",
        expected=DESK_ONLY | dict.fromkeys(DESKS, 422),
    ),
    "listHeldUnits": Row(method="GET", path="/v1/held-units", expected=DESK_ONLY),
    "judgeHeldUnit": Row(
        method="POST",
        path="/v1/held-units/NOBODYS-1/decision",
        body={"decision": "passed"},
        expected=DESK_ONLY | dict.fromkeys(DESKS, 404),
    ),
    "readPoolUnits": Row(
        method="GET",
        path="/v1/pools/nobodys/units.csv",
        expected={**dict.fromkeys(PEOPLE, 404), "nobody": 401},
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
        file = {"file": ("a.txt", row.file, "text/plain")}
        key = {"Idempotency-Key": house.fresh("key")}
        return house.ask(who, "POST", path, files=file, headers=key)
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
