import os
import subprocess
import sys
from pathlib import Path

from tests.deploy.files import DEPLOY
from workers.stack.temporal_server import RETENTION, SEARCH_ATTRIBUTES, EmbeddedTemporal


def prepare(server: EmbeddedTemporal, namespace: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DEPLOY / "temporal-namespace.sh"],
        env=environment(server, namespace),
        capture_output=True,
        text=True,
        check=True,
    )


def environment(server: EmbeddedTemporal, namespace: str) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
        "HOME": str(server.folder),
        "TEMPORAL_ADDRESS": server.address,
        "TEMPORAL_NAMESPACE": namespace,
    }


def asked(server: EmbeddedTemporal, namespace: str, *words: str) -> str:
    said = subprocess.run(
        ["temporal", "operator", *words, "--namespace", namespace],
        env=environment(server, namespace),
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout


def test_a_namespace_of_its_own_gets_what_the_workflows_need(
    temporal_server: EmbeddedTemporal,
) -> None:
    prepare(temporal_server, "of-a-cluster")
    listed = asked(temporal_server, "of-a-cluster", "search-attribute", "list")
    for name, kind in SEARCH_ATTRIBUTES.items():
        assert [name, kind] in [line.split() for line in listed.splitlines()]
    assert RETENTION == "90d"
    assert "2160h" in asked(temporal_server, "of-a-cluster", "namespace", "describe")


def test_a_second_time_changes_nothing(temporal_server: EmbeddedTemporal) -> None:
    prepare(temporal_server, "twice")
    again = prepare(temporal_server, "twice")
    assert "ready" in again.stdout
    assert "created" not in again.stdout.lower()
