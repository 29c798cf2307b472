"""Laat een collega verder doen: a form that was kept goes on with a colleague, and nothing that is typed is lost."""

import re
from typing import Any

from litestar.testing import TestClient

from hub import links
from hub.dispatch.tables import Referral
from hub.intake import kept_links
from hub.intake.tables import UnsentForm, UnsentShare
from hub.letters import Letter
from tests.browsers import token_in
from tests.cast import World, send
from tests.pages.test_copies import in_main
from tests.pages.test_own_schools import ATHENEUM, HERE, joins
from tests.pages.test_referral_form import ELS, open_form
from tests.tables import rows

GRIET = "griet@debrug.example"


def keep(client: TestClient, address: str = "/aanmelden/bewaar", page: str = "/aanmelden", **changes: str) -> Any:
    """Whoever fills in the form of this page presses this button."""
    text = client.get(page).text
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', text) for name in ("form_key", "seen", "through")}
    data = {**ELS, "_csrf_token": token_in(client), **{name: one[1] if one else "" for name, one in hidden.items()}}
    files = {"files": ("", b"")}
    return client.post(address, data={**data, **changes}, files=files, follow_redirects=False)


def kept_by_els(els: TestClient) -> str:
    """The address of what she kept."""
    return str(keep(els).headers["location"].partition("?")[0])


def link_of_colleague(world: World) -> str:
    with world.desk() as work:
        (share,) = [one for one in rows(world, UnsentShare) if one.ended_at is None]
        link = kept_links.mailed_of(work, share.id)
        assert link is not None
        return links.path(work, link)


def test_els_passes_a_form_to_a_colleague_who_sends_it_for_their_school(world: World) -> None:
    joins(world, "Griet Somers", ATHENEUM)
    with world.client("Els Dierckx") as els, world.client("Griet Somers") as griet:
        at = kept_by_els(els)
        page = els.get(at).text
        assert "Laat een collega verder doen" in page
        assert "Griet Somers" in in_main(page)
        assert 'formaction="/aanmelden#f-school_name"' in page
        nobody = keep(els, at + "/collega", at, story="Nog niet af.")
        assert (nobody.status_code, "Kies een collega, of typ een e-mailadres." in nobody.text) == (422, True)
        assert "Nog niet af." in nobody.text
        given = keep(els, at + "/collega", at, story="Griet, jij weet meer.", pass_to=str(world["Griet Somers"]))
        assert given.headers["location"] == at + "?ok=doorgegeven"
        reads = els.get(at).text
        for seen in ("Griet Somers werkt hieraan verder", '<fieldset class="form" disabled>', "Neem terug"):
            assert seen in reads
        for not_hers in (
            "Verstuur de aanmelding",
            "ook op een ander toestel",
            "We stuurden je link naar",
            "Kopieer de link",
        ):
            assert not_hers not in reads, "who reads along is told of nothing that she cannot do"
        assert "Griet Somers werkt hieraan verder" in els.get(HERE).text
        # Griet
        theirs = link_of_colleague(world)
        assert theirs in griet.get(HERE).text
        assert "Van Els Dierckx, om af te werken" in griet.get(HERE).text
        asked = griet.get(theirs).text
        assert "Griet, jij weet meer." not in asked, "mail scanners open links"
        send(griet, theirs, {})
        opened = griet.get(theirs).text
        assert "Griet, jij weet meer." in opened
        assert "Els Dierckx vraagt of jij dit afwerkt" in opened
        assert at not in opened, "the link of Els is hers"
        for hers in ("Gooi weg", "Laat een collega verder doen"):
            assert hers not in opened
        send(griet, theirs + "/weg", {})
        assert rows(world, UnsentForm)[0].typed["story"] == "Griet, jij weet meer."
        assert f'value="{world[ATHENEUM]}" checked' in opened
        better = {"story": "Noor komt sinds maandag niet meer.", "for_site": str(world[ATHENEUM])}
        sent = keep(griet, "/aanmelden", theirs, **better)
        assert sent.status_code == 303
        assert "is verstuurd" in griet.get(theirs).text
        assert "is verstuurd" in els.get(at).text
    (noor,) = rows(world, Referral)
    assert (noor.story, noor.referrer_organisation_id) == ("Noor komt sinds maandag niet meer.", world[ATHENEUM])
    letters = {one.kind: one.to_address for one in rows(world, Letter)}
    assert letters["unsent_passed"] == GRIET
    assert "Noor" not in next(one.body for one in rows(world, Letter) if one.kind == "unsent_passed")


def test_what_both_type_is_shown_beside_each_other_before_one_takes_the_place(world: World) -> None:
    joins(world, "Griet Somers", ATHENEUM)
    with world.client("Els Dierckx") as els, world.client("Griet Somers") as griet:
        at = kept_by_els(els)
        stood_open = {"through": at.rpartition("/")[2], "form_key": open_form(els, at), "seen": seen_on(els, at)}
        keep(els, at + "/collega", at, pass_to=str(world["Griet Somers"]))
        theirs = link_of_colleague(world)
        send(griet, theirs, {})
        keep(griet, page=theirs, story="Wat Griet weet.", clb_contact="Griet zelf")
        for address in ("/aanmelden", "/aanmelden/bewaar"):
            late = post_to(els, address, {**stood_open, "story": "Wat Els weet."})
            assert late.status_code == 409
            for words in ("Wat Els weet.", "Wat Griet weet.", "Griet zelf", "intussen al bewaard"):
                assert words in late.text
        assert rows(world, Referral) == []
        assert rows(world, UnsentForm)[0].typed["story"] == "Wat Griet weet."
        # Els takes it back, and goes on with what Griet wrote.
        send(els, at + "/terug", {})
        assert griet.get(theirs).status_code == 404
        mine = els.get(at).text
        assert "Wat Griet weet." in mine
        assert "Verstuur de aanmelding" in mine


def seen_on(client: TestClient, page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', client.get(page).text)
    assert found
    return found[1]


def post_to(client: TestClient, address: str, changes: dict[str, str]) -> Any:
    data = {**ELS, "_csrf_token": token_in(client), **changes}
    return client.post(address, data=data, files={"files": ("", b"")}, follow_redirects=False)


def test_an_address_that_is_typed_is_one_of_the_school_and_the_colleague_gives_it_back(world: World) -> None:
    with world.client("Els Dierckx") as els, world.client() as marc:
        at = kept_by_els(els)
        for wrong, said in (("marc@elders.example", "het eindigt op"), ("marc@gmail.com", "sintjans"), ("x", "Dit")):
            refused = keep(els, at + "/collega", at, pass_mail=wrong)
            assert (refused.status_code, said in refused.text, rows(world, UnsentShare)) == (422, True, [])
        stranger = keep(els, at + "/collega", at, pass_to=str(world["Griet Somers"]))
        assert stranger.status_code == 422, "she is at a CLB"
        assert keep(els, at + "/collega", at, pass_mail="marc@sintjans.example").status_code == 303
        theirs = link_of_colleague(world)
        send(marc, theirs, {})
        assert "Noor" in marc.get(theirs).text
        given_back = send(marc, theirs + "/terug", {})
        assert "Je gaf de aanmelding terug" in given_back.text
        assert marc.get(theirs).status_code == 404
        assert "Verstuur de aanmelding" in els.get(at).text


def test_only_who_kept_it_passes_it_on(world: World) -> None:
    joins(world, "Griet Somers", ATHENEUM)
    with world.client("Els Dierckx") as els:
        at = kept_by_els(els)
    to_griet = {"pass_to": str(world["Griet Somers"])}
    for who in (None, "Griet Somers", "Nadia Pauwels"):
        with world.client(who) as client:
            send(client, at, {})  # the link was forwarded
            assert "Laat een collega verder doen" not in client.get(at).text
            assert keep(client, at + "/collega", at, **to_griet).status_code in (403, 404)
    assert rows(world, UnsentShare) == []


def test_a_colleague_from_whom_it_was_taken_back_reads_writes_and_sends_nothing_of_it_any_more(world: World) -> None:
    joins(world, "Griet Somers", ATHENEUM)
    with world.client("Els Dierckx") as els, world.client("Griet Somers") as griet:
        at = kept_by_els(els)
        keep(els, at + "/collega", at, story="Griet, jij weet meer.", pass_to=str(world["Griet Somers"]))
        theirs = link_of_colleague(world)
        send(griet, theirs, {})
        open_still = {"form_key": open_form(griet, theirs), "seen": seen_on(griet, theirs), "through": ""}
        els_too = {"form_key": open_form(els, at), "seen": seen_on(els, at), "through": at.rpartition("/")[2]}
        send(els, at + "/terug", {})
        keep(els, page=at, story="Wat Griet niet meer leest.")
        assert "niet meer leest" not in griet.get(f"/aanmelden?vorm={open_still['form_key']}").text
        by_link = {**open_still, "through": theirs.rpartition("/")[2], "story": "Van Griet.", "referrer_email": GRIET}
        for address in ("/aanmelden", "/aanmelden/bewaar"):
            late = post_to(griet, address, by_link)
            assert (late.status_code, "Els Dierckx werkt hier zelf aan verder" in late.text) == (409, True)
            assert "Van Griet." in late.text
            assert at not in late.text
        late = post_to(griet, "/aanmelden/bewaar", {**by_link, "through": ""})
        assert "niet meer leest" not in late.text
        keep(els, at + "/collega", at, story="Wat Griet niet meer leest.", pass_mail="marc@sintjans.example")
        on = post_to(griet, "/aanmelden/bewaar", by_link)
        assert (on.status_code, "gaf dit formulier door aan een andere collega" in on.text) == (409, True)
        assert ("werkt hier zelf aan verder" in on.text, "marc@" in on.text) == (False, False)
        send(els, at + "/terug", {})
        own = next(one for one in rows(world, UnsentForm) if one.mailed_to == "els@sintjans.example")
        assert own.typed["story"] == "Wat Griet niet meer leest."
        assert "niet meer leest" in els.get(at).text
        # A page of Els that stood open all the while is told so, and makes no second form.
        assert post_to(els, "/aanmelden/bewaar", {**els_too, "story": "Van eerder."}).status_code == 409
        assert len(rows(world, UnsentForm)) == 2
