"""The referrer's pages behind mailed links, in a browser without JavaScript."""

from datetime import timedelta

from hub.dispatch import appointments, ending
from hub.dispatch.clarify_tables import Question
from hub.dispatch.tables import Message
from hub.intake.questions import SECTIONS, YOU
from hub.intake.tables import Document
from tests.cast import World, send
from tests.personal_pages import address, els_at, question_address
from tests.tables import end_after_talk, rows


def test_a_mail_scanner_that_opens_the_link_confirms_nothing_and_reads_no_story(world: World) -> None:
    noor = world.refer()
    here = address(world, noor)
    with world.client() as scanner:
        for _time in range(2):
            page = scanner.get(here)
        assert scanner.head(here).status_code == 200
    assert page.status_code == 200
    assert "Stuur me een code" in page.text
    assert "aangemeld" in page.text
    for secret in ("Noor", "drie weken", "Els", "Sint-Jans", "vul-aan"):
        assert secret not in page.text
    assert world.case(noor).referrer_confirmed_at is None


def test_els_enters_the_code_and_sees_her_story_and_what_may_follow(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        page = els.get(here).text
    assert "Noor is al drie weken niet op school." in page
    for section in (*SECTIONS, YOU):
        assert (f"/vul-aan/{section.slug}" in page) == ("pupil" in section.kinds)


def test_the_code_opens_the_link_in_this_browser_and_in_no_other(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        assert "drie weken" in els.get(here).text
        with world.client() as stranger:
            for path in (here, f"{here}/vul-aan/jongere"):
                assert "drie weken" not in stranger.get(path).text
                assert "Noor" not in stranger.get(path).text
        other = address(world, noor)
        assert "drie weken" not in els.get(other).text, "a cookie of one link opens no other"


def test_els_leaves_nothing_open_on_a_shared_computer(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        assert "Klaar, vergeet deze computer" in els.get(here).text
        page = send(els, f"{here}/vergeet", {}, follow_redirects=True)
        assert "toont je aanmelding niet meer" in page.text
        assert "drie weken" not in page.text


def test_what_the_letters_speak_of_stands_on_her_page(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, world.now + timedelta(days=7), 45, "place", "lokaal 3")
    with els_at(world, noor) as (els, here):
        assert "lokaal 3" in els.get(here).text
        with world.desk("Hilde Verbist") as work:
            ending.refer_elsewhere(work, noor, "Het Overkophuis. Vraag naar Sara.")
        page = els.get(here).text
    assert "Hoe het afliep" in page
    assert "Vraag naar Sara" in page
    assert "lokaal 3" not in page


def test_once_it_is_closed_els_says_whether_it_helped_and_may_change_that(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here), world.client("Hilde Verbist") as hilde, world.client() as stranger:
        assert "Is er geholpen?" not in els.get(here).text
        assert send(els, f"{here}/geholpen", {"helped": "yes"}).status_code == 409
        with world.desk("Hilde Verbist") as work:
            end_after_talk(work, noor, "De school gaat verder.")
        wrong = send(els, f"{here}/geholpen", {"helped_words": "Ze lacht weer."})
        assert (wrong.status_code, "Kies een antwoord." in wrong.text, "Ze lacht weer." in wrong.text) == (
            422,
            True,
            True,
        )
        said = {"helped": "some", "helped_words": "Ze lacht weer."}
        assert send(els, f"{here}/geholpen", said).status_code == 303
        page = els.get(here).text
        assert "Je antwoordde: een beetje" in page
        assert "Ze lacht weer." in page
        assert "Sint-Jansatheneum (demo) antwoordde of er hulp is" in hilde.get("/vandaag").text
        assert "Is er geholpen? Een beetje." in hilde.get(f"/aanmeldingen/{noor}").text
        send(hilde, f"/aanmeldingen/{noor}/gelezen", {})
        send(els, f"{here}/geholpen", {"helped": "yes", "helped_words": "Ze gaat naar school."})
        (message,) = (one for one in rows(world, Message) if one.kind == "help")
        assert (message.text, message.seen_at) == ("Is er geholpen? Ja.\n\nZe gaat naar school.", None)
        assert "Een beetje" in message.first_text  # what stood there before is not gone
        other = address(world, noor)
        assert "Ze gaat naar school" not in stranger.get(other).text
        assert send(stranger, f"{other}/geholpen", {"helped": "no"}).status_code == 422  # asks for the code first
        assert [one.kind for one in rows(world, Message)].count("help") == 1


def test_the_youngsters_name_in_a_question_is_for_nobody_who_only_has_its_link(world: World) -> None:
    noor = world.refer()
    here = question_address(world, noor, "Weten de ouders van Noor El Amrani ervan?")
    with world.client() as anybody:
        page = anybody.get(here).text
    assert "Noor" not in page
    assert "Weten de ouders van N. E." in page


def test_who_answered_one_question_reads_that_another_waits(world: World) -> None:
    noor = world.refer()
    first = question_address(world, noor)
    second = question_address(world, noor, "Wie belt de ouders?")
    with world.client() as els:
        send(els, first, {"answer": "Al drie weken."}, get_first=first)
        assert second in els.get(first).text
        send(els, second, {"answer": "Ik."}, get_first=second)
        assert "Je hoeft niets meer te doen" in els.get(second).text


def test_a_token_that_was_never_given_is_not_found_wherever_it_is_tried(world: World) -> None:
    with world.client() as stranger:
        for path in ("/mijn-aanmelding/x", "/mijn-aanmelding/x/vul-aan/school", "/antwoord/vraag/x"):
            assert stranger.get(path).status_code == 404
        for path in ("/mijn-aanmelding/x", "/mijn-aanmelding/x/klopt-niet", "/mijn-aanmelding/x/vul-aan/school"):
            assert send(stranger, path, {"wrong": "x"}).status_code == 404


def test_a_link_for_a_question_does_not_open_the_personal_page(world: World) -> None:
    noor = world.refer()
    token = question_address(world, noor).rsplit("/", 1)[1]
    with world.client() as els:
        assert els.get(f"/mijn-aanmelding/{token}").status_code == 404


def test_before_the_code_somebody_can_write_a_message_and_nothing_else(world: World) -> None:
    noor = world.refer()
    here = address(world, noor)
    with world.client() as stranger:
        assert stranger.get(f"{here}/vul-aan/jongere", follow_redirects=False).headers["location"] == here
        assert send(stranger, f"{here}/vul-aan/school", {"site": "Campus"}).status_code == 422
        assert send(stranger, f"{here}/bijlagen", {}).status_code == 403
        assert rows(world, Message) == []
        assert send(stranger, f"{here}/klopt-niet", {"wrong": "Dit kwam per vergissing bij mij."}).status_code == 303
    [message] = rows(world, Message)
    assert message.author_name == "Els Dierckx (langs de link, zonder code)", "the desk does not take it for her word"


def test_nothing_is_asked_of_els_once_it_is_over(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        with world.desk("Hilde Verbist") as work:
            ending.withdraw(work, noor)
        assert f"{here}/vul-aan/" not in els.get(here).text
        back = els.get(f"{here}/vul-aan/school", follow_redirects=False)
        assert (back.status_code, back.headers["location"]) == (303, f"{here}#vul-aan")


def test_a_national_register_number_is_refused_in_a_section_an_answer_and_an_objection(world: World) -> None:
    noor = world.refer()
    question = question_address(world, noor)
    number = "zie 85.07.30-033.28"
    with els_at(world, noor) as (els, here):
        asked = rows(world, Question)[0].id
        for path, data in (
            (f"{here}/vul-aan/netwerk", {"services": number}),
            (f"{here}/vul-aan/ouders", {"p0_name": number}),
            (f"{here}/klopt-niet", {"wrong": number}),
            (f"{here}/antwoord/{asked}", {f"answer-{asked}": number}),
            (question, {"answer": number}),
        ):
            again = send(els, path, data)
            assert again.status_code == 422, path
            assert "rijksregisternummer" in again.text
            assert number in again.text
    assert rows(world, Message) == []


def test_els_says_that_something_is_wrong(world: World) -> None:
    with els_at(world, world.refer()) as (els, here):
        assert send(els, f"{here}/klopt-niet", {"wrong": " "}).status_code == 422
        thanks = send(els, f"{here}/klopt-niet", {"wrong": "Ze is intussen terug."})
        page = els.get(thanks.headers["location"]).text
        assert "Bedankt" in page
        assert 'data-keep-done="klopt-niet-CM-2026-00001"' in page, "this browser forgets what arrived"
    assert [message.text for message in rows(world, Message)] == ["Ze is intussen terug."]


def test_els_adds_a_file_and_sees_its_name(world: World) -> None:
    with els_at(world, world.refer()) as (els, here):
        token = els.cookies.get("hub_csrf", "")
        for name, content, status in (("verslag.pdf", b"%PDF-1.7", 303), ("start.exe", b"MZ", 422)):
            answer = els.post(
                f"{here}/bijlagen", data={"_csrf_token": token}, files={"files": (name, content)},
                follow_redirects=False,
            )  # fmt: skip
            assert answer.status_code == status
        assert "verslag.pdf" in els.get(here).text
    assert [document.name for document in rows(world, Document)] == ["verslag.pdf"]


def test_els_answers_by_the_link_and_a_second_time_reads_that_it_was_answered(world: World) -> None:
    noor = world.refer()
    here = question_address(world, noor)
    with world.client() as els:
        page = els.get(here)
        assert "Sinds wanneer is ze weg?" in page.text
        assert rows(world, Question)[0].answered_at is None
        assert send(els, here, {"answer": ""}).status_code == 422
        assert send(els, here, {"answer": "Sinds 1 september."}, get_first=here).status_code == 303
        assert "is beantwoord" in els.get(here).text
        late = send(els, here, {"answer": "Toch sinds 2 september."})
    assert late.status_code == 422
    assert "Toch sinds 2 september." in late.text, "what was typed can still be copied"
    assert rows(world, Question)[0].answer == "Sinds 1 september."
    assert world.case(noor).holder == "coordinator"


def test_els_answers_on_her_own_page(world: World) -> None:
    noor = world.refer()
    question_address(world, noor)
    with els_at(world, noor) as (els, here):
        asked = rows(world, Question)[0].id
        assert "Sinds wanneer is ze weg?" in els.get(here).text
        thanks = send(els, f"{here}/antwoord/{asked}", {f"answer-{asked}": "Sinds 1 september."})
        assert thanks.status_code == 303
    assert rows(world, Question)[0].answer == "Sinds 1 september."


def test_a_question_to_another_referrer_is_not_answered_here(world: World) -> None:
    noor, sam = world.refer(), world.refer(first_name="Sam")
    question_address(world, sam)
    asked = rows(world, Question)[0].id
    with els_at(world, noor) as (els, here):
        assert send(els, f"{here}/antwoord/{asked}", {f"answer-{asked}": "x"}).status_code == 404
    assert rows(world, Question)[0].answered_at is None
