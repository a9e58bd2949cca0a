"""The four languages we write to people in, and the phrases of each, read once from its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from string import Template
from types import MappingProxyType
from typing import Any, Final

import yaml

#: The subjects whose letters have a file of their own; the first file has all other letters.
LETTER_SUBJECTS: Final = (
    "way_back",
    "workshop",
    "refill",
    "orders",
    "disputes",
    "reports",
    "statements",
)


class Language(StrEnum):
    """A language that has a file of phrases."""

    ENGLISH = "en"
    SWEDISH = "sv"
    FRENCH = "fr"
    ROMANIAN = "ro"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of a letter; a mention names the reminder without which it is left out."""

    text: Template
    mention: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPhrases:
    """The subject and the paragraphs of one kind of letter, greeting and closing included."""

    subject: Template
    body: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Every phrase of one language: the words of each paper by name, letters by kind."""

    language: Language
    label: Mapping[str, str]
    slip: Mapping[str, str]
    wipe: Mapping[str, str]
    proposal: Mapping[str, str]
    danger: Mapping[str, str]
    letters: Mapping[str, LetterPhrases]


def language_of(locale: str) -> Language:
    """The language of a locale such as `sv`, `fr-FR` or `ro_RO`; English for any other."""
    wanted = locale.replace("_", "-").split("-")[0].lower()
    return next((language for language in Language if language == wanted), Language.ENGLISH)


@cache
def phrases_in(language: Language) -> Phrases:
    """The phrases of a language, from its files below `documents/phrases/`."""
    written, papers = phrases_written(language, ""), phrases_written(language, "papers")
    mail = written["mail"]
    letters = [
        mail["letters"],
        *(phrases_written(language, subject) for subject in LETTER_SUBJECTS),
    ]
    return Phrases(
        language=language,
        label=MappingProxyType(written["label"]),
        slip=MappingProxyType(written["slip"]),
        wipe=MappingProxyType(papers["wipe"]),
        proposal=MappingProxyType(papers["proposal"]),
        danger=MappingProxyType(papers["danger"]),
        letters=MappingProxyType(
            {kind: _letter(letter, mail) for some in letters for kind, letter in some.items()}
        ),
    )


def phrases_written(language: Language, subject: str) -> Any:  # noqa: ANN401 - YAML as written
    """One file of a language as it is written: of a subject, or the first one if none is named."""
    file = files("documents") / "phrases" / subject / f"{language}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _letter(written: Mapping[str, Any], mail: Mapping[str, Any]) -> LetterPhrases:
    closing = mail[written.get("closing", "closing")]
    paragraphs = [mail["greeting"], *written["body"], closing]
    return LetterPhrases(
        subject=Template(written["subject"]),
        body=tuple(_paragraph(paragraph, mail["mentions"]) for paragraph in paragraphs),
    )


def _paragraph(written: str | Mapping[str, str], mentions: Mapping[str, str]) -> Paragraph:
    if isinstance(written, str):
        return Paragraph(text=Template(written))
    name = written["mention"]
    return Paragraph(text=Template(mentions[name]), mention=name)
