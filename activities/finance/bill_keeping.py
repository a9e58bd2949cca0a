"""The bytes of carriers' files in the record: stored and read piece by piece, never all at once."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from activities.finance.bill_text import pieces
from models.finance.bills import BillFile, BillFilePart

#: Above so many bytes a file that is read again lies on disk.
_IN_MEMORY: Final = 16 * 1024 * 1024


def keep_file(session: Session, file: BillFile, content: BinaryIO) -> None:
    """Store the file with its bytes, in pieces of a mebibyte."""
    following = pieces(content)
    file.content = next(following)
    session.add(file)
    session.flush()
    session.expire(file, ["content"])
    for part, piece in enumerate(following, start=1):
        values = {
            "tenant_id": file.tenant_id,
            "id": uuid.uuid4(),
            "file_id": file.id,
            "part": part,
            "content": piece,
        }
        session.execute(insert(BillFilePart), values)


def stored_pieces(session: Session, file: BillFile) -> Iterator[bytes]:
    """The file's bytes from the record, a mebibyte at a time."""
    yield session.execute(select(BillFile.content).where(BillFile.id == file.id)).scalar_one()
    of_file = select(BillFilePart.content).where(BillFilePart.file_id == file.id)
    part = 1
    while piece := session.execute(of_file.where(BillFilePart.part == part)).scalar_one_or_none():
        yield piece
        part += 1


@contextmanager
def kept_content(session: Session, file: BillFile) -> Iterator[BinaryIO]:
    """The file as it was taken, to be read again."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as content:
        for piece in stored_pieces(session, file):
            content.write(piece)
        content.seek(0)
        yield cast("BinaryIO", content)
