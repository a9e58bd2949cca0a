import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml

from documents.language import Language, language_of
from documents.letters import LetterKind, Mention
from documents.typeface import covered


def written_in(language: Language) -> dict[str, Any]:
    text = (files("documents") / "phrases" / f"{language}.yaml").read_text(encoding="utf-8")
    written: dict[str, Any] = yaml.safe_load(text)
    return written


def leaves(tree: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{path}/{key}")
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from leaves(value, f"{path}/{number}")
    else:
        assert isinstance(tree, str), f"{path} is not text"
        yield path, tree


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_the_same_phrases_with_the_same_placeholders(language: Language) -> None:
    english = dict(leaves(written_in(Language.ENGLISH)))
    written = dict(leaves(written_in(language)))
    assert written.keys() == english.keys()
    for path, phrase in written.items():
        assert placeholders(phrase) == placeholders(english[path]), path


def placeholders(phrase: str) -> list[str]:
    return sorted(re.findall(r"\$\w+", phrase))


@pytest.mark.parametrize("language", list(Language))
def test_every_kind_of_letter_and_every_mention_is_written(language: Language) -> None:
    mail = written_in(language)["mail"]
    assert mail["letters"].keys() == set(LetterKind)
    assert mail["mentions"].keys() == set(Mention)


@pytest.mark.parametrize("language", list(Language))
def test_no_phrase_is_empty_or_unprintable(language: Language) -> None:
    for path, phrase in leaves(written_in(language)):
        assert phrase.strip(), path
        assert set(phrase) - {"\n"} <= covered(), path


@pytest.mark.parametrize("language", [Language.SWEDISH, Language.FRENCH, Language.ROMANIAN])
def test_no_sentence_was_left_in_english(language: Language) -> None:
    english = dict(leaves(written_in(Language.ENGLISH)))
    same = {
        p for p, phrase in leaves(written_in(language)) if phrase == english[p] and " " in phrase
    }
    assert same == set()


def test_romanian_is_written_with_commas_below_not_cedillas() -> None:
    assert not set("şţŞŢ") & set(
        "".join(phrase for _, phrase in leaves(written_in(Language.ROMANIAN)))
    )


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("sv", Language.SWEDISH),
        ("sv-SE", Language.SWEDISH),
        ("FR_fr", Language.FRENCH),
        ("ro-MD", Language.ROMANIAN),
        ("en-US", Language.ENGLISH),
        ("fi-FI", Language.ENGLISH),
        ("", Language.ENGLISH),
    ],
)
def test_a_locale_finds_its_language_or_english(locale: str, language: Language) -> None:
    assert language_of(locale) is language
