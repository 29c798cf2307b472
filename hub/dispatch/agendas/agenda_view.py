"""What the coordinator can choose from about an agenda: later sessions, cases to add, and what a decision plans."""

from typing import Any

from hub.clock import brussels_date
from hub.dispatch.agendas import building, planned
from hub.dispatch.board_sight import Board
from hub.dispatch.case import Stage
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.sittings import sessions_ahead
from hub.store import Work
from hub.wording import _, date_words


def of_board(work: Work, seen: Board) -> dict[str, Any]:
    if not seen.chair:
        return {}
    takes_cases = seen.table.kind != TableKind.STEERING
    return {
        "later": later(work, seen), "addable": building.addable(work, seen.hub.id) if takes_cases else (),
        "planned": planned.planned_at(work, seen.session.id),
    }  # fmt: skip


def of_case(work: Work, seen: Board) -> dict[str, Any]:
    if not seen.chair:
        return {"plans": (), "watchers": (), "follows": ""}
    labels = {
        Stage.CLIENT_MEETING: _("Op welk cliëntoverleg?"), Stage.EXPERTISE_TABLE: _("Op welke expertisetafel?"),
    }  # fmt: skip
    return {
        "later": later(work, seen),
        "plans": [
            (planned.NAMES[stage], label, _options(planned.sessions_for(work, seen.hub.id, stage)))
            for stage, label in labels.items()
        ],
        "watchers": [(str(one.id), one.name) for one in planned.watchers(work, seen.hub.id)],
        "follows": str(work.asker.person_id),
    }  # fmt: skip


def later(work: Work, seen: Board) -> list[tuple[str, str]]:
    """Where a case of this session can be put off to."""
    ahead = sessions_ahead(work, seen.hub.id)
    return _options([one for one in ahead if one.at > seen.session.at and one.table_id == seen.session.table_id])


def _options(sessions: Any) -> list[tuple[str, str]]:
    return [(str(one.id), date_words(brussels_date(one.at))) for one in sessions]
