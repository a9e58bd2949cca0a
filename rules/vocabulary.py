"""What a language needs to say a decision: a sentence for each reason, and the words in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rules.decision import Verdict
from rules.fulfilment import Payer, RepairedGoesTo
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Measure, Requirement, ScopeFact

#: A reading by its name and value.
ReadingKey: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One language's words; every sentence of `reasons` names its facts in braces.

    `verdicts` name {measures}, except `refused`, which is said when nothing may be done.
    `costs` are those that are neither a measure nor a requirement.
    """

    reasons: Mapping[ReasonCode, str]
    verdicts: Mapping[Verdict, str]
    refused: str
    condition: str
    cost: str
    reading: str
    quoted: str
    rate: str
    measures: Mapping[Measure, str]
    askers: Mapping[Asker, str]
    channels: Mapping[ChannelKind, str]
    scope_facts: Mapping[ScopeFact, str]
    requirements: Mapping[Requirement, str]
    payers: Mapping[Payer, str]
    places: Mapping[RepairedGoesTo, str]
    costs: Mapping[str, str]
    units: Mapping[str, str]
    readings: Mapping[ReadingKey, str]
    between: str = "; "
