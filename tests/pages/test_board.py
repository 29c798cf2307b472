"""The board, one case at the table, the table card and the pack: who sees what, without a name anywhere."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from hub.dispatch import agenda, claims, clarify, moves
from hub.dispatch.answers import declined_sight
from hub.dispatch.reopening import add_item
from hub.dispatch.sittings import sessions_ahead
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Claim, Session, TableSeat
from hub.dispatch.track import REASON_WORDS, Reason
from hub.ledger import Entry
from hub.problems import NotFound
from tests.cast import World, send
from tests.tables import ASKED, on_table, put_on_table, takes_up

KARIM = "Karim Haddou"


def board_of(world: World, referral_id: UUID) -> str:
    with world.desk() as work:
        item = work.session.exec(select(AgendaItem).where(AgendaItem.referral_id == referral_id)).all()[-1]
    return f"/tafel/{item.session_id}"


def nobody_is_named(page: str) -> None:
    """No first name, family name, school, referrer or story of Noor's case; ids and tokens may spell anything."""
    page = re.sub(r"[0-9a-f-]{36}|[\w.=-]{40,}", "", page)
    for word in ("Noor", "Amrani", "Sint-Jans", "Dierckx", "els@", "drie weken niet op school", "2011"):
        assert word not in page, word


def test_nadia_reads_the_card_and_which_of_her_offers_fit_and_why(today: World) -> None:
    case = on_table(today)
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get("/tafel")
    assert page.status_code == 200
    assert ASKED in page.text
    assert "Individuele begeleiding" in page.text
    assert "woongemeente hoort bij het werkingsgebied" in page.text
    assert "Neem op: Individuele begeleiding" in page.text
    nobody_is_named(page.text)
    nobody_is_named(str(page.url))
    assert "Carrousel" not in page.text, "another partner's offer"
    assert str(case) in page.text


def test_nobody_is_named_on_any_page_of_the_table(today: World) -> None:
    case = on_table(today)
    takes_up(today, "Tom Claes", case, "Carrousel")
    base = board_of(today, case)
    for who in ("Hilde Verbist", "Nadia Pauwels", "Tom Claes"):
        with today.client(who) as client:
            for path in (base, f"{base}/zaak/{case}", f"{base}/bundel", "/partner" if who != "Hilde Verbist" else base):
                page = client.get(path)
                assert page.status_code == 200, path
                nobody_is_named(page.text)


def test_nadia_takes_a_case_up_in_one_click_and_hilde_confirms_it(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client("Nadia Pauwels") as nadia:
        board = nadia.get(base).text
        offer = re.search(r'name="opname_offer" value="([^"]+)"', board)
        assert offer
        done = send(nadia, f"{base}/zaak/{case}/opname", {"opname_offer": offer[1], "opname_role": "lead"})
        assert (done.status_code, done.headers["location"].partition("#")[0]) == (303, base)
        assert "Kompas NAFT neemt op" in nadia.get(base).text
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(f"{base}/zaak/{case}").text
        assert "Afgesproken start bij Kompas NAFT" in page
        claim_id = re.search(r'name="bevestigen1_claim" value="([^"]+)"', page)
        assert claim_id
        done = send(
            hilde, f"{base}/zaak/{case}/bevestigen", {"form": "bevestigen1", "bevestigen1_claim": claim_id[1]}
        )  # fmt: skip
        assert done.status_code == 303
    assert today.case(case).stage == "tracks"


def test_the_one_who_comes_second_reads_who_was_first_beside_the_new_state(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.desk() as work:
        offer = today.offer(work, "Kort traject").id
    takes_up(today, "Tom Claes", case, "Carrousel")
    with today.client("Nadia Pauwels") as nadia:
        page = send(nadia, f"{base}/zaak/{case}/opname", {"opname_offer": str(offer), "opname_role": "lead"})
    assert page.status_code == 409
    assert "Springplank nam deze vraag net op. Jullie kunnen nog meedoen." in page.text
    assert "Doe mee met Springplank" in page.text


def test_what_was_typed_with_a_decline_without_a_reason_is_still_there(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client("Nadia Pauwels") as nadia:
        page = send(nadia, f"{base}/zaak/{case}/weigering", {"weigering_note": "Pas na de vakantie."})
        assert page.status_code == 422
        assert "Pas na de vakantie." in page.text
        assert "Kies een reden" in page.text
        done = send(nadia, f"{base}/zaak/{case}/weigering", {"weigering_reason": "no_place"})
        where, _, card = done.headers["location"].partition("#")
        shown = nadia.get(where).text
        assert "jullie weigerden: geen plaats" in shown[shown.index(f'id="{card}"') :]


def test_who_joined_reads_that_nobody_leads_any_more(today: World) -> None:
    case = on_table(today)
    here = f"{board_of(today, case)}/zaak/{case}"
    lead = takes_up(today, "Nadia Pauwels", case, "Kort traject")
    takes_up(today, "Tom Claes", case, "Carrousel", "co")
    with today.client("Tom Claes") as tom:
        assert "Niemand neemt nu de leiding" not in tom.get(here).text
        with today.desk("Nadia Pauwels") as work:
            claims.withdraw_claim(work, lead)
        assert "Niemand neemt nu de leiding. De coördinator kijkt wie dat doet." in tom.get(here).text


def test_partners_do_not_read_why_another_declined(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client("Tom Claes") as tom:
        send(tom, f"{base}/zaak/{case}/weigering", {"weigering_reason": "too_heavy", "weigering_note": "Te zwaar nu."})
    with today.client("Nadia Pauwels") as nadia:
        assert "Te zwaar nu." not in nadia.get(f"{base}/zaak/{case}").text
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(f"{base}/zaak/{case}").text
    assert "Te zwaar nu." in page
    assert "de problemen zijn te zwaar" in page


def test_after_the_session_a_partner_that_declined_reads_the_card_no_more(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client("Tom Claes") as tom, today.client("Nadia Pauwels") as nadia:
        send(tom, f"{base}/zaak/{case}/weigering", {"weigering_reason": "staff"})
        assert tom.get(f"{base}/zaak/{case}").status_code == 200
        with today.desk("Hilde Verbist") as work:
            agenda.close_session(work, UUID(base.rsplit("/", 1)[-1]), early=True)
        for path in (f"{base}/zaak/{case}", "/partner"):
            shown = tom.get(path).text
            assert ASKED not in shown
            assert "weken thuis" not in shown
        own = tom.get(f"{base}/zaak/{case}")
        assert own.url.path.startswith("/partner/weigeringen/")
        assert "Jullie namen dit niet op" in own.text
        assert REASON_WORDS[Reason.STAFF] in own.text
        assert "N.E." not in own.text
        assert "Bel het meldpunt" in own.text
        assert 'href="tel:' in own.text, "a decline by mistake is put right by telephone"
        assert f'href="{own.url.path}"' in tom.get("/partner").text
        assert "Jullie namen deze vraag niet op." in tom.get(f"{base}/zaak/{case}?stukken").text
        assert nadia.get(own.url.path).status_code == 404, "that is Toms answer"
        later = today.now + timedelta(days=15)
        with today.desk("Tom Claes", now=later.isoformat()) as work, pytest.raises(NotFound):
            declined_sight.of_mine(work, UUID(own.url.path.rsplit("/", 1)[-1]))
        assert nadia.get(f"{base}/zaak/{case}").status_code == 200
        takes_up(today, "Nadia Pauwels", case, "Kort traject")
        with today.desk("Hilde Verbist") as work:
            claims.confirm(work, work.session.exec(select(Claim.id)).one())
        theirs = nadia.get(f"{base}/zaak/{case}")
        assert theirs.url.path.startswith("/trajecten/"), "the case has left the table: it is their track now"
        assert "het is nu jullie traject" in theirs.text


def test_kompas_sits_in_two_hubs_and_sees_each_apart(today: World) -> None:
    here, there = on_table(today), today.refer("schelderand", first_name="Fatima", last_name="Zahra")
    put_on_table(today, there, "Wim Peeters")
    with today.client("Nadia Pauwels") as nadia:
        ours, theirs = nadia.get(board_of(today, here)).text, nadia.get(board_of(today, there)).text
    assert str(there) not in ours
    assert str(here) not in theirs
    assert "Meldpunt Schelderand" in theirs
    assert "F.Z." in theirs


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("Wim Peeters", 404), ("Els Dierckx", 404), ("Lotte Wouters", 403), ("Karim Haddou", 403),
        ("Bram Geerts", 403), (None, 303),
    ],
)  # fmt: skip
def test_who_has_no_seat_sees_no_board(today: World, who: str | None, status: int) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client(who) as client:
        for path in (base, f"{base}/zaak/{case}"):
            assert client.get(path, follow_redirects=False).status_code == status, path


def test_a_partner_without_a_seat_at_this_table_finds_nothing(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.desk() as work:
        seat = work.session.exec(select(TableSeat).where(TableSeat.organisation_id == today["Buddyhuis"])).one()
        work.session.delete(seat)
    with today.client("Yusuf Aydin") as yusuf:
        assert yusuf.get(base).status_code == 404
        assert yusuf.get(f"{base}/zaak/{case}").status_code == 404
        answer = send(yusuf, f"{base}/zaak/{case}/weigering", {"weigering_reason": "age"})
        assert answer.status_code == 404


def test_a_seat_that_is_only_informed_reads_no_cards_and_one_that_thinks_along_does_not_answer(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.desk() as work:
        for name, level in (("Buddyhuis", "informed"), ("JAC De Haven (demo)", "co_thinking")):
            work.session.exec(select(TableSeat).where(TableSeat.organisation_id == today[name])).one().level = level
    with today.client("Yusuf Aydin") as yusuf:
        assert yusuf.get(base).status_code == 403
    with today.client("Fien Maes") as fien:
        page = fien.get(f"{base}/zaak/{case}")
        assert ASKED in page.text
        assert "Dit lukt ons niet" not in page.text
        assert send(fien, f"{base}/zaak/{case}/weigering", {"weigering_reason": "age"}).status_code == 403


def test_printing_the_pack_is_recorded(today: World) -> None:
    case = on_table(today)
    with today.client("Hilde Verbist") as hilde:
        assert "Vertrouwelijk" in hilde.get(f"{board_of(today, case)}/bundel").text
    with today.desk() as work:
        line = work.session.exec(select(Entry).where(Entry.act == "session.print")).one()
    assert line.person_id == today["Hilde Verbist"]


def test_the_flag_of_the_desk_stands_on_the_card_without_its_reason(today: World) -> None:
    case = on_table(today)
    with today.desk("Hilde Verbist") as work:
        clarify.set_flag(work, case, "red", "Moeder belde in paniek.")
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get(board_of(today, case)).text
    assert "rode vlag" in page
    assert "paniek" not in page


def test_a_table_without_a_session_says_what_will_appear(today: World) -> None:
    with today.store.begin() as work:
        for one in work.session.exec(select(Session)).all():
            work.session.delete(one)
    with today.client("Nadia Pauwels") as nadia:
        assert "Er is nog geen zitting gepland" in nadia.get("/tafel").text


def test_a_session_far_ahead_stands_among_the_others_as_soon_as_it_holds_a_case(today: World) -> None:
    with today.desk() as work:
        agenda.ensure_sessions(work, today["dijleland"], ahead=6)
        *near, proposed_for, agreed_on = [one.id for one in sessions_ahead(work, today["dijleland"])]
    assert len(near) == 4
    on_agenda, proposed = today.refer(), today.refer()
    put_on_table(today, on_agenda, session_id=agreed_on)
    with today.desk() as work:
        add_item(work, moves.take(work, proposed), proposed_for, AgendaReason.SILENT, AgendaState.PROPOSED)
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get("/tafel").text
        assert f'href="/tafel/{agreed_on}"' in page
        assert f'href="/tafel/{proposed_for}"' in page
        assert today.case(proposed).number in hilde.get(f"/tafel/{proposed_for}").text
    with today.client("Nadia Pauwels") as nadia:
        page = nadia.get("/tafel").text
    assert f'href="/tafel/{agreed_on}"' in page
    assert f'href="/tafel/{proposed_for}"' not in page, "what is proposed is for the coordinator"


def test_what_is_not_known_of_a_pupil_is_said_once(today: World) -> None:
    case = on_table(today, birth_date=None)
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(f"{board_of(today, case)}/zaak/{case}").text
    assert "leeftijd niet gekend" in page
    assert "leeftijd: leeftijd" not in page
