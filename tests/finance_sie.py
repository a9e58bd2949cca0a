"""A reader of SIE files, independent of what writes them."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(kw_only=True)
class ReadVoucher:
    """One #VER with its #TRANS rows as (account, amount, text)."""

    series: str
    number: str
    day: str
    text: str
    rows: list[tuple[str, Decimal, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class ReadSie:
    """Records by label, and vouchers."""

    records: dict[str, list[list[str]]] = field(default_factory=dict)
    vouchers: list[ReadVoucher] = field(default_factory=list)


def words_of(line: str) -> list[str]:
    """The line's fields: in quotes with escaped quotes, in braces, or between blanks."""
    words, at = [], 0
    while at < len(line):
        if line[at] in " \t":
            at += 1
        elif line[at] == '"':
            word, at = quoted(line, at + 1)
            words.append(word)
        elif line[at] == "{":
            end = line.index("}", at)
            words.append(line[at : end + 1])
            at = end + 1
        else:
            end = at
            while end < len(line) and line[end] not in " \t":
                end += 1
            words.append(line[at:end])
            at = end
    return words


def quoted(line: str, at: int) -> tuple[str, int]:
    """The text up to its closing quote, and where the line goes on."""
    word = ""
    while line[at] != '"':
        if line[at] == "\\":
            at += 1
        word += line[at]
        at += 1
    return word, at + 1


def read_sie(content: bytes) -> ReadSie:
    """The file: every line ends with CR LF, in code page 437."""
    text = content.decode("cp437")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    found = ReadSie()
    for line in text.split("\r\n")[:-1]:
        if line in {"{", "}"}:
            continue
        label, *words = words_of(line)
        if label == "#VER":
            series, number, day, told = words[:4]
            found.vouchers.append(ReadVoucher(series=series, number=number, day=day, text=told))
        elif label == "#TRANS":
            row = (words[0], Decimal(words[2]), words[4] if len(words) > 4 else "")
            found.vouchers[-1].rows.append(row)
        else:
            found.records.setdefault(label, []).append(words)
    return found
