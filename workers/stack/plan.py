"""What a stack consists of here: its parts in starting order and the environment they share."""

import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from runtime.places import Places
from runtime.settings import (
    DATABASE_RUNTIME_URL,
    DATABASE_URL,
    PREFIX,
    TEMPORAL_ADDRESS,
    Secret,
    Settings,
)
from workers.stack.parts import Part
from workers.stack.ports import free_port
from workers.stack.postgres import RUNTIME, EmbeddedPostgres
from workers.stack.program import Program, http_answers, smtp_answers
from workers.stack.temporal_server import EmbeddedTemporal

ALL = (
    "postgres",
    "temporal",
    "migrate",
    "carrier",
    "mailbox",
    "worker",
    "relay",
    "web",
    "mail_drop",
)
HEALTH = "/healthz"
EVENTS_PATH = "/v1/carrier-events/practice"
#: Beyond this an open event stream would hold the web server back from stopping.
WEB_DRAIN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The ports this stack took: the wanted ones, or free ones where those were taken."""

    web: int
    temporal: int
    temporal_ui: int
    practice: int
    smtp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Servers first, then the migration, then the programs that need both."""

    servers: tuple[Part, ...]
    migration: Program | None
    programs: tuple[Part, ...]
    chosen: dict[str, str]
    environment: dict[str, str]
    links: dict[str, str]


def choose_ports(settings: Settings) -> Ports:
    """Free ports, as near to the settings as possible."""
    wanted = {
        "web": (settings.web_port, settings.web_host),
        "temporal": (settings.temporal_port, "127.0.0.1"),
        "temporal_ui": (settings.temporal_ui_port, "127.0.0.1"),
        "practice": (settings.practice_port, "127.0.0.1"),
        "smtp": (settings.smtp_port, "127.0.0.1"),
    }
    found: dict[str, int] = {}
    reserved = {port for port, _ in wanted.values()}
    for name, (port, host) in wanted.items():
        taken = (reserved - {port}) | set(found.values())
        found[name] = free_port(port, host, taken=taken)
    return Ports(**found)


def make_plan(settings: Settings, only: Collection[str] = ALL) -> Plan:
    """The plan for these settings; what the settings place elsewhere is not started here."""
    places, ports = settings.places, choose_ports(settings)
    servers, chosen = _servers(settings, ports, only)
    chosen = _own_facts(settings, ports) | chosen
    environment = _environment(settings, chosen)
    wanted = set(only) - _elsewhere(settings)
    parts = _programs(settings, ports, environment)
    programs = tuple(part for part in parts if part.key in wanted)
    migration = _program("migrate", ["cli.main", "migrate"], environment, places)
    return Plan(
        servers=servers,
        migration=migration if "migrate" in wanted else None,
        programs=programs,
        chosen=chosen,
        environment=environment,
        links=_links([*servers, *programs], chosen, places),
    )


def _elsewhere(settings: Settings) -> set[str]:
    """The parts that the settings say are somewhere else already."""
    owners = {"smtp_host": "mailbox", "practice_url": "carrier"}
    return {part for field, part in owners.items() if field in settings.model_fields_set}


def _servers(
    settings: Settings, ports: Ports, only: Collection[str]
) -> tuple[tuple[Part, ...], dict[str, str]]:
    """The servers to start here, and how to reach them."""
    parts: list[Part] = []
    reach: dict[str, str] = {}
    if settings.database_url is None and "postgres" in only:
        database = EmbeddedPostgres(settings.places.postgres)
        reach[DATABASE_URL] = database.url()
        reach[DATABASE_RUNTIME_URL] = database.url(RUNTIME)
        parts.append(_database_part(database))
    if settings.temporal_address is None and "temporal" in only:
        temporal = _temporal(settings, ports)
        reach[TEMPORAL_ADDRESS] = temporal.address
        reach[f"{PREFIX}TEMPORAL_EMBEDDED"] = "true"
        reach[f"{PREFIX}TEMPORAL_UI_URL"] = temporal.ui_url
        parts.append(_temporal_part(temporal))
    return tuple(parts), reach


def _own_facts(settings: Settings, ports: Ports) -> dict[str, str]:
    own_url = f"http://{_web_host(settings)}:{ports.web}"
    given = settings.model_fields_set
    facts = {
        "MODE": settings.mode.value,
        "DATA_DIR": str(settings.data_dir),
        "WEB_PORT": str(ports.web),
        "PUBLIC_URL": settings.public_url if "public_url" in given else own_url,
    }
    if "smtp_host" not in given:
        facts |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(ports.smtp)}
    if "practice_url" not in given:
        facts["PRACTICE_URL"] = _local(ports.practice)
    return {f"{PREFIX}{name}": value for name, value in facts.items()}


def _web_host(settings: Settings) -> str:
    """Where the web server answers us; "all addresses" includes this machine's own."""
    everywhere = {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
    return "127.0.0.1" if settings.web_host in everywhere else settings.web_host


def _environment(settings: Settings, chosen: dict[str, str]) -> dict[str, str]:
    """What every program sees; nobody else's TEMPORAL_* reaches the embedded server's clients."""
    embedded = f"{PREFIX}TEMPORAL_EMBEDDED" in chosen
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not (embedded and name.startswith("TEMPORAL_"))
    }
    secrets = {f"{PREFIX}{one.value.upper()}": settings.secret(one) for one in Secret}
    return {**inherited, **secrets, **chosen, "PYTHONUNBUFFERED": "1"}


def _temporal(settings: Settings, ports: Ports) -> EmbeddedTemporal:
    return EmbeddedTemporal(
        settings.places.temporal,
        ports.temporal,
        ports.temporal_ui,
        time_skipping=settings.time_skipping,
    )


def _database_part(server: EmbeddedPostgres) -> Part:
    return Part(
        key="postgres",
        title="PostgreSQL",
        server=server,
        check=server.answers,
        version=server.version,
        address=str(server.folder),
        infrastructure=True,
    )


def _temporal_part(server: EmbeddedTemporal) -> Part:
    return Part(
        key="temporal",
        title="Temporal",
        server=server,
        check=server.listens,
        version=server.version,
        address=server.address,
        url=server.ui_url,
        infrastructure=True,
    )


def _programs(settings: Settings, ports: Ports, environment: dict[str, str]) -> list[Part]:
    places = settings.places
    carrier = [
        *("workers.practice_carrier", "--port", str(ports.practice)),
        *("--folder", str(places.practice_carrier)),
        *("--events-url", f"{_local(ports.web)}{EVENTS_PATH}"),
    ]
    mailbox = ["workers.mailbox", "--port", str(ports.smtp), "--folder", str(places.mailbox)]
    web = [
        *("uvicorn", "web.app:create_app", "--factory"),
        *("--host", settings.web_host, "--port", str(ports.web)),
        *("--timeout-graceful-shutdown", str(WEB_DRAIN), "--no-server-header", "--no-access-log"),
    ]

    def part(key: str, title: str, command: list[str], port: int = 0) -> Part:
        server = _program(key, command, environment, places)
        host = _web_host(settings) if key == "web" else "127.0.0.1"
        if port:
            mail = key == "mailbox"
            server.check = smtp_answers(port) if mail else http_answers(port, HEALTH, host)
        return _program_part(key, title, server, f"{host}:{port}" if port else "")

    drop = ["workers.mail_drop", "--folder", str(settings.mail_drop)]
    drop += ["--tenant", settings.mail_drop_tenant] * bool(settings.mail_drop_tenant)
    return [
        part("carrier", "practice carrier", carrier, ports.practice),
        part("mailbox", "mailbox", mailbox, ports.smtp),
        part("worker", "worker", ["workers.desk_worker"]),
        part("relay", "relay", ["workers.relay"]),
        part("web", "web", web, ports.web),
        *([part("mail_drop", "mail drop", drop)] if settings.mail_drop else []),
    ]


def _program_part(key: str, title: str, server: Program, address: str) -> Part:
    return Part(
        key=key,
        title=title,
        server=server,
        check=server.answers,
        version=lambda: version("swapdesk"),
        address=address,
        url=f"http://{address}" if key in {"web", "carrier"} else "",
    )


def _program(key: str, command: list[str], environment: dict[str, str], places: Places) -> Program:
    log: Path = places.logs / f"{key}.log"
    return Program(key, [sys.executable, "-m", *command], environment=environment, log=log)


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _links(parts: Sequence[Part], chosen: dict[str, str], places: Places) -> dict[str, str]:
    told = {part.title: part.url for part in reversed(parts) if part.url}
    if "web" in told:
        told["web"] = chosen[f"{PREFIX}PUBLIC_URL"]
    return {**told, "mails": str(places.mailbox), "data": str(places.root)}
