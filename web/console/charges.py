"""The page of proposed charges: finance approves or drops each, with a reason."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.charges import ChargeForm, proposed_charges
from desk.decisions import decide
from rules.errors import DeskError, Kind
from web.asking import ask, ask_story
from web.console.pages import key_of, new_key, show
from web.problems import HEADERS, status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A decision that was refused, with what was typed and its key."""

    case: str
    form: ChargeForm
    key: str
    refusal: DeskError

    def fits(self, case: str, kind: str, about: str) -> bool:
        """True for the line on which it was decided."""
        return (case, kind, about) == (self.case, self.form.kind, self.form.about)


@router.get("/charges")
async def charges(request: Request, actor: Signed) -> Response:
    """Every charge that waits for finance, the oldest first."""
    return await charges_page(request, actor)


async def charges_page(request: Request, actor: Actor, refused: Refused | None = None) -> Response:
    """The page as the record has it now, with a refusal beside the form it belongs to."""
    found = await ask(proposed_charges, request.app.state.database, actor)
    status = status_of(type(refused.refusal)) if refused else HTTPStatus.OK
    page = show(
        request,
        "charges.html",
        actor,
        status=int(status),
        charges=found,
        refused=refused,
        new_key=new_key,
    )
    page.headers.update(HEADERS.get(status, {}))
    return page


@router.post("/charges")
async def decide_charge(request: Request, actor: Signed) -> Response:
    """Back to the page once it is decided; refused, it says why beside the form."""
    sent = {name: str(value).strip()[:LONGEST] for name, value in (await request.form()).items()}
    form = ChargeForm(
        verdict=sent.get("verdict", ""),
        because=sent.get("because", ""),
        kind=sent.get("kind", ""),
        about=sent.get("about", ""),
        amount=sent.get("amount", ""),
    )
    number, key = sent.get("case", ""), key_of(sent.get("key", ""))
    state = request.app.state
    try:
        await ask_story(
            lambda: decide(state.database, state.door, actor, number, form.decision, key)
        )
    except DeskError as refusal:
        if refusal.kind in {Kind.MISSING, Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        refused = Refused(case=number, form=form, key=key, refusal=refusal)
        return await charges_page(request, actor, refused)
    return RedirectResponse("/charges", HTTPStatus.SEE_OTHER)
