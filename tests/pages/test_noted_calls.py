"""Karim notes a call in one field, and gives it its place with one press: now or later, and never twice."""

import json
import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from litestar.testing import TestClient

from hub.clock import brussels_date, real_now, school_year_of
from hub.dispatch.tables import Message, Referral
from hub.intake import calls, quick_answers
from hub.intake.call_tables import CallState, NotedCall, QuickAnswer
from hub.ledger import Entry
from hub.letters import Letter
from hub.monitoring.check import check
from hub.monitoring.figures import printed
from tests.cast import World, send
from tests.tables import row, rows

NEW, ALL = "/vandaag/oproep", "/vandaag/oproepen"
ELS = "Els Dierckx · Sint-Jansatheneum (demo) · 0470 12 34 56 · els@sintjans.example"


def opened(client: TestClient, path: str = NEW) -> dict[str, str]:
    page = client.get(path).text
    return dict(re.findall(r'type="hidden" name="(form_key|began|hub|seen)" value="([^"]+)"', page))


def note(client: TestClient, do: str = "keep", said: str = "Noor is terug op school.", **typed: str) -> Any:
    return send(client, NEW, {**opened(client), "said": said, "caller": ELS, "do": do, **typed})


def the_call(world: World) -> NotedCall:
    (call,) = rows(world, NotedCall)
    assert isinstance(call, NotedCall)
    return call


def test_two_windows_on_one_call_lose_no_word(today: World) -> None:
    with today.client("Karim Haddou") as karim, today.client("Hilde Verbist") as hilde:
        path = note(karim, said="Els belt.").headers["location"]
        his, hers = opened(karim, path), opened(hilde, path)
        assert send(hilde, NEW, {**hers, "said": "Els belt. Noor is thuis.", "caller": ELS}).status_code == 303
        quietly = send(karim, NEW + "/onderweg", {**his, "said": "Els belt. Bel terug.", "caller": ELS})
        assert (quietly.status_code, quietly.json()["seen"]) == (409, ""), "it saves by itself no more"
        late = send(karim, NEW, {**his, "said": "Els belt. Bel terug.", "caller": ELS})
        assert late.status_code == 409
        assert "Els belt. Noor is thuis." in late.text[late.text.index("Wat er intussen bewaard werd") :]
        assert "Els belt. Bel terug.</textarea>" in late.text
        assert "data-save=" not in late.text, "nothing takes the place of her words before he presses"
        assert "data-keep=" not in late.text, "and the page keeps what it has seen"
        assert the_call(today).said == "Els belt. Noor is thuis."
        now = {"said": "Els belt. Noor is thuis. Bel terug.", "caller": ELS}
        assert send(karim, NEW, {**his, **now}).status_code == 303, "who keeps all words need not look"
        again = {**opened(hilde, path), "said": "Noor is thuis. Bel terug.", "caller": ""}
        assert send(hilde, NEW, again).status_code == 303, "and who saw them may cut them"
        assert the_call(today).said == "Noor is thuis. Bel terug."


def test_words_of_danger_are_heard_while_the_caller_is_still_there(today: World) -> None:
    with today.client("Karim Haddou") as karim:
        heard = send(karim, NEW + "/onderweg", {**opened(karim), "said": "Ze dreigt met zelfmoord.", "caller": ""})
        for words in ("Bewaard om", "woorden van gevaar in: zelfdoding", "Laat de beller 112 bellen"):
            assert words in heard.json()["said"]


def test_a_call_saves_itself_while_it_goes_on_and_waits_on_vandaag_until_it_has_a_place(today: World) -> None:
    noor = today.refer()
    number = today.case(noor).number
    with today.client("Karim Haddou") as karim:
        assert 'accesskey="n"' in karim.get("/zoeken").text, "one key anywhere at the desk"
        form = opened(karim)
        for words in ("Els belt.", "Els belt. Noor is terug op school."):
            saved = send(karim, NEW + "/onderweg", {**form, "said": words, "caller": ""})
            assert saved.json()["said"].startswith("Bewaard om")
            assert "gevaar" not in saved.json()["said"]
        call = the_call(today)
        assert (call.said, call.state) == ("Els belt. Noor is terug op school.", "open")
        assert abs(call.started_at - real_now()) < timedelta(minutes=5)
        today_page = karim.get("/vandaag").text
        assert "Oproepen, nog te plaatsen" in today_page
        assert "Noor is terug op school" in today_page

        kept = send(karim, NEW, {**form, "said": "Els belt. Noor is terug op school.", "caller": ELS, "do": "keep"})
        assert kept.headers["location"] == f"{ALL}/{call.id}"
        page = karim.get(kept.headers["location"]).text
        assert f'value="case:{number}"' in page, "what the caller referred is one press away"
        placed = send(karim, NEW, {**form, "said": call.said, "caller": ELS, "do": f"case:{number}"})
        assert placed.headers["location"] == f"/aanmeldingen/{noor}"
        case = karim.get(placed.headers["location"]).text
        assert "is terug op school" in case
        assert "Wie belde: Els Dierckx" in case
        assert (said := rows(today, Message)[-1]).kind == "call"
        assert said.at == call.started_at
        assert "Oproepen, nog te plaatsen" not in karim.get("/vandaag").text
        assert "Els belt" not in karim.get(f"{ALL}/{call.id}").text, "its words stand with the case now"

        late = send(karim, NEW + "/onderweg", {**form, "said": "Nog iets.", "caller": ELS})
        assert (late.status_code, late.json()["seen"]) == (409, "")
        send(karim, f"{ALL}/{call.id}/terug", {})
        assert the_call(today).state == CallState.OPEN
        assert rows(today, Message) == []
        send(karim, NEW, {**form, "said": call.said, "caller": ELS, "do": f"case:{number}"})
    with today.desk("Hilde Verbist") as work:
        quick_note = work.session.get_one(Referral, noor)
        quick_note.version += 1
    with today.client("Karim Haddou") as karim:
        send(karim, f"{ALL}/{call.id}/terug", {})
        assert "verder gewerkt" in karim.get(ALL).text
    assert the_call(today).state == CallState.ON_CASE


def test_danger_in_a_call_comes_first_and_is_heard_on_its_case(today: World) -> None:
    noor = today.refer()
    with today.client("Karim Haddou") as karim:
        kept = note(karim, said="Noor heeft een mes bij zich.")
        assert "Er staan woorden van gevaar in: wapen" in karim.get(kept.headers["location"]).text
        page = karim.get("/vandaag").text
        assert page.index("Oproepen die van gevaar spreken") < page.index("Nieuwe aanmeldingen")
        form = {**opened(karim, kept.headers["location"]), "said": "Noor heeft een mes bij zich.", "caller": ELS}
        for closes in ("informed", "nothing"):
            asked = send(karim, NEW, {**form, "do": closes})
            assert (asked.status_code, 'name="heeded"' in asked.text) == (422, True)
        assert "Oproepen die van gevaar spreken" in karim.get("/vandaag").text
        assert send(karim, NEW, {**form, "do": "informed", "heeded": "1"}).status_code == 303
        send(karim, f"{ALL}/{the_call(today).id}/terug", {})
        send(karim, NEW, {**form, "do": "case", "number": today.case(noor).number})
        assert "Oproepen die van gevaar spreken" not in karim.get("/vandaag").text
        assert today.case(noor).danger == ["weapon"]
        send(karim, f"{ALL}/{the_call(today).id}/terug", {})
    assert today.case(noor).danger_at is None, "that it stood with the wrong case leaves no alarm there"
    assert "call.open" in {one.act for one in rows(today, Entry)}


def test_a_referral_is_made_of_a_call_and_nothing_is_typed_twice(today: World) -> None:
    with today.client("Karim Haddou") as karim:
        to_form = note(karim, "referral", "Sam komt niet meer naar school.").headers["location"]
        page = karim.get(to_form).text
        for value in ("Els Dierckx", "0470 12 34 56", "els@sintjans.example", "Sint-Jansatheneum (demo)"):
            assert f'value="{value}"' in page
        assert "Sam komt niet meer naar school." in page
        assert re.search(r'name="referrer_kind" value="school" checked', page)
        hidden = dict(re.findall(r'type="hidden" name="(form_key|hub|oproep)" value="([^"]+)"', page))
        filled = {
            "referrer_name": "Els Dierckx", "referrer_kind": "school", "referrer_email": "els@sintjans.example",
            "main_reason": "truancy", "story": "Sam komt niet meer naar school.", "do": "submit",
        }  # fmt: skip
        assert send(karim, "/vandaag/noteer", {**hidden, **filled}).status_code == 303
        call = the_call(today)
        assert (call.state, call.referral_id) == ("referral", rows(today, Referral)[0].id)
        assert "Oproepen, nog te plaatsen" not in karim.get("/vandaag").text
        assert send(karim, "/vandaag/noteer", {**hidden, **filled}).status_code == 303
    assert len(rows(today, Referral)) == 1


def counted_in_files(today: World) -> None:
    """The one call on which information was given, in every file; `hub check` finds it when it is counted wrongly."""
    year, month = school_year_of(real_now()), str(brussels_date(real_now()).month)
    file = json.loads(printed(today.store, "dijleland", year, "json"))
    assert file["totals"]["information"] == {"this_year": 1, "last_year": None}
    months = {one["code"]: one["this_year"] for one in file["figures"]["information"]}
    assert (months[month], len(months), sum(n or 0 for n in months.values())) == (1, 12, 1)
    assert ",information," in printed(today.store, "dijleland", year, "csv", "steering")
    for_steering = json.loads(printed(today.store, "dijleland", year, "json", "steering"))
    assert for_steering["totals"]["information"]["this_year"] in (0, "hidden"), "as on its page"
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get("/schooljaar", follow_redirects=True).text
        (there,) = re.findall(r'href="(/schooljaar/[^"]+/informatie.csv[^"]*)"', page)
        assert f";{month};{year.label};1" in hilde.get(there).text
        assert hilde.get(there.replace(".csv", ".svg")).status_code == 404
    assert check(today.store) == []
    with today.desk() as work:
        work.session.execute(sa.update(NotedCall).values(state="nothing"))
    assert [one.rule for one in check(today.store)] == ["information given"]
    with today.desk() as work:
        work.session.execute(sa.update(NotedCall).values(state="informed"))


def test_one_press_gives_information_closes_the_question_and_counts_it_and_can_be_undone(today: World) -> None:
    answer = next(one for one in rows(today, QuickAnswer) if "1712" in one.title and one.hub_id == today["dijleland"])
    with today.client("Karim Haddou") as karim, today.client("Hilde Verbist") as hilde:
        assert "Informatie gegeven" not in hilde.get("/schooljaar", follow_redirects=True).text
        refused = note(karim, f"answer:{answer.id}", caller="Mama van Noor", send="1")
        assert refused.status_code == 422
        assert "Zet er een e-mailadres bij" in refused.text
        form = opened(karim, f"{ALL}/{the_call(today).id}")
        here = {**form, "said": "Mama vraagt waar ze terecht kan.", "do": f"answer:{answer.id}"}
        assert send(karim, NEW, {**here, "caller": "Mama, mama@thuis.example", "send": "1"}).status_code == 303
        (letter,) = rows(today, Letter)
        assert (letter.to_address, letter.kind) == ("mama@thuis.example", "information")
        assert answer.text in letter.body
        assert "waar ze terecht kan" not in letter.body, "a letter holds the ready words only"
        counted = hilde.get("/schooljaar", follow_redirects=True).text
        assert "Informatie gegeven" in counted
        with today.client("Lotte Wouters") as lotte:
            assert "Informatie gegeven" not in lotte.get("/schooljaar", follow_redirects=True).text, "until its stand"

        assert send(karim, f"{ALL}/{the_call(today).id}/terug", {}).status_code == 303
        assert rows(today, Letter) == [], "it had not left yet"
        assert "Informatie gegeven" not in hilde.get("/schooljaar", follow_redirects=True).text
        here |= opened(karim, f"{ALL}/{the_call(today).id}")
        assert send(karim, NEW, {**here, "caller": "Mama", "do": "informed"}).status_code == 303
    assert the_call(today).state == CallState.INFORMED
    counted_in_files(today)
    with today.desk(now=real_now() + timedelta(days=31)) as work:
        assert calls.forget_old(work) == 1
    gone = the_call(today)
    assert (gone.said, gone.caller, gone.state) == ("", "", "informed"), "it is counted and not remembered"


def test_a_caller_is_found_by_name_organisation_and_number_and_a_case_by_name_also_without_a_script(
    today: World,
) -> None:
    noor = today.refer()
    with today.desk() as work:
        work.session.get_one(Referral, noor).referrer_phone = "015/99.88.77"
    with today.client("Karim Haddou") as karim:
        for typed in ("dierck", "sint-jans", "+32 15 99 88 77", "els@sintjans.example"):
            options = send(karim, f"{NEW}/zoek?voor=caller", {"zoek": typed}).json()["options"]
            assert any("Sint-Jansatheneum" in value for value, _name, _where in options), typed
        by_name = send(karim, f"{NEW}/zoek?voor=number", {"zoek": "amrani"}).json()["options"]
        assert by_name[0][0] == today.case(noor).number
        by_number = send(karim, f"{NEW}/zoek?voor=number", {"zoek": today.case(noor).number}).json()["options"]
        assert [value for value, _name, _where in by_number] == [today.case(noor).number]
        assert karim.get(f"{NEW}/zoek?voor=number&zoek=amrani").status_code == 405, "a name stands in no address"
        found = send(karim, NEW, {**opened(karim), "said": "Hallo", "caller": "dierckx", "zoek": "caller"})
        assert 'name="caller_pick"' in found.text
        assert rows(today, NotedCall) == []
        chosen = note(karim, "case", number="El Amrani")
        assert f'value="case:{today.case(noor).number}"' in chosen.text
        number = note(karim, said="Nummer 850730-033-28")
        assert number.status_code == 422
        assert "rijksregisternummer" in number.text


def test_who_is_of_no_desk_or_of_another_one_reads_no_call(today: World) -> None:
    with today.client("Karim Haddou") as karim:
        note(karim)
    call = the_call(today)
    with today.client("Wim Peeters") as wim, today.client("Nadia Pauwels") as nadia:
        assert wim.get(f"{ALL}/{call.id}").status_code == 404
        assert "Noor is terug" not in wim.get(ALL).text + wim.get("/vandaag").text
        assert send(wim, f"{ALL}/{call.id}/terug", {}).status_code in (303, 404)
        assert send(wim, NEW, {"form_key": str(call.form_key), "said": "Van mij", "caller": ""}).status_code == 404
        for path in (NEW, ALL, f"{ALL}/{call.id}"):
            assert nadia.get(path, follow_redirects=False).status_code in (403, 404), path
        assert send(nadia, f"{NEW}/zoek", {"zoek": "els"}).status_code in (403, 404)
    assert row(today, NotedCall, call.id).said == "Noor is terug op school."


def test_the_administrator_keeps_the_ready_answers_and_the_desk_sees_them(today: World) -> None:
    here = f"/beheer/meldpunten/{today['dijleland']}/antwoorden"
    with today.client("Bram Geerts") as bram, today.client("Karim Haddou") as karim:
        assert send(bram, here, {"title": "", "text": ""}).status_code == 422
        assert send(bram, here, {"title": "Spijbelen", "text": "Bel het CLB."}).status_code == 303
        made = next(one for one in rows(today, QuickAnswer) if one.title == "Spijbelen")
        send(bram, f"{here}/{made.id}", {"do": "first"})
        page = karim.get(NEW).text
        assert page.index("Spijbelen") < page.index("1712")
        send(bram, f"{here}/{made.id}", {"title": "Spijbelen", "text": "Bel eerst het CLB."})
        assert "Bel eerst het CLB." in karim.get(NEW).text
        send(bram, f"{here}/{made.id}", {"do": "end"})
        assert "Spijbelen" not in karim.get(NEW).text
        send(bram, f"{here}/{made.id}/terug", {})
        assert "Spijbelen" in karim.get(NEW).text
        assert send(karim, here, {"title": "Van mij", "text": "Hallo"}).status_code == 403
    with today.desk("Bram Geerts") as work:
        for one in rows(today, QuickAnswer):
            if one.hub_id == today["dijleland"]:
                quick_answers.end(work, one.hub_id, one.id)
    with today.client("Bram Geerts") as bram:
        assert "Begin met de gewone antwoorden" in bram.get(here).text
        assert send(bram, here + "?lang=fr", {"usual": "1"}).status_code == 303
        assert "Gedachten aan zelfdoding: 1813" in bram.get(here + "?lang=nl").text, "the desk says them in Dutch"


def test_who_may_be_calling_is_of_ones_own_hub_and_signs_find_nobody(world: World) -> None:
    def found(who: str, words: str) -> str:
        with world.client(who) as desk:
            return str(send(desk, f"{NEW}/zoek?voor=caller", {"zoek": words}).text)

    assert "Fien Maes" in found("Hilde Verbist", "fien")
    assert "Fien Maes" not in found("Wim Peeters", "fien"), "she works with another hub"
    for signs in ("%%", "__", "- -"):
        assert "Maes" not in found("Hilde Verbist", signs)
