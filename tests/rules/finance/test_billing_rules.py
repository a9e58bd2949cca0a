import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import activities.order_billing as orders
from rules.case_values import ChargeKind
from rules.finance.billing_rules import (
    FEES,
    INCLUDED,
    KINDS,
    NOT_AGREED,
    NOTHING,
    RENTED,
    REVERSAL,
    VENDOR_PAYS,
    Event,
    PricedBy,
    by_seat_days,
    judge,
    priced,
)
from rules.finance.items import SALES, Item
from rules.finance.money_words import Billable
from rules.finance.rounding import cents
from rules.service_words import Billing

HOUSE = Path(__file__).parents[3]
ROOMS = ("rules", "activities", "desk", "workflows", "workers")
#: What writes an event, by the expression of its kind; what is not a text is one of several.
WRITTEN_AS = {
    "charge.kind": {kind.value for kind in ChargeKind},
    "f'{charge.kind}_reversal'": {f"{kind}{REVERSAL}" for kind in ChargeKind},
    "f'contract_fee_{fee.billing}'": {f"contract_fee_{one}" for one in Billing},
    "kind_of(session, order)": {orders.DEVICE, orders.RENT, orders.INCLUDED},
    "SEATS": {f"contract_fee_{Billing.MONTHLY}"},
}
#: Kinds that are only handed on from a caller that is found itself.
HANDED_ON = {"kind", "event"}
MONEY = st.decimals(min_value="0.01", max_value="99999", places=2)


def an_event(kind: str, amount: str | None = "100", **changes: object) -> Event:
    said = {"currency": "" if amount is None else "SEK", **changes}
    return Event(kind=kind, amount=None if amount is None else Decimal(amount), **said)  # type: ignore[arg-type]


def kinds_written() -> Iterator[tuple[str, str]]:
    """Every place that writes a billable event, with its kind as the code says it."""
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            if "migrations" not in path.parts:
                for said in kinds_in(ast.parse(path.read_text(encoding="utf-8"))):
                    yield str(path.relative_to(HOUSE)), said


def kinds_in(tree: ast.Module) -> Iterator[str]:
    assigned = {
        target.id: ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        said = said_kind(call)
        if said is not None:
            yield assigned.get(said, said) if said == "kind" else said


def said_kind(call: ast.Call) -> str | None:
    """The kind that a call writes, if it writes a billable event or has one written."""
    name, arguments = ast.unparse(call.func), {one.arg: one.value for one in call.keywords}
    if name.endswith(".enter") and call.args and ast.unparse(call.args[0]) == "Enter.BILL":
        return ast.unparse(arguments["event"])
    if name in {"BillableEvent", "insert(BillableEvent).values"}:
        return ast.unparse(arguments["kind"])
    if name == "bill" and ast.unparse(call.args[1]).startswith("contract"):
        return ast.unparse(call.args[3])
    if name == "bill_charge":
        return ast.unparse(call.args[1])
    return None


def test_item_9_every_kind_of_event_that_the_code_writes_is_billed_somehow() -> None:
    found = dict.fromkeys(said for _, said in kinds_written())
    texts = {ast.literal_eval(said) for said in found if said.startswith("'")}
    named = {said for said in found if not said.startswith("'")} - HANDED_ON
    assert named <= set(WRITTEN_AS)
    written = texts | {kind for said in named for kind in WRITTEN_AS[said]}
    assert {"freight_outbound", "prepaid_pack", "contract_renewal", "swap_stock_rent"} <= written
    assert written == set(KINDS)


def test_every_way_to_pay_and_every_charge_has_its_item() -> None:
    assert set(FEES) == set(Billing)
    assert {how.item for how in KINDS.values()} <= set(SALES)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_the_vendor_pays_is_never_billed_to_the_customer(kind: str) -> None:
    judged = judge(an_event(kind, payer="vendor"))
    assert judged is not None
    assert (judged.outcome, judged.because) == (Billable.NOT_BILLABLE, VENDOR_PAYS)


@pytest.mark.parametrize(
    ("kind", "because"), [("swap_stock_included", INCLUDED), ("swap_stock_rent", RENTED)]
)
def test_what_is_included_or_rented_is_not_sold(kind: str, because: str) -> None:
    judged = judge(an_event(kind, amount=None))
    assert judged is not None
    assert (judged.outcome, judged.because) == (Billable.NOT_BILLABLE, because)


@pytest.mark.parametrize("kind", [one for one, how in KINDS.items() if how.priced_by == "card"])
def test_freight_and_packaging_have_no_price_of_their_own(kind: str) -> None:
    assert judge(an_event(kind, amount=None)) is None


def test_what_costs_nothing_is_not_billed() -> None:
    judged = judge(an_event("repair", amount="0"))
    assert judged is not None
    assert (judged.outcome, judged.because) == (Billable.NOT_BILLABLE, NOTHING)


def test_a_fee_that_is_not_set_waits_and_a_pack_priced_elsewhere_does_not() -> None:
    fee, pack = (
        judge(an_event(one, amount=None)) for one in ("contract_fee_yearly", "prepaid_pack")
    )
    assert fee is not None
    assert pack is not None
    assert (fee.outcome, fee.because) == (Billable.WAITS, NOT_AGREED)
    assert pack.outcome is Billable.NOT_BILLABLE


def test_an_unknown_kind_waits_and_says_so() -> None:
    judged = judge(an_event("moon_freight"))
    assert judged is not None
    assert judged.outcome is Billable.WAITS
    assert "moon_freight" in judged.because


def test_a_charge_given_back_has_a_negative_quantity_and_never_a_negative_price() -> None:
    judged = judge(an_event("unreturned_unit_reversal", amount="-499.90"))
    assert judged is not None
    assert (judged.quantity, judged.unit_price, judged.net) == (
        Decimal(-1),
        Decimal("499.90"),
        Decimal("-499.90"),
    )


def test_item_9_a_seat_of_eleven_days_costs_eleven_thirty_firsts() -> None:
    judged = by_seat_days(KINDS["contract_fee_monthly"], 11, 31, Decimal("19.00"), "SEK")
    assert judged.net == Decimal("6.74")
    assert judged.unit_price == Decimal("19.00")
    assert judged.item is Item.SEATS


def test_a_month_without_a_seat_is_not_billed() -> None:
    judged = by_seat_days(KINDS["contract_fee_monthly"], 0, 31, Decimal("19.00"), "SEK")
    assert judged.outcome is Billable.NOT_BILLABLE


@given(MONEY, st.integers(1, 5000))
def test_quantity_times_price_is_the_net_to_the_cent(amount: Decimal, quantity: int) -> None:
    how = KINDS["swap_stock_device"]
    assert how.priced_by is PricedBy.AMOUNT
    judged = priced(how, Decimal(quantity), amount, "SEK")
    assert judged.unit_price is not None
    assert judged.net == amount
    assert cents(judged.quantity * judged.unit_price) == amount


@given(st.integers(1, 40_000), st.integers(28, 31), MONEY)
def test_seats_are_off_by_no_more_than_what_a_millionth_costs(
    days: int, month: int, price: Decimal
) -> None:
    judged = by_seat_days(KINDS["contract_fee_monthly"], days, month, price, "SEK")
    exact = price * days / month
    if judged.net is not None:
        assert abs(judged.net - exact) <= Decimal("0.005") + price / 1_000_000
