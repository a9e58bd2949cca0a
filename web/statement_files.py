"""A statement's paper as a file: the same answer for programs, finance and the customer."""

from fastapi.responses import Response

from desk.finance.statement_files import Ending, StatementFile
from web.api.headers import shown_inline


def saved_file(paper: StatementFile) -> Response:
    """The PDF shown in place; the e-invoice and the item list to be saved."""
    disposition = shown_inline(paper.file_name)
    if not paper.file_name.endswith(Ending.PDF):
        disposition = disposition.replace("inline", "attachment", 1)
    return Response(
        paper.content,
        media_type=paper.media_type,
        headers={"Content-Disposition": disposition},
    )
