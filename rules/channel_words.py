"""How a channel's opening hours are said in each language; the nouns agree with the sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.service_words import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWords:
    """One language's sentences: open until, closed until, and never closed.

    Each names {channel}; those with an end name {day}, {clock} and {place} too.
    """

    channels: Mapping[ChannelKind, str]
    until: str
    opens: str
    always: str


ENGLISH = ChannelWords(
    channels={
        ChannelKind.PORTAL: "The portal",
        ChannelKind.EMAIL: "The e-mail desk",
        ChannelKind.PHONE: "The phone",
        ChannelKind.CHAT: "The chat",
        ChannelKind.BOT: "The chatbot",
        ChannelKind.ALERT: "The alert desk",
    },
    until="{channel} is open now, until {day} {clock} in {place}",
    opens="{channel} is closed now; it opens {day} {clock} in {place}",
    always="{channel} is open day and night, every day",
)
SWEDISH = ChannelWords(
    channels={
        ChannelKind.PORTAL: "Portalen",
        ChannelKind.EMAIL: "E-posten",
        ChannelKind.PHONE: "Telefonen",
        ChannelKind.CHAT: "Chatten",
        ChannelKind.BOT: "Chattboten",
        ChannelKind.ALERT: "Larmmottagningen",
    },
    until="{channel} är öppen nu, till {day} kl. {clock} i {place}",
    opens="{channel} är stängd nu; den öppnar {day} kl. {clock} i {place}",
    always="{channel} är öppen dygnet runt, alla dagar",
)
FRENCH = ChannelWords(
    channels={
        ChannelKind.PORTAL: "Le portail",
        ChannelKind.EMAIL: "L'accueil par e-mail",
        ChannelKind.PHONE: "Le téléphone",
        ChannelKind.CHAT: "Le chat",
        ChannelKind.BOT: "L'agent conversationnel",
        ChannelKind.ALERT: "L'accueil des alertes",
    },
    until="{channel} est ouvert en ce moment, jusqu'au {day} à {clock} (heure de {place})",
    opens="{channel} est fermé en ce moment ; il ouvre le {day} à {clock} (heure de {place})",
    always="{channel} est ouvert jour et nuit, tous les jours",
)
ROMANIAN = ChannelWords(
    channels={
        ChannelKind.PORTAL: "Portalul",
        ChannelKind.EMAIL: "Serviciul de e-mail",
        ChannelKind.PHONE: "Telefonul",
        ChannelKind.CHAT: "Chatul",
        ChannelKind.BOT: "Chatbotul",
        ChannelKind.ALERT: "Serviciul de alerte",
    },
    until="{channel} este deschis acum, până {day}, ora {clock} (ora din {place})",
    opens="{channel} este închis acum; se deschide {day}, ora {clock} (ora din {place})",
    always="{channel} este deschis zi și noapte, în fiecare zi",
)
#: The languages of `rules.reason_words.VOCABULARIES`.
CHANNEL_WORDS: Mapping[str, ChannelWords] = {
    "en": ENGLISH,
    "sv": SWEDISH,
    "fr": FRENCH,
    "ro": ROMANIAN,
}
