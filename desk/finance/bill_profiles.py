"""Profiles a desk may read files with: the house's, and mappings it wrote itself."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.profile_files import (
    ProfileUnknown,
    house_profiles,
    load_profile,
    read_profile,
)
from desk.actors import Actor
from desk.finance.events import note
from desk.request_keys import Answer, answer_once, body_hash
from models.finance.bills import BillProfile
from rules.errors import DeskError
from rules.finance.profiles import Profile, ProfileName
from runtime.database import Database


class ProfileOfTheHouse(DeskError):
    """A profile of the house has this id."""

    def __init__(self, profile: str) -> None:
        super().__init__(f"Give yours another id than '{profile}'.", profile=profile)


class ProfileVersionKnown(DeskError):
    """This version of the profile is here with other contents."""

    def __init__(self, profile: str, version: str) -> None:
        super().__init__(
            f"Version '{version}' of '{profile}' says something else. Give yours a new version.",
            profile=profile,
            version=version,
        )


def add_profile(database: Database, actor: Actor, text: str, key: str, now: datetime) -> Answer:
    """Take a mapping of the desk's own, once per key; a version stays as it was taken.

    Raises NotAllowed, ProfileInvalid, ProfileOfTheHouse and ProfileVersionKnown.
    """
    actor.require("import bills")
    read = read_profile(text, "profile")
    if read.id in {one.id for one in house_profiles()}:
        raise ProfileOfTheHouse(read.id)
    with database.as_tenant(actor.tenant_id) as session:
        return answer_once(
            session,
            actor,
            f"bill-profile:{key}" if key else "",
            {"profile": body_hash(text)},
            now,
            lambda: _added(session, actor, read, text, now),
        )


def _added(session: Session, actor: Actor, read: Profile, text: str, now: datetime) -> Answer:
    known = session.scalars(
        select(BillProfile).where(
            BillProfile.profile == read.id, BillProfile.version == read.version
        )
    ).one_or_none()
    if known is not None and known.content != text:
        raise ProfileVersionKnown(read.id, read.version)
    if known is None:
        row = BillProfile(
            tenant_id=actor.tenant_id,
            id=uuid.uuid4(),
            profile=read.id,
            version=read.version,
            title=read.title[:200],
            content=text,
            loaded_at=now,
            loaded_by=actor.name,
        )
        session.add(row)
        note(session, actor, row.id, "bill_profile_added", now, after={"profile": read.id})
    return {"profile": read.id, "version": read.version, "title": read.title}


def list_profiles(database: Database, actor: Actor) -> tuple[ProfileName, ...]:
    """Every profile a file may be taken with, the house's first (NotAllowed)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.scalars(select(BillProfile).order_by(BillProfile.loaded_at)).all()
    own = {one.profile: one for one in rows}
    return house_profiles() + tuple(
        ProfileName(id=one.profile, version=one.version, title=one.title)
        for one in sorted(own.values(), key=lambda one: one.profile)
    )


def profile_named(database: Database, actor: Actor, profile: str) -> Profile:
    """The house's profile of that id, or the desk's newest version of it (ProfileUnknown)."""
    if profile in {one.id for one in house_profiles()}:
        return load_profile(profile)
    with database.as_tenant(actor.tenant_id) as session:
        own = session.scalars(
            select(BillProfile)
            .where(BillProfile.profile == profile)
            .order_by(BillProfile.loaded_at.desc())
            .limit(1)
        ).one_or_none()
    if own is None:
        raise ProfileUnknown(profile, [one.id for one in list_profiles(database, actor)])
    return read_profile(own.content, profile)
