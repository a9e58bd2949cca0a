"""A request that came by mail, opened as a support case like one typed at the desk."""

from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.agreed import find_contract
from desk.asked import RequestForm
from desk.devices import DeviceForm
from desk.intake import CaseForm, open_case
from desk.judging import in_force
from desk.mail_intake import BY_MAIL, MailRequest
from desk.people_to_reach import ContactForm
from desk.refusals import NoAddress
from desk.ticket_choices import asker_of, usual_address
from models.parties import Contact, Customer, Role
from rules.case_words import Remedy
from rules.errors import DeskError, Kind
from rules.mail_reading import MailRead, says_system_down, ticket_of
from rules.service_words import ChannelKind, Need
from rules.terms import Terms
from runtime.database import Database

#: The fields of a mail that may name the device, the plainest first.
SERIAL_FIELDS = ("serial", "serial_number", "serienummer", "numero_de_serie", "numar_de_serie")
SEVERITY_FIELDS = ("severity", "allvarlighet", "severite", "gravitate")


class SeveralCustomers(DeskError):
    """The sender writes for several customers."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, customers: tuple[str, ...]) -> None:
        super().__init__(
            f"The sender writes for {', '.join(customers)}. Open the case by hand for the one "
            "that is meant.",
            customers=list(customers),
        )


def open_from_mail(database: Database, request: MailRequest) -> str:
    """The number of the support case; the same for every repeat of the message.

    Raises SeveralCustomers, NoDevice, NoAddress, NotCovered and everything `open_case` refuses:
    the message then waits for a person, with the refusal as its reason.
    """
    if len(request.customers) != 1:
        raise SeveralCustomers(request.customers)
    with database.as_tenant(request.tenant.id) as session:
        customer = session.scalars(
            select(Customer).where(Customer.code == request.customers[0])
        ).one()
        actor = Actor(
            tenant_id=request.tenant.id,
            tenant=request.tenant.code,
            name=BY_MAIL,
            role=Role.CUSTOMER,
            customer_id=customer.id,
        )
        form = form_of(session, actor, customer, request)
    return str(open_case(database, actor, form, request.key)["number"])


def form_of(session: Session, actor: Actor, customer: Customer, request: MailRequest) -> CaseForm:
    """What the message asks for, in the words of the customer's newest contract."""
    mail = request.mail
    contract = find_contract(session, customer, "")
    terms = in_force(session, contract, request.received_at).terms
    address = usual_address(session, customer)
    if address is None:
        raise NoAddress("street: no earlier case of this customer names one")
    return CaseForm(
        customer=customer.code,
        contract=contract.number,
        remedy=Remedy.SUPPORT,
        device=DeviceForm(serial=first_field(mail, SERIAL_FIELDS)),
        contact=contact_of(session, customer, mail.sender),
        address=address,
        fault=(mail.subject or mail.text)[:200],
        request=asked_for(actor, customer, terms, mail),
        at=request.received_at,
    )


def asked_for(actor: Actor, customer: Customer, terms: Terms, mail: MailRead) -> RequestForm:
    """Ticket fields, severity and emergency as the message says them."""
    intake = terms.ground.intake
    severity = first_field(mail, SEVERITY_FIELDS).casefold()
    known = {name.casefold(): name for name in terms.ground.severities}
    down = intake.emergency is not None and says_system_down(mail, intake.emergency.phrase)
    return RequestForm(
        need=Need.INCIDENT,
        who=asker_of(actor, customer, terms),
        channel=ChannelKind.EMAIL,
        severity=known.get(severity, ""),
        ticket=ticket_of(mail, intake.required_fields),
        system_down=down,
        emergency_noted=down,
    )


def first_field(mail: MailRead, names: tuple[str, ...]) -> str:
    """The first of these fields that the message fills in."""
    return next((mail.fields[name] for name in names if name in mail.fields), "")


def contact_of(session: Session, customer: Customer, sender: str) -> ContactForm:
    """The sender as the customer's contact on record, else by the address alone."""
    known = session.scalars(
        select(Contact).where(Contact.customer_id == customer.id, Contact.email == sender)
    ).first()
    if known is None:
        return ContactForm(name=sender, email=sender, locale=customer.locale)
    return ContactForm(name=known.name, email=sender, phone=known.phone, locale=known.locale)
