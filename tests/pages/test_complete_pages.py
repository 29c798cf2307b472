"""The pages on which the desk fills in and corrects a case."""

import re
from uuid import UUID

import pytest
from sqlmodel import select

from hub.dispatch import cards, claims, ending
from hub.dispatch.codes import SubjectKind
from hub.dispatch.table_tables import AgendaItem
from hub.dispatch.tables import Referral, Youngster
from hub.intake.desk_sections import BY_SLUG
from hub.ledger import Entry
from tests.cast import World, send
from tests.desk.test_completing import MILAN, fill, nameless
from tests.tables import ASKED, read_by_all


def looks(world: World, case: UUID) -> int:
    with world.desk() as work:
        seen = select(Entry).where(Entry.referral_id == case, Entry.act == "identity.seen")
        return len(work.session.exec(seen).all())


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found.group(1)


def test_a_case_without_a_name_says_so_and_leads_to_the_form(world: World) -> None:
    case = nameless(world)
    here = f"/aanmeldingen/{case}/gegevens/jongere"
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{case}").text
        assert "Er is nog geen naam" in page
        assert f'href="{here}"' in page
        form = hilde.get(here)
        assert form.status_code == 200
        saved = send(hilde, here, {**MILAN, "seen": seen_in(form.text)})
        assert saved.status_code == 303
        after = hilde.get(saved.headers["location"]).text
    assert "M.J." in after
    assert "Er is nog geen naam" not in after
    assert "Milan" not in after
    assert looks(world, case) == 0, "there was nothing to see yet"


def test_a_case_without_a_name_that_goes_to_the_table_says_so_once(world: World) -> None:
    case = nameless(world)
    with world.client("Hilde Verbist") as hilde:
        card = {"asked": "Een plek om weer te landen.", "do": "table"}
        kept = send(hilde, f"/aanmeldingen/{case}/tafelkaart", card)
        assert kept.status_code == 303
        assert hilde.get(kept.headers["location"]).text.count("Er is nog geen naam") == 1


def test_a_name_is_never_shown_by_following_a_link_and_each_look_is_kept(world: World) -> None:
    noor = world.refer()
    here = f"/aanmeldingen/{noor}/gegevens/jongere"
    with world.client("Karim Haddou") as karim:
        assert f'action="{here}/toon"' in karim.get(f"/aanmeldingen/{noor}").text
        gate = karim.get(here).text
        assert "Noor" not in gate
        assert "Toon en pas aan" in gate
        assert karim.get(f"{here}/toon", follow_redirects=False).headers["location"] == here
        assert looks(world, noor) == 0
        opened = send(karim, f"{here}/toon", {})
        assert opened.status_code == 200
        assert 'value="El Amrani"' in opened.text
    assert looks(world, noor) == 1


def test_words_about_the_youngster_by_name_are_behind_the_same_button(world: World) -> None:
    noor = world.refer(sections={"question": {"youngster_wants": "Noor wil terug naar school."}})
    here = f"/aanmeldingen/{noor}/gegevens/hulpvraag"
    with world.client("Hilde Verbist") as hilde:
        assert "Noor" not in hilde.get(here).text
        assert "Noor wil terug" in send(hilde, f"{here}/toon", {}).text
    assert looks(world, noor) == 1


@pytest.mark.parametrize("slug", [*BY_SLUG])
def test_each_section_opens_and_saves(world: World, slug: str) -> None:
    kind = next(str(kind) for kind in SubjectKind if kind in BY_SLUG[slug].kinds)
    case = nameless(world, subject_kind=kind)
    with world.client("Hilde Verbist") as hilde:
        assert hilde.get(f"/aanmeldingen/{case}/gegevens/{slug}").status_code == 200
        assert send(hilde, f"/aanmeldingen/{case}/gegevens/{slug}", {"p0_name": ""}).status_code == 303


def test_a_class_has_no_youngster_to_fill_in(world: World) -> None:
    group = world.refer(subject_kind="group", first_name="", last_name="", birth_date=None)
    with world.client("Hilde Verbist") as hilde:
        assert hilde.get(f"/aanmeldingen/{group}/gegevens/jongere").status_code == 404
        assert hilde.get(f"/aanmeldingen/{group}/gegevens/toveren").status_code == 404
        assert "Er is nog geen naam" not in hilde.get(f"/aanmeldingen/{group}").text


def test_a_mistake_and_a_national_register_number_come_back_with_what_was_typed(world: World) -> None:
    case = nameless(world)
    with world.client("Hilde Verbist") as hilde:
        for slug, typed, said in (
            ("jongere", {"first_name": "85.07.30-033.28", "last_name": "Jacobs"}, "rijksregisternummer"),
            ("jongere", {"last_name": "Jacobs", "postcode": "0001"}, "Deze postcode kennen we niet"),
            ("aanmelder", {"referrer_name": "Jacobs", "referrer_email": "els"}, "Dit lijkt geen e-mailadres"),
            ("ouders", {"p0_name": "Jacobs", "p0_contact": "85.07.30-033.28"}, "rijksregisternummer"),
        ):
            again = send(hilde, f"/aanmeldingen/{case}/gegevens/{slug}", typed)
            assert again.status_code == 422, slug
            assert said in again.text
            assert 'value="Jacobs"' in again.text
    with world.desk() as work:
        [youngster] = work.session.exec(select(Youngster)).all()
    assert youngster.last_name == ""


def test_what_a_colleague_saved_meanwhile_is_not_written_over_unseen(world: World) -> None:
    case = nameless(world)
    here = f"/aanmeldingen/{case}/gegevens/jongere"
    with world.client("Hilde Verbist") as hilde, world.client("Karim Haddou") as karim:
        seen = seen_in(hilde.get(here).text)
        send(karim, here, MILAN)
        late = send(hilde, here, {"first_name": "Mila", "seen": seen})
        assert late.status_code == 409
        assert "Iemand anders paste dit intussen aan" in late.text
        assert 'value="Mila"' in late.text
        assert send(hilde, here, {"first_name": "Mila", "seen": seen_in(late.text)}).status_code == 303


def test_parents_are_added_one_by_one(world: World) -> None:
    case = nameless(world)
    here = f"/aanmeldingen/{case}/gegevens/ouders"
    with world.client("Karim Haddou") as karim:
        more = send(karim, here, {"p0_name": "Fatima", "p0_relation": "moeder", "do": "more"})
        assert more.status_code == 200
        assert 'value="Fatima"' in more.text
        assert 'name="p1_name"' in more.text
    assert [one["name"] for one in world.case(case).sections["parents"]["people"]] == ["Fatima"]


def test_the_main_reason_that_karim_may_not_see_is_not_in_his_form(world: World) -> None:
    noor = world.refer(main_reason="offences", story="Ze bleef weg.")
    here = f"/aanmeldingen/{noor}/gegevens/redenen"
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        page = karim.get(here).text
        assert "De hoofdreden is afgeschermd" in page
        assert "feiten" not in page
        assert 'name="main_reason"' not in page
        assert re.search(r'value="offences" selected', hilde.get(here).text)


def test_a_nameless_case_comes_to_the_table_and_is_confirmed_with_a_warning(world: World) -> None:
    case = nameless(world)
    form = f"/aanmeldingen/{case}/gegevens/jongere"
    with world.client("Hilde Verbist") as hilde:
        assert "De partner kan dan niemand bereiken." in hilde.get(f"/aanmeldingen/{case}/tafelkaart").text
        page = hilde.get(f"/aanmeldingen/{case}/tafelkaart").text
        typed = {"initials": "", "asked": ASKED, "situation": "", "strengths": "", "do": "table"}
        put = send(hilde, f"/aanmeldingen/{case}/tafelkaart", typed | read_by_all(page))
        assert put.status_code == 303
        assert "De partner kan dan niemand bereiken." in hilde.get(put.headers["location"]).text
        with world.desk("Nadia Pauwels") as work:
            claims.claim(work, case, world.offer(work, "Kort traject").id)
        with world.desk() as work:
            item = work.session.exec(select(AgendaItem).where(AgendaItem.referral_id == case)).one()
        table = f"/tafel/{item.session_id}/zaak/{case}"
        page = hilde.get(table).text
        assert "De partner kan dan niemand bereiken." in page
        assert f'href="{form}"' in page
        send(hilde, form, MILAN)
        assert "De partner kan dan niemand bereiken." not in hilde.get(table).text


def test_a_name_on_the_card_is_said_when_it_becomes_known(world: World) -> None:
    case = nameless(world)
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, case, cards.Written("", ASKED, "Milan heeft een zus."))
        cards.approve_card(work, case)
    with world.client("Hilde Verbist") as hilde:
        saved = send(hilde, f"/aanmeldingen/{case}/gegevens/jongere", MILAN)
        page = hilde.get(saved.headers["location"]).text
    assert "De naam staat op de tafelkaart." in page
    assert "nog niet goedgekeurd" in page


def test_a_closed_case_is_corrected_but_asks_for_nothing_more(world: World) -> None:
    noor = world.refer()
    page = f"/aanmeldingen/{noor}"
    with world.client("Hilde Verbist") as hilde:
        open_still = hilde.get(page).text
        assert "Nog niet ingevuld" in open_still
        fill(world, noor, "redenen", other_reasons=["behaviour"])
        filled, _words, empty = hilde.get(page).text.partition("Nog niet ingevuld")
        assert "Dit staat bij het verhaal." in filled
        assert "/gegevens/redenen" not in empty
        assert f"{page}/jongeren" in open_still
        with world.desk("Hilde Verbist") as work:
            ending.withdraw(work, noor)
        shut = hilde.get(page).text
        assert "Nog niet ingevuld" not in shut
        assert f"{page}/jongeren" not in shut
        assert f"{page}/gegevens/aanmelder" in shut


def test_who_has_no_name_yet_goes_by_the_initials_on_the_card_wherever_the_desk_reads(world: World) -> None:
    case, brother = nameless(world), nameless(world)
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, case, cards.Written("S.", ASKED))
        work.session.get_one(Referral, brother).drawn_from_id = case
    number = world.case(case).number
    with world.client("Hilde Verbist") as hilde:
        for page in (
            "/vandaag", "/aanmeldingen", "/radar", "/zoeken?q=els@sintjans.example", f"/aanmeldingen/{brother}",
            f"/aanmeldingen/{case}/notitie", f"/aanmeldingen/{case}/gegevens/school", f"/aanmeldingen/{case}/jongeren",
        ):  # fmt: skip
            words = re.sub(r"<[^>]*>", " ", hilde.get(page).text)
            assert re.search(rf"\bS\.\s[^A-Z]*{number}|{number}[^A-Z]*\bS\.\s", words), page
        hilde_named = fill(world, case, "jongere", first_name="Sam", last_name="Peeters")
        assert hilde_named.fields
        assert "S.P." in hilde.get("/radar").text
