"""Why a whole file of a carrier cannot be read, by name: each says what to do."""

from typing import ClassVar

from rules.errors import DeskError, Kind

#: Bytes of the largest file. The web takes less (web.limits); the command reads from disk.
LARGEST_FILE = 2 * 1024**3
MOST_ROWS = 5_000_000
MOST_BILLS = 20_000
#: Bytes; a layout of 250 columns has about two thousand.
LONGEST_LINE = 1024 * 1024


class FileUnreadable(DeskError):
    """The file cannot be read."""

    kind: ClassVar[Kind] = Kind.MALFORMED


class FileEmpty(FileUnreadable):
    """The file is empty."""

    def __init__(self) -> None:
        super().__init__("It has no bytes, or blanks only. Fetch it again from the carrier.")


class FileTooBig(FileUnreadable):
    """The file is too big."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, size: int, allowed: int = LARGEST_FILE) -> None:
        super().__init__(
            f"It has {size} bytes or more; {allowed} are allowed. Ask the carrier for a file for "
            "each bill.",
            size=size,
            allowed=allowed,
        )


class FileOfAnotherKind(FileUnreadable):
    """The file is of another kind."""

    def __init__(self, kind: str, wanted: str) -> None:
        super().__init__(
            f"This is {kind}; the profile reads {wanted}. Export it from the carrier as {wanted}, "
            "or choose the profile it was made for.",
            found=kind,
        )


class FileNotText(FileUnreadable):
    """The file is not text in the encoding of its profile."""

    def __init__(self, line: int, encoding: str, hint: str) -> None:
        super().__init__(f"Line {line} is not {encoding}. {hint}", line=line)


class LineEndless(FileUnreadable):
    """A line of the file does not end."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} has more than {LONGEST_LINE} bytes. One row is one line: check the "
            "delimiter and the line ends, and fetch the file again.",
            line=line,
        )


class HeaderUnknown(FileUnreadable):
    """The header of the file is not the one its profile was made for."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} The carrier may have changed its layout: compare it with the profile, and "
            "write a new version of that before the file is taken again."
        )


class ColumnsUnknown(FileUnreadable):
    """The file has another number of columns than its profile."""

    def __init__(self, row: int, columns: int, wanted: int) -> None:
        super().__init__(
            f"Row {row} has {columns} columns; the profile reads {wanted}. Choose the profile the "
            "file was made for, or write a new version of it.",
            row=row,
            columns=columns,
        )


class TooManyInFile(FileUnreadable):
    """The file holds too much."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, what: str, allowed: int) -> None:
        super().__init__(
            f"It has more than {allowed} {what}. Ask the carrier for a file for each bill.",
            allowed=allowed,
        )


class XmlHostile(FileUnreadable):
    """The XML declares entities or a document type."""

    def __init__(self) -> None:
        super().__init__(
            "No bill needs that, and it can be used to attack who reads it. Fetch the file again "
            "from the carrier, and tell it if the file comes so."
        )


class XmlBroken(FileUnreadable):
    """The XML cannot be read to its end."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(
            f"Line {line}: {why[:200]}. The file is damaged or was cut off: fetch it again.",
            line=line,
        )


class NothingInFile(FileUnreadable):
    """The file holds no bill."""

    def __init__(self, refused: int) -> None:
        super().__init__(
            f"No row of it could be read as a charge; {refused} were refused. Choose the profile "
            "the file was made for.",
            refused=refused,
        )
