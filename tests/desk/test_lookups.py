"""A lookup answers as the session would: with what is pending, for lists of any length, and with the same refusals."""

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from hub.hubs import Hub, first_hub
from hub.lookups import Lookup
from hub.settings import libpq_url
from tests.cast import World

NAMED = Lookup(
    select(Hub).where(col(Hub.slug).in_(sa.bindparam("slugs", expanding=True))).order_by(col(Hub.position)).limit(5)
)
SLOW = Lookup(sa.text("SELECT pg_sleep(5)"))
LOST = Lookup(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_rows_bear_the_names_of_columns_and_lists_may_have_any_length(world: World) -> None:
    with world.store.begin() as work:
        hub = first_hub(work.session)
        found = NAMED.ask(work.session, slugs=[hub.slug])
        assert [(one.id, one.name, one.created_at) for one in found] == [(hub.id, hub.name, hub.created_at)]
        assert NAMED.ask(work.session, slugs=["nowhere", hub.slug, "else"]) == found
        assert NAMED.ask(work.session, slugs=[]) == []


def test_what_one_asked_for_is_never_the_answer_to_another(world: World) -> None:
    with world.store.begin() as work:
        slug = first_hub(work.session).slug
        for loose in ((slug,), frozenset([slug]), {slug: 1}.keys()):
            with pytest.raises(TypeError, match="a list for slugs"):
                NAMED.ask(work.session, slugs=loose)
        assert NAMED.ask(work.session, slugs=["nowhere"]) == []


def test_a_lookup_that_would_write_is_not_made() -> None:
    for writes in (sa.insert(Hub), sa.update(Hub), sa.delete(Hub)):
        with pytest.raises(TypeError, match="only reads"):
            Lookup(writes)


def test_what_is_pending_is_found(world: World) -> None:
    with world.store.begin() as work:
        hub = first_hub(work.session)
        hub.name = "Meldpunt Overal"
        assert [one.name for one in NAMED.ask(work.session, slugs=[hub.slug])] == ["Meldpunt Overal"]


def after(world: World, before: str, lookup: Lookup) -> None:
    """Asks in a transaction of which the settings are changed first."""
    with world.store.begin() as work:
        work.session.execute(sa.text(before))
        lookup.ask(work.session)


def test_a_question_that_takes_too_long_ends_as_any_other_does(world: World) -> None:
    with pytest.raises(OperationalError, match="SQL: SELECT pg_sleep"):
        after(world, "SET LOCAL statement_timeout = 20", SLOW)


def test_a_connection_that_is_lost_is_not_used_again(world: World) -> None:
    with pytest.raises(OperationalError) as lost:
        after(world, "RESET ROLE", LOST)  # the application itself may end no connection
    assert lost.value.connection_invalidated
    with world.store.begin() as work:
        assert NAMED.ask(work.session, slugs=[first_hub(work.session).slug])


def test_the_first_page_after_a_restart_of_the_database_is_shown(world: World) -> None:
    with world.store.begin() as one, world.store.begin() as two:
        mine = [work.session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one() for work in (one, two)]
    with psycopg.connect(libpq_url(world.store.settings.database_url), autocommit=True) as owner:
        for connection in mine:
            owner.execute("SELECT pg_terminate_backend(%s, 5000)", (connection,))
    with world.store.begin() as work:
        assert NAMED.ask(work.session, slugs=[first_hub(work.session).slug])


def test_only_who_asks_for_it_has_its_questions_planned_once(world: World) -> None:
    """Whoever comes after on the same connection has them planned for their values again."""
    mode = sa.text("SELECT current_setting('plan_cache_mode')")
    seen = []
    for once in (True, False):
        with world.store.begin(planned_once=once) as work:
            seen.append(work.session.execute(mode).scalar_one())
    assert seen == ["force_generic_plan", "auto"]
