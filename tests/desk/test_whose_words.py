"""Partners read their own words as they typed them, and what anybody else wrote with initials for names."""

from datetime import date
from uuid import UUID

import pytest

from hub.dispatch import claims, clarify, contacts, partner_sight, proposing, track_words, tracks
from hub.dispatch.board_sight import board
from hub.dispatch.table_tables import Claim, Track
from hub.dispatch.tables import Message
from hub.intake import drawing, sight
from hub.intake.drawing import Drawn
from hub.problems import Invalid
from hub.store import Work
from tests.cast import World, send
from tests.desk.test_completing import MILAN, fill, nameless
from tests.desk.test_proposing import returned
from tests.personal_links import hold, question_link
from tests.tables import on_table, put_on_table, row, running, takes_up

HILDE, NADIA = "Hilde Verbist", "Nadia Pauwels"


def with_brother(world: World, case: UUID) -> None:
    with world.desk(HILDE) as work:
        drawing.draw_further(work, case, [Drawn(first_name="Jonas", last_name="Claessens")])


def test_what_hilde_noted_for_a_partner_names_nobody_to_that_partner(world: World) -> None:
    case = world.refer()
    session = put_on_table(world, case)
    for who, note in ((HILDE, "N. kennen ze van thuis."), (NADIA, "Noor kennen ze van thuis.")):
        with world.desk(who) as work:
            claims.decline(work, case, "other", "Noor kennen ze van thuis.", organisation_id=world["Kompas NAFT"])
        with world.desk(NADIA) as work:
            [seen] = board(work, session).cases
            assert [one.note for one in seen.declines] == [note]
            assert [one.note for one in partner_sight.declines_of(work)] == [note]


def test_why_a_claim_was_not_chosen_names_nobody_and_a_name_that_is_known_later_is_read_by_initials(
    world: World,
) -> None:
    case = nameless(world)
    put_on_table(world, case)
    claim = takes_up(world, NADIA, case, "Kort traject")
    with world.desk(HILDE) as work:
        claims.refuse_claim(work, claim, "Milan kent hun begeleider al.")
    fill(world, case, "jongere", **MILAN)
    with world.desk(NADIA) as work:
        assert [one.why for one in partner_sight.claims_of(work)] == ["M. kent hun begeleider al."]
    again = takes_up(world, "Tom Claes", case, "Carrousel")
    with pytest.raises(Invalid, match="“Milan”"), world.desk(HILDE) as work:
        claims.refuse_claim(work, again, "Milan past daar niet.")
    assert row(world, Claim, again).state == "made"


def test_nobody_is_told_that_the_name_in_its_claim_is_the_right_one(world: World) -> None:
    said = []
    for name in ("Noor El Amrani", "Emma Peeters"):
        case = on_table(world)
        with world.client(NADIA) as nadia:
            table = str(nadia.get("/tafel", follow_redirects=True).url.path)
            with world.desk() as work:
                offer = world.offer(work, "Kort traject").id
            typed = {"opname_offer": str(offer), "opname_role": "lead", "opname_commitment": f"We bellen {name}."}
            done = send(nadia, f"{table}/zaak/{case}/opname", typed)
            page = nadia.get(done.headers["location"]).text
            said.append(page.split('class="flash ')[1].split("</div>")[0])
        with world.desk(NADIA) as work:
            claims.withdraw_claim(work, partner_sight.claims_of(work)[0].claim.id)
    assert said[0] == said[1]
    assert "jullie nemen deze vraag op" in said[0]


def contacts_read(world: World, who: str, track: UUID) -> list[str]:
    with world.desk(who) as work:
        return [one.text for one in track_words.contacts_of(work, work.session.get_one(Track, track))]


def test_a_brother_in_the_contacts_of_a_track_goes_by_initials_to_who_did_not_write_it(world: World) -> None:
    case = on_table(world)
    with_brother(world, case)
    track = running(world, case)
    with world.desk(NADIA) as work:
        tracks.start(work, track, date(2026, 9, 14))
        tracks.sign_of_life(work, track, "Noor was er, Jonas Claessens kwam mee.")
    assert contacts_read(world, HILDE, track) == ["N. was er, J. C. kwam mee."]
    assert contacts_read(world, NADIA, track) == ["N. was er, Jonas Claessens kwam mee."]


def words(work: Work, track: UUID, text: str) -> str:
    return track_words.words_of(work, work.session.get_one(Track, track))(text)


def test_a_brother_whom_hilde_named_for_the_partner_goes_by_initials_on_its_track(world: World) -> None:
    case = on_table(world)
    with_brother(world, case)
    text = "Noor en Jonas."
    own = running(world, case)
    with world.desk(NADIA) as work:
        assert words(work, own, text) == "N. en Jonas."
    with world.desk(HILDE) as work:
        assert words(work, own, text) == "N. en J."
        tracks.start(work, own, date(2026, 9, 14))
        tracks.hold(work, own, date(2026, 9, 28), "Noor en Jonas zijn weg.")
    with world.desk(NADIA) as work:
        assert words(work, own, text) == "N. en J."


def test_who_holds_the_link_of_a_question_reads_no_brother_in_it(world: World) -> None:
    case = world.refer()
    with_brother(world, case)
    with world.desk(HILDE) as work:
        question = clarify.ask(work, case, "Zag Jonas Claessens Noor nog?").id
    with world.desk() as work:
        link = question_link(world, question)
        assert sight.question_behind(work, hold(work, link)).text == "Zag J. C. N. nog?"


def test_whoever_puts_the_half_days_of_a_contact_right_keeps_the_words(world: World) -> None:
    track = running(world)
    with world.desk(NADIA) as work:
        tracks.start(work, track, date(2026, 9, 14))
        tracks.sign_of_life(work, track, "Noor was er.", 1)
    with world.desk(NADIA) as work:
        [shown] = track_words.contacts_of(work, work.session.get_one(Track, track))
        contacts.correct(work, track, shown.id, shown.text, 2)
    kept = row(world, Message, shown.id)
    assert (kept.text, kept.half_day_units, kept.first_text) == ("Noor was er.", 2, "Noor was er.")


def test_who_never_took_a_track_on_is_not_told_whether_the_name_that_it_wrote_is_the_right_one(world: World) -> None:
    case = returned(world)
    with world.desk(HILDE) as work:
        track = proposing.ask_partner(work, case, world.offer(work, "Carrousel").id).id
    with world.desk("Tom Claes") as work:
        tracks.decline(work, track, "other", "Noor kennen we.")
        assert words(work, track, "Noor kennen we.") == "Noor kennen we."
    with world.desk(HILDE) as work:
        assert words(work, track, "Noor kennen we.") == "N. kennen we."
