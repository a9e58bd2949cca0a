"""How a command speaks: results on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Annotated, Any

import typer

from rules.errors import DeskError, Kind

#: Annotate a parameter with this: `as_json: AsJson = False`.
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

REFUSED, USAGE, UNREACHABLE = 1, 2, 3


def show(value: Any, *, as_json: bool, text: str | Iterable[str] = ()) -> None:  # noqa: ANN401 - any JSON value
    """Prints the value as JSON, or the text made for people (one line each)."""
    if as_json:
        print(json.dumps(value, default=_plain, indent=2, ensure_ascii=False))  # noqa: T201
    else:
        for line in [text] if isinstance(text, str) else text:
            print(line)  # noqa: T201 - standard output is the result


def tell(line: str) -> None:
    """A remark for the person at the terminal, on standard error."""
    print(line, file=sys.stderr)  # noqa: T201


def refuse(error: DeskError, *, as_json: bool) -> int:
    """Says why not on standard error; the exit code: 1 refused, 2 usage, 3 unreachable."""
    if as_json:
        facts = {"error": error.code, "title": error.title, "detail": error.detail}
        tell(json.dumps({**error.facts, **facts}, default=_plain))
    else:
        tell(f"{error.title}: {error.detail}")
    return {Kind.UNAVAILABLE: UNREACHABLE, Kind.MALFORMED: USAGE}.get(error.kind, REFUSED)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a result
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
