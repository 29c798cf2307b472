"""A school sees its own referrals, and who refers for several schools chooses which, in one list for all of them."""

from typing import Any
from uuid import UUID

import pytest

from hub.asker import Role
from hub.clock import real_now
from hub.dispatch import clarify
from hub.dispatch.codes import MainReason, ReferrerKind
from hub.dispatch.opening import Referrer
from hub.dispatch.tables import Message, Referral
from hub.intake import mine
from hub.ledger import Entry
from hub.letters import Letter
from hub.people.desk import add_person
from hub.people.tables import Membership, Person
from tests.cast import World, send
from tests.pages.test_referral_form import open_form, post
from tests.tables import rows, running

HERE = "/mijn-aanmeldingen"
ATHENEUM, LINDE = "Sint-Jansatheneum (demo)", "Middenschool De Linde (demo)"


def joins(world: World, name: str, organisation: str) -> None:
    """Somebody of the cast refers for one more organisation."""
    with world.desk() as work:
        email = work.session.get_one(Person, world[name]).email
        add_person(work, name, email, Role.REFERRER, organisation_id=world[organisation])


def by_marc(world: World, **changes: Any) -> UUID:
    """Marc of the Atheneum refers Sam, signed in for his school."""
    marc = Referrer(
        name="Marc Thys", organisation=ATHENEUM, organisation_id=world[ATHENEUM], kind=ReferrerKind.SCHOOL,
        email="marc@sintjans.example",
    )  # fmt: skip
    story = "Sam Janssens blijft weg."
    return world.refer(**{"first_name": "Sam", "last_name": "Janssens", "referrer": marc, "story": story, **changes})


def ask(world: World, case: UUID, text: str) -> UUID:
    with world.desk("Hilde Verbist") as work:
        return clarify.ask(work, case, text).id


def test_els_follows_what_marc_referred_for_her_school_and_answers_without_reading_what_he_wrote(world: World) -> None:
    sam = by_marc(world)
    question = ask(world, sam, "Sinds wanneer is Sam Janssens weg?")
    with world.client("Els Dierckx") as els:
        listed = els.get(HERE).text
        for seen in ("S.J.", "Marc Thys", "1 vraag wacht op je antwoord", "elke aanmelding van Sint-Jansatheneum"):
            assert seen in listed
        page = els.get(f"{HERE}/{sam}").text
        assert "Sinds wanneer is S. J. weg?" in page
        assert "Aangemeld door Marc Thys." in page
        assert "Dit ben ik" not in page
        for secret in ("Janssens", "blijft weg", "Vul aan", "Bijlagen"):
            assert secret not in listed + page
        # What only the referrer does.
        assert send(els, f"{HERE}/{sam}", {}).status_code == 404
        assert els.get(f"{HERE}/{sam}/vul-aan/school", follow_redirects=False).status_code == 303
        assert send(els, f"{HERE}/{sam}/vul-aan/school", {"grade": "2"}).status_code == 403
        empty = send(els, f"{HERE}/{sam}/antwoord/{question}", {f"answer-{question}": ""})
        assert (empty.status_code, "Schrijf je antwoord." in empty.text) == (422, True)
        assert send(els, f"{HERE}/{sam}/antwoord/{question}", {f"answer-{question}": "Sinds maandag."}).is_redirect
        assert send(els, f"{HERE}/{sam}/klopt-niet", {"wrong": "Marc is ziek, bel mij."}).is_redirect
    said = {message.text: message.author_name for message in rows(world, Message)}
    assert said == {"Sinds maandag.": "Els Dierckx", "Marc is ziek, bel mij.": "Els Dierckx"}
    assert [one.act for one in rows(world, Entry)].count("referrer.look") >= 1
    assert world.case(sam).referrer_confirmed_at is None, "nobody but Marc says that it is his"


def test_what_is_restricted_or_came_from_elsewhere_shows_a_colleague_no_question(world: World) -> None:
    facts = by_marc(world, main_reason=MainReason.OFFENCES)
    question = ask(world, facts, "Wat is er gebeurd?")
    griet = Referrer(
        name="Griet Somers", organisation="CLB De Brug (demo)", organisation_id=world["CLB De Brug (demo)"],
        kind=ReferrerKind.CLB, email="griet@debrug.example",
    )  # fmt: skip
    of_clb = world.refer(referrer=griet)
    of_linde = by_marc(world, referrer=Referrer(name="An", organisation_id=world[LINDE], email="an@linde.example"))
    joins(world, "Els Dierckx", "CLB De Brug (demo)")  # where each keeps its own
    with world.client("Els Dierckx") as els:
        assert "Wat is er gebeurd?" not in els.get(f"{HERE}/{facts}").text
        assert "wacht op je antwoord" not in els.get(HERE).text, "nobody is asked for what the page does not show"
        assert send(els, f"{HERE}/{facts}/antwoord/{question}", {f"answer-{question}": "x"}).status_code == 404
        assert els.get(HERE).text.count('class="row"') == 1
        for hidden in (of_clb, of_linde):
            assert els.get(f"{HERE}/{hidden}").status_code == 404


def test_a_track_is_told_to_a_colleague_without_what_the_partner_said(world: World) -> None:
    running(world)
    noor = rows(world, Referral)[0].id
    joins(world, "Griet Somers", ATHENEUM)
    with world.client("Griet Somers") as griet:
        page = griet.get(f"{HERE}/{noor}").text
        assert "Kompas NAFT" in page
        assert "Noor" not in page


def test_who_refers_for_several_schools_chooses_one_and_filters_one_list(world: World) -> None:
    joins(world, "Els Dierckx", LINDE)
    by_marc(world)
    with world.client("Els Dierckx") as els:
        form = els.get("/aanmelden").text
        assert "Voor welke school of organisatie meld je aan?" in form
        assert 'value="els@sintjans.example"' in form
        about = {
            "first_name": "Lio", "last_name": "Wuyts", "school_name": "", "story": "Lio komt niet meer.",
            "referrer_organisation": "",
            "referrer_kind": "",
        }  # fmt: skip
        nothing = post(els, open_form(els), **about)
        assert nothing.status_code == 422
        assert "Kies voor welke school of organisatie je aanmeldt." in nothing.text
        assert "Vul je school of organisatie in." not in nothing.text
        stranger = post(els, open_form(els), **about, for_site=str(world["Kompas NAFT"]))
        assert stranger.status_code == 422
        sent = post(els, open_form(els), **about, for_site=str(world[LINDE]))
        assert sent.status_code == 303
        lio = next(one for one in rows(world, Referral) if one.referrer_name == "Els Dierckx")
        assert (lio.referrer_organisation_id, lio.school_organisation_id) == (world[LINDE], world[LINDE])
        assert (lio.referrer_kind, lio.referrer_confirmed_at is not None) == ("school", True)
        both = els.get(HERE).text
        assert "S.J." in both
        assert "L.W." in both
        only = els.get(f"{HERE}?school={world[LINDE]}").text
        assert "L.W." in only
        assert "S.J." not in only
        assert f'href="/aanmelden?school={world[LINDE]}"' in only
        assert f'value="{world[LINDE]}" checked' in els.get(f"/aanmelden?school={world[LINDE]}").text
        assert "S.J." not in els.get(f"{HERE}?wie=ik").text
        assert "Niets gevonden" in els.get(f"{HERE}?toon=closed").text
        assert "S.J." in els.get(f"{HERE}?school={world['Kompas NAFT']}").text, "another one's school narrows nothing"


def test_a_list_says_how_late_an_answer_is(world: World) -> None:
    sam = by_marc(world)
    ask(world, sam, "Sinds wanneer?")
    with world.desk("Els Dierckx", now=real_now()) as work:
        work.session.get_one(Referral, sam).next_due = world.now
    with world.desk("Els Dierckx", now="2026-09-17T10:00") as work:
        (line,) = mine.asked(work)
        assert (line.late, line.by) == ("2 werkdagen te laat", "Marc Thys")


def test_an_administrator_gives_somebody_the_schools_of_a_community(world: World) -> None:
    page = f"/beheer/mensen/{world['Els Dierckx']}"
    with world.client("Bram Geerts") as bram:
        assert f"{page}/scholen" in bram.get(page).text
        found = bram.get(f"{page}/scholen?zoek=linde").text
        assert "De Linde" in found
        assert "Atheneum" not in found.partition("<main")[2]
        both = {"listed": [str(world[ATHENEUM]), str(world[LINDE])]}
        send(bram, f"{page}/scholen", {**both, "school": both["listed"]})
        assert "1 school is veranderd." in bram.get(f"{page}/scholen").text
        send(bram, f"{page}/scholen", {**both, "school": [str(world[LINDE])]})
    live = [one for one in rows(world, Membership) if one.person_id == world["Els Dierckx"] and one.until is None]
    assert [(one.organisation_id, one.secrecy) for one in live] == [(world[LINDE], "official_secrecy")]
    assert [one.kind for one in rows(world, Letter)] == ["role_given"]


@pytest.mark.parametrize("who", ["Hilde Verbist", "Wim Peeters"])
def test_nobody_else_gives_schools(world: World, who: str) -> None:
    with world.client(who) as client:
        address = f"/beheer/mensen/{world['Els Dierckx']}/scholen"
        assert client.get(address).status_code in (403, 404)
        assert send(client, address, {"listed": [str(world[LINDE])], "school": [str(world[LINDE])]}).status_code >= 400
    assert [one for one in rows(world, Membership) if one.organisation_id == world[LINDE]] == []
