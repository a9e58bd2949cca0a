"""The command `swapdesk`: each module of this folder with an `app` is one of its words.

A module `cli/case.py` becomes `swapdesk case …` when it says `app = typer.Typer(…)`. An app with
one command and no callback is that command itself (`swapdesk up`); with a callback or several
commands it is a noun with verbs (`swapdesk case list`). The first line of the module's docstring
is its line in `swapdesk --help`; only the module that is asked for is imported.
"""

import ast
import importlib
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer._click import Command, Context  # Typer brings its own click and types with it
from typer.core import TyperCommand, TyperGroup

from cli.output import refuse
from rules.errors import DeskError

NO_WORDS = {"__init__", "main", "output"}
FOLDER = Path(__file__).parent


class Words(TyperGroup):
    """The modules of this folder as commands, imported only when used."""

    def list_commands(self, _ctx: Context) -> list[str]:
        """The words, in alphabetical order."""
        return [word for word in _modules() if _purpose(_modules()[word]) is not None]

    def get_command(self, ctx: Context, name: str) -> Command | None:
        """The command itself, or its one line when only a list is wanted."""
        path = _modules().get(name)
        if path is None or (purpose := _purpose(path)) is None:
            return None
        wanted = ctx.resilient_parsing or name in ctx.meta.get("swapdesk.wanted", ())
        return _imported(name, path) if wanted else TyperCommand(name, help=purpose)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """As the parent, with the named module imported."""
        ctx.meta["swapdesk.wanted"] = args[:1]
        return super().resolve_command(ctx, args)


def _modules() -> dict[str, Path]:
    found = sorted(path for path in FOLDER.glob("*.py") if path.stem not in NO_WORDS)
    return {path.stem.replace("_", "-"): path for path in found}


def _purpose(path: Path) -> str | None:
    """The first line of the module's docstring; None when it has no `app`."""
    tree = ast.parse(path.read_text())
    named = {target.id for node in tree.body for target in _targets(node)}
    line = (ast.get_docstring(tree) or "").partition("\n")[0]
    return line if "app" in named else None


def _targets(node: ast.stmt) -> list[ast.Name]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target for target in targets if isinstance(target, ast.Name)]


def _imported(name: str, path: Path) -> Command:
    command = typer.main.get_command(importlib.import_module(f"cli.{path.stem}").app)
    command.name = name
    return command


app = typer.Typer(
    name="swapdesk",
    cls=Words,
    help="The desk that replaces broken devices.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help is there in a third of the time
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - the shape of an option's callback
    if asked:
        print(version("swapdesk"))  # noqa: T201 - the result
        raise typer.Exit


@app.callback()
def root(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print it."),
    ] = False,
) -> None:
    """The desk that replaces broken devices."""


def main(words: list[str] | None = None) -> None:
    """Runs one command and exits: 0 done, 1 refused, 2 usage, 3 unreachable."""
    given = sys.argv[1:] if words is None else words
    try:
        answer: Any = app(args=given, prog_name="swapdesk", standalone_mode=True)
    except DeskError as error:
        sys.exit(refuse(error, as_json="--json" in given))
    sys.exit(answer or 0)


if __name__ == "__main__":
    main()
