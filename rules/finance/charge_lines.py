"""A charge as one line of text on its way into the record: the form in which millions travel."""

from typing import Final, TypeAlias

from rules.finance.bill_cells import currency_of, label_of, number_of, tracking_of
from rules.finance.bills_read import BillRead, ChargeRead, RowRefused

#: The bill by its place among those of the file, the line, and the fields with tabs between them.
ChargeLine: TypeAlias = tuple[int, int, str]
#: What is found in a file, in its order; a bill comes before its charges.
Found: TypeAlias = BillRead | ChargeLine | RowRefused
#: What stands for no value. No text holds it: control characters are taken out.
NOTHING: Final = "\x1a"
FIELDS: Final = (
    *("tracking", "tracking_key", "reference", "customer_reference"),
    *("charge_class", "code", "text", "billed_g", "net", "vat", "vat_percent", "shipped_on"),
)
#: The longest reference, code and text that are kept.
LONGEST_REFERENCE, LONGEST_CODE, LONGEST_TEXT = 200, 40, 200


def charge_line(bill: int, line: int, charge: ChargeRead, as_class: str = "") -> ChargeLine:
    """The charge as a line; `as_class` says what a ChargeRead cannot, such as VAT of the bill.

    Raises CellWrong.
    """
    if charge.currency:
        currency_of(charge.currency)
    fields = (
        tracking_of(charge.tracking),
        number_of(charge.reference, LONGEST_REFERENCE),
        number_of(charge.customer_reference, LONGEST_REFERENCE),
        as_class or charge.charge_class.value,
        number_of(charge.code, LONGEST_CODE),
        label_of(charge.text, LONGEST_TEXT),
        *(
            NOTHING if value is None else str(value)
            for value in (
                charge.billed_g,
                charge.net,
                charge.vat,
                charge.vat_percent,
                charge.shipped_on,
            )
        ),
    )
    return (bill, line, "\t".join(fields))


def refused(row: int, problem: str, detail: str, raw: str) -> RowRefused:
    """A row that is not read, its beginning kept for a person to look at."""
    shown = "".join(one if one.isprintable() else " " for one in raw[:1000])
    return RowRefused(row=row, problem=problem, detail=detail, raw=shown)
