"""Headers of the API that mean something: idempotency keys, entity tags and file names."""

import hashlib
from typing import Annotated
from urllib.parse import quote

from fastapi import Header, Path
from fastapi.responses import Response
from pydantic import BaseModel

from web.problems import KEY_HEADER

#: With the longest prefix the desk puts in front, a key still fits its 200 characters.
LONGEST_KEY = 190

Key = Annotated[
    str,
    Header(
        alias=KEY_HEADER,
        min_length=1,
        max_length=LONGEST_KEY,
        pattern="^[!-~]+$",
        description="Chosen before the first try; a repeat with it has the same answer.",
    ),
]
Number = Annotated[
    str, Path(max_length=40, pattern=r"^[!-~]+$", description="Such as SE-2026-000123.")
]

KnownTag = Annotated[str | None, Header(alias="if-none-match", max_length=1000)]


def tagged(answer: BaseModel, known: str | None) -> Response:
    """The answer under its tag, or 304 for a caller who has it already."""
    body = answer.model_dump_json().encode()
    tag = entity_tag(body)
    if unchanged(known, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})


def entity_tag(body: bytes) -> str:
    """A strong tag: it changes when a single byte of the answer does."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def unchanged(known: str | None, tag: str) -> bool:
    """True when If-None-Match names the tag (RFC 9110 13.1.2: compared weakly)."""
    if known is None:
        return False
    names = {one.strip().removeprefix("W/") for one in known.split(",")}
    return tag in names or "*" in names


def shown_inline(file_name: str) -> str:
    """Content-Disposition for a file that is shown in place (RFC 6266), in any script."""
    ascii_name = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\%' else "_"
        for letter in file_name
    )
    plain = f'inline; filename="{ascii_name}"'
    return plain if ascii_name == file_name else f"{plain}; filename*=UTF-8''{quote(file_name, '')}"
