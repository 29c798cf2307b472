"""A form that stood open too long, or whose cookies are gone: it comes back with every word, and nothing changes."""

import re
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from litestar import Request
from litestar import post as post_route
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from sqlmodel import col, select

from hub import links
from hub.app import create_app
from hub.dispatch.clarify_tables import Question
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral
from hub.form_tokens import SHOWS_AGAIN
from hub.ledger import Entry
from hub.links import Purpose
from hub.web import begin
from tests.cast import World, send
from tests.pages.test_referral_form import ELS, PDF, count, key_on, open_form, post
from tests.personal_pages import address, code_mailed, els_at, question_address
from tests.tables import rows

STALE = "Je formulier stond te lang open. Kijk na en verstuur opnieuw."


def token_on(page: Any) -> str:
    found = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def test_a_referral_typed_before_the_cookies_went_comes_back_and_can_be_sent(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        els.cookies.clear()
        again = els.post("/aanmelden", data={**ELS, "_csrf_token": "x", "form_key": key}, files={"files": PDF})
        assert again.status_code == 422
        for typed in (STALE, "Noor komt al drie weken niet.", "El Amrani", "Griet Somers", "Kies je bijlagen opnieuw"):
            assert typed in again.text
        assert count(world, Referral) == 0
        assert els.cookies["hub_csrf"] == token_on(again)
        assert post(els, key_on(again)).status_code == 303


def test_words_on_the_personal_page_come_back_whatever_cookie_is_gone(world: World) -> None:
    case = world.refer()
    question_address(world, case, "Wie is haar leerkracht?")
    question: Question = rows(world, Question)[0]
    with els_at(world, case) as (els, here):
        for path, name in (
            (f"{here}/klopt-niet", "wrong"),
            (f"{here}/antwoord/{question.id}", f"answer-{question.id}"),
        ):
            again = els.post(path, data={"_csrf_token": "old", name: "Ze is verhuisd."}, follow_redirects=False)
            assert again.status_code == 422
            assert STALE in again.text
            assert "Ze is verhuisd." in again.text
            assert "Noor is al drie weken niet op school." in again.text, "the code was entered in this browser"
        assert rows(world, Message) == []
        els.cookies.clear()
        again = els.post(path, data={"_csrf_token": "old", name: "Ze is verhuisd."}, follow_redirects=False)
        assert "Ze is verhuisd." in again.text
        for secret in ("Noor is al drie weken niet op school.", "Wie is haar leerkracht?"):
            assert secret not in again.text
        with_code = send(els, path, {name: "Ze is verhuisd."})
        assert (with_code.status_code, "Ze is verhuisd." in with_code.text) == (422, True)
        wrong = send(els, path, {name: "Ze is verhuisd.", "code": "1"})
        assert (wrong.status_code, "Deze code klopt niet" in wrong.text) == (422, True)
        assert send(els, path, {name: "Ze is verhuisd.", "code": code_mailed(world)}).status_code == 303
        assert "Noor is al drie weken niet op school." in els.get(here).text
    assert rows(world, Question)[0].answer == "Ze is verhuisd."


def test_a_section_that_stood_open_all_day_is_not_lost(world: World) -> None:
    case = world.refer()
    with els_at(world, case) as (els, here):
        path, typed = f"{here}/vul-aan/hulpvraag", {"pupil_wants": "Terug naar de klas."}
        field = re.search(r'<textarea[^>]+name="(\w+)"', els.get(path).text)
        assert field
        typed = {field[1]: "Terug naar de klas."}
        for name in [name for name in els.cookies if name != "hub_csrf"]:
            els.cookies.delete(name)
        again = send(els, path, typed)
        assert again.status_code == 422
        assert "Terug naar de klas." in again.text
        assert "Noor" not in again.text
        assert send(els, path, {**typed, "code": code_mailed(world)}).status_code == 303
    assert "Terug naar de klas." in str(world.case(case).sections)


def test_the_answer_to_a_question_and_an_address_come_back(world: World) -> None:
    case = world.refer()
    there = question_address(world, case)
    with world.client() as els:
        for path, name, text in (
            (there, "answer", "Sinds Allerheiligen."),
            ("/inloggen", "email", "els@sintjans.example"),
        ):
            again = els.post(path, data={name: text}, follow_redirects=False)
            assert again.status_code == 422
            assert text in again.text
            assert STALE in again.text
            token = token_on(again)
            assert els.post(path, data={name: text, "_csrf_token": token}, follow_redirects=False).status_code in (
                200,
                303,
            )
    assert rows(world, Question)[0].answer == "Sinds Allerheiligen."


def test_nothing_changes_by_a_form_without_its_token(world: World) -> None:
    """Every form that shows itself again, once without a token and once sent by another site."""
    case = world.refer()
    there, own = question_address(world, case), address(world, case)
    question: Question = rows(world, Question)[0]
    known = {"question_id": str(question.id), "slug": "hulpvraag", "referral_id": str(case), "item_id": str(case)}
    with world.client("Els Dierckx") as els:
        before = state(world)
        for path in forms_shown_again(world):
            here = path.replace("{token:str}", (there if "vraag" in path else own).rpartition("/")[2])
            here = re.sub(r"{(\w+):\w+}", lambda found: known[found[1]], here)
            typed = {"wrong": "x", f"answer-{question.id}": "x", "answer": "x", "email": "els@sintjans.example"}
            for headers, statuses in (({}, (404, 422)), ({"sec-fetch-site": "cross-site"}, (403,))):
                answer = els.post(here, data={**typed, "dit-ben-ik": "1"}, headers=headers, follow_redirects=False)
                assert answer.status_code in statuses, here
        assert state(world) == before


def forms_shown_again(world: World) -> list[str]:
    app = create_app(world.store.settings)
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    found = [route.path for route in routes for one in route.route_handlers if one.opt.get("shows_again")]
    assert len(found) > 12
    return found


def state(world: World) -> list[Any]:
    """What a form could have changed; looks at the page are none of it."""
    with world.desk() as work:
        acts = work.session.scalars(sa.select(col(Entry.act)).where(col(Entry.act) != "referrer.look")).all()
        used = work.session.scalars(sa.select(col(links.Link.used_at))).all()
        return [sorted(acts), len(used), [one for one in used if one], work.session.scalars(select(Track.id)).all()]


def test_a_handler_that_forgets_to_ask_changes_nothing(world: World) -> None:
    reached = []

    @post_route("/vergeetachtig", opt=SHOWS_AGAIN, sync_to_thread=True, status_code=200)
    def forgets(request: Request) -> str:
        with begin(request) as work:
            reached.append(work.now)
        return "Bewaard."

    app = create_app(world.store.settings)
    app.register(forgets)
    with TestClient(app, base_url=world.store.settings.public_url) as els:
        assert els.post("/vergeetachtig", data={"wrong": "Ze is verhuisd."}).status_code == 403
        assert reached == []
        assert send(els, "/vergeetachtig", {"wrong": "Ze is verhuisd."}).text == "Bewaard."
        assert len(reached) == 1


def test_whoever_writes_without_end_is_asked_to_wait_and_keeps_the_last_words(world: World) -> None:
    case = world.refer()
    with els_at(world, case) as (els, here):
        for n in range(20):
            assert tell(els, here, f"Bericht {n}").status_code == 303
        late = tell(els, here, "Het laatste woord.")
    assert late.status_code == 429
    assert "Je schreef het laatste uur al veel" in late.text
    assert "Het laatste woord." in late.text
    assert len(rows(world, Message)) == 20


def tell(els: TestClient, here: str, text: str) -> Any:
    return send(els, f"{here}/klopt-niet", {"wrong": text}, get_first=here)


def test_a_link_of_purpose_question_is_no_way_to_the_personal_page(world: World) -> None:
    case: UUID = world.refer()
    token = question_address(world, case).rpartition("/")[2]
    with world.client() as els:
        assert els.post(f"/mijn-aanmelding/{token}", data={"x": "1"}).status_code == 404
    with world.desk() as work:
        assert work.session.exec(select(links.Link.used_at).where(links.Link.purpose == Purpose.QUESTION)).one() is None


def test_whoever_tried_another_hub_at_this_address_before_can_use_this_one(world: World) -> None:
    with world.client() as els:
        els.cookies.set("hub_csrf", "a" * 128)
        page = els.get("/aanmelden")
        fresh = page.cookies["hub_csrf"]
        assert token_on(page) == fresh
        els.cookies.clear()
        els.cookies.update(page.cookies)
        assert post(els, key_on(page)).status_code == 303
