"""Every open case watched once more: who should hold it and until when, beside what its row says."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.dispatch.case import Stage
from hub.dispatch.case_team.promises import as_watch
from hub.dispatch.clocks import Clocks
from hub.dispatch.moves import clocks_of
from hub.dispatch.track import TrackStage
from hub.dispatch.watch import CaseView, TrackView, Watch, watch
from hub.store import Work

_OPEN = """
SELECT r.id, r.hub_id, r.flag, r.flagged_at,
  r.stage, r.stage_since, r.review_on, r.look_over_since, r.holder, r.holder_organisation_id, r.next_due, r.next_why,
  (SELECT max(asked_at) FROM question q
   WHERE q.referral_id = r.id AND answered_at IS NULL AND withdrawn_at IS NULL) AS asked,
  (SELECT min(at) FROM appointment a
   WHERE a.referral_id = r.id AND held_at IS NULL AND cancelled_at IS NULL) AS meeting,
  (SELECT min(s.at) FROM agenda_item i JOIN session s ON s.id = i.session_id
   WHERE i.referral_id = r.id AND i.state = 'on_agenda') AS sitting,
  (SELECT d.kind FROM agenda_item i JOIN session s ON s.id = i.session_id JOIN dispatch_table d ON d.id = s.table_id
   WHERE i.referral_id = r.id AND i.state IN ('done', 'on_agenda')
   ORDER BY i.added_at DESC, i.id LIMIT 1) AS table_kind,
  (SELECT due_at FROM hand_over h WHERE h.referral_id = r.id AND h.state = 'offered') AS offer_due,
  (SELECT due_at FROM clb_question c WHERE c.referral_id = r.id AND c.state IN ('asked', 'call')
   AND c.step = 'coordinator') AS clb_due,
  (SELECT max(answered_at) FROM consult_ask a WHERE a.referral_id = r.id AND a.withdrawn_at IS NULL) AS heard,
  EXISTS (SELECT FROM consult_ask a WHERE a.referral_id = r.id AND a.withdrawn_at IS NULL
   AND a.answered_at IS NULL) AS thinking,
  EXISTS (SELECT FROM consult_ask a WHERE a.referral_id = r.id AND a.silent_since IS NOT NULL)
   AND NOT EXISTS (SELECT FROM consult_ask a WHERE a.referral_id = r.id AND a.due_at IS NOT NULL) AS silent,
  (SELECT coalesce(json_agg(json_build_array(organisation_id, stage, due_at)), '[]')
   FROM track t WHERE t.referral_id = r.id AND due_at IS NOT NULL) AS tracks, p.due_at AS promised,
  p.why AS promised_why, p.organisation_id AS promised_by
FROM referral r LEFT JOIN LATERAL (
  SELECT a.due_at, 'agreement' AS why,
    CASE WHEN a.owner = 'partner' AND a.rung < 2 THEN a.organisation_id END AS organisation_id
  FROM plan_agreement a WHERE a.referral_id = r.id AND a.stands = 'open'
  UNION ALL SELECT m.due_at, 'client_meeting', NULL FROM client_meeting m
  WHERE m.referral_id = r.id AND m.held_at IS NULL AND m.cancelled_at IS NULL
  UNION ALL SELECT d.due_at, 'direction', NULL FROM case_direction d WHERE d.referral_id = r.id AND d.state = 'asked'
  UNION ALL SELECT s.due_at, 'summer', s.organisation_id FROM summer_keep s
  WHERE s.referral_id = r.id AND s.due_at IS NOT NULL
  ORDER BY 1, 2, 3 LIMIT 1) p ON true
WHERE r.stage <> 'closed' AND r.next_due IS NOT NULL
"""
_OPEN_CASES = sa.text(_OPEN + "ORDER BY r.id")
_OPEN_CASE = sa.text(_OPEN + "AND r.id = :case")
_OPEN_CASES_OF = sa.text(_OPEN + "AND r.hub_id = :hub ORDER BY r.id")


def watched_otherwise(work: Work) -> Iterator[UUID]:
    """Ids of open cases whose holder, date or reason differs from what the rule derives.

    Derived with the clocks as they are now: whoever changes a hub's clock has its open cases watched anew.
    """
    rows = work.session.execute(_OPEN_CASES, execution_options={"yield_per": 1000})
    yield from (case for case, _right in _otherwise(work, rows))


def watched_otherwise_at(work: Work, hub_id: UUID) -> list[tuple[UUID, Watch]]:
    """The same for one hub, with what the rule derives."""
    found = _otherwise(work, work.session.execute(_OPEN_CASES_OF, {"hub": hub_id}))
    return [(case, right) for case, right in found if right]


def case_now(work: Work, referral_id: UUID) -> tuple[CaseView, str | None] | None:
    """What the rule knows of one open case, and the kind of table at which it was last; None for a closed one."""
    row = work.session.execute(_OPEN_CASE, {"case": referral_id}).first()
    return (_view(row), row.table_kind) if row else None


def _otherwise(work: Work, rows: Iterable[Any]) -> Iterator[tuple[UUID, Watch | None]]:
    clocks: dict[UUID, Clocks] = {}
    for row in rows:
        if row.hub_id not in clocks:
            clocks[row.hub_id] = clocks_of(work, row.hub_id)
        right = watch(_view(row), clocks[row.hub_id].at(kind=row.table_kind))
        said = (row.holder, row.next_due, row.next_why, row.holder_organisation_id)
        if right is None or said != (right.party, right.due_at, right.why, right.organisation_id):
            yield row.id, right


def _view(row: Any) -> CaseView:
    return CaseView(
        stage=Stage(row.stage), since=row.stage_since, open_question_since=row.asked, appointment_at=row.meeting,
        session_at=row.sitting, review_on=row.review_on, offer_due=row.offer_due, clb_due=row.clb_due,
        flag=row.flag, flagged_at=row.flagged_at,
        look_over_since=row.look_over_since,
        promise=as_watch(row.promised, row.promised_why, row.promised_by) if row.promised else None,
        heard_at=row.heard, others_think=row.thinking, others_silent=row.silent,
        tracks=[
            TrackView(UUID(organisation), TrackStage(stage), datetime.fromisoformat(due))
            for organisation, stage, due in row.tracks
        ],
    )  # fmt: skip
