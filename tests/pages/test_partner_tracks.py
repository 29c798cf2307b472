"""A track on its partner's own page: what it says of it, who it is about, and its own contacts alone."""

import re
from datetime import timedelta

from sqlmodel import select

from hub import links
from hub.asker import Asker, AskerKind
from hub.clock import brussels_date
from hub.dispatch import claims, tracks
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message
from hub.ledger import Entry
from hub.links import Purpose
from hub.partners.tables import Organisation
from tests.cast import World, send
from tests.tables import on_table, put_on_table, row, running, takes_up


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
            page = nadia.get(path).text
            assert words in page, slug
            assert not re.search(r'name="pauze_day"[^>]* value="20', page), "no day that went by"
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
