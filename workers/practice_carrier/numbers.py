"""Numbers that never repeat: each parcel's serial gives its booking, tracking number and SSCC.

A parcel has one search and one claim at most, so its tracking number gives theirs.
"""

# GS1 sets prefix 952 aside for examples, so no real company's number is ever printed.
SSCC_HEAD = "0952"
SERIAL_DIGITS = 13


def check_digit(digits: str) -> str:
    """The GS1 modulo-10 check digit: weights 3 and 1 from the right (GS1 General Specs 7.9)."""
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def sscc(serial: int) -> str:
    """The 18 digits of the parcel's SSCC."""
    body = f"{SSCC_HEAD}{serial:0{SERIAL_DIGITS}d}"
    return body + check_digit(body)


def tracking_no(serial: int) -> str:
    """`PX`, 13 digits and a check digit; zeros in front are part of it."""
    body = f"{serial:0{SERIAL_DIGITS}d}"
    return f"PX{body}{check_digit(body)}"


def booking_id(serial: int) -> str:
    """The carrier's own name for the order."""
    return f"B{serial}"


def trace_no(tracking: str) -> str:
    """The number of the parcel's search."""
    return f"TR-{tracking}"


def claim_no(tracking: str) -> str:
    """The number of the parcel's claim."""
    return f"CL-{tracking}"
