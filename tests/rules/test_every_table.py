"""What becomes of each table that speaks of a case when that goes to another hub, and of a person when that leaves. A
new table is told here first, so that nobody forgets it."""

from importlib import import_module
from typing import Any

from sqlmodel import SQLModel

from hub.dispatch import carrying, guides
from hub.dispatch.case_team import closing, directing, left
from hub.dispatch.case_team.travelling import carry_around
from hub.dispatch.consult import left as consult_left
from hub.dispatch.consult import waited_for
from hub.dispatch.expertise import at_session
from hub.dispatch.feedback import turning
from hub.dispatch.sharing import travelling
from hub.home import leaving, leaving_table
from hub.intake import papers
from hub.people import memberships

# A case goes to another hub (decision 7): what goes along, by what; what ends with the old one, by what; and what stays
# there, for it is what the desk and its partners wrote, or how it came in.
GOES_ALONG: dict[str, Any] = {
    "message": carrying.carry, "question": carrying.carry, "table_card": carrying.carry,
    "clb_question": carrying.carry, "sharing_answer": travelling.carry_answers, "document": papers.carry,
    "network_person": carry_around, "plan_goal": carry_around, "plan_agreement": carry_around,
}  # fmt: skip
ENDS: dict[str, Any] = {
    "case_direction": closing.let_go_around, "client_meeting": closing.let_go_around,
    "team_member": closing.let_go_around,
    "consult_ask": waited_for.forget, "expert": at_session.tell, "help_question": turning.turn,
}  # fmt: skip
STAYS = {
    "agenda_item", "appointment", "carry_on", "claim", "considered", "consult", "decline", "expert_card", "found_mark",
    "hand_over", "learnt", "ledger", "letter", "link", "lost_part", "mail_referral", "minutes_brought",
    "minutes_point", "noted_call", "old_row", "planned_follow_up", "raw_mail", "summer_keep", "youngster_contact",
    "referral_fact", "sharing_ground", "side_door", "track", "track_fact", "unsent_form",
}  # fmt: skip

# Somebody leaves: what a colleague takes over or nobody has any more, by what.
HANDED_ON: dict[str, Any] = {
    "track.worker_id": guides.hand_on, "case_direction.person_id": directing.hand_on,
    "team_member.person_id": left.hand_on, "consult_ask.person_id": consult_left.hand_on,
    "expert.person_id": consult_left.let_go_of_experts, "planned_follow_up.watcher_id": leaving.hand_on_and_end,
    "table_seat.person_id": leaving_table.hand_on, "table_seat.deputy_id": leaving_table.hand_on,
    "dispatch_table.chair_id": leaving_table.hand_on, "dispatch_table.reporter_id": leaving_table.hand_on,
    "session.chair_id": leaving_table.hand_on, "session.reporter_id": leaving_table.hand_on,
    "session_attendance.person_id": leaving_table.tell, "duty_turn.person_id": leaving.hand_on_and_end,
    "duty_usual.person_id": leaving.hand_on_and_end, "membership.person_id": memberships.end,
}  # fmt: skip
# Its own, or read through the role that it has at that moment: who has none, opens nothing with it.
BY_ITS_ROLE = {
    "absence.deputy_id", "absence.person_id",
    "duty_feed.person_id", "duty_swap.asked_by", "duty_swap.asked_to", "link.person_id", "meeting_invitee.person_id",
    "minutes_reading.person_id", "saved_view.person_id", "table_asking.person_id",
    "weekly_line.person_id",
}  # fmt: skip
# Who did something once: that stays true.
DID = {
    "absence.made_by",
    "capacity_question.asked_by", "carry_on.answered_by", "case_direction.asked_by", "claim.made_by",
    "clb_question.asked_by", "clb_question.noted_by", "client_meeting.made_by", "consult_ask.answered_by",
    "consult_ask.asked_by", "decline.by", "expert.invited_by", "expert_card.approved_by", "file_scan.settled_by",
    "fit_rule.made_by", "found_mark.by", "free_days.made_by",
    "hand_over.ended_by", "hand_over.offered_by", "house_rules.published_by",
    "house_rules_accepted.accepted_by", "learnt.written_by", "legal_text.published_by", "list_import.person_id",
    "ledger.person_id", "lost_part.seen_by", "message.author_id", "minutes.approved_by",
    "minutes.begun_by", "minutes_brought.said_by",
    "minutes_brought.written_by", "minutes_rule.set_by", "municipal_agreement.made_by", "name_decision.decided_by",
    "network_person.made_by", "noted_call.by", "noted_call.settled_by", "old_list.person_id",
    "plan_agreement.made_by", "plan_goal.made_by", "planned_follow_up.made_by", "question.asked_by",
    "raw_mail.settled_by", "session_attendance.answered_by", "session_guest.invited_by", "sharing_answer.noted_by",
    "sharing_ground.noted_by", "side_door.by", "table_card.approved_by", "table_card.written_by",
    "summer_keep.noted_by", "team_member.added_by", "told_apart.person_id", "youngster_contact.noted_by",
}  # fmt: skip


def naming(table: str) -> dict[str, set[str]]:
    """By table: its columns that name a row of this one, with a foreign key or by their name."""
    found: dict[str, set[str]] = {}
    import_module("hub.app")  # knows every room, so every table
    for one in SQLModel.metadata.sorted_tables:
        for column in one.columns:
            points = any(key.column.table.name == table and key.column.name == "id" for key in column.foreign_keys)
            if points or (column.name == f"{table}_id" and one.name != table):
                found.setdefault(one.name, set()).add(column.name)
    return found


def test_of_every_table_about_a_case_it_is_said_what_another_hub_gets_of_it() -> None:
    told = [*GOES_ALONG, *ENDS, *STAYS]
    assert len(told) == len(set(told)), "once each"
    assert set(naming("referral")) - {"referral"} == set(told)


def test_of_every_column_that_names_somebody_it_is_said_what_becomes_of_it_when_that_person_leaves() -> None:
    told = [*HANDED_ON, *BY_ITS_ROLE, *DID]
    assert len(told) == len(set(told)), "once each"
    assert {f"{table}.{column}" for table, columns in naming("person").items() for column in columns} == set(told)
