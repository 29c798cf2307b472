"""A partner takes its word back before the start: Hilde cannot miss it, and the rest is asked whether it carries on."""

import re
from uuid import UUID

import pytest
from sqlmodel import select

from hub import links
from hub.dispatch import claims, ending, tracks
from hub.dispatch.case import Stage
from hub.dispatch.letting_go import answering, losing
from hub.dispatch.letting_go.carries_on import CarriesOn
from hub.dispatch.letting_go.losing_sight import Lost, lost_parts
from hub.dispatch.letting_go.tables import CarryOn, LostPart
from hub.dispatch.table_tables import AgendaItem, AgendaState, Track
from hub.home import today
from hub.home.today_lines import Group
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World, send
from tests.tables import back_on_table, on_table, row, rows, taken, takes_up

NADIA, TOM, HILDE = "Nadia Pauwels", "Tom Claes", "Hilde Verbist"


def both(world: World) -> tuple[UUID, UUID, UUID]:
    """Kompas leads Noor's case and Springplank joined, both agreed: the case, and their tracks."""
    case = on_table(world)
    lead = takes_up(world, NADIA, case, "Kort traject")
    joined = takes_up(world, TOM, case, "Carrousel", "co", commitment="Drie dagen per week.")
    with world.desk(HILDE) as work:
        return case, claims.confirm(work, lead).id, claims.confirm(work, joined).id


def groups(world: World, who: str = HILDE) -> dict[str, Group]:
    with world.desk(who) as work:
        return {group.slug: group for group in today.today(work).groups}


def lost(world: World, case: UUID) -> list[Lost]:
    with world.desk() as work:
        return lost_parts(work, [case])[case]


def token(world: World) -> str:
    with world.desk() as work:
        return links.token_of(work, work.session.exec(select(Link).where(Link.purpose == Purpose.CARRY_ON)).one())


def on_agenda(world: World, case: UUID) -> list[str]:
    live = (AgendaState.PROPOSED, AgendaState.ON_AGENDA)
    return [one.state for one in rows(world, AgendaItem) if one.referral_id == case and one.state in live]


def test_who_withdraws_before_the_start_is_the_first_line_of_vandaag_and_its_part_alone_ends(world: World) -> None:
    case, kompas, springplank = both(world)
    with world.desk(NADIA) as work:
        tracks.withdraw(work, kompas, "staff", "Noor El Amrani kreeg een andere begeleider.")
    day = groups(world)
    (line,) = day["weggevallen"].items
    assert next(iter(day)) == "weggevallen"
    why = "Kompas NAFT trok zich terug na akkoord: geen begeleider beschikbaar"
    assert (line.kind, line.why) == ("stuck", f"{why} · nog geen antwoord van Springplank")
    assert "herneming" not in day, "the case stands once"
    assert (world.case(case).stage, on_agenda(world, case)) == (Stage.REOPENED, [AgendaState.PROPOSED])
    assert (taken(world, "Kort traject"), taken(world, "Carrousel")) == (0, 1)
    other = row(world, Track, springplank)
    assert (other.stage, other.commitment, other.holds_place) == ("accepted", "Drie dagen per week.", True)


def test_the_same_words_behind_the_other_button_are_as_loud_and_what_the_youngster_wants_is_not(world: World) -> None:
    case, kompas, springplank = both(world)
    with world.desk(TOM) as work:
        tracks.not_start(work, springplank, "refuses")
    assert "weggevallen" not in groups(world), "the case came back and says why itself"
    with world.desk(NADIA) as work:
        tracks.not_start(work, kompas, "no_place")
    assert [(one.organisation, one.withdrew) for one in lost(world, case)] == [("Kompas NAFT", True)]
    assert [line.kind for line in groups(world)["weggevallen"].items] == ["stuck"]


@pytest.mark.parametrize("stands", ["back already", "on the table again", "waits"])
def test_what_falls_away_while_the_case_lies_elsewhere_is_not_missed(world: World, stands: str) -> None:
    if stands == "on the table again":
        case, track = back_on_table(world)
    else:
        case, other, track = both(world)
        with world.desk(NADIA) as work:
            tracks.not_start(work, other, "moved")
    if stands == "waits":
        with world.desk(HILDE) as work:
            ending.carry_on(work, case)
    before = world.case(case).stage
    with world.desk(TOM if stands != "on the table again" else NADIA) as work:
        tracks.not_start(work, track, "unreachable")
    loud = groups(world)
    if stands == "waits":
        assert (before, "weggevallen" in loud, "herneming" in loud) == (Stage.TRACKS, False, True)
    else:
        assert world.case(case).stage == before
        assert loud["weggevallen"].items[0].why.endswith("niet gestart: de jongere is niet bereikbaar")
    assert len(on_agenda(world, case)) == 1


def test_it_stays_until_hilde_has_seen_it_or_decides(world: World) -> None:
    case, kompas, _springplank = both(world)
    with world.desk(NADIA) as work:
        tracks.withdraw(work, kompas, "no_place")
    (part,) = lost(world, case)
    with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
        losing.see(work, part.id)
    with world.client(HILDE) as hilde:
        page = hilde.get(f"/aanmeldingen/{case}").text
        assert "Kompas NAFT trok zich terug na akkoord: geen plaats" in page
        assert "nog geen antwoord" in page
        send(hilde, f"/aanmeldingen/{case}/weggevallen/{part.id}/gezien", {})
        assert "weggevallen" not in groups(world)
        assert "herneming" in groups(world)
        send(hilde, f"/aanmeldingen/{case}/weggevallen/{part.id}/terug", {})
    assert "weggevallen" in groups(world)
    with world.desk(HILDE) as work:
        ending.carry_on(work, case)
    assert row(world, LostPart, part.id).seen_by == world[HILDE]


def test_the_rest_is_asked_by_a_letter_and_answers_with_one_click_on_a_page(world: World) -> None:
    case, kompas, springplank = both(world)
    with world.desk(NADIA) as work:
        tracks.withdraw(work, kompas, "other", "We sluiten een week.")
    (letter,) = [one for one in rows(world, Letter) if one.kind == "carry_on"]
    assert letter.subject == f"Gaan jullie verder met {world.case(case).number}?"
    assert "Kompas NAFT doet niet meer mee" in letter.body
    assert "Noor" not in letter.body + letter.subject
    path = f"/antwoord/samen/{token(world)}"
    with world.client() as browser:
        asked = browser.get(path).text
        assert "Kompas NAFT doet niet meer mee." in asked
        assert "El Amrani" not in asked
        assert lost(world, case)[0].rest[0].code is None, "opening it is no answer"
        assert send(browser, path, {}).status_code == 422
        send(browser, path, {"samen_answer": "verder", "samen_note": "Wij doen het alleen."})
        assert "Jullie gaan verder" in browser.get(path).text
    rest = lost(world, case)[0].rest[0]
    assert (rest.organisation, rest.code, rest.note) == ("Springplank", "verder", "Wij doen het alleen.")
    assert row(world, Track, springplank).stage == "accepted"


def test_who_leads_from_now_on_hears_so_and_the_case_says_who_leads(world: World) -> None:
    case, kompas, springplank = both(world)
    with world.client(HILDE) as hilde:
        page = hilde.get(f"/aanmeldingen/{case}").text
        assert ("heeft de leiding" in page, "doet mee" in page) == (True, True)
        with world.desk(NADIA) as work:
            tracks.withdraw(work, kompas, "no_place")
        assert "Niemand heeft nu de leiding." in hilde.get(f"/aanmeldingen/{case}").text
        send(hilde, f"/aanmeldingen/{case}/leiding/{springplank}", {})
        assert "Niemand heeft nu de leiding." not in hilde.get(f"/aanmeldingen/{case}").text
    (letter,) = [one for one in rows(world, Letter) if one.kind == "lead_given"]
    assert letter.subject == f"Jullie hebben nu de leiding van {world.case(case).number}"
    assert letter.to_address == "team@springplank.example"
    assert not [one for one in ("Noor", "El Amrani") if one in letter.subject + letter.body]


def test_silence_is_told_as_silence_and_never_as_yes(world: World) -> None:
    case, kompas, springplank = both(world)
    with world.desk(NADIA) as work:
        tracks.withdraw(work, kompas, "no_place")
    with world.desk(TOM) as work:
        tracks.start(work, springplank, work.now.date())
    (part,) = lost(world, case)
    assert (part.rest[0].code, part.line.rpartition(" · ")[2]) == (None, "nog geen antwoord van Springplank")
    with world.desk(TOM) as work:
        tracks.stop_early(work, springplank, work.now.date(), "moved")
    assert [one.rest[0].code for one in lost(world, case) if one.withdrew] == [None]
    with world.client(HILDE) as hilde:
        assert "gaf geen antwoord" in hilde.get(f"/aanmeldingen/{case}").text


def test_a_no_ends_nothing_and_is_loud_again(world: World) -> None:
    case, kompas, springplank = both(world)
    with world.desk(NADIA) as work:
        tracks.withdraw(work, kompas, "no_place")
    with world.desk(HILDE) as work:
        losing.see(work, lost(world, case)[0].id)
    (asked,) = rows(world, CarryOn)
    with world.client(TOM) as tom:
        assert "Gaan jullie verder?" in tom.get("/partner").text
        page = tom.get(f"/trajecten/{springplank}").text
        assert re.search("Kompas NAFT doet niet meer mee. Gaan jullie verder", page)
        said = {"samen_which": str(asked.id), "samen_answer": "niet", "samen_note": "Alleen is het te zwaar."}
        send(tom, f"/trajecten/{springplank}/samen", said)
        assert "Gaan jullie verder?" not in tom.get("/partner").text
    (line,) = groups(world)["weggevallen"].items
    assert line.why.endswith("Springplank gaat zo niet verder")
    assert row(world, Track, springplank).stage == "accepted"
    assert taken(world, "Carrousel") == 1


def test_only_who_is_asked_answers_and_only_while_its_part_is_open(world: World) -> None:
    _case, kompas, springplank = both(world)
    with world.desk(NADIA) as work:
        tracks.withdraw(work, kompas, "no_place")
    (asked,) = rows(world, CarryOn)
    with pytest.raises(NotFound), world.desk(NADIA) as work:
        answering.answer(work, springplank, asked.id, CarriesOn.YES)
    with pytest.raises(NotFound), world.desk(TOM) as work:
        answering.answer(work, kompas, asked.id, CarriesOn.YES)
    with pytest.raises(Invalid), world.desk(TOM) as work:
        answering.answer(work, springplank, asked.id, "misschien")
    with world.desk(HILDE) as work:
        assert answering.answer(work, springplank, asked.id, CarriesOn.YES).answered_by == world[HILDE]
    with world.desk(TOM) as work:
        tracks.withdraw(work, springplank, "no_place")
    with pytest.raises(Refused), world.desk(TOM) as work:
        answering.answer(work, springplank, asked.id, CarriesOn.NO)


def test_what_has_started_is_not_withdrawn_but_stopped(world: World) -> None:
    _case, kompas, _springplank = both(world)
    with world.desk(NADIA) as work:
        tracks.start(work, kompas, work.now.date())
    with pytest.raises(Refused, match="Dit kan niet meer"), world.desk(NADIA) as work:
        tracks.withdraw(work, kompas, "no_place")
    with pytest.raises(Invalid), world.desk(NADIA) as work:
        tracks.withdraw(work, kompas, "refuses")


def test_the_coordinator_lets_a_partner_that_carries_on_lead_once_the_lead_fell_away(world: World) -> None:
    case, kompas, springplank = both(world)
    button = f"/aanmeldingen/{case}/leiding/{springplank}"
    with world.client(HILDE) as hilde:
        assert button not in hilde.get(f"/aanmeldingen/{case}").text, "Kompas leads"
        send(hilde, button, {})
        assert row(world, Track, springplank).role == "co"
        with world.desk(NADIA) as work:
            tracks.withdraw(work, kompas, "no_place")
        assert "Geef de leiding aan Springplank" in hilde.get(f"/aanmeldingen/{case}").text
        send(hilde, button, {})
        assert "Springplank heeft nu de leiding." in hilde.get(f"/aanmeldingen/{case}").text
    assert row(world, Track, springplank).role == "lead"
    with world.client(TOM) as tom:
        assert send(tom, button, {}).status_code in (403, 404)
