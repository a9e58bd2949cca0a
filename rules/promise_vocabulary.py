"""What a language needs to explain a promise: its clauses, and the readings that were used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rules.reasons import ReasonCode

#: One day, and several.
OneOrMore: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWords:
    """One language's clauses, each naming in braces what is put in."""

    events: Mapping[ReasonCode, str]
    opening: str
    relations: Mapping[ReasonCode, str]
    then: str
    weekend: str
    where: str
    holiday: OneOrMore
    closed: OneOrMore
    counted: str
    delivered: str
    shipped: OneOrMore
    readings: Mapping[tuple[str, str], str]
    working_days: str
    whole: str
    between: str = "; "


PROMISE_WORDS: Mapping[str, PromiseWords] = {
    "en": PromiseWords(
        events={
            ReasonCode.REGISTERED: "Registered",
            ReasonCode.DEFECT_IDENTIFIED: "Defect identified",
            ReasonCode.UNIT_EXPECTED: "A unit is expected",
        },
        opening="{event} {day} {clock} in {place}{relation}",
        relations={
            ReasonCode.BEFORE_CUTOFF: ", before {cutoff}",
            ReasonCode.NOT_BEFORE_CUTOFF: ", not before {cutoff}",
        },
        then="then ",
        weekend="a weekend",
        where=" in calendar {calendar}",
        holiday=("{days} is a holiday ({names})", "{days} are holidays ({names})"),
        closed=("{days} is closed", "{days} are closed"),
        counted="counted as {day}",
        delivered="delivered {day}",
        shipped=(
            "shipped by the end of {day}, {days} working day later",
            "shipped by the end of {day}, {days} working days later",
        ),
        readings={
            ("cutoff_inclusive", "false"): "exactly {cutoff}:00 is late",
            ("cutoff_inclusive", "true"): "exactly {cutoff}:00 is still in time",
            ("non_business_day", "roll_forward"): "a day off counts as the next working day",
            ("non_business_day", "count_after"): (
                "counting starts after the day itself, also on a day off"
            ),
        },
        working_days="working days of calendar {calendar}",
        whole="{story}. Readings: {readings}.",
    ),
    "sv": PromiseWords(
        events={
            ReasonCode.REGISTERED: "Registrerat",
            ReasonCode.DEFECT_IDENTIFIED: "Felet fastställt",
            ReasonCode.UNIT_EXPECTED: "En enhet väntas",
        },
        opening="{event} {day} {clock} i {place}{relation}",
        relations={
            ReasonCode.BEFORE_CUTOFF: ", före {cutoff}",
            ReasonCode.NOT_BEFORE_CUTOFF: ", inte före {cutoff}",
        },
        then="sedan ",
        weekend="en helg",
        where=" i kalendern {calendar}",
        holiday=("{days} är helgdag ({names})", "{days} är helgdagar ({names})"),
        closed=("{days} är stängt", "{days} är stängt"),
        counted="räknas som {day}",
        delivered="levereras {day}",
        shipped=(
            "skickas senast {day}, {days} arbetsdag senare",
            "skickas senast {day}, {days} arbetsdagar senare",
        ),
        readings={
            ("cutoff_inclusive", "false"): "exakt {cutoff}:00 är för sent",
            ("cutoff_inclusive", "true"): "exakt {cutoff}:00 är fortfarande i tid",
            ("non_business_day", "roll_forward"): "en ledig dag räknas som nästa arbetsdag",
            ("non_business_day", "count_after"): (
                "räkningen börjar efter själva dagen, också på en ledig dag"
            ),
        },
        working_days="arbetsdagar enligt kalendern {calendar}",
        whole="{story}. Tolkningar: {readings}.",
    ),
    "fr": PromiseWords(
        events={
            ReasonCode.REGISTERED: "Enregistré le",
            ReasonCode.DEFECT_IDENTIFIED: "Défaut identifié le",
            ReasonCode.UNIT_EXPECTED: "Un appareil est attendu le",
        },
        opening="{event} {day} à {clock} à {place}{relation}",
        relations={
            ReasonCode.BEFORE_CUTOFF: ", avant {cutoff}",
            ReasonCode.NOT_BEFORE_CUTOFF: ", pas avant {cutoff}",
        },
        then="puis ",
        weekend="un week-end",
        where=" dans le calendrier {calendar}",
        holiday=("le {days} est férié ({names})", "les {days} sont fériés ({names})"),
        closed=("le {days} est fermé", "les {days} sont fermés"),
        counted="compté comme le {day}",
        delivered="livré le {day}",
        shipped=(
            "expédié au plus tard le {day}, {days} jour ouvré après",
            "expédié au plus tard le {day}, {days} jours ouvrés après",
        ),
        readings={
            ("cutoff_inclusive", "false"): "{cutoff}:00 précises, c'est trop tard",
            ("cutoff_inclusive", "true"): "{cutoff}:00 précises, c'est encore à temps",
            (
                "non_business_day",
                "roll_forward",
            ): "un jour chômé compte comme le jour ouvré suivant",
            ("non_business_day", "count_after"): (
                "le décompte commence après le jour même, aussi un jour chômé"
            ),
        },
        working_days="jours ouvrés du calendrier {calendar}",
        whole="{story}. Lectures : {readings}.",
        between=" ; ",
    ),
    "ro": PromiseWords(
        events={
            ReasonCode.REGISTERED: "Înregistrat",
            ReasonCode.DEFECT_IDENTIFIED: "Defect identificat",
            ReasonCode.UNIT_EXPECTED: "Un aparat este așteptat",
        },
        opening="{event} {day}, ora {clock}, la {place}{relation}",
        relations={
            ReasonCode.BEFORE_CUTOFF: ", înainte de {cutoff}",
            ReasonCode.NOT_BEFORE_CUTOFF: ", nu înainte de {cutoff}",
        },
        then="apoi ",
        weekend="un weekend",
        where=" în calendarul {calendar}",
        holiday=("{days} este zi liberă ({names})", "{days} sunt zile libere ({names})"),
        closed=("{days} este închis", "{days} este închis"),
        counted="se socotește ca {day}",
        delivered="livrat {day}",
        shipped=(
            "expediat cel târziu {day}, după {days} zi lucrătoare",
            "expediat cel târziu {day}, după {days} zile lucrătoare",
        ),
        readings={
            ("cutoff_inclusive", "false"): "exact {cutoff}:00 este prea târziu",
            ("cutoff_inclusive", "true"): "exact {cutoff}:00 este încă la timp",
            ("non_business_day", "roll_forward"): (
                "o zi liberă se socotește ca următoarea zi lucrătoare"
            ),
            ("non_business_day", "count_after"): (
                "numărarea începe după ziua însăși, și într-o zi liberă"
            ),
        },
        working_days="zilele lucrătoare ale calendarului {calendar}",
        whole="{story}. Interpretări: {readings}.",
    ),
}
