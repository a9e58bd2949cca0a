"""Writes the units of a pool as CSV: serial, model, place, and what each counts as."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import tell
from desk.pool_units import pool_units_table

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.command()
def pool_units(
    pool: Annotated[str, typer.Argument(help="The pool's code.")],
    *,
    to: Annotated[Path | None, typer.Option(help="The file (default: standard output).")] = None,
    tenant: OfTenant = "",
    email: AsPerson = "",
) -> None:
    """Writes the units of a pool as CSV: serial, model, place, and what each counts as."""
    with at_the_desk(tenant, email) as desk:
        table = pool_units_table(desk.database, desk.actor, pool)
    if to is None:
        sys.stdout.buffer.write(table)
    else:
        to.write_bytes(table)
        tell(f"Written: {to}")
