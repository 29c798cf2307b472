"""Each request leaves one line that names the page and nobody, under an id that can be found again."""

import json

import pytest

from tests.cast import World, send


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    return [one for one in found if one["event"] == "answered"]


def test_a_page_leaves_its_route_its_answer_and_its_time(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        capsys.readouterr()
        answer = hilde.get(f"/aanmeldingen/{noor}", params={"zoek": "El Amrani"})
        [line] = lines(capsys)
    assert (line["method"], line["route"], line["status"]) == ("GET", "/aanmeldingen/{referral_id}", 200)
    assert isinstance(line["milliseconds"], int)
    assert line["request"] == answer.headers["X-Request-ID"]
    assert "Amrani" not in str(line)


def test_the_id_of_a_proxy_is_kept_unless_it_is_none(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with world.client() as visitor:
        for said, kept in (("0d9c6a4e-proxy", True), ("kort", False), ("x" * 65, False), ("a b c d e f g", False)):
            answer = visitor.get("/aanmelden", headers={"X-Request-ID": said})
            assert (answer.headers["X-Request-ID"] == said) is kept, said
    assert len({line["request"] for line in lines(capsys)}) == 4


def test_a_page_that_fails_is_found_by_the_id_that_the_visitor_got(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with world.client() as visitor:
        answer = send(visitor, "/uitloggen", {"_csrf_token": "fout"})
    assert answer.status_code == 403
    assert [line["status"] for line in lines(capsys) if line["request"] == answer.headers["X-Request-ID"]] == [403]


def test_what_a_machine_asks_every_second_leaves_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with world.client() as monitor:
        monitor.get("/health")
        monitor.get("/static/app.css")
    assert lines(capsys) == []
