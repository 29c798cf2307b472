"""Pages: the whole way through the web server, beside their own queries by hand and their own template."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
from httpx import Cookies
from litestar.testing import TestClient

from bench import cpu
from bench.browser import Browser
from bench.report import Line
from bench.scene import COORDINATOR, Scene
from bench.timing import Doing, turn_by_turn
from hub.app import create_app
from hub.clock import real_now, school_year_of
from hub.rendering import render
from tools.noting import Told, noted

SECONDS = 2.0
MOST_TIMES, MOST_GROWTH = 2.0, 1.3
READS = ("SELECT", "WITH")
# A web process has opened its pages before: PostgreSQL plans a question anew ten times before it may keep a plan.
OPENED_BEFORE = 12


@dataclass(frozen=True)
class Page:
    """A page as people open it: the words of the report, who opens it, where it lies in a scene."""

    words: str
    path: str
    who: str = COORDINATOR
    typed: dict[str, str] = field(default_factory=dict)  # what is sent, for a page that answers a form


@dataclass(frozen=True)
class Seen:
    """What a page did: its queries with their values, its template with all that it was given."""

    queries: Told
    template: str
    values: dict[str, Any]

    def by_hand(self, connection: psycopg.Connection) -> None:
        """The limit: the same queries and the same template, nothing else."""
        with connection.transaction():
            for query, values in self.queries:
                connection.execute(query.encode(), values).fetchall()
        render(self.template, **self.values)


# Of what lies about alike in a small and a large hub, the one that is most like this.
SESSION = """
SELECT s.id FROM session s JOIN agenda_item i ON i.session_id = s.id AND i.state = 'on_agenda'
WHERE s.at > now() GROUP BY s.id ORDER BY abs(count(*) - 8), s.at, s.id LIMIT 1"""
ON_SESSION = """
SELECT referral_id FROM agenda_item WHERE session_id = %s AND state = 'on_agenda' ORDER BY position, id LIMIT 1"""
CASE = """
SELECT r.id FROM referral r JOIN message m ON m.referral_id = r.id JOIN track t ON t.referral_id = r.id
WHERE r.stage = 'tracks' GROUP BY r.id ORDER BY abs(count(*) - 6), r.number LIMIT 1"""
# The large hub has larger partners: of both the one with as much to do is asked, for a page is as long as that.
WORKLOAD = """
SELECT p.email FROM person p
JOIN membership m ON m.person_id = p.id AND m.until IS NULL AND m.role = 'partner_member'
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE t.stage IN ('proposed', 'accepted', 'started', 'on_hold')) AS open,
         count(*) FILTER (WHERE t.ended_on >= current_date - 60) AS ended
  FROM track t WHERE t.organisation_id = m.organisation_id) AS tracks
CROSS JOIN LATERAL (
  SELECT count(DISTINCT r.id) AS cards
  FROM table_seat seat JOIN session s ON s.table_id = seat.table_id JOIN agenda_item i ON i.session_id = s.id
  JOIN referral r ON r.id = i.referral_id AND r.stage IN ('on_table', 'discussed')
  WHERE seat.organisation_id = m.organisation_id AND seat.level = 'co_working' AND i.state IN ('on_agenda', 'done')
  AND NOT EXISTS (SELECT FROM decline d
                  WHERE d.referral_id = r.id AND d.round = r.round AND d.organisation_id = m.organisation_id)
  AND NOT EXISTS (SELECT FROM claim c
                  WHERE c.referral_id = r.id AND c.round = r.round AND c.organisation_id = m.organisation_id)) AS asked
ORDER BY abs(tracks.open - 48) + abs(tracks.ended - 22) + abs(asked.cards - 22), p.email LIMIT 1"""
# The name that most bear: of them a page of the large hub shows fifty, and the small one has no more than a page.
FAMILY = "SELECT last_name FROM youngster GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
# Of whom about as many cases are in both: in the large hub nobody referred fewer than two dozen.
ADDRESS = """
SELECT referrer_email FROM referral WHERE referrer_email <> ''
GROUP BY 1 ORDER BY abs(count(*) - 22), 1 LIMIT 1"""


def pages_of(scene: Scene) -> list[Page]:
    """The pages that people have open all day, in this scene."""
    session, case, partner = scene.one(SESSION), scene.one(CASE), str(scene.one(WORKLOAD))
    on_table = scene.one(ON_SESSION, session)
    year = school_year_of(real_now()).previous.label
    return [
        Page("Vandaag", "/vandaag"),
        Page("case", f"/aanmeldingen/{case}"),
        Page("board", f"/tafel/{session}"),
        Page("case on the board", f"/tafel/{session}/zaak/{on_table}"),
        Page("list of open cases", "/aanmeldingen"),
        Page("list of closed cases", "/aanmeldingen?fase=closed"),
        Page("radar", "/radar"),
        Page("search by name", "/zoeken", typed={"q": str(scene.one(FAMILY))}),
        Page("search by address", "/zoeken", typed={"q": str(scene.one(ADDRESS))}),
        Page("school year", f"/schooljaar/{year}"),
        Page("partner's home", "/partner", partner),
        Page("partner's tracks", "/trajecten", partner),
        Page("form", "/aanmelden", ""),
    ]


def measured(small: Scene, large: Scene, seconds: float = SECONDS) -> Iterator[Line]:
    """Each page in both scenes, its limit beside the larger one."""
    with small.connect() as _few, large.connect() as connection, seeing(large) as look:
        for in_small, page in zip(pages_of(small), pages_of(large), strict=True):
            seen = look(page)
            limit = partial(seen.by_hand, connection)
            ways: dict[str, Doing] = {"ours": opened(large, page), "small": opened(small, in_small), "limit": limit}
            taken = turn_by_turn(ways, seconds, before=OPENED_BEFORE)
            work = cpu.of_processes(large.web, opened(large, page))
            limit_work = cpu.of_this(limit)
            read = rows_read(connection, seen.queries) if page.words == "school year" else None
            yield _line(page, seen, taken, work, limit_work, read)


def _line(
    page: Page, seen: Seen, taken: dict[str, float], work: float, limit_work: float, read: int | None
) -> Line:  # fmt: skip
    ratio, growth = taken["ours"] / taken["limit"], taken["ours"] / taken["small"]
    kept = ratio <= MOST_TIMES and growth <= MOST_GROWTH and not read
    note = "" if read is None else f"reads {read or 'no'} rows of cases or facts"
    return Line(
        page.words, "ms", taken["ours"] * 1000, taken["limit"] * 1000, ratio, taken["small"] * 1000, growth,
        len(seen.queries), work * 1000, limit_work * 1000, f"≤ {MOST_TIMES:g}×, growth ≤ {MOST_GROWTH:g}×", kept, note,
    )  # fmt: skip


def opened(scene: Scene, page: Page) -> Doing:
    """Opening the page in a browser of its own."""
    browser = scene.visitor(page.who)

    def once() -> None:
        answer = browser.post(page.path, page.typed) if page.typed else browser.get(page.path)
        assert answer.status == 200, (page.path, answer.status)

    return once


@contextmanager
def seeing(scene: Scene) -> Iterator[Any]:
    """Opens pages in this process and tells what they asked the database and gave to their template."""
    app = create_app(scene.settings)
    with TestClient(app, base_url="http://127.0.0.1") as client:

        def look(page: Page) -> Seen:
            client.cookies = Cookies(scene.visitor(page.who).cookies)
            return seen_by(client, page)

        yield look


def seen_by(client: TestClient, page: Page) -> Seen:
    """What opening this page asked and gave; the application is this client's alone."""
    rendered: list[tuple[str, dict[str, Any]]] = []

    def keep(template: str, /, **values: Any) -> str:
        rendered.append((template, values))
        return render(template, **values)

    _open(client, page)  # the first look at a file leaves a line in the ledger, the second does not
    state = client.app.state
    state.render = keep
    with noted(state.store.engine) as told:
        _open(client, page)
    state.render = render
    queries = [(text, values) for text, values in told if text.lstrip().upper().startswith(READS)]
    return Seen(queries, *rendered[-1])


def _open(client: TestClient, page: Page) -> None:
    token = {"_csrf_token": client.cookies.get("hub_csrf", "")}
    answer = client.post(page.path, data={**token, **page.typed}) if page.typed else client.get(page.path)
    assert answer.status_code == 200, (page.path, answer.status_code)


# What a page of roll-ups reads no row of. It may ask whether a case waits to be counted: that is a look at an index.
NOT_ROLLED_UP = ("referral", "track", "ledger", "letter", "message", "youngster", "referral_fact", "track_fact")


def rows_read(connection: psycopg.Connection, queries: Told, tables: Collection[str] = NOT_ROLLED_UP) -> int:
    """How many rows of these tables the queries look at, by what PostgreSQL says of itself."""
    plans = (
        connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}".encode(), values).fetchone()
        for query, values in queries
    )
    return sum(_rows_in(plan[0][0]["Plan"], tables) for plan in plans if plan)


def _rows_in(node: dict[str, Any], tables: Collection[str]) -> int:
    asked = node.get("Relation Name") in tables
    here = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] if asked else 0
    return round(here) + sum(_rows_in(below, tables) for below in node.get("Plans", ()))


__all__ = ["Browser", "Page", "Seen", "measured", "pages_of"]
