"""What the desk refuses when pools are opened, sized and given models, by name."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.devices import DeviceModel
from models.pools import Pool
from rules.errors import DeskError, Kind


class PoolCodeInvalid(DeskError):
    """This is no code for a pool."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, code: str) -> None:
        super().__init__(
            f"'{code}' cannot be a pool's code. Use 1 to 40 letters, digits, dots, dashes and "
            "underscores, and begin with a letter or digit.",
            code=code,
        )


class PoolCodeTaken(DeskError):
    """Another pool has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Pool {code} is on record already. Choose another code.", pool=code)


class PoolAlreadyOpen(DeskError):
    """The customer has a pool for this site and family."""

    def __init__(self, pool: Pool) -> None:
        place = f"site '{pool.site}'" if pool.site else "the main site"
        super().__init__(
            f"Pool {pool.code} already serves {place} with family '{pool.family}'. Add the model "
            "to it, or name another site or family.",
            pool=pool.code,
        )


class SiteNameUnusable(DeskError):
    """No shelf can be named after this site."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, site: str, shelf: str) -> None:
        super().__init__(
            f"The shelf of site '{site}' would be called '{shelf}', which is too long, says "
            "nothing, or is another one's. Give the site another, shorter name.",
            site=site,
        )


class PoolSizeWrong(DeskError):
    """A pool cannot be sized like this."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, figure: str, value: object, remedy: str) -> None:
        super().__init__(f"{figure}: {value}. {remedy}", figure=figure, value=str(value))


class ModelInPool(DeskError):
    """The pool has this model already."""

    def __init__(self, pool: Pool, model: DeviceModel) -> None:
        super().__init__(
            f"Pool {pool.code} holds {model.code} already. Count its fleet to size it.",
            pool=pool.code,
            model=model.code,
        )


class ModelOnShelfTwice(DeskError):
    """No shelf has one model in two pools."""

    def __init__(self, other: str, model: DeviceModel) -> None:
        super().__init__(
            f"Pool {other} holds {model.code} on the same shelf, so nobody could tell whose unit "
            "is whose. Use that pool, or one of another site.",
            pool=other,
            model=model.code,
        )


class ModelNotInPool(DeskError):
    """The pool does not hold this model."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, pool: Pool, code: str) -> None:
        super().__init__(
            f"Pool {pool.code} does not hold {code}. Add the model to the pool first.",
            pool=pool.code,
            model=code,
        )


class ReplacesItself(DeskError):
    """A model cannot follow or stand in for itself."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, model: str, other: str) -> None:
        super().__init__(
            f"{other} already leads back to {model}. Name a model that does not.",
            model=model,
            other=other,
        )


class WeightImpossible(DeskError):
    """A model cannot have this weight."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, weight: Decimal) -> None:
        super().__init__(
            f"{weight} is no weight. Give a number above 0 and up to 100; 1 is a model like any "
            "other.",
            weight=str(weight),
        )


class FleetImpossible(DeskError):
    """No fleet has so many devices."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, devices: int, most: int) -> None:
        super().__init__(
            f"{devices} is no number of devices. Give a whole number from 0 to {most}.",
            devices=devices,
        )


class FleetDayImpossible(DeskError):
    """A fleet cannot be counted from that day."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{day} is not a day to count from. Give one from {first} to {last}.",
            day=day.isoformat(),
        )


class ApprovalLimitImpossible(DeskError):
    """Nobody can have this approval limit."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, limit: Decimal) -> None:
        super().__init__(
            f"{limit} is no limit. Give an amount of 0 or more, or leave it out to use the "
            "contract's.",
            limit=str(limit),
        )


class ApproverUnreachable(DeskError):
    """Nobody can be asked at this address."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Give the approver's name and e-mail address: the question goes there.")
