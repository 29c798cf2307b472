"""Who sits at the tables of the demonstration: people and deputies on the seats, their invitations, and who came."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch import table_desk
from hub.dispatch.house_rules import accepting
from hub.dispatch.sessions import answering, attending, inviting, seats
from hub.dispatch.sessions.attending import Whom
from hub.dispatch.sessions.expecting import rows_of
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.sessions.typed import TableData
from hub.dispatch.sittings import next_session
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.home.demo_people import COLLEAGUES
from hub.home.demo_stage import Stage, Story, later
from hub.home.seed.organisations import organisation
from hub.partners.tables import OrganisationKind
from hub.people.desk import add_person
from hub.store import Work

SINCE = 20  # working days before the present: a few sessions of the past have a list of who was there
THINKS_ALONG = ("Dagcentrum De Wissel (demo)", OrganisationKind.WELFARE, "12025")
# Who takes the seat of its organisation, and who comes in its place.
SEATS = (
    ("Kompas NAFT", "Nadia Pauwels", "Robin Maas"), ("Springplank", "Tom Claes", "Sofie Lemmens"),
    ("JAC De Haven (demo)", "Fien Maes", ""), ("Buddyhuis", "Yusuf Aydin", ""), (THINKS_ALONG[0], "Ines Adriaens", ""),
)  # fmt: skip
CHAIR, REPORTER = "Hilde Verbist", "Karim Haddou"
COME, EXCUSED, SILENT = ("Nadia Pauwels", "Fien Maes", "Ines Adriaens", CHAIR, REPORTER), "Tom Claes", "Yusuf Aydin"
RULES = """1. Elke vraag komt neutraal op tafel: iedereen leest dezelfde kaart, met initialen.
2. Wat je hier leest, blijft hier. Je zoekt niet op over wie het gaat.
3. Wie een vraag opneemt, zegt wat hij doet en wanneer hij begint. Lukt het niet, dan zegt hij dat meteen.
4. Wie niet kan, zegt waarom. Zwijgen is geen ja.
5. Wie niet kan komen, stuurt zijn vervanger."""


def at_the_table(stage: Stage) -> Story:
    """Bram gives everybody a seat, partners accept the house rules; then each session is prepared and noted."""
    work = yield stage.ago(SINCE, "09:40")
    table_id = _seated(stage, work)
    _rules_accepted(stage, work)
    work = yield stage.ago(SINCE - 1, "08:40")
    while True:
        _answered(stage, work, table_id)
        session = next_session(work, stage.ids["dijleland"], work.now)
        assert session is not None, "the invented hubs have a table"
        work = yield session.at + timedelta(minutes=4)
        _noted(stage, work, session)
        sat = session.at
        work = yield later(sat, 1, "09:00")
        inviting.tell_table(work, table_id)
        work = yield later(sat, 2, "08:40")


def _seated(stage: Stage, work: Work) -> UUID:
    hub = stage.hub(work, "dijleland")
    name, kind, nis = THINKS_ALONG
    stage.ids[name] = organisation(work, name, kind, nis, hub, is_partner=True).id
    for person, email, role, where in COLLEAGUES:
        stage.ids[person] = add_person(work, person, email, role, organisation_id=stage.ids[where]).id
    tables = {one.hub_id: one for one in work.session.exec(select(DispatchTable)).all()}
    table, neighbours = tables[hub.id], tables[stage.ids["schelderand"]]
    work.session.get_one(TableSeat, (neighbours.id, stage.ids["Kompas NAFT"])).person_id = stage.ids["Nadia Pauwels"]
    stage.plays(work, "Bram Geerts")
    table_desk.set_seat(work, table.id, stage.ids[name], "co_thinking")
    led = TableData(
        table.name, str(table.weekday), table.starts_at, table.place, chair_id=stage.ids[CHAIR],
        reporter_id=stage.ids[REPORTER],
    )  # fmt: skip
    table_desk.change_table(work, table.id, led)
    for organisation_name, person, deputy in SEATS:
        seats.seat_people(work, table.id, stage.ids[organisation_name], stage.ids[person], stage.ids.get(deputy))
    return table.id


def _rules_accepted(stage: Stage, work: Work) -> None:
    rules = accepting.publish(work, stage.ids["dijleland"], RULES)
    for organisation_name, person, _deputy in SEATS:
        stage.plays(work, person)
        accepting.accept(work, rules.id, stage.ids[organisation_name])


def _answered(stage: Stage, work: Work, table_id: UUID) -> None:
    """Most say at once that they come; every other week Springplank sends somebody else."""
    invited = work.session.execute(
        select(Session, Attendance.person_id)
        .join(Attendance, col(Attendance.session_id) == col(Session.id))
        .where(Session.table_id == table_id, Session.at > work.now, Attendance.state == Coming.INVITED)
        .order_by(col(Session.at), col(Attendance.id))
    ).all()
    names = {stage.ids[name]: name for name in (*COME, EXCUSED)}
    for session, person_id in invited:
        if name := names.get(person_id):
            stage.plays(work, name)
            answering.answer_here(work, session.id, _says(name, session))


def _says(name: str, session: Session) -> Coming:
    odd = brussels_date(session.at).isocalendar().week % 2
    return Coming.EXCUSED if name == EXCUSED and odd else Coming.COMING


def _noted(stage: Stage, work: Work, session: Session) -> None:
    """Hilde notes who is there; whoever said nothing is there every other week."""
    stage.plays(work, CHAIR)
    rows = [row for row in rows_of(work, session.id) if row.state != Coming.EXCUSED]
    stays_away = brussels_date(session.at).isocalendar().week % 2
    for row in rows:
        absent = row.person_id == stage.ids[SILENT] and stays_away
        attending.mark(work, session.id, Whom(row.id), Coming.ABSENT if absent else Coming.PRESENT)
