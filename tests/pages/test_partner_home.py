"""A partner's home: what it was asked, what waits for its word, and what became of what it said."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch import claims, ending, moves, reopening
from hub.dispatch.agenda import AgendaReason
from hub.dispatch.agendas import urgent
from hub.dispatch.table_tables import AgendaItem, Claim, Decline, Session, Track
from hub.dispatch.track import REASON_WORDS, Reason
from hub.wording import date_words
from tests.cast import World, send
from tests.pages.test_board import board_of
from tests.tables import ASKED, on_table, put_on_table, row, running, takes_up


def late(world: World) -> UUID:
    """A track of Kompas that should have started two weeks ago."""
    track_id = running(world)
    with world.desk() as work:
        track = work.session.get_one(Track, track_id)
        track.agreed_start = brussels_date(world.now) - timedelta(days=14)
        track.due_at = world.now - timedelta(days=7)
        moves.rewatch(work, moves.take(work, track.referral_id))
    return track_id


def test_nadia_reads_what_she_was_asked_and_why_it_fits(today: World) -> None:
    on_table(today)
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get("/partner").text
    assert ASKED in page
    assert "woongemeente hoort bij het werkingsgebied" in page
    assert "Neem op: Individuele begeleiding" in page
    assert "Lukt niet of iets anders …" in page
    assert "Noor" not in page


def test_what_does_not_fit_stands_apart(today: World) -> None:
    on_table(today, birth_date=brussels_date(today.now).replace(day=1) - timedelta(days=365 * 25))
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get("/partner").text
    assert "Geen vragen die bij jullie passen" in page
    assert "Nog 1 vraag die niet past" in page


def test_what_nadia_answered_is_asked_no_more(today: World) -> None:
    case = on_table(today)
    takes_up(today, "Nadia Pauwels", case, "Kort traject")
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get("/partner").text
        assert ASKED not in page
        assert "wacht op de coördinator" in page
    with today.desk("Hilde Verbist") as work:
        claims.refuse_claim(work, work.session.exec(select(Claim.id)).one(), "De school zoekt eerst zelf.")
    with today.client("Nadia Pauwels") as nadia:
        assert "De school zoekt eerst zelf." in nadia.get("/partner").text


def test_a_partner_is_asked_by_its_own_hubs_and_by_no_session_that_was_called_off(today: World) -> None:
    """Kompas works with both hubs, Springplank with one."""
    case, theirs = on_table(today), today.refer(hub="schelderand")
    put_on_table(today, theirs, "Wim Peeters")

    def asked(name: str) -> list[bool]:
        with today.client(name) as partner:
            page = partner.get("/partner").text
        return [f"/zaak/{one}" in page for one in (case, theirs)]

    assert asked("Nadia Pauwels") == [True, True]
    assert asked("Tom Claes") == [True, False]
    with today.desk() as work:
        at_own = sa.select(col(AgendaItem.session_id)).where(col(AgendaItem.referral_id) == case)
        work.session.execute(
            sa.update(Session).where(col(Session.id).in_(at_own)).values(cancelled_at=work.now, closed_at=work.now)
        )
    assert asked("Nadia Pauwels") == [False, True]


def test_a_late_start_is_answered_with_one_click_from_home(today: World) -> None:
    track_id = late(today)
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get("/partner").text
        assert "Is het gestart?" in page
        button = re.search(rf'action="/trajecten/{track_id}/gestart".*?name="gestart_day" value="([^"]+)"', page, re.S)
        assert button
        done = send(nadia, f"/trajecten/{track_id}/gestart", {"gestart_day": button[1], "back": "partner"})
        assert (done.status_code, done.headers["location"]) == (303, "/partner")
        assert "We verwachten nu geen nieuws van jullie." in nadia.get("/partner").text
    started = row(today, Track, track_id)
    assert (started.stage, started.worker_id) == ("started", today["Nadia Pauwels"])


def test_what_is_late_stands_before_what_is_asked_and_has_the_one_button(today: World) -> None:
    on_table(today)
    with today.client("Nadia Pauwels") as nadia:
        calm = nadia.get("/partner").text
        assert calm.index('id="gevraagd"') < calm.index('id="woord"')
        late(today)
        page = nadia.get("/partner").text
    assert page.index('id="woord"') < page.index('id="gevraagd"')
    assert page.count('class="button primary"') == 1
    assert page.split('class="button primary"')[1].split("<")[0].endswith(">Vandaag gestart")


def test_who_stayed_silent_reads_that_the_coordinator_has_it_and_may_still_answer(today: World) -> None:
    track_id = late(today)
    with today.desk() as work:
        track = work.session.get_one(Track, track_id)
        track.step, track.asked_at = 2, today.now - timedelta(days=7)
        track.due_at = today.now + timedelta(days=5)
        referral = moves.take(work, track.referral_id)
        reopening.bring_back(work, referral, AgendaReason.SILENT, track_id=track_id)
        case = referral.id
    with today.client("Nadia Pauwels") as nadia:
        home, own = nadia.get("/partner").text, nadia.get(f"/trajecten/{track_id}").text
        asked = home.split('id="woord"')[1].split("</section>")[0]
        assert "We hoorden niets. De coördinator kijkt nu hoe het verdergaat." in asked
        assert "Antwoord verwacht" not in asked
        assert "Vandaag gestart" in asked
        assert "Nieuws verwacht" not in own
        assert "bij de coördinator" in nadia.get("/trajecten").text
    with today.client("Hilde Verbist") as hilde:
        assert "geen antwoord gekregen" in hilde.get("/radar").text
        tracks_card = hilde.get(f"/aanmeldingen/{case}").text.split('id="trajecten"')[1].split("</section>")[0]
    assert "geen antwoord gekregen" in tracks_card
    with today.desk("Hilde Verbist") as work:
        ending.carry_on(work, case)
    with today.client("Nadia Pauwels") as nadia:
        assert "De coördinator kijkt nu" not in nadia.get(f"/trajecten/{track_id}").text


def test_who_declined_reads_her_own_words_for_two_weeks(today: World) -> None:
    case = on_table(today)
    with today.desk("Nadia Pauwels") as work:
        claims.decline(work, case, "other", "Noor kent onze begeleider van thuis.")
    number = today.case(case).number
    with today.client("Nadia Pauwels") as nadia, today.client("Tom Claes") as tom:
        ours = nadia.get("/partner").text.split('id="weigeringen"')[1].split("</section>")[0]
        assert "een andere reden" in ours
        typed = "Noor kent onze begeleider van thuis."
        assert typed in ours, "as she typed it: initials would tell her that she guessed the name"
        assert number in ours
        assert "kent onze begeleider" not in tom.get("/partner").text
        with today.desk() as work:
            work.session.execute(sa.update(Decline).values(at=today.now - timedelta(days=15)))
        assert 'id="weigeringen"' not in nadia.get("/partner").text


def test_a_claim_that_waits_goes_by_initials_and_leads_to_its_card(today: World) -> None:
    case = on_table(today)
    takes_up(today, "Nadia Pauwels", case, "Kort traject")
    with today.client("Nadia Pauwels") as nadia:
        claimed = nadia.get("/partner").text.split('id="opnames"')[1].split("</section>")[0]
        (address,) = re.findall(r'href="(/tafel/[^"]+)">N\.E\.<', claimed)
        assert nadia.get(address).status_code == 200


def test_the_caseload_stands_per_worker(today: World) -> None:
    first, second = running(today), running(today)
    with today.client("Nadia Pauwels") as nadia:
        send(nadia, f"/trajecten/{first}/begeleider", {"begeleider_worker": str(today["Nadia Pauwels"])})
        page = nadia.get("/trajecten").text
        assert page.index("Nadia Pauwels <") < page.index(f"/trajecten/{first}")
        assert page.index("Nog geen begeleider") < page.index(f"/trajecten/{second}")
        wrong = send(nadia, f"/trajecten/{first}/begeleider", {"begeleider_worker": str(today["Tom Claes"])})
        assert wrong.status_code == 404
    assert row(today, Track, first).worker_id == today["Nadia Pauwels"]


@pytest.mark.parametrize("path", ["/partner", "/trajecten"])
@pytest.mark.parametrize(
    ("who", "status"), [("Hilde Verbist", 403), ("Lotte Wouters", 403), ("Els Dierckx", 403), (None, 303)]
)
def test_the_partners_pages_are_for_partners(world: World, path: str, who: str | None, status: int) -> None:
    with world.client(who) as client:
        assert client.get(path, follow_redirects=False).status_code == status


def test_an_empty_home_says_what_will_appear(world: World) -> None:
    with world.client("Yusuf Aydin") as yusuf:
        page = yusuf.get("/partner").text
        assert "Ligt er een vraag op tafel die bij jullie aanbod past" in page
        assert "Nog geen trajecten" in yusuf.get("/trajecten").text


def test_who_declined_a_case_before_reads_that_when_it_is_asked_again_and_finds_each_offer(today: World) -> None:
    case = on_table(today)
    with today.desk("Tom Claes") as work:
        claims.decline(work, case, "staff", "Pas na Nieuwjaar.")
    with today.desk("Hilde Verbist") as work:
        urgent.ask_round(work, case, urgent.usual_day(brussels_date(work.now)))
    base = board_of(today, case)
    told = f"Jullie weigerden dit op {date_words(brussels_date(today.now))}: {REASON_WORDS[Reason.STAFF]}"
    with today.client("Tom Claes") as tom, today.client("Nadia Pauwels") as nadia:
        for path in ("/partner", base, f"{base}/zaak/{case}"):
            shown = " ".join(tom.get(path).text.split())
            assert told in shown, path
            assert "Pas na Nieuwjaar." in shown
            assert "Jullie weigerden dit" not in nadia.get(path).text
        for path in ("/partner", base):
            presses = re.findall(r">Neem op: ([^<]+)<", nadia.get(path).text)
            assert len(presses) > 1, "each offer that fits has its own button"
            assert len(presses) == len(set(presses))
