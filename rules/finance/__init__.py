"""The freight month: rates, bills, verdicts, disputes, the ledger and customers' statements."""
