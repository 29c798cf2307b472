"""The link in a letter to a partner: one click, no account, and nothing that a mail scanner could do."""

import re
from datetime import date
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from hub import links
from hub.asker import AskerKind
from hub.clock import DayUnit, add_days, at_nine, brussels_date, real_now
from hub.dispatch import moves, tracks
from hub.dispatch.case import Move, Stage
from hub.dispatch.table_tables import AgendaReason, Track
from hub.dispatch.track import TrackStage
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.monitoring import follow_up
from hub.monitoring.weekly import TUESDAY, weekly_at
from tests.cast import World, send


def today() -> date:
    return brussels_date(real_now())


def days_on(days: int) -> date:
    return add_days(today(), days, DayUnit.CALENDAR_DAYS)


class Asked:
    """A track of Kompas about which a letter with a link was written; pages run at the real moment."""

    def __init__(self, world: World, *, start: date | None = None, proposed: bool = False) -> None:
        self.world = world
        self.case = world.refer(now=real_now())
        with world.desk("Hilde Verbist", now=real_now()) as work:
            referral = moves.take(work, self.case)
            offer = world.offer(work, "Kort traject")
            track = tracks.open_track(
                work, referral, organisation_id=offer.organisation_id, offer_id=offer.id,
                agreed_start=start or today(), proposed=proposed,
            )  # fmt: skip
            moves.move(work, referral, Move.CLARIFY)
            moves.move(work, referral, Move.TAKE_UP)
            self.id = track.id
        self.link()

    def link(self) -> str:
        with self.world.desk(now=real_now()) as work:
            track = self.row(work)
            link = links.make(work, Purpose.TRACK, track.id, hub_id=track.hub_id, referral_id=track.referral_id)
            self.path = links.address(work, link).removeprefix(work.store.settings.public_url.rstrip("/"))
        return self.path

    def row(self, work: Any) -> Track:
        return work.session.get_one(Track, self.id)

    @property
    def track(self) -> Track:
        with self.world.desk() as work:
            return self.row(work)

    def answers(self, visitor: TestClient, answer: str, **fields: str) -> Any:
        """By who looked twice when the day is no school day, unless `on_anyway` says otherwise."""
        fields = {"on_anyway": fields.get("on", ""), **fields}
        data = {"answer": answer, **{f"{answer}_{name}": value for name, value in fields.items()}}
        return send(visitor, self.path, data, get_first=self.path)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# What the link shows


def test_the_link_of_the_letter_opens_without_signing_in_and_says_which_track_and_nothing_more(world: World) -> None:
    asked = Asked(world)
    with world.client() as visitor:
        page = visitor.get(asked.path)
    assert page.status_code == 200
    words = plain(page.text)
    for told in ("CM-", "N.E.", "Kort traject", "Het is gestart", "Het start op een andere dag", "Het gaat niet door"):
        assert told in words
    for untold in ("Noor", "Amrani", "Sint-Jans", "drie weken", "Els", "spijbelen"):
        assert untold not in page.text


def test_a_scanner_that_opens_the_link_again_and_again_changes_nothing(world: World) -> None:
    asked = Asked(world)
    before = asked.track.model_dump()
    with world.client() as scanner:
        for _n in range(3):
            scanner.get(asked.path)
            scanner.head(asked.path)
    assert asked.track.model_dump() == before
    with world.desk() as work:
        assert work.session.exec(select(Link).where(Link.noun_id == asked.id)).one().used_at is None


def test_a_made_up_link_tells_nothing(world: World) -> None:
    with world.client() as visitor:
        assert visitor.get("/antwoord/traject/" + "x" * 32).status_code == 404
        assert send(visitor, "/antwoord/traject/" + "x" * 32, {"answer": "gestart"}).status_code == 404


def test_a_link_of_another_kind_does_not_answer_for_a_track(world: World) -> None:
    asked = Asked(world)
    with world.desk() as work:
        other = links.make(work, Purpose.REFERRAL, asked.case, referral_id=asked.case)
        token = links.address(work, other).rsplit("/", 1)[1]
    with world.client() as visitor:
        assert visitor.get(f"/antwoord/traject/{token}").status_code == 404


def test_the_link_that_follow_up_writes_in_its_letter_is_this_link(world: World) -> None:
    asked = Asked(world)
    in_time = at_nine(add_days(today(), 5, DayUnit.SCHOOL_DAYS))
    assert list(follow_up.run(world.store, weekly_at(in_time, TUESDAY, DayUnit.SCHOOL_DAYS, sent=True).following))
    with world.desk() as work:
        letter = work.session.exec(select(Letter).where(Letter.kind == "weekly")).one()
        mine = work.session.exec(select(Link).where(Link.noun_id == asked.id)).all()
        (link,) = [link for link in mine if link.marker in letter.body]
        path = links.address(work, link).removeprefix(work.store.settings.public_url.rstrip("/"))
    with world.client() as visitor:
        assert "Het is gestart" in visitor.get(path).text


# Started


def test_nadia_says_with_one_click_that_it_started_and_reads_what_happens_now(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        done = asked.answers(nadia, "gestart", on=today().isoformat())
        assert (done.status_code, done.headers["location"]) == (303, asked.path)
        thanks = nadia.get(asked.path)
    assert "Bedankt voor je antwoord" in thanks.text
    assert "Is er iets veranderd?" in thanks.text
    assert "gestart" in plain(thanks.text)
    assert re.findall(r'name="answer" value="(\w+)"', thanks.text) == ["loopt", "pauze", "afgerond", "gestopt"]
    assert (asked.track.stage, asked.track.started_on) == (TrackStage.STARTED, today())


def test_the_ledger_says_that_the_holder_of_the_link_did_it(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        asked.answers(nadia, "gestart", on=today().isoformat())
    with world.desk() as work:
        line = work.session.exec(select(Entry).where(Entry.act == "track.start")).one()
        link = work.session.exec(select(Link).where(Link.noun_id == asked.id)).one()
    assert (line.asker_kind, line.link_id, line.person_id) == (AskerKind.LINK, link.id, None)


def test_a_start_in_the_future_is_refused_with_the_typed_day_still_there(world: World) -> None:
    asked = Asked(world)
    later = days_on(20).isoformat()
    with world.client() as nadia:
        page = asked.answers(nadia, "gestart", on=later)
    assert page.status_code == 422
    assert "Die dag moet nog komen" in page.text
    assert f'value="{later}"' in page.text
    assert asked.track.stage == TrackStage.ACCEPTED


def test_an_answer_that_was_refused_does_not_use_the_link_up(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        asked.answers(nadia, "gestart", on="")
        assert asked.answers(nadia, "gestart", on=today().isoformat()).status_code == 303


def test_the_second_of_two_answers_by_one_link_reads_that_it_was_answered(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        asked.answers(nadia, "gestart", on=today().isoformat())
        again = asked.answers(nadia, "niet", reason="refuses")
    assert again.status_code == 409
    assert "al beantwoord" in again.text
    assert asked.track.stage == TrackStage.STARTED


# Planned


def test_a_promise_of_a_day_moves_the_date_there_and_may_be_changed_until_then(world: World) -> None:
    asked = Asked(world)
    first, second = days_on(10), days_on(20)
    with world.client() as nadia:
        asked.answers(nadia, "gepland", on=first.isoformat())
        page = nadia.get(asked.path)
        assert "Bedankt voor je antwoord" in page.text
        assert "Het start op een andere dag" in page.text
        assert asked.answers(nadia, "gepland", on=second.isoformat()).status_code == 303
    assert asked.track.agreed_start == second
    assert asked.track.due_at
    assert brussels_date(asked.track.due_at) == add_days(second, 1, DayUnit.SCHOOL_DAYS)


def test_a_promised_day_that_has_passed_is_still_changed_by_the_link_of_that_letter(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        asked.answers(nadia, "gepland", on=days_on(1).isoformat())
        with world.desk() as work:
            asked.row(work).agreed_start = days_on(-1)
        assert asked.answers(nadia, "gepland", on=days_on(9).isoformat()).status_code == 303
    assert asked.track.agreed_start == days_on(9)


def test_a_promise_may_still_turn_into_a_start_before_its_day(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        asked.answers(nadia, "gepland", on=days_on(10).isoformat())
        asked.answers(nadia, "gestart", on=today().isoformat())
    assert asked.track.stage == TrackStage.STARTED


# It does not work out


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("refuses", "kijkt nu wat er nodig is"),
        ("moved", "kijkt nu wat er nodig is"),
        ("staff", "volgende dispatchtafel"),
    ],
)
def test_when_it_does_not_work_out_the_case_is_back_at_once_and_the_page_says_what_follows(
    world: World, reason: str, told: str
) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        asked.answers(nadia, "niet", reason=reason, note="We belden drie keer.")
        thanks = nadia.get(asked.path)
    assert thanks.status_code == 200
    assert told in plain(thanks.text)
    case = world.case(asked.case)
    assert (case.stage, case.reopened_for) == (Stage.REOPENED, AgendaReason.NOT_STARTED)
    assert (asked.track.end_reason, asked.track.end_note) == (reason, "We belden drie keer.")


def test_without_a_reason_it_is_not_taken(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        page = asked.answers(nadia, "niet", note="Zomaar")
    assert page.status_code == 422
    assert "Kies een reden" in page.text
    assert "Zomaar" in page.text


def test_a_national_register_number_in_the_note_is_refused(world: World) -> None:
    asked = Asked(world)
    with world.client() as nadia:
        page = asked.answers(nadia, "niet", reason="refuses", note="11.03.04-001.02 is het nummer: 85073003328")
    assert page.status_code == 422
    assert "rijksregisternummer" in page.text


def test_an_older_link_that_was_never_used_stops_working_when_the_track_has_ended(world: World) -> None:
    asked = Asked(world)
    older = asked.path
    asked.link()
    with world.client() as nadia:
        asked.answers(nadia, "niet", reason="refuses")
        assert nadia.get(older).status_code == 404
        assert nadia.get(asked.path).status_code == 200
