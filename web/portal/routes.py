"""Every page of those who ask, under one router."""

from fastapi import APIRouter

from web.portal import (
    check,
    my_pools,
    my_prompts,
    my_reports,
    my_statements,
    my_tickets,
    new_ticket,
    proposal,
    refill,
    ticket,
)

router = APIRouter()
OF_TICKETS = (my_tickets, new_ticket, ticket, check)
OF_STOCK = (my_pools, my_prompts, my_reports, my_statements)
BY_LINK = (proposal, refill)
for page in (*OF_TICKETS, *OF_STOCK, *BY_LINK):
    router.include_router(page.router)
