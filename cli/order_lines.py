"""An order to a supplier as lines of text."""

from collections.abc import Iterator

from desk.order_list import OrderPage
from desk.order_view import OrderView


def row_lines(found: OrderPage) -> Iterator[str]:
    """One line for each order, and how to see the next page."""
    for one in found.items:
        late = "  LATE" if one.late else ""
        yield (
            f"{one.number}  {one.state}  {one.supplier}  {one.pool}  "
            f"{one.received} of {one.ordered}  expected {one.expected_on}{late}"
        )
    if found.next:
        yield f"More: --before {found.next}"


def order_lines(order: OrderView) -> Iterator[str]:
    """The order, its lines, and its story."""
    late = ", late" if order.late else ""
    yield f"{order.number}: {order.state}, expected on {order.expected_on}{late}"
    yield f"To {order.supplier_name} for pool {order.pool} of {order.customer}"
    yield f"References: {order.customer_reference or '-'} / {order.supplier_reference or '-'}"
    for line in order.lines:
        instead = f" instead of {line.instead_of}" if line.instead_of else ""
        yield (
            f"  {line.line}  {line.model}{instead}  {line.received} of {line.ordered} received, "
            f"{line.given_up} given up, {line.missing} missing  "
            f"{line.unit_price:.2f} {order.currency}"
        )
    yield f"Total: {order.total:.2f} {order.currency}, VAT excluded"
    for entry in order.story:
        yield f"{entry.at:%Y-%m-%d %H:%M}  {entry.sentence}  ({entry.actor})"
