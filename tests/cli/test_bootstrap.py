"""The set-up script on imitated bare machines: only what it calls is there, and recorded."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "cat", "cksum", "head", "rm", "mkdir", "cp", "dirname", "env", "touch", "chmod")

PYTHON = """#!/bin/sh
machine={machine}
case "$*" in
    *version_info\\ \\<*) exit {too_old} ;;
    *ensurepip*) test -e "$machine/complete" ;;
    *"%d.%d"*) echo 3.12 ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    "-m pip --version") test -x .venv/bin/python ;;
    "-m pip install"*)
        echo "pip ${{*#-m pip install --quiet --no-warn-script-location }}" >>"$machine/done"
        touch .venv/bin/swapdesk && chmod +x .venv/bin/swapdesk ;;
esac
"""
APT = """#!/bin/sh
echo "apt-get $*" >>{machine}/done
case "$*" in install*) touch {machine}/complete ;; esac
"""


class Machine:
    def __init__(self, folder: Path, *, root: bool, too_old: bool = False) -> None:
        self.folder, self.bin, self.clone = folder, folder / "bin", folder / "clone"
        self.bin.mkdir(parents=True)
        (self.clone / "deploy").mkdir(parents=True)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        for name in ("requirements.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.clone)
        shutil.copy(ROOT / "deploy" / "bootstrap.sh", self.clone / "deploy")
        self.program("python3", PYTHON.format(machine=folder, too_old=int(too_old)))
        self.program("apt-get", APT.format(machine=folder))
        self.program("id", f"#!/bin/sh\necho {0 if root else 1000}\n")

    def program(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def complete(self) -> "Machine":
        (self.folder / "complete").touch()
        return self

    def set_up(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.clone / "deploy" / "bootstrap.sh"), *words],
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def done(self) -> list[str]:
        record = self.folder / "done"
        return record.read_text().splitlines() if record.exists() else []


PIP = [
    "pip --require-hashes -r requirements.lock",
    "pip --no-deps --no-build-isolation --editable .",
]


def test_the_pinned_packages_then_the_project_are_installed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=False).complete()
    made = machine.set_up()
    assert made.returncode == 0, made.stderr
    assert machine.done == PIP


def test_a_second_run_does_nothing_until_a_pin_changes(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=False).complete()
    machine.set_up()
    again = machine.set_up()
    assert (again.returncode, again.stderr, machine.done) == (0, "", PIP)
    with (machine.clone / "requirements.lock").open("a") as lock:
        lock.write("# another pin\n")
    assert machine.set_up().returncode == 0
    assert machine.done == PIP * 2


def test_an_interrupted_set_up_is_done_again(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=False).complete()
    machine.set_up()
    (machine.clone / ".venv" / "swapdesk-stamp").unlink()
    assert machine.set_up().returncode == 0
    assert machine.done == PIP * 2


def test_a_broken_environment_is_made_anew(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=False).complete()
    (machine.clone / ".venv" / "bin").mkdir(parents=True)
    (machine.clone / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
    assert machine.set_up().returncode == 0
    assert machine.done == PIP


def test_root_on_a_bare_debian_gets_the_missing_package(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=True)
    made = machine.set_up()
    assert made.returncode == 0, made.stderr
    assert machine.done == [
        "apt-get update -qq",
        "apt-get install -y -qq --no-install-recommends python3.12-venv",
        *PIP,
    ]


def test_a_normal_user_on_a_bare_debian_is_told_what_to_type(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=False)
    told = machine.set_up()
    assert told.returncode == 3
    assert "sudo apt-get update && sudo apt-get install -y python3.12-venv" in told.stderr
    assert machine.done == []


def test_a_python_that_is_too_old_does_not_count(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=False, too_old=True).complete()
    told = machine.set_up()
    assert told.returncode == 3
    assert "install -y python3 python3-venv" in told.stderr


@pytest.mark.parametrize("root", [True, False])
def test_the_browser_is_asked_for_only_when_missing(tmp_path: Path, *, root: bool) -> None:
    machine = Machine(tmp_path, root=root)
    asked = machine.set_up("chromium")
    if root:
        assert machine.done[-1] == "apt-get install -y -qq --no-install-recommends chromium"
    else:
        assert "sudo apt-get install -y chromium" in asked.stderr
        assert asked.returncode == 3
    machine.program("chromium", "#!/bin/sh\n")
    before = machine.done
    assert machine.set_up("chromium").returncode == 0
    assert machine.done == before


def test_an_unknown_word_is_a_usage_error(tmp_path: Path) -> None:
    assert Machine(tmp_path, root=False).set_up("dance").returncode == 2


def test_the_script_may_be_run_as_it_lies_in_the_repository() -> None:
    assert os.access(ROOT / "deploy" / "bootstrap.sh", os.X_OK)
