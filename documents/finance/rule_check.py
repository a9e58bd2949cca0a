"""E-invoices held against schema, EN 16931 and Peppol or Factur-X rules, offline.

A batch is checked by one process of its own (`documents.finance.rule_process`), never by this
one: the rules' engine does not survive threads. Here threads only wait for those processes.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Final

import documents
from documents.finance.rule_sets import Profile
from rules.errors import DeskError, Kind

#: Seconds a batch may take: to begin with, and more for each million bytes.
_TO_BEGIN: Final = 60.0
_PER_MILLION: Final = 30.0
#: Documents of one batch, and batches at a time: about 250 MB of memory each.
_BATCH: Final = 250
_AT_ONCE: Final = 2
_PROCESS: Final = "documents.finance.rule_process"
_SAID: Final = 300  # characters of what a failed process said


class Severity(StrEnum):
    """How much a finding matters: a fatal one forbids that the document is sent."""

    FATAL = "fatal"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that a document breaks, and where; documents are counted from 0 as they were given."""

    document: int
    rule: str
    severity: Severity
    place: str
    text: str


class RulesNotChecked(DeskError):
    """The e-invoice rules could not be checked."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, why: str, documents: int) -> None:
        super().__init__(
            f"E-invoices ({documents}) could not be held against their rules: {why}. Nothing was "
            "found wrong with them, nor right. Try again.",
            documents=documents,
        )


def check(
    contents: Sequence[bytes], profile: Profile, *, seconds: float | None = None
) -> list[Finding]:
    """What is wrong with the documents: fatal findings first, then by document and rule.

    One process checks a batch of 250, within `seconds` (by its size unless said). Raises
    RulesNotChecked when one takes longer, dies, or answers what is no answer.
    """
    firsts = range(0, len(contents), _BATCH)

    def found_from(first: int) -> list[Finding]:
        found = _checked(contents[first : first + _BATCH], profile, seconds)
        return [replace(one, document=first + one.document) for one in found]

    with ThreadPoolExecutor(_AT_ONCE) as waiting:
        batches = list(waiting.map(found_from, firsts))
    return sorted((one for batch in batches for one in batch), key=_order)


def fatal(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that forbid that a document is sent."""
    return tuple(one for one in findings if one.severity is Severity.FATAL)


def _checked(contents: Sequence[bytes], profile: Profile, seconds: float | None) -> list[Finding]:
    allowed = seconds or _TO_BEGIN + _PER_MILLION * sum(map(len, contents)) / 1_000_000
    with TemporaryDirectory(prefix="swapdesk-rules-") as folder:
        answer = _ask(_kept(contents, Path(folder)), profile, allowed)
    return _findings(answer, len(contents))


def _order(finding: Finding) -> tuple[bool, int, str, str]:
    return (
        finding.severity is not Severity.FATAL,
        finding.document,
        finding.rule,
        finding.place,
    )


def _kept(contents: Sequence[bytes], folder: Path) -> list[Path]:
    paths = [folder / f"{number}.xml" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


def _ask(paths: list[Path], profile: Profile, seconds: float) -> bytes:
    try:
        asked = subprocess.run(
            [sys.executable, "-m", _PROCESS, profile],
            input="".join(f"{path}\n" for path in paths).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=_home(),
        )
    except subprocess.TimeoutExpired as late:
        raise RulesNotChecked(f"no answer in {seconds:.0f} seconds", len(paths)) from late
    if asked.returncode != 0:
        said = asked.stderr.decode(errors="replace").strip().rpartition("\n")[2][:_SAID]
        raise RulesNotChecked(f"the process ended with {asked.returncode}: {said}", len(paths))
    return asked.stdout


def _home() -> Path:
    # Where `python -m` finds the rooms, from whatever folder the server was started.
    return Path(documents.__path__[0]).parent


def _findings(answer: bytes, count: int) -> list[Finding]:
    try:
        return [
            Finding(
                document=told["document"],
                rule=told["rule"],
                severity=Severity(told["severity"]),
                place=told["place"],
                text=told["text"],
            )
            for told in json.loads(answer)["findings"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise RulesNotChecked("the process gave no answer that can be read", count) from error
