"""Says what is up, where, in which version, and what to do when it is not."""

import asyncio
import re
import socket
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError

from cli.output import UNREACHABLE, AsJson, show
from runtime.running import RunningPart, RunningStack, running_stack
from runtime.settings import Settings, load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)

PATIENCE = 3  # seconds for one part to answer
START = "run: swapdesk up"
PROGRAMS = ("carrier", "worker", "relay", "web")  # known only to the stack that runs them


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part: is it up, where, which version, and what to do (empty when all is well)."""

    part: str
    up: bool
    where: str
    version: str = ""
    remedy: str = ""


@app.command()
def doctor(
    data_dir: Annotated[
        Path | None, typer.Option(help="The stack's data folder (default: SWAPDESK_DATA_DIR).")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Looks at every part; exit code 3 when one is down."""
    settings = _settings(data_dir)
    stack = running_stack(settings.places)
    findings = list(_findings(settings, stack))
    told = {"data_dir": settings.data_dir, "mode": settings.mode, "parts": findings}
    healthy = all(finding.up for finding in findings)
    show({"healthy": healthy, **told}, as_json=as_json, text=_lines(settings, stack, findings))
    if not healthy:
        raise typer.Exit(UNREACHABLE)


def _settings(data_dir: Path | None) -> Settings:
    return Settings(data_dir=data_dir.absolute()) if data_dir else load_settings()


def _findings(settings: Settings, stack: RunningStack | None) -> Iterable[Finding]:
    parts = {part.name: part for part in stack.parts} if stack else {}
    yield _advised(_database(settings), parts.get("postgres"), "DATABASE_URL")
    yield _advised(_temporal(settings), parts.get("temporal"), "TEMPORAL_ADDRESS")
    yield _advised(_mail(settings), parts.get("mailbox"), "SWAPDESK_SMTP_HOST")
    for name in PROGRAMS:
        if part := parts.get(name):
            yield _advised(_program(part), part, "")
    if "web" not in parts:
        where = f"{settings.web_host}:{settings.web_port}"
        up = _listens(where)
        yield Finding(part="web", up=up, where=where, remedy="" if up else START)


def _advised(found: Finding, part: RunningPart | None, setting: str) -> Finding:
    """The finding with the place a person would look at, and what to do about it."""
    if part is not None and part.name == "postgres":
        found = replace(found, where=part.address)
    if found.up or found.remedy:
        return found
    if part is not None:
        return replace(found, remedy=f"it is being started again; its log: {part.log}")
    return replace(found, remedy=f"check {setting} and the server it names")


def _database(settings: Settings) -> Finding:
    if settings.database_url is None:
        return Finding(part="postgres", up=False, where="-", remedy=START)
    where = re.sub(r"//([^:@/]+):[^@/]*@", r"//\1@", settings.database_url)
    address = re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", settings.database_url)
    try:
        with closing(psycopg.connect(address, connect_timeout=PATIENCE)) as session:
            found = session.info.parameter_status("server_version") or ""
    except psycopg.Error:
        return Finding(part="postgres", up=False, where=where)
    return Finding(part="postgres", up=True, where=where, version=found)


def _temporal(settings: Settings) -> Finding:
    target = settings.temporal_connection().get("target_host", "")
    if settings.temporal_address is None and not _listens(target):
        return Finding(part="temporal", up=False, where=target, remedy=START)
    try:
        found = _temporal_version(settings)
    except (TimeoutError, EOFError):
        return Finding(part="temporal", up=False, where=target)
    return Finding(part="temporal", up=True, where=target, version=found)


def _temporal_version(settings: Settings) -> str:
    """Asked by a child that can be killed: a server that hangs also holds its client's process.

    Raises TimeoutError when it does not answer, EOFError when it cannot be asked.
    """
    fork = get_context("fork")
    heard, told = fork.Pipe(duplex=False)
    asker = fork.Process(target=_ask_temporal, args=(settings, told), daemon=True)
    asker.start()
    told.close()
    try:
        if not heard.poll(2 * PATIENCE):
            raise TimeoutError
        return str(heard.recv())
    finally:
        asker.kill()
        asker.join()
        heard.close()


def _ask_temporal(settings: Settings, told: "Connection[str, str]") -> None:
    """Send the server's version, or nothing at all when it refuses."""
    with suppress(RPCError, RuntimeError, OSError):
        told.send(asyncio.run(_version_asked(settings)))


async def _version_asked(settings: Settings) -> str:
    client = await Client.connect(**settings.temporal_connection())
    told = await client.workflow_service.get_system_info(GetSystemInfoRequest())
    return told.server_version


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with suppress(OSError, ValueError), socket.create_connection((host, int(port)), PATIENCE):
        return True
    return False


def _mail(settings: Settings) -> Finding:
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    up = _listens(where)
    local = "smtp_host" not in settings.model_fields_set
    return Finding(part="mail", up=up, where=where, remedy="" if up or not local else START)


def _program(part: RunningPart) -> Finding:
    up = part.healthy and (not part.address or _listens(part.address))
    where = part.url or part.address or f"pid {part.pid}"
    return Finding(part=part.name, up=up, where=where, version=part.version)


def _lines(
    settings: Settings, stack: RunningStack | None, findings: list[Finding]
) -> Iterable[str]:
    state = f"supervisor pid {stack.pid}" if stack else "no supervisor runs"
    yield f"{settings.mode.value} desk in {settings.data_dir} ({state})"
    for one in findings:
        yield f"  {'up  ' if one.up else 'DOWN'}  {one.part:<9} {one.where}  {one.version}".rstrip()
        if one.remedy:
            yield f"        {'':<9} {one.remedy}"
