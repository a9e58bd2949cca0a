import json
import subprocess
import sys

SPEAK = """
import logging
from runtime.log import configure_logging, get_logger
configure_logging("worker")
get_logger("desk").bind(case="SE-2026-000123").info("label printed", leg=1)
logging.getLogger("elsewhere").warning("slow %s", "answer")
logging.getLogger("mail.log").info("RCPT TO someone@example.org")
logging.getLogger("uvicorn.error").info("started")
try:
    1 / 0
except ZeroDivisionError:
    get_logger("desk").exception("broken")
"""


def lines() -> list[dict[str, object]]:
    said = subprocess.run([sys.executable, "-c", SPEAK], capture_output=True, text=True, check=True)
    assert said.stdout == ""
    return [json.loads(line) for line in said.stderr.splitlines()]


def test_every_fact_is_one_json_line_marked_with_its_part() -> None:
    label, slow, started, broken = lines()
    assert (label["event"], label["case"], label["leg"]) == ("label printed", "SE-2026-000123", 1)
    assert (slow["event"], slow["logger"], slow["level"]) == ("slow answer", "elsewhere", "warning")
    assert started["event"] == "started"
    assert "ZeroDivisionError" in str(broken["exception"])
    assert {line["part"] for line in (label, slow, started, broken)} == {"worker"}
    assert str(label["timestamp"]).endswith("Z")
