import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli import main as entry
from cli.output import refuse
from rules.errors import DeskError, Kind


class ShelfOnFire(DeskError):
    """The shelf is on fire."""

    kind = Kind.UNAVAILABLE


def swapdesk(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *words], capture_output=True, text=True, check=False
    )


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of commands, as another hand would write them."""
    monkeypatch.setattr(entry, "FOLDER", tmp_path)
    return tmp_path


def test_help_lists_the_commands_without_importing_them() -> None:
    asked = swapdesk("--help")
    assert asked.returncode == 0
    assert "doctor" in asked.stdout
    assert "Says what is up, where, in which version" in asked.stdout
    code = "import sys, cli.main; print('sqlalchemy' in sys.modules or 'temporalio' in sys.modules)"
    imported = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert imported.stdout == "False\n"


def test_a_module_without_an_app_is_no_command(words: Path) -> None:
    (words / "helper_words.py").write_text('"""No command."""\n')
    (words / "case_note.py").write_text('"""Notes on cases."""\n\napp = 1\n')
    assert list(entry._modules()) == ["case-note", "helper-words"]
    assert entry._purpose(words / "helper_words.py") is None
    assert entry._purpose(words / "case_note.py") == "Notes on cases."


def test_an_unknown_command_is_a_usage_error() -> None:
    asked = swapdesk("dance")
    assert asked.returncode == 2
    assert "No such command 'dance'" in asked.stderr


def test_the_version_is_printed() -> None:
    assert swapdesk("--version").stdout == "0.1.0\n"


def test_a_refusal_is_title_and_detail_on_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert refuse(DeskError("wait for the carrier"), as_json=False) == 1
    assert capsys.readouterr().err == "The desk cannot do this: wait for the carrier\n"


def test_an_unreachable_part_has_its_own_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert refuse(ShelfOnFire("call the fire brigade", shelf="A7"), as_json=True) == 3
    assert json.loads(capsys.readouterr().err) == {
        "error": "shelf-on-fire",
        "title": "The shelf is on fire",
        "detail": "call the fire brigade",
        "shelf": "A7",
    }


def test_a_bad_setting_is_explained_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAPDESK_WEB_PORT", "eighty")
    asked = swapdesk("doctor")
    assert asked.returncode == 2
    assert asked.stderr.startswith("A setting cannot be understood: web_port")
    assert "Traceback" not in asked.stderr
