"""Who writes each kind of entry: one table of every subject's clerks."""

from activities.bench_entries import BENCH_CLERKS
from activities.charge_entries import CHARGE_CLERKS
from activities.clock_entries import CLOCK_CLERKS
from activities.danger_entries import DANGER_CLERKS
from activities.day_entries import DAY_CLERKS
from activities.debt_entries import DEBT_CLERKS
from activities.entries import PAPER_CLERKS, Clerk
from activities.letter_entries import LETTER_CLERKS
from activities.promise_entries import PROMISE_CLERKS
from activities.proposal_entries import PROPOSAL_CLERKS
from activities.search_entries import SEARCH_CLERKS
from activities.site_entries import SITE_CLERKS
from activities.stock_entries import STOCK_CLERKS
from activities.visit_entries import VISIT_CLERKS
from rules.case_words import Enter

CLERKS: dict[Enter, Clerk] = {
    **PAPER_CLERKS,
    **CLOCK_CLERKS,
    **LETTER_CLERKS,
    **DEBT_CLERKS,
    **CHARGE_CLERKS,
    **DAY_CLERKS,
    **BENCH_CLERKS,
    **DANGER_CLERKS,
    **VISIT_CLERKS,
    **SEARCH_CLERKS,
    **PROMISE_CLERKS,
    **PROPOSAL_CLERKS,
    **STOCK_CLERKS,
    **SITE_CLERKS,
}
