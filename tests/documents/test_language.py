import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import documents
from documents.language import LETTER_SUBJECTS, Language, language_of, phrases_written
from documents.letters import LetterKind, Mention
from documents.typeface import covered

PHRASES = Path(documents.__path__[0]) / "phrases"


def written_in(language: Language) -> dict[str, Any]:
    """Every phrase of a language: its first file, and the files of its subjects by their folder."""
    subjects = sorted(folder.name for folder in PHRASES.iterdir() if folder.is_dir())
    return {
        **phrases_written(language, ""),
        **{subject: phrases_written(language, subject) for subject in subjects},
    }


def letters_in(language: Language) -> list[str]:
    written = written_in(language)
    some = [written["mail"]["letters"], *(written[subject] for subject in LETTER_SUBJECTS)]
    return [kind for letters in some for kind in letters]


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
    assert sorted(letters_in(language)) == sorted(LetterKind)
    assert written_in(language)["mail"]["mentions"].keys() == set(Mention)


@pytest.mark.parametrize("language", list(Language))
def test_no_name_is_written_twice_in_a_file(language: Language) -> None:
    for file in PHRASES.rglob(f"{language}.yaml"):
        for mapping in mappings(yaml.compose(file.read_text(encoding="utf-8"))):
            names = [name.value for name, _ in mapping.value]
            assert len(set(names)) == len(names), file


def mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from mappings(value)


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
