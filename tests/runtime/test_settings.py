import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from runtime.places import Places
from runtime.running import RunningPart, RunningStack, announce_stack
from runtime.settings import (
    BadSetting,
    Mode,
    NotInProduction,
    Secret,
    Settings,
    env_example,
    load_settings,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("DATABASE_URL", "TEMPORAL_ADDRESS", "SWAPDESK_MODE", "SWAPDESK_TIME_SKIPPING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SWAPDESK_DATA_DIR", str(tmp_path / "desk"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def test_the_example_file_names_every_setting() -> None:
    assert (ROOT / ".env.example").read_text() == env_example(), (
        "run: python -m runtime.settings > .env.example"
    )


def test_the_example_file_can_be_made_from_the_command_line() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "runtime.settings"], cwd=ROOT, capture_output=True, check=True
    )
    assert made.stdout.decode() == (ROOT / ".env.example").read_text()


def test_a_desk_is_a_production_desk_unless_told_otherwise() -> None:
    settings = load_settings()
    assert settings.mode is Mode.PRODUCTION
    assert (settings.time_skipping, settings.business_time, settings.kill_points) == (
        False,
        False,
        "",
    )


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_a_demo_or_a_test_may_bend_time(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAPDESK_MODE", mode)
    monkeypatch.setenv("SWAPDESK_KILL_POINTS", "label.after_carrier=exit")
    settings = load_settings()
    assert (settings.time_skipping, settings.business_time) == (True, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SWAPDESK_TIME_SKIPPING", "true"),
        ("SWAPDESK_BUSINESS_TIME", "1"),
        ("SWAPDESK_KILL_POINTS", "label.after_carrier=exit"),
    ],
)
def test_production_refuses_bent_time_and_faults_on_purpose(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(NotInProduction, match=f"{name} is set"):
        load_settings()


def test_a_setting_that_makes_no_sense_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SWAPDESK_WEB_PORT", "eighty")
    with pytest.raises(BadSetting, match="web_port"):
        load_settings()


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        load_settings().web_port = 1


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    assert load_settings().database_url is None


def test_a_given_secret_wins_over_a_generated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    generated = load_settings().secret(Secret.PRACTICE_KEY)
    assert load_settings().secret(Secret.PRACTICE_KEY) == generated
    monkeypatch.setenv("SWAPDESK_PRACTICE_KEY", "from outside")
    load_settings.cache_clear()
    assert load_settings().secret(Secret.PRACTICE_KEY) == "from outside"
    assert "from outside" not in repr(load_settings())


def test_temporal_is_reached_as_the_sdk_says_with_tls_and_api_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "desk.example.tmprl.cloud:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "desk.example")
    monkeypatch.setenv("TEMPORAL_API_KEY", "key")
    connection = load_settings().temporal_connection()
    assert connection.get("target_host") == "desk.example.tmprl.cloud:7233"
    assert connection.get("namespace") == "desk.example"
    assert connection.get("api_key") == "key"
    assert connection.get("tls") is True


def test_temporal_settings_may_stand_in_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TEMPORAL_ADDRESS=far.example:7233\nTEMPORAL_API_KEY=key\n")
    connection = load_settings().temporal_connection()
    assert connection.get("target_host") == "far.example:7233"
    assert connection.get("api_key") == "key"


STACK = """
import os, sys, time
from pathlib import Path
from runtime.places import Places
from runtime.running import RunningStack, announce_stack
places = Places(root=Path(os.environ["SWAPDESK_DATA_DIR"]))
places.prepare()
announce_stack(places, RunningStack(pid=os.getpid(), started_at="", mode="demo", environment={
    "SWAPDESK_MODE": "demo", "SWAPDESK_WEB_PORT": "8999", "TEMPORAL_ADDRESS": "127.0.0.1:7999",
    "SWAPDESK_TEMPORAL_EMBEDDED": "true", "DATABASE_URL": "postgresql+psycopg://x@/y",
    "DATABASE_RUNTIME_URL": "postgresql+psycopg://runtime@/y"}))
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def running() -> Iterator[None]:
    # The last word makes it look like the supervisor's command line.
    command = [sys.executable, "-c", STACK, "workers.stack"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as stack:
        assert stack.stdout
        stack.stdout.readline()
        yield
        stack.kill()


@pytest.mark.usefixtures("running")
def test_a_running_stack_tells_every_other_command_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = load_settings()
    assert settings.mode is Mode.DEMO
    assert settings.web_port == 8999
    assert settings.database_url == "postgresql+psycopg://x@/y"
    assert settings.database_runtime_url == "postgresql+psycopg://runtime@/y"
    monkeypatch.setenv("TEMPORAL_API_KEY", "of another server")
    assert settings.temporal_connection() == {
        "target_host": "127.0.0.1:7999",
        "namespace": "default",
    }


@pytest.mark.usefixtures("running")
def test_the_environment_wins_over_a_running_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAPDESK_WEB_PORT", "8001")
    monkeypatch.setenv("DATABASE_URL", "postgresql://far.example/desk")
    monkeypatch.setenv("TEMPORAL_ADDRESS", "far.example:7233")
    assert load_settings().web_port == 8001
    assert load_settings().temporal_connection().get("target_host") == "far.example:7233"
    assert not load_settings().temporal_embedded
    assert load_settings().database_url == "postgresql://far.example/desk"
    assert load_settings().database_runtime_url is None


def test_a_stack_that_is_gone_tells_nothing(tmp_path: Path) -> None:
    places = Places(root=tmp_path / "desk")
    places.prepare()
    part = RunningPart(name="web", pid=1, address="", version="", log="", healthy=True)
    announce_stack(
        places,
        RunningStack(
            pid=1,  # alive, yet not a stack
            started_at="",
            mode="demo",
            parts=[part],
            environment={"SWAPDESK_WEB_PORT": "1"},
        ),
    )
    assert Settings().web_port == 8420
