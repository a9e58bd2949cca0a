"""What the desk refuses about the exchange of a generation, by name."""

from models.pools import Pool
from rules.errors import DeskError


class StillMade(DeskError):
    """The model has no successor yet."""

    def __init__(self, pool: Pool, model: str) -> None:
        super().__init__(
            f"In pool {pool.code} {model} is not discontinued by today. Say first from which day "
            "it is no longer made, and what follows it.",
            pool=pool.code,
            model=model,
        )


class NothingToExchange(DeskError):
    """The pool has, or will have, enough of the successor."""

    def __init__(self, pool: Pool, successor: str, goal: int, there: int) -> None:
        super().__init__(
            f"Pool {pool.code} needs {goal} units of {successor}, and {there} are there, come or "
            "are asked for. Take the old ones out, or write them off.",
            pool=pool.code,
            model=successor,
            goal=goal,
        )


class AskedAlready(DeskError):
    """The customer is being asked about this model."""

    def __init__(self, pool: Pool, model: str) -> None:
        super().__init__(
            f"An open question about {model} of pool {pool.code} waits for the customer. Wait for "
            "its answer, or for its end.",
            pool=pool.code,
            model=model,
        )
