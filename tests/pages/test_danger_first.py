"""What speaks of danger comes first on the desk, in words and not by colour alone, until somebody has seen it."""

from typing import Any
from uuid import UUID

from hub.dispatch import clarify
from hub.hubs import inbox_of
from hub.intake import ingest
from hub.ledger import Entry
from tests.cast import World, send
from tests.pages.test_referral_form import open_form, post
from tests.personal_pages import els_at, question_address
from tests.tables import rows

WARNS = "Hier wordt over gevaar gesproken"
MAIL = (
    b"From: Onbekend <wie@nergens.example>\r\nTo: %s\r\nMessage-ID: <een@nergens.example>\r\n"
    b"Auto-Submitted: auto-generated\r\nSubject: vraag\r\n\r\nHij wil niet meer leven.\r\n"
)


def see(client: Any, case: UUID) -> Any:
    return send(client, f"/aanmeldingen/{case}/gevaar-gezien", {}, follow_redirects=True)


def test_a_referral_that_speaks_of_danger_comes_first_until_it_was_seen_and_its_referrer_reads_nothing_of_it(
    world: World,
) -> None:
    sam = world.refer(first_name="Sam")
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, sam, "red", "Vandaag nog.")
    noor = world.refer(story="Ze spreekt over zelfdoding.", main_reason="motivation")
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/vandaag").text
        assert page.index("Spreekt van gevaar") < page.index("Rode vlag")
        assert "in de tekst: zelfdoding" in page
        assert page.count("CM-2026-00002") == 1, "and not again among the new ones"
        assert "CM-2026-00002" in hilde.get("/aanmeldingen?toon=gevaar").text
        assert WARNS in hilde.get(f"/aanmeldingen/{noor}").text
        since = world.case(noor).danger_at
        after = see(hilde, noor)
        assert WARNS not in after.text
        assert "Spreekt van gevaar" not in hilde.get("/vandaag").text
        send(hilde, f"/aanmeldingen/{noor}/gevaar-terug", {})
        assert world.case(noor).danger_at == since, "it waits as long as it did"
        assert "Spreekt van gevaar" in hilde.get("/vandaag").text
    with els_at(world, noor) as (els, here):
        assert "gevaar" not in els.get(here).text.replace("direct gevaar", "")
    [seen] = [entry.detail for entry in rows(world, Entry) if entry.act == "case.danger_seen"]
    assert seen.keys() == {"since"}, "and no word of it"


def test_danger_in_a_message_an_answer_a_step_a_call_and_the_question_about_urgency_comes_first_again(
    world: World,
) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde, els_at(world, noor) as (els, here):
        question = question_address(world, noor)
        for path, typed in (
            (f"{here}/klopt-niet", {"wrong": "Ze is weggelopen."}),
            (question, {"answer": "Hij had een mes bij."}),
            (f"{here}/vul-aan/hulpvraag", {"youngster_wants": "Ze zegt dat ze dood wil."}),
        ):
            assert WARNS not in hilde.get(f"/aanmeldingen/{noor}").text
            assert send(els, path, typed).status_code == 303, path
            assert WARNS in see_first(hilde, noor)
        send(hilde, f"/aanmeldingen/{noor}/notitie", {"kind": "call", "text": "Mama belt: hij wordt mishandeld."})
        assert "mishandeling of misbruik" in see_first(hilde, noor)
        post(els, open_form(els), urgent="1", urgency_motive="Ze wordt bedreigd.")
        assert "in de tekst: bedreiging" in hilde.get("/vandaag").text


def see_first(hilde: Any, case: UUID) -> str:
    """The page of the case, after which it was seen."""
    page: str = hilde.get(f"/aanmeldingen/{case}").text
    assert "Spreekt van gevaar" in hilde.get("/vandaag").text, page[page.index("<main") :]
    see(hilde, case)
    return page


def test_a_mail_that_waits_for_its_place_comes_first_too(world: World) -> None:
    with world.desk() as work:
        inbox = inbox_of(work.session, world["dijleland"]) or ""
    taken = ingest.take_in(world.store, MAIL % inbox.encode(), "ingest", "x.eml")
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/vandaag").text
    assert str(taken.outcome) == "to_place"
    assert "E-mails die van gevaar spreken" in page
    assert "in de tekst: niet meer willen leven" in page
    assert "E-mails te plaatsen" not in page


def test_of_a_shielded_case_the_duty_desk_reads_that_it_comes_first_and_not_why(world: World) -> None:
    noor = world.refer(story="Er was een wapen.", main_reason="offences")
    with world.client("Karim Haddou") as karim:
        assert "er staan woorden van gevaar in" in karim.get("/vandaag").text
        page = karim.get(f"/aanmeldingen/{noor}").text
        assert WARNS in page
        assert "wapen" not in page
        assert see(karim, noor).status_code == 403
