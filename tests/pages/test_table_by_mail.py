"""Partners read and answer what lies on the table from the link of a letter: before it sits, after it, in between."""

import re

from sqlmodel import col, select

from hub.clock import DayUnit, add_days, brussels_date, real_now
from hub.dispatch import agenda, claims
from hub.dispatch.agendas import urgent
from hub.dispatch.house_rules import accepting
from hub.dispatch.sessions import answering, attending, inviting
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.recording import Typed
from hub.dispatch.table_tables import AgendaItem, Claim, Decline, Session
from hub.ledger import Entry
from hub.letters import Letter
from tests.cast import World, send
from tests.seated import of, seat_people
from tests.table_links import FIEN, FRIDAY, NADIA, TOM, YUSUF, beat, letters, offer, opens, path_in, plain
from tests.tables import SITTING, on_table, put_on_table, rows, takes_up


def test_who_takes_the_seat_gets_one_letter_about_the_cards_it_may_read(world: World) -> None:
    noor = on_table(world)
    with world.desk("Hilde Verbist") as work:
        recording.record(work, noor, Typed({}, receivers={world["Springplank"]: "outcome"}, weighed=True))
    assert beat(world, "2026-09-16T09:30") == 0, "four working days ahead is too early"
    assert beat(world, "2026-09-18T22:00") == 0, "nobody is disturbed by night"
    assert beat(world, FRIDAY) == 3
    assert beat(world, FRIDAY) == 0
    found = letters(world, "table_agenda")
    assert set(found) == {NADIA, FIEN, YUSUF}, "Springplank gets the outcome only"
    assert not any(secret in one.subject + one.body for one in found.values() for secret in ("Noor", "N.E.", "thuis"))
    sam = world.refer(first_name="Sam", last_name="Peeters")
    put_on_table(world, sam, now=FRIDAY)
    assert beat(world, "2026-09-18T16:00") == 1, "Tom hears now; nobody hears twice a day"
    assert beat(world, "2026-09-21T09:30") == 3
    assert "Nieuw op tafel" in [one for one in rows(world, Letter) if one.to_address == NADIA][-1].subject


def test_opening_the_link_changes_and_shows_nothing_and_a_press_shows_the_cards(world: World) -> None:
    noor = on_table(world)
    beat(world, FRIDAY)
    path = path_in(world, letters(world, "table_agenda")[NADIA])
    with world.client() as scanner:
        for _n in range(2):
            page = scanner.get(path)
            assert page.status_code == 200
            assert scanner.head(path).status_code in (200, 405)
        assert "1 kaart" in plain(page)
        for untold in ("N.E.", "weken thuis", "dagstructuur", "Noor"):
            assert untold not in page.text
        item = rows(world, AgendaItem)[0].id
        assert scanner.get(f"{path}/{item}", follow_redirects=False).status_code == 303, "no card without the press"
    with world.client() as nadia:
        page = opens(nadia, path)
        assert "N.E." in page.text
        card = nadia.get(f"{path}/{item}")
        for told in ("weken thuis", "dagstructuur", "Kort traject", "We nemen dit op", "Dit lukt ons niet"):
            assert told in card.text
        assert "Noor" not in card.text
        again = send(nadia, f"{path}/{item}/opname", {"opname_offer": str(offer(world, "Kort traject"))})
        assert again.status_code == 303
        done = nadia.get(f"{path}/{item}")
        assert "Jullie nemen deze vraag op" in done.text
        second = send(nadia, f"{path}/{item}/opname", {"opname_offer": str(offer(world, "Kort traject"))})
        assert second.status_code == 303, "a second click is no fault"
    (claim,) = rows(world, Claim)
    assert (claim.organisation_id, claim.role, claim.state) == (world["Kompas NAFT"], "lead", "made")
    assert claim.made_by == world["Nadia Pauwels"]
    with world.desk() as work:
        said = work.session.exec(select(Entry).where(Entry.act == "claim.make")).one()
        looked = work.session.exec(select(Entry).where(Entry.act == "table.read_by_link")).one()
    assert (said.asker_kind, said.referral_id) == ("link", noor)
    assert looked.person_id == world["Nadia Pauwels"]


def test_partners_join_lose_the_last_place_and_decline_each_by_their_own_link(world: World) -> None:
    noor = on_table(world)
    beat(world, FRIDAY)
    found = letters(world, "table_agenda")
    (item,) = (one.id for one in rows(world, AgendaItem))
    with world.desk() as work:
        last = world.offer(work, "Carrousel")
        last.places, last.taken = 1, 1
    with world.client() as tom:
        path = path_in(world, found[TOM])
        opens(tom, path)
        late = send(tom, f"{path}/{item}/opname", {"opname_offer": str(last.id), "opname_commitment": "Elke week."})
        assert late.status_code == 409
        assert "De laatste plaats van “Carrousel” is net ingenomen." in late.text.replace("&#34;", '"')
        assert "Elke week." in late.text
        with world.desk() as work:
            world.offer(work, "Carrousel").taken = 0
        takes_up(world, "Nadia Pauwels", noor, "Kort traject")
        sooner = send(tom, f"{path}/{item}/opname", {"opname_offer": str(last.id), "opname_role": "lead"})
        assert sooner.status_code == 409
        assert "Kompas NAFT nam deze vraag net op. Jullie kunnen nog meedoen." in sooner.text
        assert "Doe mee met Kompas NAFT" in sooner.text
        data = {"opname_offer": str(last.id), "opname_role": "co", "opname_commitment": "We gaan mee naar school."}
        assert send(tom, f"{path}/{item}/opname", data).status_code == 303
        assert "Jullie doen mee aan deze vraag Carrousel: We gaan mee naar school." in plain(tom.get(f"{path}/{item}"))
    joined = next(one for one in rows(world, Claim) if one.organisation_id == world["Springplank"])
    assert (joined.role, joined.commitment) == ("co", "We gaan mee naar school.")
    with world.client() as fien:
        path = path_in(world, found[FIEN])
        opens(fien, path)
        number = "Zijn nummer is 85.07.30-033.28."
        assert (
            send(
                fien, f"{path}/{item}/weigering", {"weigering_reason": "no_place", "weigering_note": number}
            ).status_code
            == 422
        )
        said = {"weigering_reason": "no_place", "weigering_note": "Hij zei dat hij een mes meeneemt."}
        send(fien, f"{path}/{item}/weigering", said)
        assert "Jullie nemen deze vraag niet op" in fien.get(f"{path}/{item}").text
        other = {"intrekken_claim": str(joined.id)}
        assert send(fien, f"{path}/{item}/intrekken", other).status_code == 303, "not theirs, and nothing happens"
    assert [one.reason for one in rows(world, Decline)] == ["no_place"]
    assert world.case(noor).danger_at, "what a partner writes is heard for danger"
    assert next(one for one in rows(world, Claim) if one.id == joined.id).state == "made"


def test_who_was_not_there_gets_a_day_to_answer_and_reads_afterwards_what_was_decided(world: World) -> None:
    seat_people(world)
    noor = on_table(world)
    with world.desk("Hilde Verbist", now=SITTING) as work:
        agenda.discuss(work, noor)
        for partner, state in (("Kompas NAFT", "present"), ("Springplank", "absent")):
            attending.mark(work, world["session"], attending.Whom(organisation_id=world[partner]), state)
    assert beat(world, "2026-09-22T15:00") == 0, "the table still sits"
    with world.desk("Nadia Pauwels", now=SITTING) as work:
        claims.claim(work, noor, world.offer(work, "Kort traject").id)
    with world.desk("Hilde Verbist", now="2026-09-22T15:30") as work:
        agenda.close_session(work, world["session"])
    assert beat(world, "2026-09-22T16:00") == 3
    found = letters(world, "table_owed")
    assert set(found) == {TOM, FIEN, YUSUF}
    assert "Je was niet op de zitting" in found[TOM].body
    assert "is voorbij" in found[FIEN].body
    assert "29 september" in found[TOM].body
    assert beat(world, "2026-09-23T09:30") == 0
    path = path_in(world, found[TOM])
    (item,) = (one.id for one in rows(world, AgendaItem))
    with world.client() as tom:  # pages run at the real moment: the days to answer have gone by
        page = tom.get(path)
    assert "De tijd om te antwoorden is voorbij" in page.text
    assert item
    with world.desk("Hilde Verbist", now="2026-09-23T10:00") as work:
        claims.confirm(work, rows(world, Claim)[0].id, clb="Griet Somers")
    with world.client() as tom:
        assert "Hierover is intussen beslist. Jullie hoeven niets meer te doen." in tom.get(path).text


def test_the_deputy_of_who_cannot_come_reads_and_so_does_who_excused_itself(world: World) -> None:
    seat_people(world)
    on_table(world)
    with world.desk() as work:
        inviting.tell(work, work.session.get_one(Session, world["session"]))
    with world.desk("Nadia Pauwels", now="2026-09-17T09:30") as work:
        answering.answer_here(work, world["session"], "excused")
    assert of(world, "Sam Roels")
    beat(world, FRIDAY)
    found = letters(world, "table_agenda")
    assert {NADIA, "sam@kompas.example"} <= set(found)
    assert "Je komt niet naar de zitting" in found[NADIA].body


def test_house_rules_come_first_by_the_link_too(world: World) -> None:
    on_table(world)
    with world.desk("Bram Geerts") as work:
        accepting.publish(work, world["dijleland"], "Wat hier gezegd wordt, blijft hier.")
    beat(world, FRIDAY)
    letter = letters(world, "table_agenda")[NADIA]
    assert "aanvaardde het huishoudelijk reglement nog niet" in letter.body
    path = path_in(world, letter)
    with world.client() as nadia:
        page = nadia.get(path)
        assert "Wat hier gezegd wordt" in page.text
        rules = re.search(r'name="rules" value="([^"]+)"', page.text)
        assert rules
        assert send(nadia, path + "/reglement", {"rules": rules[1]}).status_code == 303
        assert "N.E." in opens(nadia, path).text


def test_what_cannot_wait_is_answered_from_its_letter(world: World) -> None:
    noor = world.refer(now=real_now())
    put_on_table(world, noor, now=real_now())
    day = add_days(brussels_date(real_now()), 3, DayUnit.WORKING_DAYS)
    with world.desk("Hilde Verbist", now=real_now()) as work:
        urgent.ask_round(work, noor, day)
    path = path_in(world, letters(world, "urgent_round")[NADIA])
    with world.client() as nadia:
        assert "Dit is dringend. Antwoord vóór" in plain(nadia.get(path)), "before a card is opened"
        card = send(nadia, path + "/lees", {}, get_first=path, follow_redirects=True)
        assert "antwoord vóór" in card.text, "one card opens at once"
        here = str(card.url.path)
        send(nadia, here + "/weigering", {"weigering_reason": "no_place"})
        assert "Jullie nemen deze vraag niet op" in nadia.get(here).text
    with world.desk() as work:
        assert work.session.exec(select(Decline).where(col(Decline.referral_id) == noor)).one().reason == "no_place"
