import uuid

import pytest
from sqlalchemy import select

from models.parties import Role, StaffAccount
from rules.finance.money_words import FinanceDuty
from tests.disputes import DisputeDesk, TestBill, dispute_desk, over
from tests.web.api.house import House, a_person

AT = "2026-11-23T12:00:00+01:00"
WHO = "approver of disputes"


@pytest.fixture(scope="module")
def finance(house: House) -> DisputeDesk:
    desk = house.desks["acme"]
    with house.record.as_tenant(desk.tenant_id) as session:
        known = set(session.scalars(select(StaffAccount.id)))
        house.keys[WHO] = a_person(session, desk.tenant_id, Role.FINANCE, "")
        added = select(StaffAccount).where(StaffAccount.id.not_in(known))
        session.scalars(added).one().duty = FinanceDuty.APPROVER
    return dispute_desk(house.record, desk)


@pytest.fixture
def bill(finance: DisputeDesk) -> TestBill:
    return finance.bill(over(finance.shipment()), over(finance.shipment()))


def test_a_dispute_is_opened_once_per_key_answered_and_read(
    house: House, finance: DisputeDesk, bill: TestBill
) -> None:
    body = {"bill": bill.number, "charges": [bill.charges[0]], "because": "Too much.", "at": AT}
    key = uuid.uuid4().hex
    first, again = (house.post("/v1/finance/disputes", body, who=WHO, key=key) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    number = first.json()["number"]
    assert (first.json()["state"], first.json()["claimed"]) == ("draft", "40.00")
    path = f"/v1/finance/disputes/{number}"
    answered = house.post(
        f"{path}/answer", {"answer": "partial", "amount": "12.50", "at": AT}, who=WHO
    )
    assert (answered.status_code, answered.json()["accepted"]) == (200, "12.50")
    found = house.ask(WHO, "GET", path).json()
    assert [line["expected"] for line in found["lines"]] == ["99.00"]
    assert [entry["word"] for entry in found["story"]] == ["partly_accepted", "opened"]
    listed = house.ask(WHO, "GET", f"/v1/finance/disputes?open=true&bill={bill.number}").json()
    assert [one["number"] for one in listed["items"]] == [number]
    taken_back = house.post(f"{path}/withdrawal", {"because": "Ours.", "at": AT}, who=WHO)
    assert taken_back.json()["state"] == "withdrawn"
    assert finance.agreed(bill) == [None, None]


def test_what_is_wrong_with_a_dispute_is_said_by_name(house: House, bill: TestBill) -> None:
    body = {"bill": str(bill.id), "because": "Too much.", "at": AT}
    for changes, status, code in (
        ({"pay_mode": "short_pay"}, 409, "short-pay-refused"),
        ({"charges": [1_000_000]}, 404, "unknown-charge"),
        ({"bill": "F-none"}, 404, "unknown-bill"),
        ({"because": " "}, 422, "why-disputed"),
    ):
        refused = house.post("/v1/finance/disputes", body | changes, who=WHO)
        assert refused.status_code == status, refused.text
        assert refused.json()["code"] == code


def test_a_claim_rule_is_set_with_its_exclusions_and_listed(
    house: House, finance: DisputeDesk
) -> None:
    carrier = house.fresh("carrier")
    body = {
        "carrier": carrier,
        "days": 15,
        "valid_from": "2026-01-01",
        "from_delivery": True,
        "pay_mode": "short_pay",
        "exclusions": [{"why": "Peak weeks.", "services": ["express"], "first": "2026-12-14"}],
    }
    done = house.post("/v1/finance/claim-rules", body, who="finance")
    assert done.json() == {"carrier": carrier, "valid_from": "2026-01-01"}
    assert house.post("/v1/finance/claim-rules", body, who="finance").status_code == 409
    rules = house.ask("finance", "GET", "/v1/finance/claim-rules").json()["items"]
    [rule] = [one for one in rules if one["carrier"] == carrier]
    assert (rule["verdict"], rule["exclusions"]) == (None, ["Peak weeks."])
    assert finance.approver.duty is FinanceDuty.APPROVER
