"""How much anybody may leave at the front door: files come with a form of this browser, and within a quota."""

import re
from typing import Any

import pytest
from litestar.testing import TestClient

from hub.dispatch.tables import Referral
from hub.intake import quota
from hub.intake.tables import Document
from tests.cast import World
from tests.pages.test_referral_form import PDF, count, key_on, open_form, post
from tests.personal_pages import els_at

MEGABYTE = 1024 * 1024
VISITOR = "testclient"
NOTHING_LEFT = 300 * MEGABYTE


def left_already(world: World, size: int, visitor: str = VISITOR) -> None:
    """This visitor has left so many bytes within the hour."""
    assert quota.room_for(world.store.settings.redis_url, visitor)(size)


def more_files(client: TestClient, here: str, *files: tuple[str, bytes]) -> Any:
    return client.post(
        f"{here}/bijlagen", data={"_csrf_token": client.cookies.get("hub_csrf", "")},
        files=[("files", file) for file in files], follow_redirects=False,
    )  # fmt: skip


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000.x"])
def test_without_a_form_of_this_browser_no_file_is_kept_and_the_visitor_reads_so(world: World, key: str) -> None:
    with world.client() as visitor:
        open_form(visitor)
        again = post(visitor, key, files={"files": PDF})
        assert again.status_code == 422
        assert "Kies je bijlagen opnieuw" in again.text
        assert "Noor komt al drie weken niet." in again.text
        assert count(world, Document) == 0
        assert post(visitor, key_on(again), files={"files": PDF}).status_code == 303
    assert count(world, Document) == 1


def test_who_chose_no_file_is_not_asked_to_choose_one_again(world: World) -> None:
    with world.client() as visitor:
        open_form(visitor)
        again = post(visitor, "nonsense")
    assert "Kies je bijlagen opnieuw" not in again.text


def test_beyond_the_quota_els_keeps_her_words_and_her_first_file_and_sends_without_the_rest(world: World) -> None:
    with world.client() as els:
        again = post(els, open_form(els), files={"files": PDF}, story="")
        left_already(world, NOTHING_LEFT - MEGABYTE // 2)
        late = ("groot.txt", b"een blad " * 80_000)
        again = post(els, key_on(again), files={"files": late})
        assert again.status_code == 422
        assert "groot.txt" in again.text
        assert "voeg je ze later toe" in again.text
        assert "Noor komt al drie weken niet." in again.text
        assert [name for name in ("verslag.pdf",) if name in again.text] == ["verslag.pdf"]
        assert count(world, Document) == 1
        assert post(els, key_on(again)).status_code == 303
    assert count(world, Referral) == 1


def test_a_smaller_file_still_fits_where_a_bigger_one_does_not(world: World) -> None:
    left_already(world, NOTHING_LEFT - MEGABYTE // 2)
    with world.client() as els:
        big, small = ("groot.txt", b"een blad " * 80_000), ("klein.txt", b"een blad")
        again = post(els, open_form(els), files=[("files", big), ("files", small)])
    assert re.search(r'kept-name">klein\.txt', again.text)
    assert not re.search(r'kept-name">groot\.txt', again.text)


def test_a_file_that_is_kept_already_costs_nothing_when_it_is_chosen_again(world: World) -> None:
    with world.client() as els:
        again = post(els, open_form(els), files={"files": PDF}, story="")
        left_already(world, NOTHING_LEFT - MEGABYTE // 2)
        left_already(world, MEGABYTE // 2 - 1024)
        assert post(els, key_on(again), files={"files": PDF}).status_code == 303


def test_what_one_school_uses_up_is_not_taken_from_another(world: World) -> None:
    left_already(world, NOTHING_LEFT, "203.0.113.7")
    with world.client() as els:
        assert post(els, open_form(els), files={"files": PDF}).status_code == 303


def test_many_visitors_together_fill_no_more_than_the_installation_takes_in_an_hour(world: World) -> None:
    for n in range(6):
        left_already(world, NOTHING_LEFT, f"203.0.113.{n}")
    left_already(world, 2048 * MEGABYTE - 6 * NOTHING_LEFT, "203.0.113.99")
    with world.client() as els:
        again = post(els, open_form(els), files={"files": PDF})
        assert again.status_code == 422
        assert post(els, key_on(again)).status_code == 303, "a referral without files always comes in"


def test_while_redis_is_away_there_is_a_quota_too() -> None:
    room = quota.room_for("redis://127.0.0.1:9/0", "203.0.113.200")
    assert room(NOTHING_LEFT)
    assert not room(MEGABYTE)


def test_the_personal_link_has_the_same_quota_and_says_which_file_waits(world: World) -> None:
    with els_at(world, world.refer()) as (els, here):
        left_already(world, NOTHING_LEFT)
        again = more_files(els, here, PDF[:2])
    assert again.status_code == 422
    assert "verslag.pdf" in again.text
    assert count(world, Document) == 0


def test_a_referral_takes_ten_files_by_its_link_and_no_more(world: World) -> None:
    with els_at(world, world.refer()) as (els, here):
        assert more_files(els, here, *[(f"{n}.txt", b"een blad") for n in range(9)]).status_code == 303
        again = more_files(els, here, ("9.txt", b"een blad"), ("10.txt", b"een blad"))
        assert again.status_code == 422
        assert "hoogstens 10" in again.text
        assert more_files(els, here, ("11.txt", b"een blad")).status_code == 422
    assert count(world, Document) == 10


def test_a_file_that_was_thrown_away_meanwhile_is_missed_aloud(world: World) -> None:
    with world.client() as els:
        again = post(els, open_form(els), files={"files": PDF}, story="")
        kept = re.search(r'name="drop_files" value="([^"]+)"', again.text)
        assert kept
        assert 'name="kept" value="1"' in again.text
        post(els, key_on(again), story="", drop_files=kept[1])
        late = post(els, key_on(again), kept="1")
        assert late.status_code == 422
        assert "intussen weggegooid" in late.text
        assert post(els, key_on(late), kept="0").status_code == 303


def test_a_whole_network_of_addresses_is_one_visitor(world: World) -> None:
    """Who has one IPv6 address has a million million million of them."""
    from hub.web import visitor_in

    assert visitor_in("2001:db8:7:1::1") == visitor_in("2001:db8:7:1:ffff::2")
    assert visitor_in("2001:db8:7:1::1") != visitor_in("2001:db8:7:2::1")
    assert visitor_in("::ffff:203.0.113.7") == visitor_in("203.0.113.7") == "203.0.113.7"
    assert visitor_in("unknown") == "unknown"
