"""Who looks at a case that was put off, or that was decided otherwise, reads calmly what became of it."""

import re

from sqlmodel import select

from hub.clock import DayUnit, add_days, brussels_date
from hub.dispatch import agenda, cards, deciding
from hub.dispatch.agendas import urgent
from hub.dispatch.case import Move
from hub.dispatch.codes import SubjectKind
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.recording import Typed
from tests.cast import World, send
from tests.pages.test_board import board_of
from tests.tables import CARD, on_table, put_on_table

HILDE, NADIA = "Hilde Verbist", "Nadia Pauwels"


def test_after_a_case_is_put_off_its_open_page_says_where_it_is_now(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    here, number = f"{base}/zaak/{case}", today.case(case).number
    with today.desk(HILDE) as work:
        recording.record(work, case, Typed({}, receivers={today["Buddyhuis"]: "nothing"}, weighed=True))
    with today.client(HILDE) as hilde, today.client(NADIA) as nadia, today.client("Yusuf Aydin") as yusuf:
        for one in (hilde, nadia):
            assert one.get(f"{here}?stukken").status_code == 200
        with today.desk(HILDE) as work:
            item = work.session.exec(select(agenda.AgendaItem)).one()
            later = agenda.postpone(work, item.id, reason="De school komt pas dan.").session_id
        for one in (hilde, nadia):
            told = one.get(f"{here}?stukken")
            assert told.status_code == 200
            assert f"{number} is verschoven naar de zitting van" in told.text
            assert f'href="/tafel/{later}/zaak/{case}"' in told.text
            assert one.get(f"/tafel/{later}/zaak/{case}").status_code == 200
            page = one.get(here)
            assert page.url.path == base
            assert f"{number} is verschoven naar de zitting van" in page.text
        assert yusuf.get(here).status_code == yusuf.get(f"{here}?stukken").status_code == 404, "who never read its card"


def test_the_board_says_of_a_case_that_was_decided_otherwise_how_it_stands(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client(HILDE) as hilde, today.client(NADIA) as nadia:
        assert "Nog niemand neemt deze vraag op" in hilde.get(base).text
        with today.desk(HILDE) as work:
            deciding.park(work, case, Move.WAIT, add_days(brussels_date(work.now), 10, DayUnit.WORKING_DAYS))
        for page in (hilde.get(base).text, hilde.get(f"{base}/zaak/{case}").text):
            assert "Nog niemand neemt deze vraag op" not in page
            assert "Nu: op de wachtlijst." in page
        assert "Nog niemand neemt deze vraag op" not in nadia.get(base).text


def test_an_approved_card_with_a_mistake_in_it_stays_approved(today: World) -> None:
    case = on_table(today)
    path = f"/aanmeldingen/{case}/tafelkaart"
    with today.client(HILDE) as hilde:
        wrong = send(hilde, path, {"asked": "Bel 0470 00 00 11.", "do": "approve"})
        assert wrong.status_code == 422
        assert "nog niet goedgekeurd" not in wrong.text
        assert "wat je veranderde, is nog niet bewaard" in wrong.text


def test_only_a_consult_ends_as_an_answered_consult(today: World) -> None:
    case = on_table(today)
    question = today.refer(subject_kind=SubjectKind.QUESTION, first_name="", last_name="", birth_date=None)
    put_on_table(today, question)
    base, value = board_of(today, case), 'value="consult"'
    with today.client(HILDE) as hilde:
        assert value not in hilde.get(f"{base}/zaak/{case}").text
        assert value in hilde.get(f"{base}/zaak/{question}").text
        typed = {"beslissing_decision": "consult", "beslissing_note": "Begin met een gesprek."}
        typed |= {"beslissing_sure": "1"}
        refused = send(hilde, f"{base}/zaak/{case}/beslissing", typed)
        assert refused.status_code == 422
        assert "Dit is geen consult." in refused.text
        with today.desk(HILDE) as work:
            agenda.discuss(work, case)
        assert "Beantwoord het consult" not in hilde.get(f"/aanmeldingen/{case}").text
        assert send(hilde, f"{base}/zaak/{question}/beslissing", typed).status_code == 303
    assert (today.case(case).stage, today.case(question).outcome) == ("discussed", "consult_answered")


def test_who_asks_the_table_at_once_reads_who_is_asked_and_gets_a_day(today: World) -> None:
    case = on_table(today)
    with today.desk(HILDE) as work:
        recording.record(work, case, Typed({}, receivers={today["Buddyhuis"]: "nothing"}, weighed=True))
    with today.client(HILDE) as hilde:
        page = hilde.get(f"/aanmeldingen/{case}/rondvragen").text
    assert "Wie de vraag krijgt: JAC De Haven (demo), Kompas NAFT en Springplank." in page
    assert f'value="{urgent.usual_day(brussels_date(today.now)).isoformat()}"' in page


def test_hilde_reads_why_nobody_can_be_asked_before_she_asks(today: World) -> None:
    noor = today.refer()
    day = urgent.usual_day(brussels_date(today.now)).isoformat()
    here = f"/aanmeldingen/{noor}/rondvragen"
    with today.client(HILDE) as hilde:
        with today.desk(HILDE) as work:
            cards.write_card(work, noor, CARD)
            cards.approve_card(work, noor)
        page = hilde.get(here).text
        assert "Geen enkele partner mag de kaart lezen" in page
        assert re.search(r"<button [^>]*disabled[^>]*>Vraag het nu aan de tafel", page)
        asked = send(hilde, here, {"answer_by": day})
        assert (asked.status_code, asked.text.count("Geen enkele partner mag de kaart lezen")) == (409, 1)
        with today.desk(HILDE) as work:
            recording.all_agreed(work, noor)
        assert "disabled" not in hilde.get(here).text.partition("form-end")[2].partition("</form>")[0]
        assert send(hilde, here, {"answer_by": day}).status_code == 303
        again = hilde.get(here)
    assert (again.status_code, "was je voor" in again.text, "Dit kan nu niet" in again.text) == (409, False, True)


def test_a_partner_reads_in_a_few_words_what_fits_and_all_of_it_behind_them(today: World) -> None:
    case = on_table(today)
    with today.client(NADIA) as nadia:
        for page in (nadia.get("/partner").text, nadia.get(board_of(today, case)).text):
            folded = page.partition('<details class="fit-more">')[2].partition("</details>")[0]
            assert "leeftijd · " in folded.partition("</summary>")[0]
            assert "aanbod is voor" in folded.partition("</summary>")[2]
