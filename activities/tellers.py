"""Who tells each letter that is of no case: one table of every subject's tellers."""

from activities.contract_letters import CONTRACT_TELLERS
from activities.telling import Teller
from documents.letters import LetterKind

TELLERS: dict[LetterKind, Teller] = {
    **CONTRACT_TELLERS,
}
