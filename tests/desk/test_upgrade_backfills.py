"""What an upgrade fills in for rows that were there before it, of tables that no released hub held yet."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg

from hub.settings import libpq_url
from hub.store import migrate
from tools import dumps

BRUSSELS = ZoneInfo("Europe/Brussels")
BY = date(2026, 10, 26)  # the Monday after the clock went back
ASK = (
    "INSERT INTO consult_ask (id, hub_id, referral_id, organisation_id, asked_at, written, answer, answered_at,"
    " withdrawn_at) VALUES (%s, %s, %s, %s, '2026-10-20T08:00Z', true, %s, %s, %s)"
)


def test_consults_notes_and_minutes_of_before_get_their_days_and_a_consult_its_hub(empty_database: str) -> None:
    dumps.load(empty_database, dumps.FOLDER / "0001.sql.gz")
    migrate(empty_database)
    migrate(empty_database, "0075")
    waits, answered, gone, learnt = uuid4(), uuid4(), uuid4(), uuid4()
    with psycopg.connect(libpq_url(empty_database)) as owner:
        cases = owner.execute(
            "SELECT r.id, r.hub_id, (SELECT array_agg(o.id ORDER BY o.id) FROM organisation o) FROM referral r"
            " WHERE NOT EXISTS (SELECT FROM consult k WHERE k.referral_id = r.id)"
            " AND (SELECT count(*) FROM referral x WHERE x.hub_id = r.hub_id) > 2 ORDER BY r.hub_id, r.id LIMIT 2"
        ).fetchall()
        (case, hub, partners), (other, *_rest) = cases
        owner.execute(
            "INSERT INTO consult (referral_id, hub_id, began_at, question, answer_by, became_id)"
            " VALUES (%s, %s, now(), 'Wat denk je?', %s, %s)", [case, hub, BY, other]
        )  # fmt: skip
        for one, partner, answer, at, taken_back in (
            (waits, partners[0], "", None, None), (answered, partners[1], "Bel.", BY, None),
            (gone, partners[2], "", None, BY),
        ):  # fmt: skip
            owner.execute(ASK, [one, hub, case, partner, answer, at, taken_back])
        owner.execute(
            "INSERT INTO learnt (id, hub_id, title, text, at) VALUES (%s, %s, 'Één gesprek', 'Met de óuders', now())",
            [learnt, hub],
        )
    migrate(empty_database)
    migrate(empty_database, "0080")
    with psycopg.connect(libpq_url(empty_database)) as owner:
        due: dict[object, object] = dict(owner.execute("SELECT id, due_at FROM consult_ask").fetchall())
        assert due == {waits: datetime(2026, 10, 26, 9, tzinfo=BRUSSELS), answered: None, gone: None}
        assert owner.execute("SELECT search_text FROM learnt").fetchall() == [("een gesprek met de ouders",)]
        sat = owner.execute("SELECT id, hub_id, at FROM session ORDER BY at LIMIT 2").fetchall()
        for (session, of_hub, _at), state in zip(sat, ("draft", "none"), strict=True):
            owner.execute(
                "INSERT INTO minutes (id, hub_id, session_id, version, state, reason, begun_at, times_sent)"
                " VALUES (gen_random_uuid(), %s, %s, 1, %s, 'Steungroep', now(), 0)", [of_hub, session, state]
            )  # fmt: skip
    week = sat[0][2].astimezone(BRUSSELS).date() + timedelta(days=7)
    for revision in ("head", "0080", "head"):
        migrate(empty_database, revision)
    with psycopg.connect(libpq_url(empty_database)) as owner:
        kept = owner.execute("SELECT state, late_on FROM minutes ORDER BY state").fetchall()
        assert kept == [("draft", week), ("none", None)]
        became = owner.execute("SELECT became_id, became_hub_id FROM consult WHERE referral_id = %s", [case])
        assert became.fetchall() == [(other, hub)]
