"""The words of statements as finance reads them."""

from rules.finance.items import Item
from rules.finance.money_words import StatementKind, StatementState, VatCategory

STATES = {
    StatementState.DRAFT: "draft",
    StatementState.GRACE: "in grace",
    StatementState.FINAL: "final",
    StatementState.SENT: "sent",
}
KINDS = {
    StatementKind.INVOICE: "Invoice",
    StatementKind.CREDIT_NOTE: "Credit note",
}
ITEMS = {
    Item.FREIGHT: "Freight",
    Item.PACKAGING: "Packaging",
    Item.DEVICE: "Device",
    Item.RENT: "Rent",
    Item.SEATS: "Seats, by the day",
    Item.CONTRACT_FEE: "Contract fee",
    Item.RENEWAL: "Renewal",
    Item.SURCHARGE: "Renewal surcharge",
    Item.EXTENSION: "Extended warranty",
    Item.HOURS: "Prepaid hours",
    Item.REPAIR: "Repair",
    Item.ESTIMATE: "Cost estimate",
    Item.UNRETURNED: "Unit not returned",
    Item.CHARGE: "Charge",
    Item.CORRECTION: "Correction",
}
VAT = {
    VatCategory.STANDARD: "VAT",
    VatCategory.REVERSE_CHARGE: "reverse charge",
    VatCategory.INTRA_COMMUNITY: "intra-community supply",
    VatCategory.ZERO: "zero rate",
    VatCategory.EXEMPT: "exempt",
    VatCategory.OUTSIDE: "outside VAT",
    VatCategory.EXPORT: "export",
}
#: Why a priced event is on no statement.
NO_PARTY = (
    "It is drafted with its month. If the month is drafted already, the customer has no billing "
    "party yet: write one down."
)
