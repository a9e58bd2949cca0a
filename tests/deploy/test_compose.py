"""What can be checked of the compose file without a container runtime: none was at hand."""

import importlib.util
import re
from typing import Any

import pytest

from runtime.settings import Settings
from tests.deploy.files import DEPLOY, compose, instructions, ours
from workers.stack.plan import HEALTH

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
OURS = ours()
SECRETS: dict[str, dict[str, str]] = compose()["secrets"]
EVERY_SERVICE = pytest.mark.parametrize("name", sorted(SERVICES))
#: A word that must never be followed by its value in a file of the repository.
SECRET_WORDS = re.compile(r"passw|pwd|secret|_key\b|DATABASE(_RUNTIME)?_URL", re.IGNORECASE)
VARIABLE = re.compile(r"(?<!\$)\$\{?(\w+)([^}]*)\}?")


def secrets_of(service: dict[str, Any]) -> set[str]:
    given = service.get("secrets", [])
    return {one if isinstance(one, str) else one["source"] for one in given}


def test_every_process_of_the_desk_is_there() -> None:
    assert sorted(OURS) == ["migrate", "practice-carrier", "relay", "web", "worker"]


@EVERY_SERVICE
def test_a_service_can_change_nothing_but_what_it_is_given(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"]


@EVERY_SERVICE
def test_a_service_has_limits_and_a_policy_to_start_again(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["pids_limit"] == 256
    assert service["restart"] in {"unless-stopped", "on-failure:5"}


@EVERY_SERVICE
def test_an_image_is_named_with_its_version(name: str) -> None:
    assert re.fullmatch(r"[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[name]["image"])


def test_only_the_web_port_is_published_and_on_this_machine_only() -> None:
    published = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    assert published == {"web": ["127.0.0.1:8420:8420"]}
    assert compose()["networks"]["inside"] == {"internal": True}
    outside = {name for name, one in SERVICES.items() if "outside" in one.get("networks", [])}
    assert outside == {"relay", "web"}


@EVERY_SERVICE
def test_no_secret_stands_in_an_environment(name: str) -> None:
    environment: dict[str, str] = SERVICES[name].get("environment", {})
    named = {key for key in environment if SECRET_WORDS.search(key)}
    assert named <= {"POSTGRES_PASSWORD_FILE"}


def test_every_secret_is_a_file_of_the_operators_folder_and_has_no_default() -> None:
    for name, secret in SECRETS.items():
        assert re.fullmatch(rf"\$\{{SWAPDESK_SECRETS:\?[^}}]*\}}/{name}", secret["file"])
    asked = {name for one in SERVICES.values() for name in secrets_of(one)}
    assert asked == set(SECRETS)


def test_no_variable_has_a_default() -> None:
    text = re.sub(r"(?m)\s*#.*$", "", (DEPLOY / "compose.yaml").read_text())
    rules = dict(VARIABLE.findall(text))
    assert set(rules) == {
        "SWAPDESK_MAIL_FROM",
        "SWAPDESK_PUBLIC_URL",
        "SWAPDESK_SECRETS",
        "SWAPDESK_SMTP_HOST",
    }
    assert all(rule.startswith(":?") for _, rule in VARIABLE.findall(text))


def test_only_the_migration_knows_the_owner() -> None:
    assert {name for name, one in SERVICES.items() if "DATABASE_URL" in secrets_of(one)} == {
        "migrate"
    }


def test_who_writes_a_link_and_who_opens_it_share_one_key() -> None:
    knowing = {name for name, one in SERVICES.items() if "SWAPDESK_LINK_KEY" in secrets_of(one)}
    assert knowing == {"worker", "relay", "web"}


@pytest.mark.parametrize("name", sorted(set(OURS) - {"web"}))
def test_every_command_is_a_module_or_a_word_of_ours(name: str) -> None:
    program, *words = OURS[name]["command"]
    if program == "python":
        assert words[0] == "-m"
        assert importlib.util.find_spec(words[1]) is not None
    else:
        assert program == "swapdesk"
        assert importlib.util.find_spec(f"cli.{words[0]}") is not None


def test_every_setting_exists() -> None:
    known = {f"SWAPDESK_{name.upper()}" for name in Settings.model_fields}
    for service in OURS.values():
        given = {name for name in service["environment"] if name.startswith("SWAPDESK_")}
        assert given <= known
    assert all(one["environment"]["SWAPDESK_MODE"] == "production" for one in OURS.values())


def test_only_the_web_server_is_asked_for_its_health_and_by_the_image() -> None:
    assert "test" not in OURS["web"]["healthcheck"]
    others = [one["healthcheck"] for name, one in OURS.items() if name != "web"]
    assert others == [{"disable": True}] * 4
    check = next(rest for word, rest in instructions() if word == "HEALTHCHECK")
    assert f"127.0.0.1:8420{HEALTH}" in check


def test_the_desk_starts_after_the_record_and_the_namespace_are_ready() -> None:
    for name in ("worker", "relay", "web"):
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "temporal-namespace": {"condition": "service_completed_successfully"},
        }


def test_every_file_that_is_mounted_is_here() -> None:
    mounts = [mount for one in SERVICES.values() for mount in one.get("volumes", [])]
    files = [mount.split(":") for mount in mounts if mount.startswith("./")]
    assert len(files) == 4
    for file, _, access in files:
        assert (DEPLOY / file).is_file()
        assert access == "ro"
