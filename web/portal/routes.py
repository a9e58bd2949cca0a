"""Every page of those who ask, under one router."""

from fastapi import APIRouter

from web.portal import check, my_tickets, new_ticket, proposal, ticket

router = APIRouter()
for page in (my_tickets, new_ticket, ticket, check, proposal):
    router.include_router(page.router)
