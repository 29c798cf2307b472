"""The link in later letters to a partner: proposals, running tracks, pauses, ends; and what holds at each moment."""

from datetime import date

import pytest

from hub.clock import at_nine, real_now
from hub.dispatch import tracks
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.track import TrackStage
from hub.wording import date_words, short_day
from tests.cast import World
from tests.pages.test_answer_link import Asked, days_on, today

# The other moments


def test_a_proposal_is_taken_or_declined_by_the_link(world: World) -> None:
    taken, declined = Asked(world, proposed=True), Asked(world, proposed=True)
    with world.client() as nadia:
        assert "We nemen dit op" in nadia.get(taken.path).text
        taken.answers(nadia, "opnemen", on=days_on(5).isoformat())
        declined.answers(nadia, "weigeren", reason="no_place")
        assert "zoekt verder" in nadia.get(declined.path).text
    assert (taken.track.stage, taken.track.agreed_start) == (TrackStage.ACCEPTED, days_on(5))
    assert (declined.track.stage, declined.track.end_reason) == (TrackStage.DECLINED, "no_place")
    assert world.case(declined.case).reopened_for == AgendaReason.DECLINED


def started(world: World) -> Asked:
    asked = Asked(world)
    with world.desk("Nadia Pauwels", now=real_now()) as work:
        tracks.start(work, asked.id, today())
    asked.link()
    return asked


def test_a_running_track_shows_a_sign_of_life_with_one_click(world: World) -> None:
    asked = started(world)
    with world.client() as nadia:
        asked.answers(nadia, "loopt")
        assert "Fijn om te horen" in nadia.get(asked.path).text
    assert asked.track.last_sign_at is not None
    assert asked.track.stage == TrackStage.STARTED


def test_a_running_track_pauses_for_a_reason_until_a_day_and_a_pause_can_be_made_longer(world: World) -> None:
    asked = started(world)
    with world.client() as nadia:
        assert asked.answers(nadia, "pauze", on=days_on(9).isoformat()).status_code == 422
        for _twice in range(2):
            asked.answers(nadia, "pauze", on=days_on(9).isoformat(), note="Ziekenhuis")
        asked.answers(nadia, "pauze", on=days_on(30).isoformat(), note="Nog niet thuis")
    assert (asked.track.stage, asked.track.hold_until) == (TrackStage.ON_HOLD, days_on(30))
    assert asked.track.hold_reason == "Nog niet thuis"


def test_a_pause_ends_with_one_click(world: World) -> None:
    asked = started(world)
    with world.client() as nadia:
        asked.answers(nadia, "pauze", on=days_on(9).isoformat(), note="Ziekenhuis")
        asked.answers(nadia, "contact", note="Zijn moeder belde.")
        assert "Het contact is genoteerd." in nadia.get(asked.path).text
        asked.answers(nadia, "verder")
    assert (asked.track.stage, asked.track.hold_until) == (TrackStage.STARTED, None)


@pytest.mark.parametrize(
    ("answer", "more", "stage"),
    [("afgerond", {}, TrackStage.COMPLETED), ("gestopt", {"reason": "unreachable"}, TrackStage.STOPPED_EARLY)],
)
def test_the_end_of_a_track_is_told_by_the_link(world: World, answer: str, more: dict, stage: str) -> None:
    asked = started(world)
    with world.client() as nadia:
        asked.answers(nadia, answer, on=today().isoformat(), **more)
        assert "Bedankt" in nadia.get(asked.path).text
    assert asked.track.stage == stage


def test_an_answer_that_does_not_fit_how_the_track_stands_is_refused(world: World) -> None:
    asked = started(world)
    with world.client() as nadia:
        assert asked.answers(nadia, "gestart", on=today().isoformat()).status_code == 409
        assert asked.answers(nadia, "opnemen", on=today().isoformat()).status_code == 409
        assert asked.answers(nadia, "onzin").status_code == 404


def test_the_coordinator_ended_it_meanwhile_and_the_link_says_so(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        asked.answers(nadia, "gepland", on=days_on(10).isoformat())
        with world.desk("Hilde Verbist", now=real_now()) as work:
            tracks.not_start(work, asked.id, "moved")
        page = nadia.get(asked.path)
    assert page.status_code == 200
    assert 'name="answer"' not in page.text


def test_the_page_speaks_french_when_asked(world: World) -> None:
    asked = Asked(world)
    with world.client() as visitor:
        assert visitor.get(asked.path + "?lang=fr").status_code == 200


def test_an_answer_without_the_token_of_the_page_comes_back_with_its_words(world: World) -> None:
    asked = Asked(world)
    with world.client() as visitor:
        again = visitor.post(asked.path, data={"answer": "niet", "niet_note": "Hij is verhuisd."})
    assert again.status_code == 422
    assert "Je formulier stond te lang open" in again.text
    assert "Hij is verhuisd." in again.text
    assert asked.track.stage == TrackStage.ACCEPTED


def sunday() -> date:
    return days_on(13 - today().weekday())


def test_a_start_on_a_sunday_is_asked_about_beside_the_day_and_the_link_is_not_used_up(world: World) -> None:
    asked = Asked(world, proposed=True)
    with world.client() as nobody:
        page = asked.answers(nobody, "opnemen", on=str(sunday()), on_anyway="")
        assert page.status_code == 422
        assert "valt in een weekend" in page.text
        assert f'name="opnemen_on_anyway" value="{sunday()}"' in page.text
        assert asked.track.stage == TrackStage.PROPOSED
        assert asked.answers(nobody, "opnemen", on=str(sunday())).status_code == 303
    assert (asked.track.stage, asked.track.agreed_start) == (TrackStage.ACCEPTED, sunday())


def test_contacts_are_noted_by_one_link_for_as_long_as_it_runs_with_their_day_and_half_days(world: World) -> None:
    asked = started(world)
    with world.client() as nadia:
        said = {"note": "We zagen hem op school.", "number": "2", "on": days_on(-1).isoformat()}
        for _click in range(2):
            assert asked.answers(nadia, "loopt", **said).status_code == 303
        assert asked.answers(nadia, "loopt", note="Belde zelf.", number="1", on=today().isoformat()).status_code == 303
        wrong = asked.answers(nadia, "loopt", note="Weer gebeld.", number="veel", on=today().isoformat())
        assert (wrong.status_code, "Geef een heel getal" in wrong.text, "Weer gebeld." in wrong.text) == (
            422,
            True,
            True,
        )
        late = asked.answers(nadia, "loopt", note="Weer gebeld.", on=days_on(3).isoformat())
        assert (late.status_code, "Die dag moet nog komen" in late.text) == (422, True)
        assert "Tot nu: 3 dagdelen." in nadia.get(asked.path).text
        asked.answers(nadia, "afgerond", on=today().isoformat(), number="4")
    assert (asked.track.stage, asked.track.half_day_units) == (TrackStage.COMPLETED, 4)


def test_each_day_that_a_partner_promises_by_the_link_is_on_the_time_line_and_the_radar_at_once(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        asked.answers(nadia, "gepland", on=days_on(5).isoformat())
        asked.answers(nadia, "gepland", on=days_on(20).isoformat())
    assert asked.track.due_at is not None
    assert asked.track.due_at > at_nine(days_on(20)), "its news is due after that day"
    with world.client("Hilde Verbist") as hilde:
        page, radar = hilde.get(f"/aanmeldingen/{asked.case}").text, hilde.get("/radar").text
    assert f"Kompas NAFT: start gepland op {date_words(days_on(20))}" in page
    assert "Kompas NAFT: een andere startdag" in page
    assert f"start op {short_day(days_on(20), today())}" in radar
