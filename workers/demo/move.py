"""Moves one parcel of the practice carrier: `python -m workers.demo.move TRACKING STATUS`."""

import argparse
import sys
from datetime import datetime

from cli.output import refuse, show
from rules.errors import DeskError
from runtime.settings import Secret, load_settings
from workers.practice_carrier.steering import PracticeSteering
from workers.practice_carrier.words import CODES


def main() -> None:
    """Exits 0 when it happened, 1 when the carrier refused, 3 when it does not answer."""
    words = argparse.ArgumentParser(prog="swapdesk practice move", description=__doc__)
    words.add_argument("tracking")
    words.add_argument("status", choices=CODES)
    words.add_argument("--at", type=datetime.fromisoformat)
    words.add_argument("--place")
    words.add_argument("--json", action="store_true")
    asked = words.parse_args()
    try:
        settings = load_settings()
        steering = PracticeSteering(
            base_url=settings.practice_url, api_key=settings.secret(Secret.PRACTICE_KEY)
        )
        event = steering.move(asked.tracking, asked.status, asked.at, asked.place)
    except DeskError as error:
        sys.exit(refuse(error, as_json=asked.json))
    told = {"tracking": asked.tracking, "status": asked.status, "event_id": event}
    text = f"{asked.tracking}: {asked.status.replace('_', ' ')}; the desk is told."
    show(told, as_json=asked.json, text=text)


if __name__ == "__main__":
    main()
