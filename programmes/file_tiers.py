"""The tiers of a programme file: each gets the rows that name it, or a tier it includes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

from rules.fields import Parser, Path, mapping, texts
from rules.fulfilment import (
    AdvanceReplacementTerms,
    OnSiteTerms,
    ReferralTerms,
    RepairTerms,
    ReturnTerms,
    SoftwareTerms,
    SwapTerms,
)
from rules.programme import Tier
from rules.service_words import Measure
from rules.shapes import Count, read_shape

if TYPE_CHECKING:
    from programmes.programme_file import Sections


@dataclass(frozen=True, slots=True, kw_only=True)
class TierHead:
    """A tier's name, the tiers whose rows it has too, and the level its cases start at."""

    id: str
    label: str
    includes: tuple[str, ...] = ()
    triage_level: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One remedy and the tiers it is sold with."""

    tiers: tuple[str, ...]
    terms: Any


def offer_of(kind: type) -> Parser:
    """A parser for `tiers` with one remedy's terms beside it."""

    def parse(value: object, path: Path) -> Offer:
        given = dict(mapping(value, path))
        tiers = texts(given.pop("tiers", ()), (*path, "tiers"))
        return Offer(tiers=tiers, terms=read_shape(kind, given, path))

    return parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """The remedies of a programme; one left out is sold with no tier."""

    swap: Annotated[Offer | None, offer_of(SwapTerms)] = None
    advance_replacement: Annotated[Offer | None, offer_of(AdvanceReplacementTerms)] = None
    repair: Annotated[Offer | None, offer_of(RepairTerms)] = None
    on_site: Annotated[Offer | None, offer_of(OnSiteTerms)] = None
    software: Annotated[Offer | None, offer_of(SoftwareTerms)] = None
    referral: Annotated[Offer | None, offer_of(ReferralTerms)] = None

    @property
    def moves_things(self) -> bool:
        """True when a device comes back under some remedy."""
        return any((self.swap, self.advance_replacement, self.repair))


class Row(Protocol):
    """Anything that names tiers; naming none means all."""

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers it holds for."""


RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picker:
    """The rows that reach one tier, its own name first, then those it includes."""

    names: tuple[str, ...] = field(default_factory=tuple)

    def all(self, rows: Iterable[RowT]) -> tuple[RowT, ...]:
        return tuple(row for row in rows if not row.tiers or set(row.tiers) & set(self.names))

    def one(self, rows: Sequence[RowT]) -> RowT | None:
        """The row that names the tier itself before one of an included tier or of all."""
        for name in self.names:
            for row in rows:
                if name in row.tiers:
                    return row
        return next((row for row in rows if not row.tiers), None)

    def terms(self, offer: Offer | None) -> Any:  # noqa: ANN401 - the terms of any remedy
        return offer.terms if offer and set(offer.tiers) & set(self.names) else None


def resolve_tiers(sections: "Sections", returns: ReturnTerms) -> dict[str, Tier]:
    """Every tier with all that is sold with it."""
    return {name: _resolve(sections, head, returns) for name, head in sections.tiers.items()}


def reach(sections: "Sections", head: TierHead) -> tuple[str, ...]:
    """The tier's own name and, in turn, those of the tiers it includes."""
    names = [head.id]
    for name in names:
        names += [inner for inner in sections.tiers[name].includes if inner not in names]
    return tuple(names)


def _resolve(sections: "Sections", head: TierHead, returns: ReturnTerms) -> Tier:
    pick = _Picker(names=reach(sections, head))
    sold = sections.fulfilment
    levels = [sections.tiers[name].triage_level for name in pick.names]
    return Tier(
        id=head.id,
        label=head.label,
        returns=returns,
        includes=pick.names[1:],
        triage_level=next((level for level in levels if level is not None), None),
        swap=pick.terms(sold.swap),
        advance_replacement=pick.terms(sold.advance_replacement),
        repair=pick.terms(sold.repair),
        on_site=pick.terms(sold.on_site),
        software=pick.terms(sold.software),
        referral=pick.terms(sold.referral),
        remote=pick.one(sections.remote),
        handling=pick.one(sections.handling),
        expired=pick.one(sections.expired),
        sale=pick.one(sections.sales),
        alerts=bool(set(sections.intake.alert_tiers) & set(pick.names)),
        topics={key: row for key, row in sections.topics.items() if pick.all((row,))},
        channels=pick.all(sections.channels),
        targets=pick.all(sections.targets),
        access=pick.all(sections.access),
        coverage=pick.all(tuple(sections.coverage.values())),
        open=pick.all(sections.open),
    )


#: The remedies a file may describe below `fulfilment`, by the measure they stand for.
REMEDY_SECTIONS = {
    "swap": Measure.SWAP,
    "advance_replacement": Measure.ADVANCE_REPLACEMENT,
    "repair": Measure.REPAIR,
    "on_site": Measure.ON_SITE,
    "software": Measure.SOFTWARE_DELIVERY,
    "referral": Measure.REFERRAL,
}
