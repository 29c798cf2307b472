"""Who stays silent about a track is asked, and the coordinator gets it back: the ladder of the house, in the past."""

from collections.abc import Callable
from datetime import timedelta

from hub.dispatch.case import Move, Stage
from hub.dispatch.reopening import FROM
from hub.home.seed.life import Life, SeededTrack
from hub.home.seed.rows import SCHOOL
from hub.home.seed.world import Someone
from hub.links import Purpose
from hub.monitoring.climbed import DID
from hub.monitoring.ladder import BACK_FOR, LETTERS, Climb, Do, Watched, climb

BEAT = timedelta(minutes=12)
BackTo = Callable[[Life], None]


def look_after(life: Life, track: SeededTrack, back: BackTo) -> None:
    """The clockwork comes by when a word is due before it is said."""
    if track.due and (track.next_word is None or track.due < track.next_word):
        life.at(max(track.due, life.now) + BEAT, _beat, track, back)


def _beat(life: Life, track: SeededTrack, back: BackTo) -> None:
    if not track.open or track.due is None or track.due > life.now:
        return
    watched = Watched(
        track.stage, track.due, track.step, track.asked_at, track.times_asked, runs=life.stage == Stage.TRACKS,
        reachable=bool(track.partner.email),
    )  # fmt: skip
    todo = climb(watched, life.world.clocks.at(welfare=track.partner.welfare), life.now)
    if todo is None:
        life.at(life.later(1, SCHOOL), _beat, track, back)
        return
    if todo.do == Do.ASK:
        _ask(life, track, todo)
    track.step, track.times_asked, track.due = int(todo.step), todo.times_asked, todo.due_at
    if todo.do == Do.GIVE:
        bring_back(life, str(BACK_FOR), "worker", track, back)
    else:
        life.version += 1
    if todo.do != Do.WAIT:
        life.ledger(
            f"track.{DID[todo.do]}", "track", track.id, "worker",
            detail={"step": int(todo.step), "times_asked": todo.times_asked},
        )  # fmt: skip
    look_after(life, track, back)


def _ask(life: Life, track: SeededTrack, todo: Climb) -> None:
    track.link = life.link(Purpose.TRACK, track.id)
    life.letter(
        LETTERS[track.stage], track.partner.email, f"ask:{track.id}:{life.today}:{life.today}", link=track.link[0],
        track=track.id, offer=track.offer.name if track.offer else "", agreed_start=track.agreed_start,
        hold_until=track.hold_until, answer_by=todo.due_at, again=todo.times_asked > 1,
    )  # fmt: skip
    track.asked_at = life.now


def bring_back(
    life: Life, reason: str, who: Someone | str, track: SeededTrack | None, back: BackTo
) -> None:  # fmt: skip
    """The case comes back to the coordinator with a proposed place on the next agenda; `back` is her decision."""
    if life.stage not in FROM or (track and life.stage != Stage.TRACKS):
        life.version += 1
        return
    life.let_claims_go()
    life.reopened = (reason, track.id if track else None)
    life.move(Move.REOPEN, who, {"for": reason, "track": track.id if track else None})
    life.on_agenda(reason, "proposed")
    life.at(life.later(life.some(1, 3)), back)
