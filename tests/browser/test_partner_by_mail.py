"""Tom lives from mailed links and his telephone: from an invitation to the end of a track, without signing in."""

from collections.abc import Callable
from uuid import UUID

from litestar.testing import TestClient
from playwright.sync_api import Browser, Page, Request, Route, expect
from sqlmodel import select

from hub.clock import DayUnit, add_days, at_nine, brussels_date, real_now
from hub.dispatch import agenda, claims
from hub.dispatch.mailed import asking
from hub.dispatch.mailed.asking_tables import Why
from hub.dispatch.sessions import inviting, seats
from hub.dispatch.table_tables import Claim, Session, Track
from hub.letters import Letter
from hub.monitoring import follow_up
from hub.monitoring.weekly import TUESDAY, weekly_at
from tests.cast import World
from tests.table_links import path_in
from tests.tables import put_on_table, rows

TOM, TEAM = "tom@springplank.example", "team@springplank.example"


def served_by(client: TestClient) -> Callable[[Route, Request], None]:
    """Each request of the browser is answered by the application in this process, at the world's own database."""

    def answer(route: Route, asked: Request) -> None:
        client.cookies.clear()
        headers = {name: said for name, said in asked.all_headers().items() if name not in ("host", "content-length")}
        got = client.request(
            asked.method, asked.url, content=asked.post_data_buffer, headers=headers, follow_redirects=False
        )
        said = {name: text for name, text in got.headers.items() if name not in ("content-length", "content-encoding")}
        route.fulfill(status=got.status_code, headers=said, body=got.content)

    return answer


class Phone:
    """A screen of 360 points, on which each page fits."""

    def __init__(self, world: World, page: Page) -> None:
        self.world, self.page = world, page

    def opens(self, kind: str, to: str = TOM) -> None:
        """The link of the last letter of this kind."""
        letter = [one for one in rows(self.world, Letter) if (one.kind, one.to_address) == (kind, to)][-1]
        self.page.goto("http://testserver.local" + path_in(self.world, letter))
        self.fits()

    def presses(self, button: str, reads: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator("main")).to_contain_text(reads)
        self.fits()

    def unfolds(self, title: str) -> None:
        self.page.locator("summary", has_text=title).click()

    def fits(self) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360, self.page.url


def test_tom_answers_from_the_invitation_to_the_end_by_mailed_links_alone(browser: Browser, world: World) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    with world.client() as client:
        context.route("**/*", served_by(client))
        plays(world, Phone(world, context.new_page()))
    context.close()


def plays(world: World, tom: Phone) -> None:
    session_id = invited(world)
    tom.opens("session_invitation")
    tom.presses("Ik ben verontschuldigd", "Je bent verontschuldigd")

    noor = world.refer(now=real_now())
    put_on_table(world, noor, now=real_now(), session_id=session_id)
    with world.desk(now=real_now()) as work:
        assert asking.tell(work, session_id, world["Springplank"], Why.AGENDA) == 1
    tom.opens("table_agenda")
    tom.presses("Lees de kaart", "Is al weken thuis.")
    tom.page.get_by_label("Wat gaan jullie doen?").fill("Twee dagen in de week.")
    tom.presses("We nemen dit op", "Jullie nemen deze vraag op")

    with world.desk("Hilde Verbist", now=real_now()) as work:
        claims.confirm(work, work.session.exec(select(Claim.id)).one(), clb="Griet Somers")
    tom.opens("claim_confirmed", TEAM)
    tom.presses("Ja, het is gestart", "Het traject staat op gestart.")
    tom.page.get_by_label("Wat is er gebeurd?").fill("We gingen samen wandelen.")
    tom.page.get_by_label("Dagdelen erbij").fill("2")
    tom.presses("Noteer", "Fijn om te horen.")

    silent = at_nine(add_days(brussels_date(real_now()), 45, DayUnit.SCHOOL_DAYS))
    list(follow_up.run(world.store, weekly_at(silent, TUESDAY, DayUnit.SCHOOL_DAYS, sent=True).following))
    tom.opens("weekly", TEAM)
    tom.unfolds("Het is afgerond")
    tom.presses("Het is afgerond", "Het traject is afgerond.")
    (track,) = rows(world, Track)
    assert (track.stage, track.half_day_units) == ("completed", 2)


def invited(world: World) -> UUID:
    """Tom sits for Springplank at the session to come, and his calendar knows."""
    with world.desk("Bram Geerts", now=real_now()) as work:
        session = agenda.next_session(work, world["dijleland"], real_now())
        assert session
        session.invite_on = brussels_date(real_now())
        seats.seat_people(work, session.table_id, world["Springplank"], world["Tom Claes"], None)
        inviting.tell(work, work.session.get_one(Session, session.id))
        return session.id
