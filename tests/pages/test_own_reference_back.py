"""The referrer's own reference comes back in each letter and on her page; subjects and partners never have it."""

from hub.dispatch import clarify
from hub.hubs import inbox_of
from hub.intake import ingest
from hub.letters import Letter
from tests.cast import World, send
from tests.pages.test_referral_form import all_referrals, open_form, post
from tests.personal_pages import address, asks_and_enters
from tests.tables import rows


def test_what_els_gives_in_the_form_comes_back_in_each_letter_and_a_step_or_a_mail_changes_it(world: World) -> None:
    with world.client() as els, world.client() as home:
        refused = post(els, open_form(els), own_reference="klik www.kwaad.example 1")
        assert (refused.status_code, "minstens één cijfer" in refused.text) == (422, True)
        receipt = els.get(post(els, open_form(els), own_reference="LARS 2026/0123").headers["location"])
        assert "Jouw referentie: LARS 2026/0123" in receipt.text
        [case] = all_referrals(world)
        here = address(world, case.id)
        asks_and_enters(world, home, here)
        assert "Jouw referentie: LARS 2026/0123" in home.get(here).text
        with world.desk("Hilde Verbist") as work:
            clarify.ask(work, case.id, "Sinds wanneer?")
            inbox = inbox_of(work.session, case.hub_id) or ""
        letters = [letter for letter in rows(world, Letter) if letter.to_address == "els@sintjans.example"]
        assert {letter.kind for letter in letters} == {"receipt", "code", "question"}
        assert all("Jouw referentie: LARS 2026/0123" in letter.body for letter in letters)
        assert not [letter for letter in letters if "LARS" in letter.subject]
        send(els, f"{here}/vul-aan/over-jou", {"own_reference": "77-B"})
        assert world.case(case.id).own_reference == "77-B"
    raw = f"From: els@sintjans.example\r\nTo: {inbox}\r\nMessage-ID: <1@x.example>\r\nSubject: {case.number}\r\n\r\n"
    raw += "Ze is terug.\r\n\r\nOnze referentie: 99/C\r\n"
    ingest.take_in(world.store, raw.encode(), "ingest", "x.eml")
    with world.client("Hilde Verbist") as hilde:
        assert world.case(case.id).own_reference in hilde.get(f"/aanmeldingen/{case.id}").text
    assert world.case(case.id).own_reference == "99/C"
