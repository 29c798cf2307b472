"""What stands around one youngster of the demonstration: a network, a plan, a case director and a meeting ahead."""

from datetime import datetime, timedelta
from uuid import UUID

from hub.clock import parse_moment
from hub.dispatch.case_team import directing, mapping, meetings, planning, reporting, teaming
from hub.dispatch.case_team.mapping import Typed as Person
from hub.dispatch.case_team.meetings import Typed as Meeting
from hub.dispatch.case_team.planning import Typed as Agreement
from hub.dispatch.sharing import recording
from hub.dispatch.tables import Referral
from hub.home.demo_stage import Stage, Story

PEOPLE = (
    Person("Mama", "parent", "mama", near="1", trusted="yes", knows="yes", email="mama.nina@thuis.example"),
    Person("Oma Rosa", "family", "oma", near="1", trusted="yes", knows="yes"),
    Person("Younes", "friend", "beste vriend", near="2", trusted="yes"),
    Person("Leerlingbegeleider", "school", near="2", knows="yes", email="els@sintjans.example"),
    Person("Judotrainer", "service", near="3", trusted="yes", knows="no", why_not="Ze wil judo apart houden."),
)  # fmt: skip


def around(stage: Stage, case: UUID, at: datetime) -> Story:
    """Drawn, planned and agreed at this moment and a little after; the meeting is still to come."""
    work = yield at
    stage.plays(work, "Hilde Verbist")
    recording.all_agreed(work, case)
    known = {person.role or person.name: mapping.put_in(work, case, person).id for person in PEOPLE}
    jac = stage.ids["JAC De Haven (demo)"]
    service = Person("", "care", "onthaal", organisation_id=jac, near="3", trusted="unknown", knows="yes")
    mapping.put_in(work, case, service)
    asked = directing.ask(work, case, f"{jac}:{stage.ids['Fien Maes']}").id
    work = yield at + timedelta(hours=1)
    stage.plays(work, "Fien Maes")
    directing.answer(work, asked, takes=True)
    work = yield at + timedelta(hours=2)
    stage.plays(work, "Hilde Verbist")
    teaming.add(work, case, stage.ids["Kompas NAFT"], None)
    school = planning.set_goal(work, case, "school", "Ze volgt tegen de vakantie opnieuw alle namiddagen.")
    home = planning.set_goal(work, case, "home", "Thuis is er weer rust aan tafel.")
    mentor = planning.agree(
        work, case, Agreement("Zoekt een vaste plek op school om te landen.", f"n-{known['Leerlingbegeleider']}",
                              stage.ahead(1), school.id),
    )  # fmt: skip
    planning.agree(
        work, case, Agreement("Staat drie ochtenden zelf op tijd op.", "youngster", stage.ahead(6), school.id)
    )
    planning.agree(work, case, Agreement("Spreekt elke week met mama en oma.", f"o-{jac}", stage.ahead(8), home.id))
    chosen = [one.value for one in meetings.choices(work, work.session.get_one(Referral, case)) if one.kind != "desk"]
    moment = parse_moment(f"{stage.ahead(3).isoformat()}T15:30")
    meetings.plan(work, case, Meeting(moment, "60", "Huis van de Jeugd, zaal 2", "", chosen))
    work = yield at + timedelta(hours=3)
    stage.plays(work, "Hilde Verbist")
    reporting.note_answer(work, case, mentor.id, "klaar", "De bibliotheek mag elke middag.")
