from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from documents.finance.sie import SieAccount, SieCompany, SieLine, SieVoucher, write_sie
from tests.finance_sie import read_sie

DAY = date(2026, 10, 31)
#: What a file of type 4I may hold of what we write.
LABELS = {"#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#ORGNR", "#FNAMN", "#KONTO"}


def a_voucher(*lines: SieLine, text: str = "Frakt", by: str = "closer") -> SieVoucher:
    return SieVoucher(
        series="L", number=17, on=DAY, text=text, posted_on=date(2026, 11, 2), by=by, lines=lines
    )


def written(vouchers: Sequence[SieVoucher], name: str = "Åkerö AB") -> bytes:
    accounts = [SieAccount(number="5710", name="Frakter"), SieAccount(number="2440", name="Lev.")]
    company = SieCompany(name=name, registration="556000-0001")
    return b"".join(write_sie(company, accounts, vouchers, date(2026, 11, 3)))


def test_the_file_reads_as_the_format_says() -> None:
    debit = SieLine(account="5710", amount=Decimal("100.00"), text='DHL "express"')
    content = written([a_voucher(debit, SieLine(account="2440", amount=Decimal("-100.00")))])
    lines = content.decode("cp437").split("\r\n")
    assert lines[0] == "#FLAGGA 0"
    assert lines[2:9] == [
        "#FORMAT PC8",
        "#GEN 20261103",
        "#SIETYP 4",
        '#ORGNR "556000-0001"',
        '#FNAMN "Åkerö AB"',
        '#KONTO 5710 "Frakter"',
        '#KONTO 2440 "Lev."',
    ]
    assert lines[9:] == [
        '#VER "L" 17 20261031 "Frakt" 20261102 "closer"',
        "{",
        '   #TRANS 5710 {} 100.00 20261031 "DHL \\"express\\""',
        "   #TRANS 2440 {} -100.00",
        "}",
        "",
    ]


def test_letters_of_the_code_page_and_quotes_come_back_as_they_were() -> None:
    text = 'Räksmörgås "på" ÅÄÖ åäö é ü ñ ß 100 % & {klammer}'
    line = SieLine(account="5710", amount=Decimal("1.00"), text=text)
    other = SieLine(account="2440", amount=Decimal("-1.00"))
    [voucher] = read_sie(written([a_voucher(line, other, text=text)])).vouchers
    assert (voucher.text, voucher.rows[0][2]) == (text, text)


def test_other_letters_are_written_as_near_as_the_code_page_can() -> None:
    line = SieLine(account="5710", amount=Decimal("0.00"), text="Timișoara – 5 € “så” \\ 東\r\nx")
    [voucher] = read_sie(written([a_voucher(line)])).vouchers
    assert voucher.rows[0][2] == 'Timisoara - 5 EUR "så" / ?  x'


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_no_text_breaks_the_file(texts: list[str]) -> None:
    vouchers = [
        a_voucher(
            SieLine(account="5710", amount=Decimal("1.00"), text=text),
            SieLine(account="2440", amount=Decimal("-1.00"), text=text),
            text=text,
            by=text,
        )
        for text in texts
    ]
    read = read_sie(written(vouchers, name=texts[0]))
    assert set(read.records) == LABELS
    assert len(read.vouchers) == len(texts)
    assert all(len(one.rows) == 2 for one in read.vouchers)
