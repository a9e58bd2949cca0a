"""Prints the API's description: `python -m web.api > deploy/openapi.json`."""

import json
import sys

from runtime.settings import Settings
from web.app import create_app


def described() -> str:
    """The description as the repository keeps it."""
    return json.dumps(create_app(Settings()).openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(described())
