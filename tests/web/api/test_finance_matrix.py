"""The doors of the freight month: what everybody gets, by subject."""

import pytest

from tests.web.api.house import PEOPLE, House
from tests.web.api.test_matrix import ROWS, Row, asked, operations

#: Who sees what is finance's: its people and admins.
FINANCE = ("finance", "admin", "other tenant's admin")
FINANCE_READS = {**dict.fromkeys(PEOPLE, 403), **dict.fromkeys(FINANCE, 200), "nobody": 401}
#: Let through, and there is no such bill, card or month.
NO_SUCH = {who: 404 if status == 200 else status for who, status in FINANCE_READS.items()}
#: What needs a duty that the person of finance here does not have, nor any admin.
DUTY_ONLY = {**dict.fromkeys(PEOPLE, 403), "nobody": 401}
NO_ID = "00000000-0000-0000-0000-000000000000"
#: Only people with a duty bring files in, let them through or approve.
BILLS: dict[str, Row] = {
    "takeBillFile": Row(
        method="POST",
        path="/v1/finance/bill-files?carrier=practice&profile=narrow_csv",
        file=b"no bill",
        expected=DUTY_ONLY,
    ),
    "listBillFiles": Row(method="GET", path="/v1/finance/bill-files", expected=FINANCE_READS),
    "readBillFile": Row(method="GET", path=f"/v1/finance/bill-files/{NO_ID}", expected=NO_SUCH),
    "readBillFileContent": Row(
        method="GET", path=f"/v1/finance/bill-files/{NO_ID}/content", expected=NO_SUCH
    ),
    "settleBillFile": Row(
        method="POST",
        path=f"/v1/finance/bill-files/{NO_ID}/decision",
        body={"release": False, "because": "It is no bill."},
        expected=DUTY_ONLY,
    ),
    "listBills": Row(method="GET", path="/v1/finance/bills", expected=FINANCE_READS),
    "readBill": Row(method="GET", path=f"/v1/finance/bills/{NO_ID}", expected=NO_SUCH),
    "approveBill": Row(
        method="POST", path=f"/v1/finance/bills/{NO_ID}/approval", body={}, expected=DUTY_ONLY
    ),
    "listBillProfiles": Row(method="GET", path="/v1/finance/bill-profiles", expected=FINANCE_READS),
    "addBillProfile": Row(
        method="POST", path="/v1/finance/bill-profiles", body={"text": "x"}, expected=DUTY_ONLY
    ),
}

#: Of a rule that cannot hold: whoever may set one is told so.
RULE_UNCLEAR = {who: 422 if status == 200 else status for who, status in FINANCE_READS.items()}
DISPUTES: dict[str, Row] = {
    "listDisputes": Row(method="GET", path="/v1/finance/disputes", expected=FINANCE_READS),
    "openDispute": Row(
        method="POST",
        path="/v1/finance/disputes",
        body={"bill": "F-1", "because": "It was too much."},
        expected=DUTY_ONLY,
    ),
    "readDispute": Row(method="GET", path="/v1/finance/disputes/DS-1", expected=NO_SUCH),
    "readDisputePacket": Row(
        method="GET", path="/v1/finance/disputes/DS-1/packet", expected=NO_SUCH
    ),
    "answerDispute": Row(
        method="POST",
        path="/v1/finance/disputes/DS-1/answer",
        body={"answer": "accepted"},
        expected=DUTY_ONLY,
    ),
    "handInDispute": Row(
        method="POST", path="/v1/finance/disputes/DS-1/handed-in", body={}, expected=DUTY_ONLY
    ),
    "withdrawDispute": Row(
        method="POST",
        path="/v1/finance/disputes/DS-1/withdrawal",
        body={"because": "We were wrong."},
        expected=DUTY_ONLY,
    ),
    "listClaimRules": Row(method="GET", path="/v1/finance/claim-rules", expected=FINANCE_READS),
    "setClaimRule": Row(
        method="POST",
        path="/v1/finance/claim-rules",
        body={"carrier": "practice", "days": 8, "valid_from": "2026-01-01", "calendar": "se"},
        expected=RULE_UNCLEAR,
    ),
}
EXCEPTIONS: dict[str, Row] = {
    "listExceptions": Row(method="GET", path="/v1/finance/exceptions", expected=FINANCE_READS),
    "decideCharge": Row(
        method="POST",
        path="/v1/finance/charges/1/decision",
        body={"agreed": "billed", "because": "It was ours."},
        expected=DUTY_ONLY,
    ),
    "confirmShipment": Row(
        method="POST",
        path="/v1/finance/charges/1/shipment",
        body={"shipment": 1, "because": "Their reference."},
        expected=DUTY_ONLY,
    ),
    "listTolerances": Row(method="GET", path="/v1/finance/tolerances", expected=FINANCE_READS),
    "setTolerance": Row(
        method="POST",
        path="/v1/finance/tolerances",
        body={
            "sequence": 10,
            "currency": "SEK",
            "valid_from": "2026-01-01",
            "up_amount": "1",
            "up_percent": "101",
            "down_amount": "1",
            "down_percent": "1",
            "reason_over": "over",
            "reason_under": "under",
            "account_over": "5712",
            "account_under": "5712",
        },
        expected=RULE_UNCLEAR,
    ),
}

#: The books of the two tenants here are not open: they have no account, voucher or currency.
NO_BOOKS = {who: 409 if status == 200 else status for who, status in FINANCE_READS.items()}
LEDGER: dict[str, Row] = {
    "listAccounts": Row(
        method="GET", path="/v1/finance/ledger/accounts?year=2026", expected=FINANCE_READS
    ),
    "readAccount": Row(method="GET", path="/v1/finance/ledger/accounts/5710", expected=NO_SUCH),
    "listVouchers": Row(
        method="GET", path="/v1/finance/ledger/entries?month=2026-10", expected=FINANCE_READS
    ),
    "readVoucher": Row(method="GET", path="/v1/finance/ledger/entries/L-2026-1", expected=NO_SUCH),
    "reverseVoucher": Row(
        method="POST",
        path="/v1/finance/ledger/entries/L-2026-1/reversal",
        body={"on": "2026-10-31", "because": "A wrong account."},
        expected=DUTY_ONLY,
    ),
    "readSie": Row(
        method="GET",
        path="/v1/finance/ledger/sie?first=2026-10&last=2026-10",
        expected=NO_BOOKS,
    ),
    "readJournalTable": Row(
        method="GET",
        path="/v1/finance/ledger/csv?first=2026-10&last=2026-10",
        expected=FINANCE_READS,
    ),
    "readAccruals": Row(
        method="GET", path="/v1/finance/accruals?as_of=2026-10-31", expected=NO_BOOKS
    ),
    "recordRate": Row(
        method="POST",
        path="/v1/finance/exchange-rates",
        body={"currency": "EUR", "day": "2026-10-30", "rate": "11.2345", "source": "Riksbank"},
        expected={who: 201 if status == 200 else status for who, status in FINANCE_READS.items()},
    ),
    "loadChart": Row(
        method="POST",
        path="/v1/finance/ledger/chart",
        body={"yaml": "chart: none"},
        expected={who: 422 if status == 200 else status for who, status in FINANCE_READS.items()},
    ),
}
#: Admins may not decide, nor the person of finance here, who has no duty.
MONTHS: dict[str, Row] = {
    "listMonths": Row(method="GET", path="/v1/finance/months", expected=FINANCE_READS),
    "readMonth": Row(method="GET", path="/v1/finance/months/2020-01", expected=FINANCE_READS),
    "recountMonth": Row(method="GET", path="/v1/finance/months/2020-01/recount", expected=NO_SUCH),
    "closeMonth": Row(
        method="POST", path="/v1/finance/months/2020-01/close", body={}, expected=DUTY_ONLY
    ),
    "approveMonth": Row(
        method="POST", path="/v1/finance/months/2020-01/approval", body={}, expected=DUTY_ONLY
    ),
    "askToReopenMonth": Row(
        method="POST",
        path="/v1/finance/months/2020-01/reopening",
        body={"because": "A bill came late."},
        expected=DUTY_ONLY,
    ),
    "reopenMonth": Row(
        method="POST",
        path="/v1/finance/months/2020-01/reopening/confirmation",
        body={},
        expected=DUTY_ONLY,
    ),
}
RATES: dict[str, Row] = {
    "listRateCards": Row(method="GET", path="/v1/rate-cards", expected=FINANCE_READS),
    # 422: let through, and an empty file is no card.
    "loadRateCard": Row(
        method="POST",
        path="/v1/rate-cards",
        body={"text": " "},
        expected={who: 422 if status == 200 else status for who, status in FINANCE_READS.items()},
    ),
    "readRateCard": Row(method="GET", path="/v1/rate-cards/nobodys/1", expected=NO_SUCH),
    "listFuelRates": Row(method="GET", path="/v1/fuel-rates", expected=FINANCE_READS),
    # 404: let through, and there is no card of that carrier.
    "quoteParcel": Row(
        method="POST",
        path="/v1/rate-quotes",
        body={
            "carrier": "nobody",
            "service": "express",
            "country": "SE",
            "weight_g": 100,
            "on": "2026-11-10",
        },
        expected=NO_SUCH,
    ),
}
STATEMENTS: dict[str, Row] = {
    "listStatements": Row(method="GET", path="/v1/finance/statements", expected=FINANCE_READS),
    "readStatement": Row(method="GET", path="/v1/finance/statements/2020-000001", expected=NO_SUCH),
    "readStatementPaper": Row(
        method="GET", path="/v1/finance/statements/2020-000001/papers/pdf", expected=NO_SUCH
    ),
    "creditStatement": Row(
        method="POST",
        path="/v1/finance/statements/2020-000001/credit",
        body={"because": "Billed by mistake."},
        expected=DUTY_ONLY,
    ),
    "listBillingParties": Row(
        method="GET", path="/v1/finance/billing-parties", expected=FINANCE_READS
    ),
    "setBillingParty": Row(
        method="POST",
        path="/v1/finance/billing-parties",
        body={
            "valid_from": "2026-01-01",
            "legal_name": "Acme Support Center AB",
            "registration": "556677-8899",
            "vat_number": "SE000000000000",
            "endpoint_scheme": "0007",
            "endpoint": "5566778899",
            "street": "Lagervägen 4",
            "postcode": "195 61",
            "city": "Arlandastad",
            "country": "SE",
        },
        expected=RULE_UNCLEAR,
    ),
}
#: Each subject's block, in alphabetical order.
FINANCE_ROWS: dict[str, Row] = {
    **BILLS,
    **DISPUTES,
    **EXCEPTIONS,
    **LEDGER,
    **MONTHS,
    **RATES,
    **STATEMENTS,
}


def test_every_route_has_a_row_and_every_row_a_route(house: House) -> None:
    assert operations(house) == {*ROWS, *FINANCE_ROWS}


def test_no_route_has_two_rows() -> None:
    assert not set(ROWS) & set(FINANCE_ROWS)


@pytest.mark.parametrize("operation", FINANCE_ROWS)
def test_a_row_speaks_of_everybody(operation: str) -> None:
    assert set(FINANCE_ROWS[operation].expected) == set(PEOPLE)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("operation", FINANCE_ROWS)
def test_everybody_gets_what_the_table_says(house: House, operation: str, who: str) -> None:
    row = FINANCE_ROWS[operation]
    answer = asked(house, row, row.path, row.body, who)
    assert answer.status_code == row.expected[who], answer.text
