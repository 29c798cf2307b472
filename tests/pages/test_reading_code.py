"""A personal link that was forwarded: read after a code that is mailed to the referrer, taken back, and run out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from hub import links, posting
from hub.clock import real_now
from hub.dispatch import ending
from hub.home import dead_letters
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.people import desk
from hub.problems import Invalid
from tests.browsers import token_in
from tests.cast import World, send
from tests.pages.test_referral_form import open_form, post
from tests.personal_pages import address, asks_and_enters, code_mailed
from tests.tables import rows

STORY = "Noor is al drie weken niet op school."


def mails(world: World, kind: str) -> list[Letter]:
    return [letter for letter in rows(world, Letter) if letter.kind == kind]


def types(client: TestClient, here: str, code: str) -> Any:
    return send(client, f"{here}/code", {"code": code})


def age(world: World, purpose: Purpose, by: timedelta) -> None:
    """As if the clock on the wall had gone on."""
    with world.desk() as work:
        for link in work.session.exec(select(Link).where(Link.purpose == purpose)).all():
            link.expires_at -= by


def test_who_got_the_link_by_mistake_reads_nothing_and_els_reads_with_her_code(world: World) -> None:
    noor = world.refer()
    here = address(world, noor)
    with world.client() as els, world.client() as stranger:
        page = send(els, here, {}, get_first=here, follow_redirects=True)
        assert 'autocomplete="one-time-code"' in page.text
        assert 'inputmode="numeric"' in page.text
        [letter] = mails(world, "code")
        code = code_mailed(world)
        assert letter.to_address == "els@sintjans.example"
        assert code not in letter.subject + letter.body, "the row holds no code; it is made when the letter is posted"
        with world.desk() as work:
            sent = posting.envelope(work, letter)
        assert code in sent.text
        assert here not in sent.text
        stranger.get(here)
        assert types(stranger, here, code).status_code == 422, "a code belongs to the browser that asked"
        assert STORY not in stranger.get(here).text
        for spoiled in ("", "12345", "abcdef", f"{code}1"):
            wrong = types(els, here, spoiled)
            assert (wrong.status_code, "Deze code klopt niet" in wrong.text, STORY in wrong.text) == (422, True, False)
        assert world.case(noor).referrer_confirmed_at is None
        assert types(els, here, f" {code[:3]} {code[3:]} ").status_code == 303, "pasted with spaces"
        read = els.get(here)
        assert STORY in read.text
        assert read.headers["cache-control"] == "no-store"
        assert read.headers["referrer-policy"] == "same-origin"
        assert types(stranger, here, code).status_code == 422, "and it is used once"
        assert world.case(noor).referrer_confirmed_at
        age(world, Purpose.READING, timedelta(hours=5))
        assert STORY not in els.get(here).text, "a morning, and not the link for ever"


def test_codes_cannot_be_guessed_and_letters_with_codes_fill_no_mailbox(world: World) -> None:
    noor = world.refer()
    here = address(world, noor)
    with world.client() as stranger:
        assert send(stranger, here, {}, get_first=here).status_code == 303
        code = code_mailed(world)
        wrong = f"{(int(code) + 1) % 10**6:06}"
        for _n in range(links.MOST_TRIES):
            assert types(stranger, here, wrong).status_code == 422
        assert types(stranger, here, code).status_code == 422, "after five tries the right one is worth nothing"
        assert "Stuur me een code" in stranger.get(here).text
        asked = [send(stranger, here, {}).status_code for _n in range(5)]
        assert asked == [303] * 4 + [429]
        assert len(mails(world, "code")) == 5
        for _n in range(16):
            types(stranger, here, wrong)
        assert types(stranger, here, code_mailed(world)).status_code == 422, "no more than twenty a day"
        assert STORY not in stranger.get(here).text


def test_an_old_code_is_no_code(world: World) -> None:
    here = address(world, world.refer())
    with world.client() as els:
        send(els, here, {}, get_first=here)
        age(world, Purpose.READING, timedelta(minutes=15))
        assert types(els, here, code_mailed(world)).status_code == 422
        assert "Stuur me een code" in els.get(here).text
    with world.desk("Hilde Verbist") as work:  # and it goes to nobody else
        letter = work.session.exec(select(Letter).where(Letter.kind == "code")).one()
        letter.parked_at = work.now
        with pytest.raises(Invalid) as refused:
            dead_letters.write_again(work, letter.id, "hilde@dijleland.example")
    assert "Een code gaat nergens anders heen" in refused.value.errors["address"]


def test_the_browser_that_sent_the_form_reads_what_was_typed_there_and_no_other_one(world: World) -> None:
    with world.client() as els, world.client() as stranger:
        receipt = els.get(post(els, open_form(els)).headers["location"]).text
        found = re.search(r"/mijn-aanmelding/[\w-]+", receipt)
        assert found
        assert "Noor komt al drie weken niet." in els.get(found[0]).text
        assert "Noor komt al drie weken niet." not in stranger.get(found[0]).text
        with world.desk() as work:
            assert work.session.exec(select(Entry.id).where(Entry.act == "referrer.confirm")).first() is None


def test_els_takes_her_link_back_and_a_new_one_goes_to_her_address_only(world: World) -> None:
    noor = world.refer()
    here, other = address(world, noor), address(world, noor)
    with world.client() as els, world.client() as stranger:
        asks_and_enters(world, els, here)
        assert send(stranger, f"{other}/intrekken", {}, get_first=other).status_code == 403
        assert "Trek de link in" in els.get(here).text
        gone = send(els, f"{here}/intrekken", {})
        assert "Je link is ingetrokken" in gone.text
        for path in (here, other):
            page = els.get(path)
            assert (page.status_code, STORY in page.text) == (404, False)
        pages = [
            send(stranger, f"{path}/nieuwe-link", {}).text.replace(path, "")
            for path in (here, "/mijn-aanmelding/nooit-bestaan")
        ]
        assert pages[0] == pages[1], "nobody learns whether this was ever a link"
        for _n in range(5):
            send(stranger, f"{here}/nieuwe-link", {})
    sent = mails(world, "new_link")
    assert {letter.to_address for letter in sent} == {"els@sintjans.example"}
    assert len(sent) == 3
    acts = {entry.act for entry in rows(world, Entry)}
    assert {"referrer.links_withdrawn", "referrer.ask_link"} <= acts


def test_the_desk_takes_a_link_back_and_the_time_line_says_so(world: World) -> None:
    noor = world.refer()
    here = address(world, noor)
    with world.client() as els, world.client("Hilde Verbist") as hilde:
        asks_and_enters(world, els, here)
        act = f"/aanmeldingen/{noor}/link-intrekken"
        assert "Een nieuwe link sturen?" in hilde.get(act).text
        send(hilde, act, {"again": "new"})
        assert "persoonlijke links ingetrokken" in hilde.get(f"/aanmeldingen/{noor}").text
        assert els.get(here).status_code == 404
    assert [letter.to_address for letter in mails(world, "new_link")] == ["els@sintjans.example"]


@pytest.mark.parametrize("closed", [False, True])
def test_a_link_runs_out_half_a_year_after_it_was_read_and_two_months_after_the_end(world: World, closed: bool) -> None:
    noor = world.refer()
    here = address(world, noor)
    with world.client() as els:
        age(world, Purpose.REFERRAL, timedelta(days=100))
        asks_and_enters(world, els, here)
        if closed:
            with world.desk("Hilde Verbist") as work:
                ending.withdraw(work, noor)
        days = [link.expires_at - real_now() for link in rows(world, Link) if link.purpose == Purpose.REFERRAL]
        longest = 60 if closed else 180
        assert [round(left / timedelta(days=1)) for left in days if left] == [longest] * len(days)
        age(world, Purpose.REFERRAL, timedelta(days=longest, minutes=1))
        assert "Deze link werkt niet" in els.get(here).text


def test_hilde_signs_in_with_the_code_where_she_asked_and_nowhere_else(world: World) -> None:
    def signs_in(client: TestClient, code: str) -> Any:
        return send(client, "/inloggen/code", {"code": code, "email": "hilde@dijleland.example"})

    with world.client() as hilde, world.client() as stranger:
        for client, email in ((hilde, "hilde@dijleland.example"), (stranger, "niemand@dijleland.example")):
            page = send(client, "/inloggen", {"email": email, "next": "/radar"})
            assert 'autocomplete="one-time-code"' in page.text
        with world.desk() as work:
            link = work.session.exec(select(Link).where(Link.person_id == world["Hilde Verbist"])).one()
            code = links.code_of(work, link)
        known, unknown = signs_in(hilde, "000000" if code != "000000" else "000001"), signs_in(stranger, code)
        assert known.status_code == unknown.status_code == 422
        bodies = [page.text.replace(token_in(who), "") for page, who in ((known, hilde), (unknown, stranger))]
        assert bodies[0] == bodies[1], "and nobody learns who has an account"
        browser = next(value for name, value in hilde.cookies.items() if "hub_browser" in name)
        with world.desk() as work:  # what can be no code counts as no try
            assert not any(desk.sign_in_by_code(work, "", browser) for _n in range(20))
        there = signs_in(hilde, code)
        assert (there.status_code, there.headers["location"]) == (303, "/radar")
        assert hilde.get("/vandaag", follow_redirects=False).status_code == 200
        assert signs_in(stranger, code).status_code == 422
