"""A support ticket in the play: a reseller asks, an engineer answers within the target."""

from datetime import datetime, timedelta

from desk.asked import RequestForm
from desk.devices import DeviceForm
from desk.intake import CaseForm
from desk.people_to_reach import AddressForm, ContactForm
from programmes.sample_contracts import sample_contracts
from rules.case_facts import Told
from rules.case_words import Remedy
from rules.service_words import Asker, ChannelKind, Metric, Need, ScopeFact
from workers.demo import sample
from workers.demo.hands import Hands, Opened

ANSWERED_AFTER = timedelta(hours=3)
SOLVED_AFTER = timedelta(hours=5)


def a_ticket(serial: str, at: datetime) -> CaseForm:
    """A firewall whose tunnel drops now and then, asked about by the reseller that sold it."""
    contract = sample_contracts()["security"]
    return CaseForm(
        customer=contract.customer,
        remedy=Remedy.SUPPORT,
        device=DeviceForm(serial=serial, model=sample.FIREWALL_MODEL.code),
        contact=ContactForm(
            name="Service technique", email="support@wingtip.example", locale=contract.locale
        ),
        address=AddressForm(
            name=contract.name,
            street="12 rue de la Gare",
            postcode="59000",
            city="Lille",
            country="FR",
        ),
        fault="Le tunnel tombe plusieurs fois par jour.",
        request=RequestForm(
            need=Need.INCIDENT,
            who=Asker.RESELLER,
            channel=ChannelKind.PORTAL,
            severity="3",
            scope=dict.fromkeys(ScopeFact, True),
        ),
        at=at,
    )


async def play_ticket(hands: Hands, opened: Opened) -> None:
    """Answered by a person before the target's time is used, then solved."""
    await hands.until(opened.number, lambda s: Metric.RESPONSE in s.clocks, "its response clock")
    await hands.decide(
        opened.number,
        Told.REPLIED,
        opened.at + ANSWERED_AFTER,
        human="yes",
        text="Envoyez-nous la trace du tunnel, nous la regardons.",
    )
    await hands.decide(
        opened.number,
        Told.RESOLVED,
        opened.at + SOLVED_AFTER,
        how="Le minuteur de renégociation était trop court; la version 7.2.4 le corrige.",
    )
    await hands.until(opened.number, lambda state: state.ended, "its end")
