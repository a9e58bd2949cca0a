"""How a target's reasons are said in each language; braces are filled in by `target_words`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rules.reasons import ReasonCode
from rules.working_calendar import Closure

#: One, a few, and many of something ("de" in Romanian from 20 up).
Forms: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The sentences of one language; closures are a label for one day and one for more."""

    moment: str
    events: Mapping[ReasonCode, str]
    hours_and_days: Mapping[str, Forms]
    amounts: Mapping[str, str]
    untimed: Mapping[str, str]
    taken_up: str
    taken_up_again: str
    day: str
    stretch: str
    weekend: str
    closures: Mapping[Closure, tuple[str, str]]
    elsewhere: str
    due: str
    readings: str
    meanings: Mapping[tuple[str, str], str]


ENGLISH = Wording(
    moment="{day} {clock}",
    events={
        ReasonCode.REGISTERED: "Received {when} in {place}",
        ReasonCode.DEFECT_IDENTIFIED: "Defect identified {when} in {place}",
    },
    hours_and_days={
        "working": ("{n} working hour", "{n} working hours", "{n} working hours"),
        "working_days": ("{n} clock hour", "{n} clock hours", "{n} clock hours"),
        "elapsed": ("{n} hour", "{n} hours", "{n} hours"),
        "same_time": ("{n} working day", "{n} working days", "{n} working days"),
        "end_of_day": ("{n} working day", "{n} working days", "{n} working days"),
    },
    amounts={
        "working": "{amount} of calendar {calendar}",
        "working_days": "{amount} on working days of calendar {calendar}",
        "elapsed": "{amount}, day and night",
        "same_time": "{amount} of calendar {calendar}, ending at the same time of day",
        "end_of_day": "{amount} of calendar {calendar}, ending with that day's work",
    },
    untimed={
        "best_effort": "best effort: no time is promised",
        "queue_order": "handled in order of arrival: no time is promised",
        "none": "no time is promised",
    },
    taken_up="counted from {when}",
    taken_up_again="counted again from {when}, {used} having been used",
    day="{time} on {first}",
    stretch="{time} from {first} to {last}",
    weekend="weekend",
    closures={
        Closure.HOLIDAY: ("holiday: ", "holidays: "),
        Closure.CLOSED: ("closed: ", "closed: "),
        Closure.REST_DAY: ("day off: ", "days off: "),
    },
    elsewhere=" in calendar {calendar}",
    due="due {when}",
    readings="Readings: ",
    meanings={
        ("boundary", "closing"): "time that runs out at closing is due at closing",
        ("boundary", "next_opening"): "time that runs out at closing is due at the next opening",
        ("met", "time_used"): "met as long as no more counted time has passed",
        ("met", "due_instant"): "met up to that instant only",
        ("lunch", "excluded"): "breaks during the day do not count",
        ("lunch", "counted"): "breaks during the day count",
        ("overnight", "calendar_day"): "a shift over midnight is divided between its dates",
    },
)
SWEDISH = Wording(
    moment="{day} kl. {clock}",
    events={
        ReasonCode.REGISTERED: "Mottaget {when} i {place}",
        ReasonCode.DEFECT_IDENTIFIED: "Felet fastställt {when} i {place}",
    },
    hours_and_days={
        "working": ("{n} arbetstimme", "{n} arbetstimmar", "{n} arbetstimmar"),
        "working_days": ("{n} klocktimme", "{n} klocktimmar", "{n} klocktimmar"),
        "elapsed": ("{n} timme", "{n} timmar", "{n} timmar"),
        "same_time": ("{n} arbetsdag", "{n} arbetsdagar", "{n} arbetsdagar"),
        "end_of_day": ("{n} arbetsdag", "{n} arbetsdagar", "{n} arbetsdagar"),
    },
    amounts={
        "working": "{amount} enligt kalender {calendar}",
        "working_days": "{amount} på arbetsdagar enligt kalender {calendar}",
        "elapsed": "{amount} dygnet runt",
        "same_time": "{amount} enligt kalender {calendar}, till samma klockslag",
        "end_of_day": "{amount} enligt kalender {calendar}, till den dagens stängning",
    },
    untimed={
        "best_effort": "efter bästa förmåga: ingen tid utlovas",
        "queue_order": "behandlas i turordning: ingen tid utlovas",
        "none": "ingen tid utlovas",
    },
    taken_up="räknat från {when}",
    taken_up_again="räknat vidare från {when}, {used} redan använt",
    day="{time} {first}",
    stretch="{time} från {first} till {last}",
    weekend="helg",
    closures={
        Closure.HOLIDAY: ("helgdag: ", "helgdagar: "),
        Closure.CLOSED: ("stängt: ", "stängt: "),
        Closure.REST_DAY: ("ledig dag: ", "lediga dagar: "),
    },
    elsewhere=" i kalender {calendar}",
    due="klart senast {when}",
    readings="Tolkningar: ",
    meanings={
        ("boundary", "closing"): "tid som tar slut vid stängning går ut vid stängning",
        ("boundary", "next_opening"): "tid som tar slut vid stängning går ut vid nästa öppning",
        ("met", "time_used"): "uppfyllt så länge ingen mer räknad tid har gått",
        ("met", "due_instant"): "uppfyllt endast till och med den tidpunkten",
        ("lunch", "excluded"): "raster under dagen räknas inte",
        ("lunch", "counted"): "raster under dagen räknas",
        ("overnight", "calendar_day"): "ett skift över midnatt delas mellan sina datum",
    },
)
FRENCH = Wording(
    moment="le {day} à {clock}",
    events={
        ReasonCode.REGISTERED: "Reçu {when} (heure de {place})",
        ReasonCode.DEFECT_IDENTIFIED: "Défaut constaté {when} (heure de {place})",
    },
    hours_and_days={
        "working": ("{n} heure ouvrée", "{n} heures ouvrées", "{n} heures ouvrées"),
        "working_days": ("{n} heure", "{n} heures", "{n} heures"),
        "elapsed": ("{n} heure", "{n} heures", "{n} heures"),
        "same_time": ("{n} jour ouvré", "{n} jours ouvrés", "{n} jours ouvrés"),
        "end_of_day": ("{n} jour ouvré", "{n} jours ouvrés", "{n} jours ouvrés"),
    },
    amounts={
        "working": "{amount} du calendrier {calendar}",
        "working_days": "{amount} d'horloge, les jours ouvrés du calendrier {calendar}",
        "elapsed": "{amount}, jour et nuit",
        "same_time": "{amount} du calendrier {calendar}, jusqu'à la même heure",
        "end_of_day": "{amount} du calendrier {calendar}, jusqu'à la fermeture de ce jour",
    },
    untimed={
        "best_effort": "au mieux des possibilités : aucun délai n'est promis",
        "queue_order": "traité dans l'ordre d'arrivée : aucun délai n'est promis",
        "none": "aucun délai n'est promis",
    },
    taken_up="compté {when}",
    taken_up_again="compté de nouveau {when}, temps déjà utilisé : {used}",
    day="{time} le {first}",
    stretch="{time} du {first} au {last}",
    weekend="week-end",
    closures={
        Closure.HOLIDAY: ("jour férié : ", "jours fériés : "),
        Closure.CLOSED: ("fermé : ", "fermé : "),
        Closure.REST_DAY: ("jour non ouvré : ", "jours non ouvrés : "),
    },
    elsewhere=" dans le calendrier {calendar}",
    due="échéance {when}",
    readings="Lectures retenues : ",
    meanings={
        ("boundary", "closing"): "un délai qui s'achève à la fermeture échoit à la fermeture",
        ("boundary", "next_opening"): (
            "un délai qui s'achève à la fermeture échoit à l'ouverture suivante"
        ),
        ("met", "time_used"): "tenu tant qu'aucun temps compté de plus ne s'est écoulé",
        ("met", "due_instant"): "tenu jusqu'à cet instant seulement",
        ("lunch", "excluded"): "les pauses de la journée ne comptent pas",
        ("lunch", "counted"): "les pauses de la journée comptent",
        ("overnight", "calendar_day"): "un service de nuit est partagé entre ses deux dates",
    },
)
ROMANIAN = Wording(
    moment="{day}, ora {clock}",
    events={
        ReasonCode.REGISTERED: "Primit {when} (ora din {place})",
        ReasonCode.DEFECT_IDENTIFIED: "Defect identificat {when} (ora din {place})",
    },
    hours_and_days={
        "working": ("{n} oră lucrătoare", "{n} ore lucrătoare", "{n} de ore lucrătoare"),
        "working_days": ("{n} oră", "{n} ore", "{n} de ore"),
        "elapsed": ("{n} oră", "{n} ore", "{n} de ore"),
        "same_time": ("{n} zi lucrătoare", "{n} zile lucrătoare", "{n} de zile lucrătoare"),
        "end_of_day": ("{n} zi lucrătoare", "{n} zile lucrătoare", "{n} de zile lucrătoare"),
    },
    amounts={
        "working": "{amount} din calendarul {calendar}",
        "working_days": "{amount} de ceas, în zilele lucrătoare din calendarul {calendar}",
        "elapsed": "{amount}, zi și noapte",
        "same_time": "{amount} din calendarul {calendar}, până la aceeași oră",
        "end_of_day": "{amount} din calendarul {calendar}, până la închiderea din acea zi",
    },
    untimed={
        "best_effort": "în limita posibilităților: nu se promite niciun termen",
        "queue_order": "tratat în ordinea sosirii: nu se promite niciun termen",
        "none": "nu se promite niciun termen",
    },
    taken_up="numărat de {when}",
    taken_up_again="numărat din nou de {when}, timp deja folosit: {used}",
    day="{time} {first}",
    stretch="{time} de {first} până {last}",
    weekend="weekend",
    closures={
        Closure.HOLIDAY: ("sărbătoare legală: ", "sărbători legale: "),
        Closure.CLOSED: ("închis: ", "închis: "),
        Closure.REST_DAY: ("zi nelucrătoare: ", "zile nelucrătoare: "),
    },
    elsewhere=" în calendarul {calendar}",
    due="termen: {when}",
    readings="Interpretări: ",
    meanings={
        ("boundary", "closing"): "un termen care se încheie la închidere expiră la închidere",
        ("boundary", "next_opening"): (
            "un termen care se încheie la închidere expiră la următoarea deschidere"
        ),
        ("met", "time_used"): "respectat cât timp nu s-a mai scurs timp numărat",
        ("met", "due_instant"): "respectat numai până în acel moment",
        ("lunch", "excluded"): "pauzele din timpul zilei nu se numără",
        ("lunch", "counted"): "pauzele din timpul zilei se numără",
        ("overnight", "calendar_day"): "o tură de noapte se împarte între cele două date",
    },
)
TARGET_WORDINGS: Mapping[str, Wording] = {
    "en": ENGLISH,
    "sv": SWEDISH,
    "fr": FRENCH,
    "ro": ROMANIAN,
}
