"""Views of the list of cases: kept by name, counted, shared with one's own desk, deleted and brought back."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.asker import Role, Seat
from hub.dispatch import clarify
from hub.dispatch.opening import Referrer
from hub.home import saved_views
from hub.home.case_lists import Wanted, case_list, counted
from hub.home.view_tables import SavedView
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World, send
from tools.noting import noted

LINDE = {"woorden": "linde", "fase": "submitted"}


@pytest.fixture
def full(world: World) -> World:
    """Noor in Mechelen; Sam in Lier, at De Linde; a class of De Linde; and Wim's own at the neighbours."""
    world.refer()
    school = "Middenschool De Linde (demo)"
    world.refer(first_name="Sam", last_name="Janssens", school_name=school, postcode="2500", home_nis="12021")
    world.refer(subject_kind="group", first_name="", last_name="", school_name=school, referrer=Referrer(name="Ann"))
    world.refer("schelderand", school_name=school)
    return world


def numbers(world: World, wanted: Wanted, who: str = "Hilde Verbist", later: int = 0) -> list[str]:
    with world.desk(who, world.now + timedelta(days=later) if later else None) as work:
        found = sorted(line.number[-1] for line in case_list(work, wanted).lines)
        assert counted(work, [wanted]) == [str(len(found))]
        return found


def test_the_list_narrows_to_who_what_where_how_late_and_own_words(full: World) -> None:
    for asked, found in (
        ({"woorden": "linde"}, ["2", "3"]), ({"woorden": "Línde dierckx"}, ["2"]), ({"gemeente": "12021"}, ["2"]),
        ({"soort": "group"}, ["3"]), ({"wie": "coordinator"}, ["1", "2", "3"]), ({"wie": "partner"}, []),
        ({"laat": "7"}, []), ({"woorden": "Janssens"}, []), ({"soort": "boem", "woorden": "100%"}, []),
    ):  # fmt: skip
        assert numbers(full, Wanted.of(asked)) == found, asked
    assert numbers(full, Wanted.of({"laat": "7"}), later=12) == ["1", "2", "3"]
    assert numbers(full, Wanted.of({"laat": "30"}), later=12) == []


def test_hilde_keeps_a_view_shares_it_and_everybody_sees_what_is_theirs(full: World) -> None:
    with full.client("Hilde Verbist") as hilde, full.client("Karim Haddou") as karim, full.client("Wim Peeters") as wim:
        assert "Bewaar deze keuze" not in hilde.get("/aanmeldingen").text, "everything needs no name"
        assert "Bewaar deze keuze" in hilde.get("/aanmeldingen", params=LINDE).text
        wrong = send(hilde, "/weergaven", {**LINDE, "name": ""})
        assert wrong.status_code == 422
        assert "Geef een naam." in wrong.text
        assert 'name="woorden" value="linde"' in wrong.text
        kept = send(hilde, "/weergaven", {**LINDE, "name": "  De   Linde "})
        path = kept.headers["location"]
        view_id = path.partition("=")[2]
        page = hilde.get(path).text
        assert "<h1>De Linde</h1>" in page
        assert "CM-2026-00002" in page
        assert "CM-2026-00001" not in page
        assert re.search(r'De Linde</a> <span class="count">2</span>', hilde.get("/vandaag").text)
        assert "De Linde</a>" not in karim.get("/vandaag").text, "her own"
        assert send(karim, f"/weergaven/{view_id}/weg", {}).status_code == 404

        send(hilde, f"/weergaven/{view_id}", {"name": "De Linde, nieuw", "shared": "1"})
        assert "De Linde, nieuw" in karim.get("/vandaag").text
        assert "De Linde, nieuw (Hilde Verbist)" in karim.get(path).text
        assert "Pas deze weergave aan" not in karim.get(path).text
        assert send(karim, f"/weergaven/{view_id}", {"name": "Van mij"}).status_code == 403
        assert "De Linde, nieuw" not in wim.get("/vandaag").text, "another desk"
        assert "De Linde, nieuw" not in wim.get(path).text
        assert send(wim, f"/weergaven/{view_id}", {"name": "Van mij"}).status_code == 404

        gone = send(hilde, f"/weergaven/{view_id}/weg", {}, follow_redirects=True).text
        assert f"/weergaven/{view_id}/terug" in gone
        assert "De Linde, nieuw" not in karim.get("/vandaag").text
        send(hilde, f"/weergaven/{view_id}/terug", {})
        assert "De Linde, nieuw" in karim.get("/vandaag").text


def test_a_view_has_a_name_of_its_own_holds_no_national_number_and_there_are_twenty(full: World) -> None:
    hub = full["dijleland"]
    with full.desk("Hilde Verbist") as work:
        for number in range(saved_views.MOST):
            saved_views.save(work, hub, f"Weergave {number}", LINDE, shared=False)
        with pytest.raises(Refused):
            saved_views.save(work, hub, "Nog een", LINDE, shared=False)
    with full.desk("Karim Haddou") as work:
        saved_views.save(work, hub, "Linde", LINDE, shared=False)
        for name, asked in (
            ("linde", LINDE), ("Alles", {}), ("x" * 41, LINDE), ("85.07.30-033.28", LINDE),
            ("Nummer", {"woorden": "85.07.30-033.28"}),
        ):  # fmt: skip
            with pytest.raises(Invalid):
                saved_views.save(work, hub, name, asked, shared=False)
        with pytest.raises(NotFound):
            saved_views.save(work, full["schelderand"], "Bij de buren", LINDE, shared=True)
    with full.desk("Nadia Pauwels") as work, pytest.raises(NotAllowed):
        saved_views.views_of(work)


def test_a_shared_view_shows_each_desk_member_only_the_cases_of_the_own_hub(full: World) -> None:
    with full.desk("Hilde Verbist") as work:
        saved_views.save(work, full["dijleland"], "Rood", {"vlag": "red"}, shared=True)
        [noor, *_rest] = case_list(work, Wanted()).lines
        clarify.set_flag(work, noor.id, "red", "Vandaag.")
    with full.desk("Karim Haddou") as work:
        [view] = saved_views.views_of(work).shown
        assert (view.name, view.number, view.by, view.may_change) == ("Rood", "1", "Hilde Verbist", False)


def test_many_views_are_counted_in_one_question_one_s_own_first_and_no_more_than_a_page_shows(full: World) -> None:
    hub = full["dijleland"]
    with full.desk("Karim Haddou") as work:
        shared = [saved_views.save(work, hub, f"A {n}", LINDE, shared=True).id for n in range(saved_views.SHOWN)]
    with full.desk("Hilde Verbist") as work:
        saved_views.save(work, hub, "Van mij", {"gemeente": "12021"}, shared=False)
    with noted(full.store.engine) as told, full.desk("Hilde Verbist") as work:
        told.clear()
        seen = saved_views.views_of(work, str(shared[-1]))
        assert len(told) == 2, told  # the views, and how many cases each holds
    assert [view.name for view in seen.shown] == ["Van mij", *(f"A {n}" for n in range(saved_views.SHOWN))]
    assert [view.number for view in seen.shown] == ["1", *["2"] * saved_views.SHOWN]
    assert seen.chosen == seen.shown[-1], "what is open is counted, wherever it stands"
    with full.client("Hilde Verbist") as hilde:
        page = hilde.get("/vandaag").text
        assert "Alle weergaven" in page
        assert f"A {saved_views.SHOWN - 1}" not in page
        page = hilde.get("/aanmeldingen").text
        assert "Nog 1 weergave" in page
        assert f"A {saved_views.SHOWN - 1} (Karim Haddou)" in page


def test_hilde_narrows_a_view_further_keeps_that_and_takes_it_back(full: World) -> None:
    with full.client("Hilde Verbist") as hilde, full.client("Karim Haddou") as karim, full.client("Wim Peeters") as wim:
        path = send(hilde, "/weergaven", {**LINDE, "name": "De Linde", "shared": "1"}).headers["location"]
        view = f"/weergaven/{path.partition('=')[2]}"
        assert "Bewaar zoals nu" not in hilde.get(path).text
        fewer = {**LINDE, "gemeente": "12021"}
        page = hilde.get(path, params={"weergave": path.partition("=")[2], **fewer}).text
        assert "Bewaar zoals nu" in page
        assert "<h1>De Linde</h1>" in page
        assert "CM-2026-00003" not in page
        theirs = karim.get(path, params={"weergave": path.partition("=")[2], **fewer}).text
        assert "Bewaar zoals nu" not in theirs
        assert "Bewaar als nieuwe weergave" in theirs
        assert send(karim, f"{view}/zoals-nu", fewer).status_code == 403
        assert send(wim, f"{view}/zoals-nu", fewer).status_code == 404

        said = send(hilde, f"{view}/zoals-nu", fewer, follow_redirects=True).text
        assert "CM-2026-00003" not in said
        assert "CM-2026-00003" not in karim.get(path).text
        undo = re.search(rf'action="({view}/zoals-nu\?[^"]+)"', said)
        assert undo
        send(hilde, undo[1].replace("&amp;", "&"), {})
        assert "CM-2026-00003" in karim.get(path).text
        nothing = send(hilde, f"{view}/zoals-nu", {})
        assert nothing.status_code == 422
        assert "Kies eerst een filter." in nothing.text


def test_who_sits_at_two_desks_says_for_which_one_a_view_is(full: World) -> None:
    with full.desk("Hilde Verbist") as work:
        both = (Seat(Role.COORDINATOR, full["schelderand"]), *work.asker.seats)
        work.asker = replace(work.asker, seats=both)
        with pytest.raises(Invalid) as raised:
            saved_views.save(work, None, "De Linde", LINDE, shared=True)
        assert raised.value.errors == {"hub": "Kies een meldpunt."}
        assert saved_views.save(work, full["schelderand"], "De Linde", LINDE, shared=True).hub_id == full["schelderand"]
    with full.desk("Karim Haddou") as work:
        assert saved_views.views_of(work).shown == []
    with full.desk("Wim Peeters") as work:
        assert [(view.name, view.number) for view in saved_views.views_of(work).shown] == [("De Linde", "1")]


def test_a_desk_shares_no_more_views_than_anybody_can_look_through(full: World) -> None:
    hub = full["dijleland"]
    with full.desk("Hilde Verbist") as work:
        work.session.add_all(
            SavedView(
                hub_id=hub, person_id=full["Hilde Verbist"], name=f"A {n}", asked=LINDE, shared=True,
                created_at=work.now,
            )
            for n in range(saved_views.MOST_SHARED)
        )  # fmt: skip
    with full.desk("Karim Haddou") as work:
        own = saved_views.save(work, hub, "Van Karim", LINDE, shared=False).id
        with pytest.raises(Refused, match="40 weergaven gedeeld"):
            saved_views.save(work, hub, "Gedeeld", LINDE, shared=True)
        with pytest.raises(Refused):
            saved_views.change(work, own, "Van Karim", shared=True)
