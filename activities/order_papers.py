"""The order to a supplier as a document, drawn once for each revision."""

import hashlib
import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.consignment import depot_address
from activities.order_events import order_key
from activities.order_state import LineStanding, lines_of
from activities.own_label import lines
from activities.pool_counts import terms_of
from activities.proposal_papers import legible
from documents.cost_lines import LINE_TEXT_LIMIT, ProposalLine
from documents.printable import NAME_LIMIT
from documents.purchase_order import REFERENCE_LIMIT, PurchaseOrderPaper, draw_purchase_order
from models.orders import StockOrder, Supplier
from models.papers import Document, Paper
from models.parties import Tenant
from models.pools import Pool
from rules.coverage_dates import day_of


def paper_key(order: StockOrder, revision: int) -> str:
    """The business key of one revision of the order."""
    return order_key(order, f"paper/{revision}")


def print_order(session: Session, order: StockOrder, revision: int, at: datetime) -> None:
    """Draw this revision from the record; one that was drawn before stays as it is."""
    content = draw_purchase_order(paper_of(session, order, revision))
    session.execute(
        insert(Document)
        .values(
            tenant_id=order.tenant_id,
            id=uuid.uuid4(),
            key=paper_key(order, revision),
            kind=Paper.PURCHASE_ORDER,
            customer_id=order.customer_id,
            media_type="application/pdf",
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            made_at=at,
        )
        .on_conflict_do_nothing()
    )


def paper_of(session: Session, order: StockOrder, revision: int) -> PurchaseOrderPaper:
    """What the paper says: every line as it is agreed now, in the supplier's language."""
    tenant = session.get_one(Tenant, order.tenant_id)
    supplier = session.get_one(Supplier, (order.tenant_id, order.supplier_id))
    pool = session.get_one(Pool, (order.tenant_id, order.pool_id))
    return PurchaseOrderPaper(
        number=order.number,
        revision=revision,
        issuer=legible(tenant.name, NAME_LIMIT),
        supplier=legible(supplier.name, NAME_LIMIT),
        dated=day_of(order.placed_at, terms_of(session, pool).timezone),
        wanted_by=order.expected_on,
        reference=legible(order.customer_reference, REFERENCE_LIMIT),
        deliver_to=tuple(
            legible(one, NAME_LIMIT) for one in lines(depot_address(session, tenant)) if one
        ),
        lines=tuple(line_of(one) for one in lines_of(session, order) if one.wanted),
        currency=order.currency,
        locale=supplier.locale,
    )


def line_of(one: LineStanding) -> ProposalLine:
    """A line as it is printed: the model's name and code."""
    text = f"{one.model.name} ({one.model.code})"
    return ProposalLine(
        text=legible(text, LINE_TEXT_LIMIT),
        quantity=Decimal(one.wanted),
        unit_price=one.row.unit_price,
    )
