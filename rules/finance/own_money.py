"""An amount in the tenant's own currency, with what was billed and the rate kept beside it."""

from dataclasses import dataclass
from decimal import Decimal

from rules.finance.rounding import cents
from rules.finance.vouchers import Foreign


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A currency and what one unit of it is worth in the tenant's own; its own is worth 1."""

    currency: str
    rate: Decimal = Decimal(1)
    own: bool = True

    def to_own(self, amount: Decimal) -> Decimal:
        """The amount in the tenant's own currency, rounded half up to the cent."""
        return cents(amount * self.rate)

    def kept(self, amount: Decimal) -> Foreign | None:
        """What a ledger line keeps beside it; nothing of the tenant's own currency."""
        if self.own:
            return None
        return Foreign(amount=amount, currency=self.currency, rate=self.rate)
