"""Wherever anybody can type, a national register number is refused in words, and no table ever holds it."""

import re
from html.parser import HTMLParser
from typing import Any

import psycopg
import pytest
from litestar.testing import TestClient
from psycopg import sql

from hub.intake.form_view import HONEYPOT
from tests.cast import World
from tests.routes import all_routes, filled
from tests.to_come import day_to_come

NUMBER = "85.07.30-033.28"
REFUSED = "rijksregisternummer"
FREE = ("text", "textarea", "search", "tel")
# What fits in a field of this name or kind, so that nothing else is wrong than the number.
FITTING = {
    "digits": "1", "number": "1", "email": "els@sintjans.example", "tel": "015 00 12 34", "date": str(day_to_come()),
    "time": "10:00", "datetime-local": f"{day_to_come()}T10:00", "url": "https://praten.example/kamer",
    "postcode": "2800",
}  # fmt: skip
# The letters of the demonstration are no part of the hub.
NOT_OURS = re.compile(r"^/demo")


class Forms(HTMLParser):
    """The forms of a page that change something, as (action, {name: (kind, value)}), and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, tuple[str, str]]]] = []
        self.links: set[str] = set()
        self._open: dict[str, tuple[str, str]] | None = None
        self._choice = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and has.get("href", "").startswith("/"):
            self.links.add(has["href"].partition("#")[0])
        if tag == "form":
            self._open = {}
            if has.get("method", "get").lower() == "post":
                self.forms.append((has.get("action", ""), self._open))
        if self._open is None:
            return
        if tag == "select":
            self._choice = has.get("name", "")
        if tag == "option" and self._choice and has.get("value") and self._choice not in self._open:
            self._open[self._choice] = ("select", has["value"])
        if tag in ("input", "textarea") and has.get("name"):
            kind = "digits" if has.get("inputmode") == "numeric" else has.get("type", "text") if tag == "input" else tag
            self._take(has["name"], kind, has)

    def _take(self, name: str, kind: str, has: dict[str, str]) -> None:
        assert self._open is not None
        if kind in ("submit", "file", "image") or (kind in ("radio", "checkbox") and name in self._open):
            return
        fitting = (
            "" if name == HONEYPOT else FITTING.get(name) or FITTING.get(kind) or ("Woord" if kind in FREE else "")
        )
        self._open[name] = (kind, has.get("value") or ("on" if kind == "checkbox" else fitting))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._choice = ""


def kind_of(path: str) -> str:
    """Addresses of the same page have the same kind, whatever it is about and whichever week or page of it."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=[=/])\d[\d-]*(?![\w-])", "…", path)


def every_form(client: TestClient, start: set[str]) -> dict[tuple[str, str], tuple[str, dict[str, tuple[str, str]]]]:
    """Each form once, by its action without ids and the names of its fields, with the page that it stands on."""
    seen: set[str] = set()
    found: dict[tuple[str, str], tuple[str, dict[str, tuple[str, str]]]] = {}
    waiting = sorted(start)
    while waiting:
        path = waiting.pop(0)
        seen.add(kind_of(path))
        answer = client.get(path, follow_redirects=True)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        page = Forms(answer.text)
        for action, fields in page.forms:
            where = action or answer.request.url.path
            found.setdefault((kind_of(where), ",".join(sorted(fields))), (where, fields))
        for link in sorted(page.links):
            if kind_of(link) not in seen and not re.search(r"/static|taal|language", link):
                waiting.append(link)
                seen.add(kind_of(link))
    return found


def free_fields(fields: dict[str, tuple[str, str]]) -> list[str]:
    """Those that take words, and those for digits, which refuse a number in words of their own."""
    return [name for name, (kind, _value) in fields.items() if kind in (*FREE, "digits") and name != HONEYPOT]


def type_it_everywhere(client: TestClient, start: set[str]) -> tuple[int, list[str]]:
    """How many fields were tried, and those that took the number without a word."""
    tried, silent = 0, []
    for (kind, _names), (where, fields) in every_form(client, start).items():
        if NOT_OURS.search(where):
            continue
        for name in free_fields(fields):
            tried += 1
            data: dict[str, Any] = {other: value for other, (_kind, value) in fields.items()}
            data |= {name: f"Zie {NUMBER}." if fields[name][0] == "textarea" else NUMBER}
            data["_csrf_token"] = client.cookies.get("hub_csrf", "")
            answer = client.post(where, data=data, follow_redirects=False)
            said = fields[name][0] == "digits" or REFUSED in answer.text.lower()
            if answer.status_code < 400 or not said:
                silent.append(f"{kind} {name}: {answer.status_code}")
    return tried, silent


def tables_that_hold(number: str, database_url: str) -> list[str]:
    digits = re.sub(r"\D", "", number)
    holding = []
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')"
        ).fetchall()
        for table, column in columns:
            question = sql.SQL("SELECT count(*) FROM {} WHERE {}::text LIKE {} OR {}::text LIKE {}").format(
                sql.Identifier(table), sql.Identifier(column), sql.Literal(f"%{number}%"),
                sql.Identifier(column), sql.Literal(f"%{digits}%"),
            )  # fmt: skip
            if connection.execute(question).fetchone() != (0,):
                holding.append(f"{table}.{column}")
    return holding


@pytest.mark.parametrize(
    ("name", "at_least"),
    [(None, 14), ("Hilde Verbist", 50), ("Nadia Pauwels", 19), ("Bram Geerts", 14), ("Els Dierckx", 40)],
)
def test_a_national_number_is_refused_wherever_somebody_can_type(
    name: str | None,
    at_least: int,
    somewhere: tuple[World, dict[str, str]],
) -> None:
    world, names = somewhere
    start = {filled(path, names) for method, path in all_routes() if method == "GET"}
    with world.client(name) as client:
        tried, silent = type_it_everywhere(client, {one for one in start if not NOT_OURS.search(one)})
    assert (silent, tried >= at_least) == ([], True), tried
    assert tables_that_hold(NUMBER, world.store.settings.database_url) == []
