"""A partner's home, its tracks and who a youngster is: what a partner sees, says and may not see."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind
from hub.clock import brussels_date
from hub.dispatch import claims, ending, moves, reopening, tracks
from hub.dispatch.table_tables import AgendaItem, Claim, Decline, Session, Track
from hub.dispatch.tables import Message
from hub.ledger import Entry
from hub.links import Purpose
from hub.partners.tables import Organisation
from tests.cast import World, send
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
        reopening.bring_back(work, referral, "silent", track_id=track_id)
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


def test_a_track_goes_its_whole_way_on_its_own_page(today: World) -> None:
    track_id = running(today)
    day = brussels_date(today.now)
    planned = day + timedelta(days=9)
    with today.client("Nadia Pauwels") as nadia:
        path = f"/trajecten/{track_id}"
        for slug, data, words in (
            ("gepland", {"gepland_day": str(planned), "gepland_day_anyway": str(planned)}, "we kijken pas na die dag"),
            ("gestart", {"gestart_day": str(day)}, "het traject is gestart"),
            ("contact", {"contact_note": "Sprak in de jeugdclub.", "contact_number": "2"}, "Het contact is genoteerd"),
            ("pauze", {"pauze_day": str(day + timedelta(days=5)), "pauze_note": "Stage."}, "het traject pauzeert"),
            ("verder", {}, "het traject gaat verder"),
            ("afgerond", {"afgerond_day": str(day), "afgerond_note": "Terug naar school."}, "het traject is afgerond"),
        ):
            assert send(nadia, f"{path}/{slug}", data).status_code == 303, slug
            assert words in nadia.get(path).text, slug
        assert "Sprak in de jeugdclub." in nadia.get(path).text
    done = row(today, Track, track_id)
    assert (done.stage, done.half_day_units) == ("completed", 2)


def test_what_cannot_be_is_said_beside_what_was_typed(today: World) -> None:
    track_id = running(today)
    with today.client("Nadia Pauwels") as nadia:
        page = send(nadia, f"/trajecten/{track_id}/niet-gestart", {"niet-gestart_note": "Ze wil niet meer."})
        assert page.status_code == 422
        assert "Kies een reden." in page.text
        assert "Ze wil niet meer." in page.text
        page = send(nadia, f"/trajecten/{track_id}/gestart", {"gestart_day": "ooit"})
        assert (page.status_code, "Kies een dag." in page.text) == (422, True)
        page = send(nadia, f"/trajecten/{track_id}/contact", {"contact_number": "veel"})
        assert (page.status_code, "Geef een heel getal" in page.text) == (422, True)
        page = send(nadia, f"/trajecten/{track_id}/verder", {})
        assert (page.status_code, "Dit kan niet meer" in page.text) == (409, True)
        assert send(nadia, f"/trajecten/{track_id}/opeten", {}).status_code == 404


def test_who_it_is_opens_on_purpose_and_the_ledger_keeps_the_look(today: World) -> None:
    track_id = running(today)
    with today.client("Nadia Pauwels") as nadia:
        path = f"/trajecten/{track_id}"
        assert "Noor" not in nadia.get(path).text
        shown = send(nadia, f"{path}/wie", {})
        assert shown.status_code == 200
        for word in ("Noor El Amrani", "4 maart 2011", "Sint-Jansatheneum", "Els Dierckx", "els@sintjans.example"):
            assert word in shown.text
        assert "drie weken niet op school" not in shown.text, "the story stays with the hub"
        assert nadia.get(f"{path}/wie", follow_redirects=False).status_code == 303
        assert "Noor" not in nadia.get(path).text
    with today.desk() as work:
        looks = work.session.exec(select(Entry).where(Entry.act == "identity.seen")).all()
    assert [(one.person_id, one.detail["track"]) for one in looks] == [(today["Nadia Pauwels"], str(track_id))]


def test_who_it_is_closes_when_the_track_ends(today: World) -> None:
    track_id = running(today)
    with today.desk("Nadia Pauwels") as work:
        tracks.not_start(work, track_id, "moved")
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get(f"/trajecten/{track_id}").text
        assert "niet gestart" in page
        assert "Toon wie het is" not in page
        assert send(nadia, f"/trajecten/{track_id}/wie", {}).status_code == 409


def test_a_partner_sees_its_own_tracks_only(today: World) -> None:
    track_id = running(today)
    for who, status in (
        ("Tom Claes", 404), ("Wim Peeters", 404), ("Els Dierckx", 404), ("Lotte Wouters", 403), ("Karim Haddou", 403),
        ("Hilde Verbist", 200),
    ):  # fmt: skip
        with today.client(who) as client:
            assert client.get(f"/trajecten/{track_id}").status_code == status, who
            assert send(client, f"/trajecten/{track_id}/wie", {}).status_code in (403, 404), who
            if status != 200:
                answer = send(client, f"/trajecten/{track_id}/gestart", {"gestart_day": str(brussels_date(today.now))})
                assert answer.status_code == status, who
    assert row(today, Track, track_id).stage == "accepted"


def test_a_partner_reads_its_own_contacts_and_not_the_rest_of_the_file(today: World) -> None:
    track_id = running(today)
    with today.desk() as work:
        track = work.session.get_one(Track, track_id)
        work.session.add(
            Message(
                hub_id=track.hub_id, referral_id=track.referral_id, at=work.now, kind="note",
                text="Vertrouwelijk: thuis.",
                author_id=today["Hilde Verbist"], author_name="Hilde Verbist",
            )
        )  # fmt: skip
    with today.desk("Nadia Pauwels") as work:
        tracks.sign_of_life(work, track_id, "Belde met de moeder.")
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get(f"/trajecten/{track_id}").text
    assert "Belde met de moeder." in page
    assert "Vertrouwelijk: thuis." not in page


def test_each_track_has_its_own_contacts_also_when_its_partner_has_two_in_one_case(today: World) -> None:
    first = running(today)
    case = row(today, Track, first).referral_id
    with today.desk("Nadia Pauwels") as work:
        tracks.sign_of_life(work, first, "Belde met de moeder.")
        tracks.not_start(work, first, "unreachable")
    put_on_table(today, case)
    second = running(today, case)
    with today.desk("Nadia Pauwels") as work:
        tracks.sign_of_life(work, second, "Stond aan de schoolpoort.")
    with today.client("Nadia Pauwels") as nadia:
        before, now = (nadia.get(f"/trajecten/{track_id}").text for track_id in (first, second))
    assert "Belde met de moeder." in before
    assert "Belde met de moeder." not in now
    assert "Stond aan de schoolpoort." in now
    assert "Stond aan de schoolpoort." not in before


def test_a_partner_that_got_another_name_still_finds_its_contacts(today: World) -> None:
    track_id = running(today)
    with today.desk("Nadia Pauwels") as work:
        tracks.sign_of_life(work, track_id, "Belde met de moeder.")
    with today.desk() as work:
        work.session.get_one(Organisation, today["Kompas NAFT"]).name = "Kompas vzw"
    with today.client("Nadia Pauwels") as nadia:
        assert "Belde met de moeder." in nadia.get(f"/trajecten/{track_id}").text


def test_what_a_partner_answered_by_a_mailed_link_is_among_its_contacts(today: World) -> None:
    track_id = running(today)
    with today.desk() as work:
        track = work.session.get_one(Track, track_id)
        link = links.make(work, Purpose.TRACK, track_id, hub_id=track.hub_id, referral_id=track.referral_id)
        work.asker = Asker(AskerKind.LINK, link_id=link.id)
        tracks.sign_of_life(work, track_id, "We zien elkaar morgen.", by_link=link)
    with today.client("Nadia Pauwels") as nadia:
        assert "We zien elkaar morgen." in nadia.get(f"/trajecten/{track_id}").text


def test_what_the_coordinator_notes_of_a_track_is_for_the_desk(today: World) -> None:
    track_id = running(today)
    with today.desk("Hilde Verbist") as work:
        tracks.sign_of_life(work, track_id, "Nadia belde: het vlot niet.")
    with today.client("Hilde Verbist") as hilde:
        assert "Nadia belde: het vlot niet." in hilde.get(f"/trajecten/{track_id}").text
    with today.client("Nadia Pauwels") as nadia:
        assert "Nadia belde: het vlot niet." not in nadia.get(f"/trajecten/{track_id}").text


def test_a_contact_reads_with_initials_until_the_name_is_opened(world: World) -> None:
    noor = on_table(world)
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    with world.desk("Hilde Verbist") as work:
        track = claims.confirm(work, claim, world.now.date())
    with world.desk("Nadia Pauwels") as work:
        tracks.start(work, track.id, world.now.date())
        tracks.sign_of_life(work, track.id, "Noor El Amrani was er.")
    with world.client("Nadia Pauwels") as nadia:
        assert "N. E. was er." in nadia.get(f"/trajecten/{track.id}").text
        assert "Noor El Amrani was er." in send(nadia, f"/trajecten/{track.id}/wie", {}).text


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
