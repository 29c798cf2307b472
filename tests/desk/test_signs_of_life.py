"""Whatever is heard around a youngster counts for the tracks that run; a pause has a reason and an end."""

from collections.abc import Callable
from datetime import date

import pytest

from hub.clock import parse_moment
from hub.dispatch import agenda, clarify, tracks
from hub.dispatch.case_team import planning, reporting
from hub.dispatch.case_team.agreed import Says
from hub.dispatch.clocks import DEFAULTS, ClockName, due_after
from hub.dispatch.feedback import answering, asking
from hub.dispatch.moves import rewatch, take
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral
from hub.intake.recording import say_on_case
from hub.intake.tables import RawMail
from hub.problems import Invalid
from hub.store import Work
from tests.cast import World
from tests.desk.test_follow_up import agreed, did, track_now
from tests.mail_shop import a_mail, arrives, letters, the_mail

HILDE, NADIA, TOM = "Hilde Verbist", "Nadia Pauwels", "Tom Claes"
Does = Callable[[Work, "Scene"], object]


class Scene:
    """Kompas guides Noor and so does the other offer, of a welfare partner that works through school holidays; both
    run."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.track = agreed(world)
        self.case = track_now(world, self.track).referral_id
        self.other = agreed(world, offer="Een buddy", case=self.case)
        arrives(world, a_mail())
        self.mail = the_mail(world).id
        with world.desk(HILDE, now="2026-12-10T09:00") as work:
            for one in (self.track, self.other):
                tracks.start(work, one, date(2026, 12, 1))


def mails(work: Work, scene: Scene) -> None:
    row = work.session.get_one(RawMail, scene.mail)
    row.stored_at = work.now
    say_on_case(work, row, scene.case)


def agrees(work: Work, scene: Scene) -> None:
    made = planning.agree(work, scene.case, planning.Typed("Belt de school.", "desk", date(2027, 1, 29)))
    reporting.note_answer(work, scene.case, made.id, Says.DONE)


def answers(work: Work, scene: Scene) -> None:
    clarify.answer(work, clarify.ask(work, scene.case, "Komt ze weer?").id, "Ja.")


def fills_in(work: Work, scene: Scene) -> None:
    case = take(work, scene.case)
    said = Message(hub_id=case.hub_id, referral_id=case.id, at=work.now, kind="form", text="Aangevuld: school.")
    work.session.add(said)
    rewatch(work, case)


def decides(work: Work, scene: Scene) -> None:
    case = take(work, scene.case)
    agenda.decision(work, case, "Verder op tafel.")
    rewatch(work, case)


def hears_if_helped(work: Work, scene: Scene) -> None:
    asking.after_agreement(work, take(work, scene.case))
    answering.note_answer(work, scene.case, "referrer", "not_yet", "Er is geen hulp, zegt Els aan de telefoon.")


# What happens, who does it on which day, and for which of the two tracks it is a sign of life.
ACTIVITY: list[tuple[str, str, str, Does, bool, bool]] = [
    ("a note", HILDE, "2026-12-11", lambda work, one: clarify.note(work, one.case, "note", "Mama belde."), True, True),
    ("a call", HILDE, "2026-12-14", lambda work, one: clarify.note(work, one.case, "call", "Met mama."), True, True),
    ("a mail that came in", HILDE, "2026-12-15", mails, True, True),
    ("an agreement that is done", HILDE, "2026-12-16", agrees, True, True),
    ("the referrer answers", HILDE, "2026-12-17", answers, True, True),
    ("a contact", NADIA, "2026-12-18", lambda work, one: tracks.sign_of_life(work, one.track, "Gezien."), True, False),
    ("a decision of the table", HILDE, "2027-01-05", decides, False, False),
    ("the referrer fills in the form", HILDE, "2027-01-06", fills_in, False, False),
    ("the desk hears in a call that there is no help yet", HILDE, "2027-01-07", hears_if_helped, False, False),
]  # fmt: skip


def test_what_is_heard_moves_the_day_of_each_track_that_it_tells_of(world: World) -> None:
    scene = Scene(world)
    last = dict.fromkeys((scene.track, scene.other), date(2026, 12, 10))
    clocks = {scene.track: DEFAULTS, scene.other: DEFAULTS.at(welfare=True)}
    for what, who, day, does, of_this, of_other in ACTIVITY:
        with world.desk(who, now=f"{day}T10:00") as work:
            does(work, scene)
        on = date.fromisoformat(day)
        last |= {one: on for one, counts in ((scene.track, of_this), (scene.other, of_other)) if counts}
        for one, heard in last.items():
            due = due_after(clocks[one], ClockName.SIGN_OF_LIFE, heard)
            assert track_now(world, one).due_at == due, f"{what}: {'this' if one == scene.track else 'the other'}"
    first = min(due_after(clocks[one], ClockName.SIGN_OF_LIFE, heard) for one, heard in last.items())
    assert world.case(scene.case).next_due == first


def test_a_note_of_somebody_else_does_not_answer_for_a_partner_that_was_asked(world: World) -> None:
    track = agreed(world)
    with world.desk(NADIA, now="2026-12-01T16:00") as work:
        tracks.start(work, track, date(2026, 12, 1))
    assert did(world, "2027-02-16T07:00") == ["asked_partner"]
    asked = track_now(world, track)
    with world.desk(HILDE, now="2027-02-16T11:00") as work:
        clarify.note(work, asked.referral_id, "note", "Nog niets gehoord.")
    assert (track_now(world, track).due_at, track_now(world, track).step) == (asked.due_at, 1)


def test_a_pause_without_a_reason_or_an_end_to_come_is_refused(world: World) -> None:
    track = agreed(world)
    with world.desk(NADIA, now="2026-12-01T16:00") as work:
        tracks.start(work, track, date(2026, 12, 1))
    for until, why in ((date(2027, 1, 11), " "), (date(2026, 11, 2), "Stage.")):
        with pytest.raises(Invalid), world.desk(NADIA, now="2026-12-03T16:00") as work:
            tracks.hold(work, track, until, why)
    with world.client(NADIA) as nadia:
        page = nadia.get(f"/trajecten/{track}").text
        assert 'id="pauze"' in page


def test_a_pause_is_made_longer_or_ended_early_and_the_other_part_of_the_case_goes_on(world: World) -> None:
    scene = Scene(world)
    with world.desk(NADIA, now="2026-12-11T10:00") as work:
        tracks.hold(work, scene.track, date(2027, 1, 11), "Stage.")
    assert track_now(world, scene.track).due_at == parse_moment("2027-01-11T09:00")
    other = track_now(world, scene.other)
    assert other.stage == "started"
    with world.desk(HILDE, now="2026-12-14T10:00") as work:
        clarify.note(work, scene.case, "note", "Stage loopt.")
    assert track_now(world, scene.track).due_at == parse_moment("2027-01-11T09:00"), "a pause stays what it is"
    with world.desk(NADIA, now="2027-01-08T10:00") as work:
        tracks.hold(work, scene.track, date(2027, 3, 8), "Stage duurt langer.")
    track = track_now(world, scene.track)
    assert (track.stage, track.due_at) == ("on_hold", parse_moment("2027-03-08T09:00"))
    assert did(world, "2027-01-26T09:00") == [], "nobody is asked during a pause, nor about the days of it"
    assert letters(world, "weekly") == []
    with world.desk(NADIA, now="2027-02-01T10:00") as work:
        tracks.resume(work, scene.track)
    track = track_now(world, scene.track)
    assert track.stage == "started"
    assert track.due_at == due_after(DEFAULTS, ClockName.SIGN_OF_LIFE, date(2027, 2, 1)), "counted from its end"
    with world.desk() as work:
        assert work.session.get_one(Referral, scene.case).next_due == min(
            one.due_at for one in (track, track_now(world, scene.other)) if one.due_at
        )
        assert work.session.get_one(Track, scene.track).hold_until is None
