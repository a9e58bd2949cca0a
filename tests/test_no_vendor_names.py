"""The code knows no programme by name: those names stand in files, tests and papers alone."""

import re
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOMS = (
    "activities",
    "carriers",
    "cli",
    "deploy",
    "desk",
    "documents",
    "models",
    "programmes",
    "rules",
    "runtime",
    "web",
    "workers",
    "workflows",
)
#: Vendors, their products and services, their programmes' ids; in any case, as whole words.
NAMES = (
    "atea",
    "smartservice",
    "atea_smartservice",
    "smart reservtelefon",
    "opswat",
    "metadefender",
    "metadefender_kiosk",
    "exer",
    "exer_cst",
    "exer datacom",
    "smartoptics",
    "smart care",
    "smart_care",
    "complete care",
    "complete_care",
    "smartoptics_smart_care",
    "emetrotel",
    "e-metrotel",
    "emetrotel_assurance",
    "infinity",
    "galaxy mini",
    "galaxy_mini",
    "ucx",
    "ucx250",
    "ucx450",
    "ucx1000",
)
NAMED = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, NAMES))})(?![\w-])", re.IGNORECASE)
#: A programme's data, and what is written about it.
DATA = re.compile(r"^programmes/([^/]+\.yaml|(frozen|sample)/.*)$")


def sources() -> list[str]:
    """Every file of the code, committed or not, that is not ignored."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *ROOMS]
    found = subprocess.run(listed, cwd=HOUSE, check=True, capture_output=True, text=True)
    names = sorted(set(found.stdout.splitlines()))
    return [name for name in names if (HOUSE / name).is_file() and not DATA.match(name)]


def named_in(text: str) -> list[tuple[int, str]]:
    lines = enumerate(text.splitlines(), 1)
    return [(at, hit.group()) for at, line in lines for hit in NAMED.finditer(line)]


def test_the_code_names_no_vendor_and_no_product() -> None:
    found = {
        name: hits
        for name in sources()
        if (hits := named_in((HOUSE / name).read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}


def test_the_code_is_all_there() -> None:
    rooms = {name.partition("/")[0] for name in sources()}
    assert rooms == set(ROOMS)


@pytest.mark.parametrize(
    "text",
    [
        "if vendor == 'Atea':",
        "EXER_CST",
        "e-MetroTel",
        'tier("Smart Care")',
        "the MetaDefender Kiosk",
        "infinity",
    ],
)
def test_a_name_is_found_in_any_spelling(text: str) -> None:
    assert named_in(text) != []


@pytest.mark.parametrize("text", ["an exercise", "ateap", "plateau", "smart_card", "infinitys"])
def test_part_of_a_word_is_no_name(text: str) -> None:
    assert named_in(text) == []
