"""A contract as the record has it, put together as the values its dates follow from."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models.contracts import Contract
from models.coverage import (
    CoveragePurchase,
    CoveredDevice,
    PurchaseKind,
    devices_of,
    purchases_of,
)
from models.programmes import programme_on_record
from programmes.loader import load_programme
from rules.coverage_dates import FollowedContract, FollowedDevice
from rules.programme import Programme
from rules.question import BoughtExtension, DeviceOnRecord
from rules.renewals import PaidTerm, first_term
from rules.terms import Terms, terms_under


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractOnRecord:
    """A contract with its terms in force, its devices and what was bought for it."""

    row: Contract
    terms: Terms
    devices: Sequence[CoveredDevice]
    purchases: Sequence[CoveragePurchase]

    @property
    def followed(self) -> FollowedContract:
        """The values its dates follow from."""
        return FollowedContract(
            terms=paid_terms(self.row, self.purchases),
            offer=self.terms.offer,
            readings=self.terms.readings,
            figures=self.terms.figures,
            billing=self.row.billing,
            followed_from=self.row.followed_from or date.min,
            devices=tuple(
                FollowedDevice(
                    unit=str(device.unit_id),
                    device=device_on_record(device, self.purchases),
                    added_on=device.added_on,
                )
                for device in self.devices
            ),
        )


def contract_on_record(session: Session, contract: Contract) -> ContractOnRecord:
    """The contract with all its dates follow from; raises FieldInvalid, ProgrammeUnknown."""
    return ContractOnRecord(
        row=contract,
        terms=terms_in_force(session, contract),
        devices=devices_of(session, contract),
        purchases=purchases_of(session, contract),
    )


def terms_in_force(session: Session, contract: Contract) -> Terms:
    """What holds for the contract now: its programme as loaded last, under its settings."""
    programme = programme_now(session, contract.tenant_id, contract.programme)
    return terms_under(programme, contract.tier, contract.settings)


def programme_now(
    session: Session, tenant_id: uuid.UUID, programme_id: str, version: str = ""
) -> Programme:
    """The named version, else the one loaded last; the shipped file where no such row is.

    Raises ProgrammeUnknown, ProgrammeInvalid and ProgrammeRowAltered.
    """
    found = programme_on_record(session, tenant_id, programme_id, version)
    return found or load_programme(programme_id)


def paid_terms(contract: Contract, purchases: Iterable[CoveragePurchase]) -> tuple[PaidTerm, ...]:
    """The term the contract was signed for and one for each renewal, in order.

    A renewal with a price of its own is paid at that price; the others at the contract's fee.
    """
    renewals = [one for one in purchases if one.kind is PurchaseKind.RENEWAL]
    fee, signed_end = contract.fee_amount, contract.ends_on
    if renewals:
        signed_end = renewals[0].previous_end or signed_end
    terms = [first_term(contract.starts_on, signed_end, fee)]
    for one in renewals:
        if one.previous_end is None or one.counted_from is None or one.ends_on is None:
            raise LookupError(one.key)  # the database lets no such row in
        terms.append(
            PaidTerm(
                starts_on=max(one.previous_end, one.counted_from),
                ends_on=one.ends_on,
                counted_from=one.counted_from,
                fee=fee if one.price is None else one.price,
            )
        )
    return tuple(terms)


def device_on_record(
    device: CoveredDevice, purchases: Iterable[CoveragePurchase]
) -> DeviceOnRecord:
    """The device's class, its days, and the extensions bought for it."""
    return DeviceOnRecord(
        product_class=device.product_class,
        invoiced_on=device.invoiced_on,
        shipped_on=device.shipped_on,
        activated_on=device.activated_on,
        extensions=bought_for(device.unit_id, purchases),
    )


def bought_for(
    unit_id: uuid.UUID, purchases: Iterable[CoveragePurchase]
) -> tuple[BoughtExtension, ...]:
    """The extensions bought for a unit, oldest first."""
    return tuple(
        BoughtExtension(months=one.months, bought_on=one.bought_on)
        for one in purchases
        if one.unit_id == unit_id
    )
