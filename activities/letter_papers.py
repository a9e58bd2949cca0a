"""What travels with which letter of a case: only papers that are good at the moment of sending."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.letters import LetterKind, Mention
from models.cases import Case
from models.legs import Label, Leg
from models.papers import Document, Notification, Paper
from rules.battery import may_have_ordinary_label
from rules.case_state import CaseState
from rules.case_words import Direction

#: The papers of a letter about a unit that is to come back.
WAY_BACK = (Paper.RETURN_LABEL, Paper.SERVICE_SLIP)
PAPERS = {
    LetterKind.DISPATCHED: (Paper.SERVICE_SLIP,),
    LetterKind.DELIVERED_RETURN_DUE: WAY_BACK,
    LetterKind.RETURN_REMINDER: WAY_BACK,
    LetterKind.SEND_IT_IN: WAY_BACK,
    LetterKind.NEW_RETURN_LABEL: WAY_BACK,
    LetterKind.WRONG_UNIT_CAME: WAY_BACK,
    LetterKind.MORE_IS_OWED: WAY_BACK,
    LetterKind.LOAN_DUE_BACK: WAY_BACK,
    LetterKind.LOAN_OVERDUE: WAY_BACK,
    LetterKind.EXTRA_UNIT_OWED: WAY_BACK,
    LetterKind.DEAD_ON_ARRIVAL: WAY_BACK,
    LetterKind.COST_PROPOSAL: (Paper.COST_PROPOSAL,),
    LetterKind.COST_PROPOSAL_REMINDER: (Paper.COST_PROPOSAL,),
    LetterKind.DANGER_COLLECTION: (Paper.DANGER_NOTE,),
}
#: Labels come from their leg, and of a paper that is drawn anew only the newest is sent.
LABELS = frozenset({Paper.RETURN_LABEL, Paper.PARCEL_LABEL})
NEWEST_ONLY = frozenset({Paper.DANGER_NOTE})


def papers_for(session: Session, case: Case, state: CaseState, row: Notification) -> list[Document]:
    """The papers of this letter: the live label of the way back first, then the rest."""
    kinds = PAPERS.get(LetterKind(row.letter), ())
    found = [*case_papers(session, case, kinds)]
    if Paper.COST_PROPOSAL in kinds:
        found = [paper for paper in found if paper.key == proposal_key(case, row.part)]
    if Paper.RETURN_LABEL in kinds:
        found = [*live_return_label(session, case, state, row), *found]
    return found


def case_papers(session: Session, case: Case, kinds: Iterable[Paper]) -> Iterable[Document]:
    """The case's papers of these kinds that are no labels, in the order they were made."""
    plain = [kind for kind in kinds if kind not in LABELS]
    found = session.scalars(
        select(Document)
        .where(Document.case_id == case.id, Document.kind.in_(plain))
        .order_by(Document.made_at, Document.key)
    ).all()
    newest = {paper.kind: paper for paper in found}
    return (one for one in found if one.kind not in NEWEST_ONLY or newest[one.kind] is one)


def proposal_key(case: Case, part: str) -> str:
    """The document of the proposal a letter's part names, such as P2 or P2-1."""
    return f"{case.number}/proposal/{part.partition('-')[0]}"


def live_return_label(
    session: Session, case: Case, state: CaseState, row: Notification
) -> Iterable[Document]:
    """The label of the present way back: not voided, not dead, and only for a sound battery."""
    if not may_have_ordinary_label(state.battery):
        return ()
    return session.scalars(
        select(Document)
        .join(Label, (Label.tenant_id == Document.tenant_id) & (Label.document_id == Document.id))
        .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
        .where(
            Leg.case_id == case.id,
            Leg.direction == Direction.RETURN,
            Leg.attempt == state.return_attempt,
            Label.voided_at.is_(None),
            Label.valid_until.is_(None) | (Label.valid_until > row.queued_at),
        )
    ).all()


def mentions_for(papers: Iterable[Document], state: CaseState) -> frozenset[Mention]:
    """What a letter reminds of: of a label or a slip only where there is one."""
    attached = {paper.kind for paper in papers}
    enclosed = state.plan.label_in_box and may_have_ordinary_label(state.battery)
    there = {
        Mention.LABEL_ENCLOSED: enclosed,
        Mention.LABEL_ATTACHED: Paper.RETURN_LABEL in attached,
        Mention.SLIP_ATTACHED: Paper.SERVICE_SLIP in attached,
    }
    return frozenset(mention for mention in Mention if there.get(mention, True))
