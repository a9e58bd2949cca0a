"""Contracts as lines of a terminal."""

from collections.abc import Iterable, Iterator
from datetime import date

from desk.contract_view import ContractLine, ContractView, DateLine, DeviceLine, FeeLine


def list_lines(contracts: Iterable[ContractLine]) -> list[str]:
    """A small table, at most 80 columns wide."""
    head = f"{'contract':<16}{'customer':<14}{'programme':<24}{'tier':<14}expires"
    lines = [
        f"{one.number:<15.15} {one.customer:<13.13} {one.programme:<23.23} {one.tier:<13.13} "
        f"{one.ends_on}"
        for one in contracts
    ]
    return [head, *lines] if lines else ["No contract is on record."]


def contract_lines(view: ContractView) -> list[str]:
    """The contract's page in words."""
    programme = f"{view.programme} {view.version}"
    return [
        f"{view.number}: {view.tier_label}, {programme}, for {view.customer_name}",
        f"From {view.starts_on}; {'expired' if view.expired else 'expires'} on {view.ends_on}.",
        *fee_line(view),
        *(line for device in view.devices for line in device_lines(device)),
        *(billed_line(fee) for fee in view.fees),
        *(f"Told {date_line(one)}" for one in view.notices),
        *(f"To come {date_line(one)}" for one in view.upcoming),
    ]


def fee_line(view: ContractView) -> Iterator[str]:
    """How the fee is paid, where the contract is billed."""
    if view.billing:
        amount = "by quote" if view.fee_amount is None else f"{view.fee_amount:.2f}"
        about = "about " if view.fee_approximate else ""
        users = f", {view.seats} users" if view.seats else ""
        yield f"Fee {view.billing}: {about}{amount} {view.fee_currency}{users}".rstrip()


def device_lines(device: DeviceLine) -> Iterator[str]:
    """The device and until when it is covered."""
    yield f"Device {device.serial} ({device.model})"
    for one in device.coverage:
        limit = ", the maximum" if one.capped_by_maximum else ""
        offer = f"; {one.extension_months} months more on offer" if one.extension_months else ""
        yield f"  {one.coverage}: until {said(one.last_day)}{limit}{offer}"


def said(day: date | None) -> str:
    """The day, or that it is open."""
    return day.isoformat() if day else "a day that is not known"


def billed_line(fee: FeeLine) -> str:
    """A billable event."""
    amount = "to be rated" if fee.amount is None else f"{fee.amount:.2f} {fee.currency}"
    return f"Billed {fee.on} {fee.kind} x{fee.quantity}: {amount}"


def date_line(one: DateLine) -> str:
    """A date with what it speaks of."""
    return f"{one.on} {one.kind} {one.serial or 'contract'} ({one.about})"
