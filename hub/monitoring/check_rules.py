"""What `hub check` asks the database: each rule is a query for the rows that break it."""

from dataclasses import dataclass

OPEN_TRACK = "('proposed', 'accepted', 'started', 'on_hold')"


@dataclass(frozen=True)
class Rule:
    """`broken` selects the ids of rows for which the sentence is true."""

    name: str
    sentence: str
    broken: str


RADAR = (
    Rule(
        "radar", "is open without a responsible party, a date or what it is for",
        "SELECT id FROM referral WHERE stage <> 'closed' AND (holder IS NULL OR next_due IS NULL OR next_why IS NULL)",
    ),
    Rule(
        "radar", "waits on a partner without saying which, or names one while somebody else has it",
        "SELECT id FROM referral"
        " WHERE (holder IS NOT DISTINCT FROM 'partner') <> (holder_organisation_id IS NOT NULL)",
    ),
    Rule(
        "radar", "is closed and still held by somebody, or says neither how nor when it ended",
        "SELECT id FROM referral WHERE stage = 'closed'"
        " AND (holder IS NOT NULL OR next_due IS NOT NULL OR outcome IS NULL OR closed_at IS NULL)",
    ),
    Rule(
        "radar", "is closed while a track is open",
        "SELECT DISTINCT r.id FROM referral r JOIN track t ON t.referral_id = r.id"
        f" WHERE r.stage = 'closed' AND t.stage IN {OPEN_TRACK}",
    ),
    Rule(
        "radar", "is due later than its first open track",
        "SELECT r.id FROM referral r JOIN track t ON t.referral_id = r.id"
        f" WHERE r.stage = 'tracks' AND t.stage IN {OPEN_TRACK} GROUP BY r.id, r.next_due"
        " HAVING min(t.due_at) < r.next_due",
    ),
    Rule(
        "track watched", "is an open track without a date on which a word is due, or an ended one with such a date",
        f"SELECT id FROM track WHERE (stage IN {OPEN_TRACK}) <> (due_at IS NOT NULL)",
    ),
)  # fmt: skip

HAND_OVERS = (
    Rule(
        "hand-over", "waits for another hub, and no offer of it waits",
        "SELECT r.id FROM referral r WHERE r.stage = 'offered'"
        " AND NOT EXISTS (SELECT FROM hand_over h WHERE h.referral_id = r.id AND h.state = 'offered')",
    ),
    Rule(
        "hand-over", "is an offer to another hub that waits, while its case does not",
        "SELECT h.id FROM hand_over h JOIN referral r ON r.id = h.referral_id"
        " WHERE h.state = 'offered' AND r.stage <> 'offered'",
    ),
    Rule(
        "hand-over", "came in from another hub, and no hand-over says from where",
        "SELECT r.id FROM referral r WHERE r.channel = 'hub'"
        " AND NOT EXISTS (SELECT FROM hand_over h WHERE h.to_referral_id = r.id AND h.state = 'accepted')",
    ),
)  # fmt: skip

CLB = (
    Rule(
        "CLB", "is a case whose standing with its CLB is not what that CLB answered last",
        "SELECT r.id FROM referral r WHERE r.clb_stands IS NOT NULL AND r.clb_stands IS DISTINCT FROM ("
        " SELECT CASE state WHEN 'agreed' THEN 'agreed' WHEN 'takes_over' THEN 'agreed' WHEN 'refused' THEN 'refused'"
        " WHEN 'waived' THEN 'waived'"
        " ELSE 'waits' END FROM clb_question c WHERE c.referral_id = r.id"
        " ORDER BY made_at DESC, (state = 'withdrawn') LIMIT 1)",
    ),
    Rule(
        "CLB", "is a question to a CLB that is open about a case that needs no answer any more",
        "SELECT c.id FROM clb_question c JOIN referral r ON r.id = c.referral_id"
        " WHERE c.state IN ('unknown', 'asked', 'call')"
        " AND (r.stage IN ('concept', 'tracks', 'closed') OR r.clb_stands IS NULL)",
    ),
    Rule(
        "CLB", "is a school whose CLB is no CLB",
        "SELECT s.id FROM organisation s JOIN organisation c ON c.id = s.clb_id WHERE c.kind <> 'clb'",
    ),
)  # fmt: skip

WAYS_IN = (
    Rule(
        "way in", "is a case of which the ledger does not tell how it came in",
        "SELECT r.id FROM referral r WHERE NOT EXISTS ("
        " SELECT FROM ledger l WHERE l.referral_id = r.id AND l.noun = 'referral' AND l.from_stage IS NULL"
        " AND l.to_stage IS NOT NULL AND l.detail ->> 'channel' = r.channel)",
    ),
    Rule(
        "way in", "is said to come from a mail, and no mail belongs to it",
        # One that was made by mistake may have given its mail back.
        "SELECT r.id FROM referral r WHERE r.channel = 'mail' AND r.outcome IS DISTINCT FROM 'double'"
        " AND NOT EXISTS (SELECT FROM mail_referral m WHERE m.referral_id = r.id)",
    ),
)  # fmt: skip

MAILS = (
    Rule(
        "mail outcome", "is a mail that is done without an outcome, or has one without being done",
        "SELECT id FROM raw_mail WHERE (outcome IS NULL) <> (done_at IS NULL)",
    ),
    Rule(
        "mail outcome", "is a mail that nobody reads any more and that has no outcome",
        "SELECT id FROM raw_mail WHERE parked_at IS NOT NULL AND outcome IS NULL",
    ),
    Rule(
        "mail outcome", "became a referral, and no referral was drawn from it",
        "SELECT id FROM raw_mail w WHERE outcome = 'referral'"
        " AND NOT EXISTS (SELECT FROM mail_referral m WHERE m.raw_mail_id = w.id)",
    ),
    Rule(
        "mail outcome", "became a message, and is said to belong to no case",
        "SELECT id FROM raw_mail WHERE outcome = 'message' AND referral_id IS NULL",
    ),
    Rule(
        "mail outcome", "is called a duplicate, and does not say of what",
        "SELECT id FROM raw_mail WHERE (outcome IS NOT DISTINCT FROM 'duplicate') <> (duplicate_of IS NOT NULL)",
    ),
    Rule(
        "mail outcome", "is the same mail as another one, and both were dealt with",
        "SELECT id FROM raw_mail w WHERE duplicate_of IS NULL AND outcome IS NOT NULL AND EXISTS ("
        " SELECT FROM raw_mail o WHERE o.id <> w.id AND o.hub_id = w.hub_id AND o.message_key = w.message_key"
        " AND o.digest = w.digest AND o.duplicate_of IS NULL AND o.outcome IS NOT NULL)",
    ),
    Rule(
        "mail lease", "is a mail that somebody holds for more than a day to come",
        "SELECT id FROM raw_mail WHERE done_at IS NULL AND leased_until > clock_timestamp() + interval '1 day'",
    ),
)  # fmt: skip

LETTERS = (
    Rule(
        "letter", "is posted and parked at once",
        "SELECT id FROM letter WHERE done_at IS NOT NULL AND parked_at IS NOT NULL",
    ),
    Rule(
        "letter", "counts as posted, and no mail server said that it took it",
        "SELECT id FROM letter WHERE done_at IS NOT NULL AND coalesce(server_answer, '') = ''",
    ),
    Rule(
        "letter", "is held by somebody for more than a day to come",
        "SELECT id FROM letter WHERE done_at IS NULL AND leased_until > clock_timestamp() + interval '1 day'",
    ),
    Rule(
        "letter", "was written twice for one reason",
        "SELECT id FROM letter WHERE once_key IN (SELECT once_key FROM letter GROUP BY once_key HAVING count(*) > 1)",
    ),
    Rule(
        "letter", "shares its Message-ID with another letter",
        "SELECT id FROM letter WHERE message_id IN"
        " (SELECT message_id FROM letter GROUP BY message_id HAVING count(*) > 1)",
    ),
    Rule(
        "letter", "leads to a link that does not exist",
        "SELECT l.id FROM letter l,"
        " LATERAL (SELECT (regexp_matches(l.body, 'hub-[a-z]{4}:([0-9a-f-]{36})', 'g'))[1] AS link_id) AS m"
        " WHERE NOT EXISTS (SELECT FROM link WHERE link.id = m.link_id::uuid)",
    ),
    Rule(
        "letter", "is a track whose partner counts as asked, and no letter asked it",
        "SELECT t.id FROM track t WHERE t.asked_at IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM letter l WHERE l.track_id = t.id AND l.written_at >= t.asked_at)"
        " AND NOT EXISTS (SELECT FROM weekly_line n JOIN weekly_letter w ON w.id = n.letter_id"
        " JOIN letter l ON l.kind = 'weekly'"
        " AND split_part(l.once_key, '#', 1) = 'weekly:' || w.id || ':' || coalesce(n.person_id::text, '-')"
        " WHERE n.track_id = t.id AND w.sent_at >= t.asked_at)",
    ),
    Rule(
        "letter", "is an open question to a referrer, and no letter asked it",
        "SELECT q.id FROM question q WHERE q.answered_at IS NULL AND q.withdrawn_at IS NULL"
        " AND NOT EXISTS (SELECT FROM letter l WHERE l.once_key = 'question:' || q.id)",
    ),
)  # fmt: skip

# A confirmed claim handed its place over to its track, so the two count once.
PLACES = (
    Rule(
        "places", "is an offer whose taken places differ from what its claims and tracks hold",
        "WITH held AS ("
        " SELECT offer_id FROM claim c WHERE state = 'made'"
        "  OR (state = 'confirmed' AND NOT EXISTS (SELECT FROM track t WHERE t.claim_id = c.id))"
        f" UNION ALL SELECT offer_id FROM track WHERE holds_place AND stage IN {OPEN_TRACK})"
        " SELECT id FROM offer o WHERE taken <> (SELECT count(*) FROM held WHERE held.offer_id = o.id)",
    ),
    Rule(
        "places", "is an offer with more places taken than it has",
        "SELECT id FROM offer WHERE taken < 0 OR taken > places",
    ),
    Rule(
        "places", "is an ended track that still holds a place",
        f"SELECT id FROM track WHERE holds_place AND stage NOT IN {OPEN_TRACK}",
    ),
)  # fmt: skip

# Kept figures have no cases left to count again; they have to agree among themselves.
STANDS = (
    Rule(
        "standing figures", "is a hub of which kept figures do not add up to the referrals beside them",
        "SELECT DISTINCT s.hub_id FROM year_stand s, jsonb_each(s.counts -> 'by') AS list"
        " WHERE (SELECT coalesce(sum((pair ->> 1)::int), 0) FROM jsonb_array_elements(list.value) AS pair)"
        " <> (s.counts ->> 'referrals')::int OR (s.counts ->> 'youngsters')::int > (s.counts ->> 'referrals')::int",
    ),
    Rule(
        "standing figures", "is a hub whose figures moved within a month",
        "SELECT DISTINCT hub_id FROM year_stand WHERE as_of > month OR extract(day FROM month) <> 1",
    ),
)  # fmt: skip

# What is counted of calls is counted from their rows: here from what people did, as the ledger kept it. What became of
# a call is the last of these acts; a call of which the ledger has forgotten everything says nothing.
INFORMATION = (
    Rule(
        "information given", "is a call of which the ledger does not tell whether it is counted",
        "SELECT c.id FROM noted_call c, LATERAL ("
        " SELECT l.act FROM ledger l WHERE l.noun_id = c.id AND l.noun = 'noted_call' AND l.act IN ('call.note',"
        " 'call.take_back', 'call.informed', 'call.nothing', 'call.on_case', 'call.referral')"
        " ORDER BY l.id DESC LIMIT 1) AS did WHERE (c.state = 'informed') <> (did.act = 'call.informed')",
    ),
)  # fmt: skip

# The clockwork lets go of these within the hour.
GUIDES = (
    Rule(
        "guide", "is an open track whose guide has no role there any more",
        f"SELECT t.id FROM track t JOIN organisation o ON o.id = t.organisation_id WHERE t.stage IN {OPEN_TRACK}"
        " AND t.worker_id IS NOT NULL AND NOT EXISTS (SELECT FROM membership m WHERE m.person_id = t.worker_id"
        " AND m.until IS NULL AND ((m.organisation_id = o.id AND m.role = 'partner_member')"
        " OR (o.kind = 'hub' AND m.hub_id = t.hub_id AND m.role IN ('coordinator', 'duty_desk'))))",
    ),
    Rule(
        "case team", "is somebody in the team of an open case without a role at that partner any more",
        "SELECT t.id FROM team_member t JOIN referral r ON r.id = t.referral_id WHERE t.left_at IS NULL"
        " AND r.stage NOT IN ('concept', 'closed', 'offered') AND t.person_id IS NOT NULL AND NOT EXISTS ("
        "SELECT FROM membership m WHERE m.person_id = t.person_id AND m.until IS NULL"
        " AND m.organisation_id = t.organisation_id AND m.role = 'partner_member')",
    ),
)  # fmt: skip

# Agreements of a plan are watched as tracks are.
AGREEMENTS = (
    Rule(
        "agreement watched", "is an open agreement that nobody looks at, or one that ended and is looked at",
        "SELECT id FROM plan_agreement WHERE (stands = 'open') <> (due_at IS NOT NULL)",
    ),
    Rule(
        "agreement watched", "is closed while somebody meets about it, directs it or works on it in a team",
        "SELECT r.id FROM referral r WHERE r.stage = 'closed' AND ("
        " EXISTS (SELECT FROM client_meeting m WHERE m.referral_id = r.id AND m.due_at IS NOT NULL)"
        " OR EXISTS (SELECT FROM case_direction d WHERE d.referral_id = r.id AND d.state IN ('asked', 'directs'))"
        " OR EXISTS (SELECT FROM team_member t WHERE t.referral_id = r.id AND t.left_at IS NULL))",
    ),
    Rule(
        "agreement watched", "is closed while an agreement of its plan is open",
        "SELECT DISTINCT r.id FROM referral r JOIN plan_agreement a ON a.referral_id = r.id"
        " WHERE r.stage = 'closed' AND a.stands = 'open'",
    ),
    Rule(
        "agreement watched", "is due later than the first open agreement of its plan",
        "SELECT r.id FROM referral r JOIN plan_agreement a ON a.referral_id = r.id"
        " WHERE r.stage <> 'closed' AND a.stands = 'open' GROUP BY r.id, r.next_due"
        " HAVING min(a.due_at) < r.next_due",
    ),
)  # fmt: skip

RULES = (*RADAR, *HAND_OVERS, *CLB, *WAYS_IN, *MAILS, *LETTERS, *PLACES, *STANDS, *INFORMATION, *GUIDES, *AGREEMENTS)
