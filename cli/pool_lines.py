"""Pools as lines of a terminal."""

from collections.abc import Iterable, Iterator
from datetime import date

from desk.pool_lines import ModelLine, PoolLine
from desk.pool_page import ModelView, PoolView


def list_lines(pools: Iterable[PoolLine]) -> list[str]:
    """A small table, at most 80 columns wide: a line for each model of each pool."""
    head = f"{'pool':<19}{'customer':<13}{'model':<14}{'level':>6}{'target':>7}  {'runs out':<11}"
    lines = [list_line(pool, one) for pool in pools for one in pool.models]
    return [f"{head}asked", *lines] if lines else ["No pool is on this page."]


def list_line(pool: PoolLine, model: ModelLine) -> str:
    """One model of one pool."""
    asked = model.prompt.state.value if model.prompt else "-"
    return (
        f"{pool.code:<18.18} {pool.customer:<12.12} {model.model:<13.13} {model.counted:>6}"
        f"{model.target:>7}  {said(model.run_out_on):<11}{asked}"
    )


def said(day: date | None) -> str:
    """The day, or that none is known."""
    return day.isoformat() if day else "-"


def pool_lines(view: PoolView) -> list[str]:
    """The pool's page in words."""
    line = view.line
    return [
        f"{line.code}: {line.name}, for {line.customer_name}, {line.site or 'main site'}",
        f"Kept on {view.shelf} under {view.contract}. Target: {view.target}.",
        view.target_because,
        *([view.advice] if view.advice else []),
        *(text for model in view.models for text in model_lines(model)),
        *(f"Asked {one.model} x{one.quantity}: {one.state}" for one in view.prompts),
        *(
            f"Order {one.number} x{one.quantity}: {one.state}, expected on {one.expected_on}"
            for one in view.orders
        ),
        *(f"Decides: {one.name} <{one.email}>" for one in view.approvers),
        *(f"{one.at:%Y-%m-%d %H:%M} {one.sentence}" for one in view.story),
    ]


def model_lines(model: ModelView) -> Iterator[str]:
    """The model's level, part by part, and what it faces."""
    line = model.line
    yield f"{line.model}: {line.counted} of {line.target}"
    yield f"  {', '.join(f'{part.name} {part.count}' for part in model.parts if part.count)}"
    yield f"  {model.share}"
    yield f"  {model.forecast}"
