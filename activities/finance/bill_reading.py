"""A carrier's file read by its profile, whatever its layout: bills, charges and refused rows."""

from collections.abc import Iterator
from typing import BinaryIO

from activities.finance.bill_text import require_table, text_lines
from activities.finance.ubl_bills import read_ubl_bill
from activities.finance.xml_bills import read_xml_bills
from rules.finance.charge_lines import Found
from rules.finance.csv_bills import read_csv_bills
from rules.finance.profiles import CsvProfile, Profile, XmlProfile


def read_bills(file: BinaryIO, profile: Profile) -> Iterator[Found]:
    """What the file holds, in its order and never all at once; the file is read from its start.

    Raises FileUnreadable (rules.finance.bill_refusals) for a file that is not what its profile
    says; a row that cannot be read is a RowRefused among the others.
    """
    if isinstance(profile, CsvProfile):
        encoding = require_table(file, profile.encoding)
        with text_lines(file, encoding) as lines:
            yield from read_csv_bills(lines, profile)
    elif isinstance(profile, XmlProfile):
        yield from read_xml_bills(file, profile)
    else:
        yield from read_ubl_bill(file, profile)


def charges_in_row(profile: Profile) -> int:
    """How many charges a row of the layout may have: a charge's line counts them."""
    return len(profile.charges) if isinstance(profile, CsvProfile) else 1
