"""The pages of a refill as its approver sees them, with a door to the record's own hands."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from fastapi import FastAPI

from tests.pools import PoolCustomer
from tests.refills import OpenPrompt, RecordDoor, ask_customer
from tests.web.console.front_desk import HTML, PASSWORD, FrontDesk
from tests.web.portal.own_people import open_account, text_of
from web.portal.words import phrases_in

NUMBERS = itertools.count(1)
#: Twelve fewer than the thirty-two that four hundred phones need.
SHORT = PoolCustomer(fleet=400, phones=20)


def asked(front: FrontDesk, **changes: Any) -> OpenPrompt:
    """A customer of its own whose pool is short, and who was asked."""
    one = replace(SHORT, code=f"contoso{next(NUMBERS)}", **changes)
    return ask_customer(front.walk.database, front.walk.desk, front.settings, one)


@contextmanager
def workflows(front: FrontDesk) -> Iterator[RecordDoor]:
    state = cast("FastAPI", front.client.app).state
    away, state.door = state.door, RecordDoor(record=front.walk.database)
    yield state.door
    state.door = away


def look(front: FrontDesk, path: str, **headers: str) -> Any:
    return front.get(path, who="", **headers)


def send(front: FrontDesk, path: str, **fields: str) -> Any:
    with workflows(front):
        return front.post(path, fields, who="")


def say(name: str, language: str = "sv", **facts: object) -> str:
    return phrases_in(language).say(f"refill.{name}", **facts)


def soon() -> str:
    """A day somebody may ask to wait until."""
    return (date.today() + timedelta(days=7)).isoformat()  # noqa: DTZ011 - as a browser types it


def sign_up(front: FrontDesk, prompt: OpenPrompt, who: str) -> str:
    """An account under the address of the customer's contact, signed in; who it is to the desk."""
    customer = prompt.pool.customer
    email = open_account(front.walk.database, front.walk.desk, customer, who)
    fields = {"email": email, "password": PASSWORD}
    answer = front.client.post("/sign-in", data=fields, headers=HTML)
    front.sessions[email] = answer.cookies["swapdesk"]
    return email


__all__ = ["asked", "look", "say", "send", "sign_up", "soon", "text_of", "workflows"]
