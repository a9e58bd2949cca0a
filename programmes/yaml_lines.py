"""YAML read without surprises: 14:00 stays a text, no a word, and every value knows its line."""

from typing import Any, ClassVar, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from rules.errors import DeskError, Kind
from rules.fields import Path

Lines: TypeAlias = dict[Path, int]

_WORDS = {"true": True, "false": False, "null": None}


class ProgrammeInvalid(DeskError):
    """A programme file cannot be used."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, file: str, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{file}, line {line}: {problem} {remedy}", file=file, line=line)
        self.file = file
        self.line = line


class _PlainLoader(yaml.SafeLoader):
    """PyYAML's reader without its guesses: 1.1 reads 14:00 as 840 and NO as false."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML declares it without ClassVar


def read_yaml(text: str, file: str) -> tuple[Any, Lines]:
    """The plain data and the line of every key and item; raises ProgrammeInvalid."""
    try:
        root = yaml.compose(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        problem = f"{wrong.problem or 'this is not YAML'}."
        raise ProgrammeInvalid(file, line, problem, "Correct the YAML.") from wrong
    except yaml.YAMLError as wrong:
        raise ProgrammeInvalid(file, 1, f"{wrong}.", "Correct the YAML.") from wrong
    if root is None:
        raise ProgrammeInvalid(file, 1, "the file is empty.", "Describe one programme in it.")
    lines: Lines = {(): 1}
    return _plain(root, (), lines, file), lines


def line_of(lines: Lines, path: Path) -> int:
    """The line of the value at that path, or of the nearest thing around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _plain(node: Node, path: Path, lines: Lines, file: str) -> object:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, path, lines, file)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, at), lines, file) for at, item in enumerate(node.value)]
    return _scalar(str(node.value), quoted=node.style is not None)  # type: ignore[attr-defined]


def _mapping(node: MappingNode, path: Path, lines: Lines, file: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value)
        if key in found:
            raise ProgrammeInvalid(file, line, f"{key} is written twice.", "Keep one of them.")
        lines[*path, key] = line
        found[key] = _plain(value_node, (*path, key), lines, file)
    return found


def _scalar(written: str, *, quoted: bool) -> object:
    """Plain true, false, null and whole numbers; everything else, and what is quoted, is text."""
    if quoted:
        return written
    if written in _WORDS:
        return _WORDS[written]
    digits = written.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0")
    return int(written) if is_number else written
