"""One letter about a track is enough for all that its partner says of it, and the letter that asks opens the card."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import select

from hub import links
from hub.asker import Role
from hub.clock import real_now
from hub.dispatch import claims, proposing, tracks
from hub.dispatch.sharing import recording
from hub.dispatch.table_tables import Track
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link
from hub.partners.tables import Organisation
from hub.people.desk import give_role
from hub.people.tables import Membership, Secrecy
from tests.cast import World, send
from tests.pages.test_answer_link import Asked, days_on, today
from tests.table_links import path_in
from tests.tables import ASKED, on_table, row, rows, running, takes_up

ALWAYS = ("gestart", "gepland", "contact", "niet", "terug")


def returned(world: World) -> UUID:
    """Kompas could not start; Noor is back with Hilde."""
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        tracks.not_start(work, track_id, "staff")
    return row(world, Track, track_id).referral_id


def asks(world: World, case: UUID, offer: str = "Carrousel") -> UUID:
    with world.desk("Hilde Verbist") as work:
        return proposing.ask_partner(work, case, world.offer(work, offer).id, date(2026, 9, 28)).id


def asked(world: World) -> tuple[UUID, UUID]:
    """Hilde asks Springplank: the case, and the track."""
    case = returned(world)
    return case, asks(world, case)


def letter(world: World, kind: str, to: str = "tom@springplank.example") -> Letter:
    return [one for one in rows(world, Letter) if (one.kind, one.to_address) == (kind, to)][-1]


def test_all_that_there_is_to_say_is_said_by_the_link_of_the_first_letter(world: World) -> None:
    one = Asked(world)
    with world.client() as nadia:
        page = nadia.get(one.path).text
        assert all(f'value="{answer}"' in page for answer in ALWAYS)
        one.answers(nadia, "contact", note="Zijn moeder gebeld.", number="1")
        one.answers(nadia, "gepland", on=days_on(4).isoformat())
        one.answers(nadia, "gestart", on=today().isoformat())
        wrong = one.answers(nadia, "pauze", note="Ziekenhuis").text
        assert ("Kies een dag" in wrong, "Bedankt" in wrong) == (True, False), "no thanks above what is not taken"
        one.answers(nadia, "loopt", note="Samen gewandeld.")
        one.answers(nadia, "pauze", on=days_on(9).isoformat(), note="Ziekenhuis")
        one.answers(nadia, "verder")
        one.answers(nadia, "gestopt", on=today().isoformat(), reason="unreachable")
    assert (one.track.stage, one.track.half_day_units) == ("stopped_early", 1)
    with world.desk() as work:
        said = work.session.exec(select(Entry.act).where(Entry.noun_id == one.id, Entry.asker_kind == "link")).all()
    assert [act.removeprefix("track.") for act in said] == [
        "contact", "plan", "start", "contact", "hold", "resume", "stop_early",
    ]  # fmt: skip


def test_a_link_lasts_as_long_as_somebody_works_with_it(world: World) -> None:
    one = Asked(world)
    soon = real_now() + timedelta(days=2)
    with world.desk() as work:
        work.session.exec(select(Link).where(Link.noun_id == one.id)).one().expires_at = soon
    with world.client() as nadia:
        nadia.get(one.path)
        assert rows(world, Link)[-1].expires_at == soon, "a look is no work"
        one.answers(nadia, "contact")
        (link,) = [found for found in rows(world, Link) if found.noun_id == one.id]
        assert link.expires_at > real_now() + links.LIFETIME[links.Purpose.TRACK] - timedelta(hours=1)


def test_who_is_asked_reads_the_card_after_a_press_and_takes_it_up_as_herself(world: World) -> None:
    case, track_id = asked(world)
    path = path_in(world, letter(world, "proposal"))
    with world.client() as tom:
        before = tom.get(path).text
        assert ("Lees de kaart" in before, ASKED in before, "weken thuis" in before) == (True, False, False)
        assert send(tom, f"{path}/lees", {}, get_first=path).status_code == 303
        page = tom.get(path).text
        assert ASKED in page
        assert "Is al weken thuis." in page
        assert "Amrani" not in page
        data = {"answer": "opnemen", "opnemen_on": days_on(5).isoformat(), "opnemen_on_anyway": days_on(5).isoformat()}
        send(tom, path, data)
    with world.client() as other:
        assert ASKED not in other.get(path).text, "another browser has to press again"
    assert row(world, Track, track_id).stage == "accepted"
    with world.desk() as work:
        took = work.session.exec(select(Entry).where(Entry.act == "track.accept", Entry.noun_id == track_id)).one()
        read = work.session.exec(select(Entry).where(Entry.act == "track.read_by_link")).one()
    assert (took.asker_kind, took.person_id, read.person_id) == ("link", world["Tom Claes"], world["Tom Claes"])
    assert read.referral_id == case


def test_the_card_shuts_behind_the_link_too_and_who_left_opens_nothing(world: World) -> None:
    case = returned(world)
    with world.desk("Hilde Verbist") as work:
        fien = give_role(
            work, "Fien Maes", "fien@dehaven.example", Role.PARTNER, organisation_id=world["Springplank"],
            secrecy=Secrecy.DISCRETION,
        ).person_id  # fmt: skip
    asks(world, case)
    path = path_in(world, letter(world, "proposal", "fien@dehaven.example"))
    with world.client() as client:
        send(client, f"{path}/lees", {}, get_first=path)
        assert ASKED in client.get(path).text
        with world.desk("Hilde Verbist") as work:
            recording.record(work, case, recording.Typed({}, receivers={world["Springplank"]: "outcome"}, weighed=True))
        shut = client.get(path).text
        assert (ASKED in shut, "weken thuis" in shut) == (False, False)
        with world.desk() as work:
            for role in work.session.exec(select(Membership).where(Membership.person_id == fien)):
                role.until = work.now
        assert client.get(path).status_code == 404, "who left reads and answers nothing any more"


def ends_roles(world: World, partner: str) -> None:
    with world.desk() as work:
        for role in work.session.exec(select(Membership).where(Membership.organisation_id == world[partner])):
            role.until = work.now


def test_a_partner_without_a_team_address_hears_by_its_people(world: World) -> None:
    case = on_table(world)
    with world.desk() as work:
        work.session.get_one(Organisation, world["Springplank"]).email = ""
    claim_id = takes_up(world, "Tom Claes", case, "Carrousel")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim_id)
    with world.client() as tom:
        assert "Het is gestart" in tom.get(path_in(world, letter(world, "claim_confirmed"))).text


def test_a_team_reads_the_card_while_none_of_it_has_an_account(world: World) -> None:
    case = returned(world)
    ends_roles(world, "Springplank")
    asks(world, case)
    path = path_in(world, letter(world, "proposal", "team@springplank.example"))
    with world.client() as team:
        send(team, f"{path}/lees", {}, get_first=path)
        assert ASKED in team.get(path).text
        with world.desk() as work:
            give_role(
                work, "Tom Claes", "tom@springplank.example", Role.PARTNER, organisation_id=world["Springplank"],
                secrecy=Secrecy.PROFESSIONAL,
            )  # fmt: skip
        page = team.get(path).text
        assert ASKED not in page
        assert "We nemen dit op" in page, "it may still answer, as it always could"
