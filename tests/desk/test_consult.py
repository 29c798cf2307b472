"""An anonymous question: whom Hilde asks, what they answer, who reads it, and when it is on Vandaag again."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from hub import links
from hub.clock import brussels_date
from hub.dispatch import agenda, clarify, deciding, ending, moves
from hub.dispatch.agendas import building
from hub.dispatch.case import Move, Outcome, Stage
from hub.dispatch.codes import MainReason, SubjectKind
from hub.dispatch.consult import answering, asking, consult_sight
from hub.dispatch.consult.funded import not_funded
from hub.dispatch.consult.tables import ConsultAsk
from hub.dispatch.consult.whom import whom_of
from hub.dispatch.tables import Message
from hub.dispatch.watch import Why
from hub.home import today
from hub.letters import Letter
from hub.links import Link
from hub.monitoring.check_watch import watched_otherwise
from hub.partners.funding import Function
from hub.partners.tables import Organisation
from hub.people.tables import Membership
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World, send
from tests.desk.test_follow_up import follow
from tests.tables import SITTING, on_table, row, rows

NADIA, TOM, HILDE, GRIET = "Nadia Pauwels", "Tom Claes", "Hilde Verbist", "Griet Somers"
QUESTION = "Een jongen van vijftien komt al drie weken niet. Hoe begin je het gesprek met de ouders?"
BY = date(2026, 9, 22)


def asked_of_hub(world: World) -> UUID:
    """Els asks something about nobody with a name."""
    return world.refer(
        subject_kind=SubjectKind.QUESTION, first_name="", last_name="", birth_date=None, story=QUESTION,
        main_reason=MainReason.TRUANCY,
    )  # fmt: skip


def codes(world: World, *names: str) -> list[str]:
    with world.desk(HILDE) as work:
        hub_id = work.asker.seats[0].hub_id
        assert hub_id
        return [one.code for one in whom_of(work, hub_id) if one.name in names]


def ask(
    world: World, case: UUID, *names: str, text: str = QUESTION, by: date | None = BY, sure: bool = False, now: str = ""
) -> None:
    chosen = codes(world, *names)
    with world.desk(HILDE, now or None) as work:
        asking.ask(work, case, text, chosen, by, sure=sure)


def token(world: World, who: UUID) -> str:
    with world.desk() as work:
        return links.token_of(work, work.session.exec(select(Link).where(Link.noun_id == who)).one())


def due(world: World, case: UUID) -> date | None:
    at = world.case(case).next_due
    return brussels_date(at) if at else None


def ask_of(world: World, organisation: str) -> ConsultAsk:
    (found,) = [one for one in rows(world, ConsultAsk) if one.organisation_id == world[organisation]]
    assert isinstance(found, ConsultAsk)
    return found


def groups(world: World, now: str | None = None) -> dict[str, list[str]]:
    with world.desk(HILDE, now) as work:
        return {group.slug: [line.why for line in group.items] for group in today.today(work).groups}


def test_a_question_goes_round_and_every_answer_reaches_who_asked(world: World) -> None:
    case = asked_of_hub(world)
    ask(world, case, "Kompas NAFT", GRIET)
    assert (world.case(case).stage, world.case(case).next_why) == (Stage.CONSULT, Why.PARTNERS_ANSWER)
    assert due(world, case) == BY
    assert "beslissen" not in groups(world), "others think, so nothing is to be decided yet"
    letters = {one.to_address: one for one in rows(world, Letter) if one.kind == "consult_asked"}
    assert set(letters) == {"team@kompas.example", "griet@debrug.example"}
    assert all(QUESTION not in one.body and "hub-link" in one.body for one in letters.values())
    kompas, clb = ask_of(world, "Kompas NAFT"), ask_of(world, "CLB De Brug (demo)")
    with world.desk() as work:
        answering.answer_by_link(work, token(world, kompas.id), "Bel niet, maar ga langs.")
    assert groups(world)["antwoorden"] == ["nieuw advies"]
    assert world.case(case).next_why == Why.PARTNERS_ANSWER, "one is still silent"
    with world.desk(GRIET) as work:
        answering.answer(work, clb.id, "Vraag eerst wat thuis lukt.")
    assert (world.case(case).next_why, world.case(case).review_on) == (Why.CONSULT, None)
    told = [one for one in rows(world, Letter) if one.kind == "consult_answer"]
    assert [one.to_address for one in told] == ["els@sintjans.example"] * 2
    assert [(one.author_name, one.kind) for one in rows(world, Message)] == [
        ("Kompas NAFT", "consult"), ("Griet Somers, CLB De Brug (demo)", "consult"),
    ]  # fmt: skip
    with world.desk(HILDE) as work:
        assert list(watched_otherwise(work)) == []
        ending.answer_consult(work, case, "")
    closed = world.case(case)
    assert (closed.outcome, closed.closing_note) == (Outcome.CONSULT_ANSWERED, "")
    with world.desk() as work:
        assert consult_sight.asked_by(work, token(world, kompas.id)).question == "", "what was asked is over"
        with pytest.raises(Refused):
            answering.answer_by_link(work, token(world, kompas.id), "Nog iets.")


def test_what_names_somebody_is_not_sent_on(world: World) -> None:
    case = world.refer()
    for text, sentence in (
        ("Wat doen we met Noor?", "Noor"),
        ("Een meisje, 93.05.18-223.61, komt niet.", "rijksregisternummer"),
        ("Bel me op 0470 12 34 56.", "telefoonnummer"),
        ("Wat doen we met K.L.?", "“K.L.”"),
    ):
        with pytest.raises(Invalid) as wrong:
            ask(world, case, "Kompas NAFT", text=text)
        assert sentence in wrong.value.errors["question"]
    with pytest.raises(Invalid) as wrong:
        ask(world, case, by=None)
    assert set(wrong.value.errors) == {"whom", "answer_by"}
    ask(world, case, "Kompas NAFT", text="Wat doen we met K.L.?", sure=True)
    assert len(rows(world, ConsultAsk)) == 1
    with pytest.raises(Invalid) as wrong, world.desk() as work:
        answering.answer_by_link(work, token(world, ask_of(world, "Kompas NAFT").id), "Is dat 93.05.18-223.61?")
    assert "rijksregisternummer" in wrong.value.sentence


def test_who_says_nothing_brings_it_back_on_its_day_and_no_answer_stays_none(world: World) -> None:
    case = asked_of_hub(world)
    ask(world, case, "Kompas NAFT", "Springplank")
    assert groups(world, "2026-09-22T09:30")["beslissen"] == ["wacht op wie meedenkt over het consult"]
    assert groups(world, "2026-09-23T09:30")["te-laat"] == ["wacht op wie meedenkt over het consult"]
    ask(world, case, "Kompas NAFT")
    assert len(rows(world, ConsultAsk)) == 2, "nobody is asked twice"
    with world.desk(HILDE) as work:
        asking.call_off(work, ask_of(world, "Springplank").id, case)
        asking.remind(work, ask_of(world, "Kompas NAFT").id, case)
    assert [one.answer for one in rows(world, ConsultAsk)] == ["", ""]
    with world.desk(HILDE) as work:
        answering.note(work, ask_of(world, "Kompas NAFT").id, case, "Zegt door de telefoon: ga langs.")
    assert "antwoorden" not in groups(world), "she wrote it down herself"
    with pytest.raises(NotFound), world.desk() as work:
        answering.answer_by_link(work, token(world, ask_of(world, "Springplank").id), "Te laat.")


def climbed(world: World, now: str) -> list[str]:
    return [line["did"] for line in follow(world, now) if "consult_ask" in line]


def test_who_says_nothing_is_reminded_once_by_itself_and_then_hilde_reads_it_on_vandaag(world: World) -> None:
    case = asked_of_hub(world)
    ask(world, case, "Kompas NAFT", "Springplank", by=date(2026, 9, 28))  # a Monday
    with world.desk() as work:
        answering.answer_by_link(work, token(world, ask_of(world, "Springplank").id), "Ga langs.")
    kompas = ask_of(world, "Kompas NAFT").id
    assert climbed(world, "2026-09-24T10:00") == [], "the day before is the Friday"
    assert climbed(world, "2026-09-25T06:30") == [], "nobody is written to at night"
    assert climbed(world, "2026-09-25T10:00") == ["reminded_of_consult"]
    assert climbed(world, "2026-09-25T15:00") == []
    letters = [one for one in rows(world, Letter) if one.kind == "consult_asked" and "kompas" in one.to_address]
    assert [("Denk je nog mee" in one.subject) for one in letters] == [False, True]
    assert climbed(world, "2026-09-27T10:00") == [], "a Sunday"
    assert climbed(world, "2026-09-28T09:30") == ["consult_silent"]
    assert climbed(world, "2026-09-29T09:30") == [], "that is all: the coordinator has it"
    with world.desk(HILDE, "2026-09-28T09:45") as work:
        clarify.mark_read(work, case)  # what Springplank said
    (why,) = groups(world, "2026-09-28T10:00")["beslissen"]
    assert why == "geen antwoord op het consult: bel, of beslis zelf"
    with world.desk(HILDE, "2026-09-28T10:00") as work:
        assert list(watched_otherwise(work)) == []
        (silent,) = [one for one in consult_sight.answers_of(work, case) if one.silent]
        assert silent.reminded_at is not None
    ask(world, case, by=date(2026, 10, 5), now="2026-09-28T10:30")
    assert (world.case(case).next_why, row(world, ConsultAsk, kompas).silent_since) == (Why.PARTNERS_ANSWER, None)
    assert climbed(world, "2026-10-02T10:00") == ["reminded_of_consult"], "another day is another time"
    with world.desk(HILDE, "2026-10-02T11:00") as work:
        ending.answer_consult(work, case, "Ga langs.")
    assert climbed(world, "2026-10-05T10:00") == [], "nothing is waited for any more"


def test_who_has_no_address_is_not_reminded_and_comes_back_on_its_day(world: World) -> None:
    case = asked_of_hub(world)
    with world.desk() as work:
        work.session.get_one(Organisation, world["Kompas NAFT"]).email = ""
    ask(world, case, "Kompas NAFT")
    assert climbed(world, "2026-09-21T10:00") == []
    assert climbed(world, "2026-09-22T10:00") == ["consult_silent"]


def test_a_link_takes_so_many_answers_a_day(world: World) -> None:
    case = asked_of_hub(world)
    ask(world, case, "Kompas NAFT")
    here = f"/antwoord/consult/{token(world, ask_of(world, 'Kompas NAFT').id)}"
    with world.client() as browser:
        for n in range(21):
            last = send(browser, here, {"answer": f"Begin met {n} minuten."})
    assert (last.status_code, "al heel vaak" in last.text) == (422, True)
    assert "Begin met 20 minuten." in last.text, "what was typed stands there"
    assert ask_of(world, "Kompas NAFT").answer == "Begin met 19 minuten."


def test_only_who_is_asked_reads_it(world: World) -> None:
    case = asked_of_hub(world)
    ask(world, case, NADIA)
    own = ask_of(world, "Kompas NAFT").id
    with world.desk(NADIA) as work:
        assert consult_sight.asked_of(work, own).question == QUESTION
        assert [one.id for one in consult_sight.waiting_of(work)] == [own]
    for other in (TOM, GRIET, HILDE):
        with world.desk(other) as work:
            assert consult_sight.waiting_of(work) == []
            with pytest.raises(NotFound):
                consult_sight.asked_of(work, own)
    with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
        asking.ask(work, case, QUESTION, [], BY)


def test_who_left_is_asked_no_more(world: World) -> None:
    case = asked_of_hub(world)
    ask(world, case, NADIA)
    own = ask_of(world, "Kompas NAFT").id
    with world.desk() as work:
        found = work.session.exec(select(Membership).where(Membership.person_id == world[NADIA])).one()
        found.until = brussels_date(work.now)
    with world.desk(NADIA) as work:
        assert consult_sight.waiting_of(work) == []
        with pytest.raises(NotFound):
            consult_sight.asked_of(work, own)
    with world.desk() as work:
        with pytest.raises(NotFound):
            consult_sight.asked_by(work, token(world, own))
        with pytest.raises(NotFound):
            answering.answer_by_link(work, token(world, own), "Ga langs.")


def test_the_day_that_a_table_chose_stays_when_nobody_is_asked_any_more(world: World) -> None:
    case, by = on_table(world), date(2026, 9, 28)
    with world.desk(HILDE, SITTING) as work:
        agenda.discuss(work, case)
        deciding.park(work, case, Move.CONSULT, by, "Eerst vragen wat het CLB ziet.")
    ask(world, case, "Kompas NAFT", by=date(2026, 9, 25), now=SITTING)
    with world.desk(HILDE, SITTING) as work:
        asking.call_off(work, ask_of(world, "Kompas NAFT").id, case)
    assert (world.case(case).review_on, due(world, case)) == (by, by), "its own day is over, that of the table is not"
    ask(world, case, "Springplank", by=date(2026, 9, 25), now=SITTING)
    moved = date(2026, 9, 30)
    with world.desk(HILDE, SITTING) as work:
        moves.take(work, case).review_on = moved
        answering.note(work, ask_of(world, "Springplank").id, case, "Begin klein.")
    assert world.case(case).review_on == moved, "somebody else chose it"


def test_a_table_asks_others_first_and_hears_it_at_the_next_session(world: World) -> None:
    case, by = on_table(world), date(2026, 9, 28)
    with world.desk(HILDE, SITTING) as work:
        agenda.discuss(work, case)
        deciding.park(work, case, Move.CONSULT, by, "Eerst vragen wat het CLB ziet.")
    assert (world.case(case).stage, world.case(case).next_why, due(world, case)) == (Stage.CONSULT, Why.CONSULT, by)
    ask(world, case, "Kompas NAFT", by=by, now=SITTING)
    with world.desk(now="2026-09-23T10:00") as work:
        assert case not in building.due_for(work, world.case(case).hub_id)[1], "nobody answered yet"
    with world.desk(NADIA, "2026-09-24T10:00") as work:
        answering.answer(work, ask_of(world, "Kompas NAFT").id, "Begin klein.")
    with world.desk(now="2026-09-24T10:10") as work:
        session, waiting = building.due_for(work, world.case(case).hub_id)
        assert session is not None
        assert case in waiting
        building.propose_for(work, session.id, case)
    with world.desk(HILDE, "2026-09-24T10:20") as work:
        agenda.put_on_table(work, case)
    assert world.case(case).stage == Stage.ON_TABLE
    assert row(world, ConsultAsk, ask_of(world, "Kompas NAFT").id).withdrawn_at is None, "what was answered stays"


def test_a_municipality_that_does_not_co_fund_it_is_named_and_stops_nobody(world: World) -> None:
    case = world.refer(home_nis="12029", school_nis="12029")  # Putte is still in talks
    with world.desk(HILDE) as work:
        said = not_funded(work, moves.take(work, case), Function.CONSULTING)
    assert said == "Dit kan hier niet (consult): met Putte lopen hierover nog gesprekken."
    ask(world, case, "Kompas NAFT")
    assert world.case(case).stage == Stage.CONSULT
