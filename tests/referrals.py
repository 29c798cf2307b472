"""Referrals for tests by form and by telephone, as somebody types them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import select

from hub.asker import NOBODY
from hub.hubs import hub_named
from hub.intake import desk, papers
from hub.intake.draft import CallNote, Draft, read_draft, read_note
from hub.intake.tables import Document
from hub.intake.typed import values_in
from hub.intake.uploads import look
from hub.letters import Letter
from hub.store import Work
from tests.cast import World

TODAY = date(2026, 9, 15)
ELS = {
    "referrer_name": "Els Dierckx", "referrer_organisation": "Sint-Jansatheneum (demo)", "referrer_kind": "school",
    "referrer_email": "els@sintjans.example", "main_reason": "truancy", "story": "Noor komt al drie weken niet.",
    "first_name": "Noor", "last_name": "El Amrani", "postcode": "2800", "school_name": "sint-jansatheneum (DEMO)",
}  # fmt: skip
CALL = {
    "referrer_name": "Rik Maes", "referrer_kind": "clb", "main_reason": "motivation", "story": "Rik belde over Sam.",
    "first_name": "Sam", "referrer_email": "rik@clb.example",
}  # fmt: skip


def draft(**changes: Any) -> Draft:
    return read_draft(values_in({**ELS, **changes}, Draft), TODAY)


def note(as_concept: bool = False, **changes: Any) -> CallNote:
    return read_note(values_in({**CALL, **changes}, CallNote), TODAY, as_concept=as_concept)


def refer(
    world: World, key: UUID | None = None, asker: str | None = None, straight_to: Sequence[UUID] = (), **changes: Any
) -> UUID:
    with world.desk(asker) as work:
        if asker is None:
            work.asker = NOBODY
        hub = hub_named(work.session, "dijleland")
        key, here = key or uuid4(), "a browser"
        return desk.refer_by_form(
            work, hub, draft(**changes), form_key=key, browser=here, straight_to=straight_to
        ).id  # fmt: skip


def call(world: World, who: str = "Karim Haddou", *, as_concept: bool = False, **changes: Any) -> UUID:
    with world.desk(who) as work:
        hub = hub_named(work.session, "dijleland")
        return desk.note_call(
            work, hub, note(as_concept, **changes), form_key=uuid4(), as_concept=as_concept
        ).id  # fmt: skip


def pdf(work: Work, name: str = "verslag.pdf", **where: Any) -> list[Document]:
    hub = hub_named(work.session, "dijleland")
    return papers.add_documents(work, hub.id, [look(name, b"%PDF-1.7 afwezigheden")], **where)


def letters(world: World, kind: str = "receipt") -> list[Letter]:
    with world.desk() as work:
        return list(work.session.exec(select(Letter).where(Letter.kind == kind)))
