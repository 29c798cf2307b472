"""What is agreed in a plan is watched like a track: before its day, after it, and then by Hilde."""

import io
from datetime import date
from typing import Any
from uuid import UUID

import pypdf
import pytest
from sqlmodel import select

from hub import links
from hub.dispatch import ending
from hub.dispatch.case import Stage
from hub.dispatch.case_team import mapping, planning, reporting
from hub.dispatch.case_team.mapping import Typed as Person
from hub.dispatch.case_team.planning import Typed
from hub.dispatch.case_team.tables import NetworkPerson, PlanAgreement
from hub.dispatch.sharing import recording
from hub.dispatch.table_tables import AgendaItem, AgendaState, Track
from hub.dispatch.tables import Message
from hub.home import today
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.monitoring.check import check
from hub.partners.tables import Organisation
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World, send
from tests.desk.test_follow_up import follow
from tests.tables import end_after_talk, row, rows, running
from tests.to_come import day_to_come

HILDE = "Hilde Verbist"
DAY = date(2026, 9, 25)  # a Friday; the world begins on Tuesday the fifteenth
BEFORE, AFTER, LATER = "2026-09-23T09:30", "2026-09-28T09:30", "2026-10-05T09:30"


def agreed(world: World, case: UUID, owner: str = "desk", what: str = "Belt de school.", by: date = DAY) -> UUID:
    with world.desk(HILDE) as work:
        return planning.agree(work, case, Typed(what, owner, by)).id


def around(world: World, case: UUID, **more: Any) -> UUID:
    with world.desk(HILDE) as work:
        return mapping.put_in(work, case, Person(**{"name": "Yasmina", "relation": "family", **more})).id


def talked(world: World) -> UUID:
    case = world.refer()
    world.talk(case)
    return case


def did(world: World, now: str) -> list[str]:
    return [line["did"] for line in follow(world, now) if "agreement" in line]


def one(world: World, agreement: UUID) -> PlanAgreement:
    found: PlanAgreement = row(world, PlanAgreement, agreement)
    return found


def on_today(world: World, now: str) -> list[str]:
    with world.desk(HILDE, now=now) as work:
        return [item.why for group in today.today(work).groups if group.slug == "afspraken" for item in group.items]


def letters(world: World) -> list[str]:
    return [letter.kind for letter in rows(world, Letter) if letter.kind.startswith("agreement_")]


def path(world: World) -> str:
    with world.desk() as work:
        known = work.session.exec(select(Link).where(Link.purpose == Purpose.AGREEMENT)).all()
        return links.path(work, known[-1])


def test_the_owner_hears_before_its_day_is_asked_after_it_and_then_hilde_has_it(world: World) -> None:
    track = running(world)
    case = row(world, Track, track).referral_id
    sister = around(world, case, email="yasmina@thuis.example")
    agreement = agreed(world, case, f"n-{sister}", "Gaat mee naar de eerste dag.")
    assert did(world, "2026-09-22T09:30") == []
    assert did(world, BEFORE) == ["reminded_owner"]
    assert did(world, AFTER) == ["asked_owner"]
    assert did(world, AFTER) == []
    assert letters(world) == ["agreement_soon", "agreement_due"]
    texts = "".join(letter.subject + letter.body for letter in rows(world, Letter) if letter.kind in letters(world))
    assert not [word for word in ("Noor", "El Amrani", "eerste dag", world.case(case).number) if word in texts]
    assert on_today(world, AFTER) == []
    assert did(world, LATER) == ["gave_to_coordinator"]
    assert on_today(world, LATER) == [
        "Gaat mee naar de eerste dag: de dag is voorbij, en niemand zei hoe het afliep"
    ]  # fmt: skip
    stands = world.case(case)
    assert (stands.stage, stands.reopened_for) == (Stage.REOPENED, "agreement")
    assert [item.state for item in rows(world, AgendaItem) if item.reason == "agreement"] == [AgendaState.PROPOSED]
    assert one(world, agreement).stands == "open"
    assert check(world.store) == []


def test_one_click_behind_the_link_says_done_a_new_day_or_that_it_does_not_work(world: World) -> None:
    case = talked(world)
    sister = around(world, case, email="yasmina@thuis.example")
    agreement = agreed(world, case, f"n-{sister}", "Brengt Noor naar de trein.")
    follow(world, BEFORE)
    here = path(world)
    with world.client() as browser:
        page = browser.get(here).text
        assert "Brengt Noor naar de trein." in page
        assert world.case(case).number not in page
        assert "El Amrani" not in page
        assert one(world, agreement).stands == "open", "opening it is no answer"
        assert send(browser, here, {"answer": "lukt-niet"}).status_code == 422
        day = day_to_come()
        later = {"answer": "later", "note": "Ik werk dan.", "day": str(day)}
        back = send(browser, here, later | {"note": "Ik werk dan. 85.07.30-033.28"})
        assert "rijksregisternummer" in back.text
        assert "Ik werk dan." in back.text
        send(browser, here, later)
        assert (one(world, agreement).by, one(world, agreement).times_moved) == (day, 1)
        send(browser, here, {"answer": "lukt-niet", "note": "Ze wil niet mee, ze wil dood."})
        stuck = one(world, agreement)
        assert (stuck.stands, stuck.stalled_for) == ("open", "stuck")
        assert world.case(case).danger_at, "what speaks of danger is heard here too"
        send(browser, here, {"answer": "klaar"})
        assert "afgerond" in browser.get(here).text
    assert (one(world, agreement).stands, one(world, agreement).due_at) == ("done", None)
    said = [message.text for message in rows(world, Message) if message.author_name == "Yasmina"]
    assert said[0].startswith("Afspraak uitgesteld tot")
    assert len(said) == 3
    assert check(world.store) == []


def test_a_partner_reads_behind_its_link_what_was_agreed_with_initials(world: World) -> None:
    case = talked(world)
    agreed(world, case, f"o-{world['Kompas NAFT']}", "Haalt Noor El Amrani op.")
    follow(world, BEFORE)
    with world.client() as browser:
        page = browser.get(path(world)).text
    assert ("Haalt N." in page, "El Amrani" in page, "Noor" in page) == (True, False, False)


def test_who_is_not_to_know_gets_no_letter_and_its_link_ends(world: World) -> None:
    case = talked(world)
    for name, near, knows in (("Karel", "1", "no"), ("Samira", "2", "yes")):
        reason = "Zij is bang voor hem." if knows == "no" else ""
        around(
            world, case, name=name, relation="parent", near=near, knows=knows, why_not=reason,
            email=f"{name.lower()}@thuis.example",
        )  # fmt: skip
    friend = around(world, case, name="Jef", relation="friend", email="jef@elders.example")
    agreed(world, case, "parents", "Halen de fiets.")
    theirs = agreed(world, case, f"n-{friend}", "Gaat mee.")
    assert sorted(did(world, BEFORE)) == ["reminded_owner", "reminded_owner"]
    to = {letter.to_address for letter in rows(world, Letter) if letter.kind.startswith("agreement_")}
    assert to == {"samira@thuis.example", "jef@elders.example"}
    with world.desk(HILDE) as work:
        mapping.change(work, case, friend, Person("Jef", "friend", knows="no", why_not="Toch niet.", email="jef@e.be"))
        (link,) = work.session.exec(select(Link).where(Link.noun_id == theirs)).all()
        with pytest.raises(NotFound):
            reporting.asked_by(work, links.token_of(work, link))
    assert sorted(did(world, AFTER)) == ["asked_owner", "gave_to_coordinator"]
    assert len(letters(world)) == 3


@pytest.mark.parametrize("what", ["gets nothing", "ended", "guides"])
def test_a_partner_of_which_the_file_says_that_it_gets_nothing_is_told_nothing_of_what_it_agreed(
    world: World, what: str
) -> None:
    case, kompas = (row(world, Track, running(world)).referral_id if what == "guides" else talked(world)), "Kompas NAFT"
    agreed(world, case, f"o-{world[kompas]}", "Belt haar elke maandag.")
    follow(world, BEFORE)
    here = path(world)
    with world.desk(HILDE) as work:
        if what == "ended":
            work.session.get_one(Organisation, world[kompas]).ended_on = work.now.date()
        else:
            recording.record(work, case, recording.Typed({}, receivers={world[kompas]: "nothing"}, weighed=True))
    with world.client() as browser:
        seen, said = browser.get(here), send(browser, here, {"answer": "klaar"})
    ends = what != "guides"
    assert (seen.status_code, said.status_code) == ((404, 404) if ends else (200, 303))
    assert did(world, AFTER) == (["gave_to_coordinator"] if ends else [])


def test_what_is_put_off_three_times_is_told_to_hilde(world: World) -> None:
    case = talked(world)
    around(world, case, relation="youngster", name="N", email="noor@thuis.example")
    agreement = agreed(world, case, "youngster")
    follow(world, BEFORE)
    token = path(world).rsplit("/", 1)[1]
    for n in (1, 2, 3):
        with world.desk() as work:
            reporting.answer_by_link(work, token, "later", "Nog niet.", date(2026, 10, n))
        assert (one(world, agreement).stalled_for == "moved") == (n == 3)
    assert on_today(world, BEFORE) == ["Belt de school: al drie keer uitgesteld"]


def test_what_the_hub_does_itself_stands_on_vandaag_and_who_has_no_address_comes_to_hilde(world: World) -> None:
    case = talked(world)
    ours, parents = agreed(world, case), agreed(world, case, "parents", "Halen de fiets.")
    assert did(world, BEFORE) == []
    assert sorted(did(world, AFTER)) == ["gave_to_coordinator", "put_on_today"]
    assert letters(world) == []
    assert len(on_today(world, AFTER)) == 2
    assert (one(world, ours).rung, one(world, parents).rung) == (1, 2)
    with world.desk(HILDE, now=AFTER) as work:
        reporting.note_answer(work, case, ours, "klaar")
        reporting.drop(work, case, parents, "De fiets is verkocht.")
    assert on_today(world, AFTER) == []
    with world.desk(HILDE, now=AFTER) as work:
        reporting.take_up_again(work, case, ours)
    assert one(world, ours).due_at is not None
    assert check(world.store) == []


def test_the_case_is_never_due_later_than_what_was_agreed_and_closing_it_lets_it_go(world: World) -> None:
    case = talked(world)
    with world.desk(HILDE) as work:
        ending.take_up(work, case, "", date(2026, 12, 1))
    agreement = agreed(world, case, f"o-{world['Kompas NAFT']}")
    held = world.case(case)
    assert (held.next_why, held.holder, held.holder_organisation_id) == ("agreement", "partner", world["Kompas NAFT"])
    assert held.next_due == one(world, agreement).due_at
    other = talked(world)
    gone = agreed(world, other)
    with world.desk(HILDE) as work:
        end_after_talk(work, other, "Het gesprek hielp.")
    ended = one(world, gone)
    assert (ended.stands, ended.due_at, ended.end_note) == ("dropped", None, "De aanmelding werd afgesloten.")
    assert check(world.store) == []
    with pytest.raises(Refused), world.desk(HILDE) as work:
        planning.agree(work, other, Typed("Nog iets.", "desk", DAY))


def test_whoever_closes_says_what_becomes_of_each_agreement_that_is_open(world: World) -> None:
    case = talked(world)
    called, bought = agreed(world, case), agreed(world, case, "parents", "Kopen een fiets.")
    here = f"/aanmeldingen/{case}/gesprek-volstond"
    with world.client(HILDE) as hilde:
        page = hilde.get(here).text
        assert all(words in page for words in ("Er staan nog 2 afspraken open", "Kopen een fiets."))
        asked = {"note": "Het CLB volgt op.", "seen": "", f"afspraak-{called}": "gedaan"}
        back = send(hilde, here, asked)
        assert back.status_code == 422
        assert "Kies wat er met deze afspraak gebeurt." in back.text
        assert '<option value="gedaan" selected' in back.text, "what was chosen comes back"
        assert world.case(case).stage != Stage.CLOSED
        asked |= {f"afspraak-{bought}": "vervalt", "ends_why": "De oom gaf er een."}
        assert send(hilde, here, asked).status_code == 303
    assert (one(world, called).stands, one(world, bought).stands) == ("done", "dropped")
    assert one(world, bought).end_note == "De oom gaf er een."
    assert world.case(case).stage == Stage.CLOSED
    assert check(world.store) == []


def test_the_sheet_for_the_youngster_says_who_does_what_by_when_in_plain_words(world: World) -> None:
    case = talked(world)
    around(world, case, trusted="yes")
    agreed(world, case, "youngster", "Staat drie keer op tijd op. #emph[x]")
    with world.client(HILDE) as hilde:
        page = hilde.get(f"/aanmeldingen/{case}/plan/blad").text
        made = hilde.get(f"/aanmeldingen/{case}/plan/blad.pdf")
    assert all(words in page for words in ("Ons plan", "de jongere", "Staat drie keer op tijd op.", "Yasmina", "1813"))
    assert "El Amrani" not in page
    assert (made.headers["content-type"], made.content[:5]) == ("application/pdf", b"%PDF-")
    said = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(made.content)).pages)
    assert all(words in said for words in ("Ons plan", "Staat drie keer op tijd op. #emph[x]", "Yasmina", "1813"))


def test_only_the_coordinator_of_its_hub_plans_and_only_with_who_is_there(world: World) -> None:
    case, other = talked(world), talked(world)
    stranger = around(world, other)
    typed = Typed("Iets.", "desk", DAY)
    with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
        planning.agree(work, case, typed)
    for name in ("Wim Peeters", "Nadia Pauwels"):
        with pytest.raises((NotFound, NotAllowed)), world.desk(name) as work:
            planning.agree(work, case, typed)
    with pytest.raises(Invalid) as wrong, world.desk(HILDE) as work:
        planning.agree(work, case, Typed("", f"n-{stranger}", date(2026, 9, 1)))
    assert set(wrong.value.errors) == {"what", "owner", "by"}
    with pytest.raises(NotFound), world.desk(HILDE) as work:
        reporting.drop(work, case, agreed(world, other), "Niet van hier.")
    mine = around(world, case)
    agreed(world, case, f"n-{mine}")
    with pytest.raises(Refused), world.desk(HILDE) as work:
        mapping.take_out(work, case, mine)
    assert [person.id for person in rows(world, NetworkPerson) if person.removed_at] == []
