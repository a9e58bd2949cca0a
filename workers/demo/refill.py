"""The refill dialogue: a pool runs low, its customer is asked, reminded, approves; units come."""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from cli.output import tell
from desk.deliveries import (
    DeliveredForm,
    DeliveryForm,
    ImportForm,
    import_delivery,
    receive_delivery,
)
from desk.orders import ConfirmForm, confirm_order
from desk.people_to_reach import ContactForm
from desk.pool_approvers import add_approver
from desk.pool_forms import ApproverForm, FleetForm, PoolForm, PoolModelForm
from desk.pool_keeping import count_fleet, open_pool
from desk.pool_models import add_model
from desk.prompt_answers import PromptChoice, answer_by_link
from desk.quality_hold import HoldForm, judge_held
from desk.shelf_ground import UnitChoice
from desk.supplier_prices import PriceForm, record_price
from desk.suppliers import SupplierForm, add_supplier
from desk.taking_out import TakeOutForm, take_out_units
from desk.workflow_door import TemporalDoor
from models.devices import Unit
from models.orders import StockOrder
from models.pools import Pool, PoolEvent
from models.prompts import PromptInvitation, RefillPrompt
from rules.pool_words import OrderState, PoolWord, PromptState
from runtime.signed_links import REFILL, LinkTarget, SignedLinks
from runtime.temporal import skip_to
from workers.demo import sample
from workers.demo.hands import Hands, new_key, patiently

CUSTOMER, POOL, SUPPLIER = "woodgrove", "woodgrove-phones", "trey"
#: 400 phones need 32; so many are missing when the dialogue begins.
FLEET, MISSING = 400, 2
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refilled:
    """What the dialogue came to: its order, and the words of its story in order."""

    order: str
    words: tuple[PoolWord, ...]

    @property
    def well(self) -> bool:
        """True when it was asked, reminded, approved and ordered once, and came in two parts."""
        once = (
            PoolWord.PROMPT_OPENED,
            PoolWord.PROMPT_SENT,
            PoolWord.PROMPT_REMINDED,
            PoolWord.PROMPT_APPROVED,
            PoolWord.ORDER_PLACED,
            PoolWord.ORDER_SENT,
            PoolWord.ORDER_CONFIRMED,
            PoolWord.ORDER_COMPLETE,
        )
        return (
            all(self.words.count(word) == 1 for word in once)
            and self.words.count(PoolWord.DELIVERY_RECEIVED) == MISSING
        )


async def play_refill(hands: Hands, links: SignedLinks, today: date) -> Refilled:
    """Two phones are missing: the customer is asked once, approves, and they come one by one.

    `today` is the wall clock's day: pools are watched by it, whatever year the cases play in.
    """
    await asyncio.to_thread(lay_pool, hands, today - YEAR)
    await asyncio.to_thread(lower_pool, hands)
    prompt = await open_prompt(hands)
    await remind(hands, prompt)
    number = await approve(hands, links, prompt)
    await receive_in_two(hands, number)
    return await asyncio.to_thread(told_of, hands, prompt, number)


def lay_pool(hands: Hands, since: date) -> None:
    """The pool, its fleet, who approves, and a supplier with a price, unless they are there."""
    with hands.database.as_tenant(hands.clerk.tenant_id) as session:
        if session.scalars(select(Pool.id).where(Pool.code == POOL)).first() is not None:
            return
    database, clerk, model = hands.database, hands.clerk, sample.PHONE_MODEL.code
    supplier = SupplierForm(
        code=SUPPLIER,
        name="Trey Wholesale AB",
        email="orders@trey.example",
        locale="sv",
        lead_days=12,
    )
    price = PriceForm(
        supplier=SUPPLIER,
        model=model,
        price=Decimal("4990.00"),
        currency="SEK",
        valid_from=since,
    )
    approver = ContactForm(name="Stock Approver", email=f"approver@{CUSTOMER}.example", locale="sv")
    add_supplier(database, clerk, supplier, new_key())
    record_price(database, clerk, price, new_key())
    add_approver(database, clerk, ApproverForm(customer=CUSTOMER, contact=approver), new_key())
    pool = PoolForm(code=POOL, name="Woodgrove phones", customer=CUSTOMER, family="phones")
    open_pool(database, clerk, pool, new_key())
    add_model(database, clerk, POOL, PoolModelForm(model=model), new_key())
    fleet = FleetForm(model=model, devices=FLEET, counts_from=since)
    count_fleet(database, clerk, POOL, fleet, new_key())
    tell(f"  pool {POOL}: {FLEET} phones in use, 8 % of them to keep")


def lower_pool(hands: Hands) -> None:
    """The customer fetches two phones for itself: the pool is two short."""
    form = TakeOutForm(
        pool=POOL,
        units=UnitChoice(model=sample.PHONE_MODEL.code, quantity=MISSING),
        fetched_by="Woodgrove front desk",
        because="Two new colleagues.",
    )
    take_out_units(hands.database, hands.clerk, form, new_key())
    tell(f"  pool {POOL}: {MISSING} phones fetched by the customer")


async def open_prompt(hands: Hands) -> RefillPrompt:
    """The prompt that the shortage opens by itself, once it names an instant to wait for."""

    def found() -> RefillPrompt | None:
        with hands.database.as_tenant(hands.clerk.tenant_id) as session:
            pool = select(Pool.id).where(Pool.code == POOL).scalar_subquery()
            return session.scalars(
                select(RefillPrompt).where(
                    RefillPrompt.pool_id == pool,
                    RefillPrompt.state == PromptState.OPEN,
                    RefillPrompt.schedule != {},
                )
            ).one_or_none()

    async def there() -> bool:
        return await asyncio.to_thread(found) is not None

    await patiently(there, POOL, "a prompt to its customer")
    prompt = await asyncio.to_thread(found)
    if prompt is None:
        raise LookupError(POOL)
    tell(f"  prompt {prompt.number}: {prompt.quantity} phones, asked of the customer")
    return prompt


async def remind(hands: Hands, prompt: RefillPrompt) -> None:
    """Let working days pass until the letter has gone out and was followed by a reminder."""
    ref = f"{hands.clerk.tenant}/prompt/{POOL}/{sample.PHONE_MODEL.code}/{prompt.number}"
    for word, name in ((PoolWord.PROMPT_SENT, "send"), (PoolWord.PROMPT_REMINDED, "remind:1")):
        due = (await asyncio.to_thread(prompt_now, hands, prompt)).schedule.get(name)
        if due is not None:
            await skip_to(hands.client, ref, datetime.fromisoformat(due))
            tell(f"  prompt {prompt.number} virtual time skipped to {due[:16]}")
        await happened(hands, prompt, word)


def prompt_now(hands: Hands, prompt: RefillPrompt) -> RefillPrompt:
    """The prompt as it stands."""
    with hands.database.as_tenant(hands.clerk.tenant_id) as session:
        return session.get_one(RefillPrompt, (prompt.tenant_id, prompt.id))


async def happened(hands: Hands, about: RefillPrompt | StockOrder, word: PoolWord) -> None:
    """Wait until the story of the prompt or the order tells this (DemoStuck)."""

    async def there() -> bool:
        return word in await asyncio.to_thread(words_of, hands, about.id)

    await patiently(there, str(about.number), word.value)


def words_of(hands: Hands, *about: uuid.UUID) -> list[PoolWord]:
    """The story of prompts and orders, in its order."""
    with hands.database.as_tenant(hands.clerk.tenant_id) as session:
        query = select(PoolEvent.word).where(
            PoolEvent.prompt_id.in_(about) | PoolEvent.order_id.in_(about)
        )
        return list(session.scalars(query.order_by(PoolEvent.seq)))


async def approve(hands: Hands, links: SignedLinks, prompt: RefillPrompt) -> str:
    """The approver follows its link and approves, twice by a slip: one order; its number."""
    with hands.database.as_tenant(prompt.tenant_id) as session:
        invited = session.scalars(
            select(PromptInvitation).where(PromptInvitation.prompt_id == prompt.id)
        ).one()
    target = LinkTarget(
        tenant_id=prompt.tenant_id, subject_id=invited.id, until=invited.valid_until
    )
    token = links.token(REFILL, target)
    door, choice = TemporalDoor(hands.client), PromptChoice(answer="approve")
    at = await hands_clock(hands, prompt)
    first, second = [
        await answer_by_link(hands.database, door, links, token, choice, key, at)
        for key in ("first click", "second click")
    ]
    tell(f"  prompt {prompt.number} approved: order {first.order}; clicked again: {second.because}")
    return first.order


async def hands_clock(hands: Hands, prompt: RefillPrompt) -> datetime:
    """An hour after the newest thing that was told of the prompt."""
    with hands.database.as_tenant(prompt.tenant_id) as session:
        newest = session.scalars(
            select(func.max(PoolEvent.at)).where(PoolEvent.prompt_id == prompt.id)
        ).one()
    return newest + HOUR


async def receive_in_two(hands: Hands, number: str) -> None:
    """The supplier confirms; one phone comes with a table, the other is scanned at the dock."""
    order = await asyncio.to_thread(order_now, hands, number)
    await happened(hands, order, PoolWord.ORDER_SENT)
    database, clerk = hands.database, hands.clerk
    at = order.placed_at + DAY
    confirm = ConfirmForm(
        number=number, expected_on=(at + 5 * DAY).date(), supplier_reference="T-7788", at=at
    )
    await asyncio.to_thread(confirm_order, database, clerk, confirm, new_key())
    first, second = await asyncio.to_thread(new_serials, hands)
    table = f"serial;model\r\n{first};{sample.PHONE_MODEL.code}\r\n".encode()
    came = ImportForm(content=table, order=number, note="N-1", at=at + 4 * DAY)
    await asyncio.to_thread(import_delivery, database, clerk, came, new_key())
    rest = DeliveryForm(
        order=number, note="N-2", units=(DeliveredForm(serial=second),), at=at + 5 * DAY
    )
    await asyncio.to_thread(receive_delivery, database, clerk, rest, new_key())
    passed = HoldForm(units=(first, second), passed=True, at=at + 5 * DAY + HOUR)
    await asyncio.to_thread(judge_held, database, clerk, passed, new_key())
    tell(f"  order {number}: {first} by table, {second} by scan, both passed into the pool")


def order_now(hands: Hands, number: str) -> StockOrder:
    """The order as it stands."""
    with hands.database.as_tenant(hands.clerk.tenant_id) as session:
        return session.scalars(select(StockOrder).where(StockOrder.number == number)).one()


def new_serials(hands: Hands) -> tuple[str, str]:
    """Serials the supplier has not sent before."""
    with hands.database.as_tenant(hands.clerk.tenant_id) as session:
        count = session.scalars(
            select(func.count()).select_from(Unit).where(Unit.serial.startswith("WN-"))
        ).one()
    return f"WN-{count + 1:04d}", f"WN-{count + 2:04d}"


def told_of(hands: Hands, prompt: RefillPrompt, number: str) -> Refilled:
    """The whole story of the dialogue and its order."""
    order = order_now(hands, number)
    if order.state is not OrderState.COMPLETE:
        raise LookupError(number)
    return Refilled(order=number, words=tuple(words_of(hands, prompt.id, order.id)))
