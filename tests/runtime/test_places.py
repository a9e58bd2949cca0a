import os
import threading
from pathlib import Path

import pytest

from runtime.places import Places, default_data_folder, generated_secret, write_whole


def test_everything_lies_below_one_folder(tmp_path: Path) -> None:
    places = Places(root=tmp_path / "desk")
    places.prepare()
    folders = (places.mailbox, places.documents, places.logs, places.secrets, places.run)
    assert all(folder.parent == tmp_path / "desk" for folder in folders)
    assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in folders)


def test_others_may_at_most_pass_through_the_data_folder(tmp_path: Path) -> None:
    Places(root=tmp_path / "desk").prepare()
    mode = (tmp_path / "desk").stat().st_mode & 0o777
    assert mode == (0o711 if os.geteuid() == 0 else 0o700)


def test_a_folder_that_exists_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir(mode=0o750)
    Places(root=tmp_path / "desk").prepare()
    assert (tmp_path / "desk").stat().st_mode & 0o777 == 0o750


def test_root_uses_the_system_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert default_data_folder() == Path("/var/lib/swapdesk")


def test_a_user_has_the_desk_in_their_state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    assert default_data_folder() == Path("/home/someone/.local/state/swapdesk")
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert default_data_folder() == Path("/state/swapdesk")
    monkeypatch.setenv("XDG_STATE_HOME", "relative/is/ignored")
    assert default_data_folder() == Path("/home/someone/.local/state/swapdesk")


def test_a_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = generated_secret(tmp_path / "secrets", "session_secret")
    assert len(first) == 43
    assert generated_secret(tmp_path / "secrets", "session_secret") == first
    assert (tmp_path / "secrets" / "session_secret").stat().st_mode & 0o777 == 0o600
    assert [found.name for found in (tmp_path / "secrets").iterdir()] == ["session_secret"]


def test_many_who_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    got: list[str] = []
    askers = [
        threading.Thread(target=lambda: got.append(generated_secret(tmp_path, "one")))
        for _ in range(20)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(got) == 20
    assert len(set(got)) == 1


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "facts.json", "old")
    write_whole(tmp_path / "facts.json", "new")
    assert (tmp_path / "facts.json").read_text() == "new"
    assert [found.name for found in tmp_path.iterdir()] == ["facts.json"]
