"""The files of deploy/ as tests read them."""

import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def compose() -> dict[str, Any]:
    """The compose file, fragments resolved, variables left as they are written."""
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text()))


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our own image."""
    services: dict[str, dict[str, Any]] = compose()["services"]
    return {name: one for name, one in services.items() if one["image"].startswith("swapdesk:")}


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions: their word and the rest, continued lines joined."""
    text = (DEPLOY / "Containerfile").read_text()
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text)).splitlines()
    return [(word, rest) for line in lines if line for word, _, rest in [line.partition(" ")]]


def make_secrets(parent: Path) -> Path:
    """A folder of fresh secrets, as an operator makes it."""
    folder = parent / "secrets"
    subprocess.run([DEPLOY / "make-secrets.sh", folder], check=True, capture_output=True)
    return folder
