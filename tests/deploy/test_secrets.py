import os
import re
import subprocess
from pathlib import Path

from runtime.settings import Settings
from tests.deploy.files import DEPLOY, compose, make_secrets


def run_with(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DEPLOY / "with-secrets.sh", *command],
        env={"PATH": os.defpath, "SECRETS_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_file_becomes_the_variable_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "DATABASE_URL").write_text("postgresql://owner:a b'$c@host/db\n")
    (tmp_path / "OTHER").write_text("two\n")
    said = run_with(tmp_path, "sh", "-c", 'printf "%s|%s" "$DATABASE_URL" "$OTHER"')
    assert said.stdout == "postgresql://owner:a b'$c@host/db|two"


def test_without_secrets_the_command_just_runs(tmp_path: Path) -> None:
    assert run_with(tmp_path / "missing", "echo", "a  b").stdout == "a  b\n"


def test_the_commands_exit_code_is_the_processs(tmp_path: Path) -> None:
    assert run_with(tmp_path, "sh", "-c", "exit 7").returncode == 7


def test_the_folder_holds_what_compose_asks_for_and_keeps_others_out(tmp_path: Path) -> None:
    folder = make_secrets(tmp_path)
    assert {file.name for file in folder.iterdir()} == set(compose()["secrets"])
    assert folder.stat().st_mode & 0o777 == 0o700


def test_every_secret_is_drawn_anew(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = make_secrets(tmp_path / "a"), make_secrets(tmp_path / "b")
    for file in one.iterdir():
        assert file.read_text() != (two / file.name).read_text()
    drawn = {file.read_text().strip() for file in one.iterdir() if "URL" not in file.name}
    assert len(drawn) == 7
    assert all(re.fullmatch(r"[0-9a-f]{48}", text) for text in drawn)


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    said = subprocess.run([DEPLOY / "make-secrets.sh", tmp_path], capture_output=True, check=False)
    assert said.returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_the_addresses_carry_the_passwords_of_their_accounts(tmp_path: Path) -> None:
    folder = make_secrets(tmp_path)

    def text(name: str) -> str:
        return (folder / name).read_text().strip()

    settings = Settings(
        data_dir=tmp_path,
        database_url=text("DATABASE_URL"),
        database_runtime_url=text("DATABASE_RUNTIME_URL"),
    )
    owner, runtime = text("SWAPDESK_OWNER_PASSWORD"), text("SWAPDESK_RUNTIME_PASSWORD")
    assert f"//swapdesk_owner:{owner}@" in str(settings.database_url)
    assert f"//swapdesk_runtime:{runtime}@" in str(settings.database_runtime_url)
