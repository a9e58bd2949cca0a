"""Who tells each letter that is of no case: one table of every subject's tellers."""

from activities.contract_letters import CONTRACT_TELLERS
from activities.finance.dispute_letters import DISPUTE_TELLERS
from activities.finance.statement_letters import STATEMENT_TELLERS
from activities.order_letters import ORDER_TELLERS
from activities.quality_letters import QUALITY_TELLERS
from activities.refill_letters import REFILL_TELLERS
from activities.telling import Teller
from documents.letters import LetterKind

TELLERS: dict[LetterKind, Teller] = {
    **CONTRACT_TELLERS,
    **DISPUTE_TELLERS,
    **ORDER_TELLERS,
    **QUALITY_TELLERS,
    **REFILL_TELLERS,
    **STATEMENT_TELLERS,
}
