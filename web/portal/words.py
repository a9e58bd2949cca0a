"""The phrases of the requester's pages in four languages, read once from their files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from web.console.words import plain

LANGUAGES = ("en", "sv", "fr", "ro")
#: Where each language has a file: at the top for tickets, in a folder for every other subject.
FOLDERS = ("", "pools", "statements")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's phrases by their names, such as `my.title`."""

    language: str
    said: Mapping[str, str]

    def say(self, name: str, **facts: object) -> str:
        """The phrase with its facts filled in; every name is written in every language."""
        return self.said[name].format(**facts)

    def word(self, group: str, name: str) -> str:
        """A word of a group, or the word itself where nobody has written one yet."""
        return self.said.get(f"{group}.{name}", plain(name))

    def refusal(self, code: str, detail: str) -> str:
        """What a refusal says in this language, else its own words in English."""
        return self.said.get(f"refusal.{code}", detail)


@cache
def phrases_in(language: str) -> Phrases:
    """The phrases of a language, from its files below `web/portal/phrases/`."""
    said = dict(entry for folder in FOLDERS for entry in flat(phrases_written(folder, language)))
    return Phrases(language=language, said=MappingProxyType(said))


def phrases_written(folder: str, language: str) -> Any:  # noqa: ANN401 - YAML as written
    """One file of a language as it is written."""
    file = files("web.portal").joinpath("phrases", folder, f"{language}.yaml")
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def flat(written: Mapping[str, Any], *above: str) -> Iterator[tuple[str, str]]:
    """Every phrase under its whole name."""
    for name, said in written.items():
        if isinstance(said, Mapping):
            yield from flat(said, *above, name)
        else:
            yield ".".join((*above, name)), said
