"""One JSON line per fact on standard error; never a name or an address of a person."""

import logging
import sys
from typing import Any

import structlog

SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
)
# These print lines of their own unless told to pass them on.
TALKERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "aiosmtpd", "mail.log")
# These write down every request or every mail command, addresses included.
TELLTALES = ("uvicorn.access", "mail.log")


def configure_logging(part: str, *, level: str = "INFO") -> None:
    """Sends structlog and standard logging the same way, every line marked with its `part`."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=True, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in TALKERS:
        talker = logging.getLogger(name)
        talker.handlers, talker.propagate = [], True
    for name in TELLTALES:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(part=part)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger to bind `case` and `workflow_id` to."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
