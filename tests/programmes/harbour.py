"""A sixth programme, invented: one file, written as a desk would write it."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from desk.asked import RequestForm
from desk.founding import ContractForm, add_contract
from desk.programme_versions import load_version
from models.parties import Customer
from programmes.loader import read_programme
from rules.programme import Programme
from rules.service_words import Asker, ChannelKind
from runtime.database import Database
from tests.builders import TestDesk

#: Monday 23 November 2026, 10:30 in Lisbon: the very cut-off, which is in time here.
MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
SKIPPER = RequestForm(who=Asker.END_CUSTOMER, channel=ChannelKind.PHONE, definite_fault=True)

HARBOUR_CARE = """\
programme:
  id: harbour_care
  version: "1"
  vendor: Harbour
  document: Harbour Care
  timezone: Europe/Lisbon
  locale: en_GB
  currency: EUR

calendars:
  quay: # early, with a long pause, on Saturdays too
    timezone: Europe/Lisbon
    weekly:
      mon: [["06:00", "11:00"], ["15:00", "18:00"]]
      tue: [["06:00", "11:00"], ["15:00", "18:00"]]
      wed: [["06:00", "11:00"], ["15:00", "18:00"]]
      thu: [["06:00", "11:00"], ["15:00", "18:00"]]
      sat: [["06:00", "11:00"]]
    overrides:
      "2026-11-25": [] # the day of the regatta

tiers:
  crew: {label: Crew}
  captain: {label: Captain, includes: [crew]}

severities:
  adrift: {rank: 1, label: {en: Adrift}}
  leaking: {rank: 2, label: {en: Leaking}}

access:
  - {who: end_customer, source: "Harbour Care, 1: any skipper may ask"}

channels:
  - {kind: phone, calendar: quay, source: "Harbour Care, 2: by radio or telephone"}

targets:
  - metric: response
    severities: [adrift]
    amount: 4
    unit: hour
    calendar: quay
    source: "Harbour Care, 3: four hours on the quay"
  - metric: response
    severities: [leaking]
    commitment: best_effort
    source: "Harbour Care, 3: as soon as we can"

fulfilment:
  swap:
    tiers: [captain]
    cutoff: "10:30"
    cutoff_inclusive: true
    deliver_after_days: 2
    calendar: quay
    mode: swap
    needs_definite_fault: true
    source: "Harbour Care, 4: told by half past ten, there in two days"

return:
  label: enclosed
  slip_required: true
  paid_by: vendor
  remind_after_days: [3]
  care: {bench: {inspected: false}} # the receipt itself settles the case
  source: "Harbour Care, 5: within three days, at our expense"
"""


def harbour_care(folder: Path) -> Programme:
    """The programme, read from its file in that folder."""
    file = folder / "harbour_care.yaml"
    file.write_text(HARBOUR_CARE, encoding="utf-8")
    return read_programme(file)


def sign_harbour(record: Database, desk: TestDesk, folder: Path, tier: str = "captain") -> None:
    """The file is loaded, and the customer `fabrikam` signs a contract under it."""
    programme = harbour_care(folder)
    with record.as_tenant(desk.tenant_id) as session:
        load_version(session, desk.tenant_id, programme, MONDAY, "person-1")
        customer = session.scalars(select(Customer).where(Customer.code == "fabrikam")).one()
        form = ContractForm(
            number="H-1",
            programme="harbour_care",
            tier=tier,
            starts_on=date(2026, 1, 1),
            ends_on=date(2029, 1, 1),
            settings={},
        )
        add_contract(session, customer, form)
