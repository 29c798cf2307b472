"""The other tables of the demonstration: an expertise table with an expert for one case, and the steering group."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from hub import links
from hub.dispatch import clarify, deciding, session_desk, table_desk
from hub.dispatch.case import Move
from hub.dispatch.expertise import coming, inviting, thinking
from hub.dispatch.sessions import seats
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.sessions.typed import TableData
from hub.dispatch.table_tables import Session
from hub.home.demo_stage import Stage, Story
from hub.home.demo_stories import Who, to_table
from hub.links import Link, Purpose
from hub.store import Work

HILDE, KARIM = "Hilde Verbist", "Karim Haddou"
SEATS = (("Kompas NAFT", "Nadia Pauwels"), ("JAC De Haven (demo)", "Fien Maes"))
QUESTION = (
    "Een leerling van vijftien komt al weken niet buiten. Thuis is er weinig steun. "
    "Wat helpt tegen de angst voor de bus en de klas, en in welke volgorde?"
)
ADVICE = "Begin met tien minuten buiten, elke dag op hetzelfde uur, en bouw op."


def experts_think_along(stage: Stage, who: Who) -> Story:
    """The table asks for advice: one expert comes for this question, and already wrote what it thinks."""
    case, sits = yield from to_table(stage, replace(who, first_name="Oona", urgent=""), stage.ago(15, "10:20"))
    work = yield sits + timedelta(minutes=95)
    stage.plays(work, HILDE)
    session = _planned(stage, work)
    deciding.park(work, case, Move.ASK_EXPERTS, None, "Eerst raad vragen over de angst.", session_id=session.id)
    work = yield sits + timedelta(minutes=190)
    stage.plays(work, HILDE)
    inviting.write_card(work, case, QUESTION)
    inviting.place(work, case, "14:30", "30")
    ann = inviting.invite(work, case, "Ann De Wit (demo)", "psycholoog, angst en schoolweigering", "ann@uz.example").id
    inviting.invite(work, case, "Fien Maes", "jeugdhulp in de buurt", "fien@dehaven.example")
    work = yield sits + timedelta(days=1, minutes=30)
    coming.come_by_link(work, _link(work, ann), "coming")
    work = yield sits + timedelta(days=1, minutes=35)
    thinking.say_by_link(work, _link(work, ann), ADVICE)
    work = yield sits + timedelta(days=1, minutes=90)
    stage.plays(work, HILDE)
    clarify.mark_read(work, case)


def steering_group(stage: Stage) -> Story:
    """It sits twice a year; Lotte is invited by her role."""
    work = yield stage.ago(18, "11:10")
    hub = stage.ids["dijleland"]
    stage.plays(work, "Bram Geerts")
    table = table_desk.make_table(
        work, hub, TableData("Stuurgroep", place="Stadhuis, zaal 1", kind=TableKind.STEERING, chair_id=stage.ids[HILDE])
    )
    stage.plays(work, HILDE)
    session_desk.plan(work, table.id, session_desk.SessionData(stage.ahead(14), "10:00", "Stadhuis, zaal 1"))


def _planned(stage: Stage, work: Work) -> Session:
    stage.plays(work, "Bram Geerts")
    data = TableData(
        "Expertisetafel", place="Zaal 1", kind=TableKind.EXPERTISE, chair_id=stage.ids[HILDE],
        reporter_id=stage.ids[KARIM],
    )  # fmt: skip
    table = table_desk.make_table(work, stage.ids["dijleland"], data)
    for organisation, person in SEATS:
        table_desk.set_seat(work, table.id, stage.ids[organisation], "co_thinking")
        seats.seat_people(work, table.id, stage.ids[organisation], stage.ids[person], None)
    stage.plays(work, HILDE)
    return session_desk.plan(work, table.id, session_desk.SessionData(stage.ahead(8), "14:00", "Zaal 1"))


def _link(work: Work, expert: UUID) -> str:
    found = select(Link).where(Link.noun_id == expert, Link.purpose == Purpose.EXPERT)
    return links.token_of(work, work.session.exec(found.limit(1)).one())
