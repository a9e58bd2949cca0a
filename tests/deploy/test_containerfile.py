import ast
import re
import tomllib

from tests.deploy.files import DEPLOY, ROOT, instructions

STEPS = instructions()
FINAL = STEPS[max(at for at, (word, _) in enumerate(STEPS) if word == "FROM") :]


def arguments(steps: list[tuple[str, str]], word: str) -> list[str]:
    return [rest.strip() for found, rest in steps if found == word]


def test_both_stages_name_a_slim_base_with_its_version() -> None:
    bases = {rest.partition(" AS ")[0] for rest in arguments(STEPS, "FROM")}
    assert bases == {"python:3.11-slim-bookworm"}


def test_every_package_is_checked_by_hash_and_none_is_compiled() -> None:
    download = next(rest for rest in arguments(STEPS, "RUN") if "pip download" in rest)
    assert "--require-hashes" in download
    assert "--only-binary=:all:" in download
    others = [rest for rest in arguments(STEPS, "RUN") if "pip wheel" in rest]
    assert all(
        "--no-index" in part
        for rest in others
        for part in rest.split("&&")
        if re.search(r"pip (wheel|--python \S+ install)", part)
    )


def test_the_final_stage_installs_nothing_and_runs_as_nobody_in_particular() -> None:
    text = "\n".join(rest for _, rest in FINAL)
    assert not re.search(r"apt-get|pip |gcc|build-essential|curl|wget", text)
    assert arguments(FINAL, "USER") == ["10001:10001"]
    assert FINAL.index(("USER", "10001:10001")) < FINAL.index(("EXPOSE", "8420"))


def test_every_room_is_copied_and_let_through() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rooms = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = {rest.split("/")[0] for rest in arguments(STEPS, "COPY") if rest.count("/ ") == 1}
    assert copied == set(rooms)
    allowed = (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
    assert {f"!{room}" for room in rooms} <= set(allowed)
    assert "*" in allowed


def test_the_web_server_is_started_as_the_stack_starts_it() -> None:
    command = ast.literal_eval(arguments(FINAL, "CMD")[0])
    plan = (ROOT / "workers" / "stack" / "plan.py").read_text()
    for word in ("web.app:create_app", "--factory", "--no-server-header", "--no-access-log"):
        assert word in command
        assert f'"{word}"' in plan
    assert arguments(FINAL, "ENTRYPOINT") == ['["with-secrets"]']


def test_nothing_secret_is_built_in() -> None:
    environment = " ".join(arguments(STEPS, "ENV") + arguments(STEPS, "ARG"))
    assert not re.search(r"(?i)password|secret|_key|database", environment)
