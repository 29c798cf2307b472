"""A row of the old list is a case with its real days, or says in words everything that stands in its way."""

from datetime import date

import pytest

from hub.dispatch.case import Outcome, Stage
from hub.dispatch.track import TrackStage
from hub.home.old_list import row_words as say
from hub.home.old_list.fields import Field
from hub.home.old_list.rows import NO_PARTNER, Chosen, Reading, read_row
from hub.home.old_list.standing import Standing, nearest, suggest

TODAY = date(2026, 9, 15)
COLUMNS = (
    Field.LAST_FIRST, Field.BIRTH_DATE, Field.REFERRED_ON, Field.STANDING, Field.PARTNER, Field.STARTED_ON,
    Field.ENDED_ON, Field.ENDING, Field.HOME, Field.GENDER, Field.STARTED, Field.SCHOOL_YEAR,
)  # fmt: skip
VALUES: dict[Field, dict[str, str]] = {
    Field.STANDING: {"lopend": Standing.RUNNING, "afgesloten": Standing.ENDED, "wachtlijst": Standing.WAITING},
    Field.PARTNER: {"kompas": "K", "anker": "A", "de buurman": NO_PARTNER},
    Field.ENDING: {"stopgezet": Standing.STOPPED, "doorverwezen": Standing.ELSEWHERE, "goed": ""},
}


def reading(cells: dict[str, str], *, start_as_referred: bool = False) -> Reading:
    values = {"last_first": "Janssens Sam", "referred_on": "1/10/2025", **cells}
    chosen = Chosen({one: [at] for at, one in enumerate(COLUMNS)}, VALUES, start_as_referred)
    return read_row([values.get(one, "") for one in COLUMNS], chosen, TODAY)


def said(made: Reading) -> set[str]:
    return {one.sentence for one in made.troubles}


RUNS = {"standing": "Lopend", "partner": "Kompas", "started_on": "15/10/2025"}


@pytest.mark.parametrize(
    ("cells", "stage", "outcome", "track"),
    [
        ({}, Stage.SUBMITTED, None, None),
        ({"standing": "Wachtlijst"}, Stage.WAITING_LIST, None, None),
        (RUNS, Stage.TRACKS, None, TrackStage.STARTED),
        ({**RUNS, "started_on": "1/10/2026"}, Stage.TRACKS, None, TrackStage.ACCEPTED),
        ({"partner": "Kompas"}, Stage.TRACKS, None, TrackStage.ACCEPTED),
        ({**RUNS, "standing": ""}, Stage.TRACKS, None, TrackStage.STARTED),
        ({**RUNS, "standing": "", "ended_on": "1/2/2026"}, Stage.CLOSED, Outcome.TRACKS_ENDED, TrackStage.COMPLETED),
        ({**RUNS, "ending": "stopgezet", "ended_on": "1/2/2026"}, Stage.CLOSED, Outcome.TRACKS_ENDED,
         TrackStage.STOPPED_EARLY),
        ({"standing": "afgesloten", "partner": "anker", "started": "nee"}, Stage.CLOSED, Outcome.TRACKS_ENDED,
         TrackStage.NOT_STARTED),
        ({"standing": "afgesloten", "ending": "doorverwezen"}, Stage.CLOSED, Outcome.REFERRED_ELSEWHERE, None),
    ],
)  # fmt: skip
def test_where_a_case_stands_follows_from_its_words_and_its_days(
    cells: dict[str, str], stage: Stage, outcome: Outcome | None, track: TrackStage | None
) -> None:
    made = reading(cells)
    assert made.troubles == []
    assert made.case
    assert (made.case.stage, made.case.outcome) == (stage, outcome)
    assert [one.stage for one in made.case.tracks] == ([track] if track else [])


def test_the_real_days_are_kept_and_two_partners_have_a_track_each() -> None:
    case = reading({**RUNS, "partner": "Kompas / Anker", "ending": "stopgezet", "ended_on": "3/2/2026"}).case
    assert case
    assert (case.referred_on, case.closed_on) == (date(2025, 10, 1), date(2026, 2, 3))
    assert [(one.partner, one.agreed_on, one.started_on, one.ended_on) for one in case.tracks] == [
        ("K", date(2025, 10, 15), date(2025, 10, 15), date(2026, 2, 3)),
        ("A", date(2025, 10, 15), date(2025, 10, 15), date(2026, 2, 3)),
    ]
    assert (case.first_name, case.last_name) == ("Sam", "Janssens")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"last_first": ""}, {say.NO_NAME}), ({"referred_on": ""}, {say.NO_DAY}),
        ({"referred_on": "31/2/2025"}, {say.UNREAD_DAY}), ({"referred_on": "1/12/2026"}, {say.TO_COME}),
        ({"referred_on": "1/9/1997"}, {say.TOO_LONG_AGO}), ({"birth_date": "1/1/1950"}, {say.ODD_BIRTH}),
        ({"standing": "Blauw"}, {say.UNKNOWN_STANDING}), ({"partner": "Niemand"}, {say.UNKNOWN_PARTNER}),
        ({"standing": "lopend"}, {say.NEEDS_PARTNER, say.NEEDS_START}),
        ({"standing": "lopend", "partner": "de buurman", "started_on": "1/10/2025"}, {say.NEEDS_PARTNER}),
        ({"standing": "afgesloten"}, {say.HOW_ENDED}),
        ({**RUNS, "ending": "stopgezet", "ended_on": "1/10/2025"}, {say.ENDS_EARLY}),
        ({**RUNS, "ending": "stopgezet", "ended_on": "1/10/2026"}, {say.TO_COME}),
        ({"last_first": "", "birth_date": "vroeger", "referred_on": "ooit"}, {say.NO_NAME, say.UNREAD_DAY}),
    ],
)  # fmt: skip
def test_everything_that_stands_in_the_way_is_told_at_once(cells: dict[str, str], why: set[str]) -> None:
    made = reading(cells)
    assert (made.case, said(made)) == (None, why)


def test_what_is_assumed_is_said() -> None:
    guessed = {**RUNS, "started_on": "", "referred_on": "okt. 2025", "home": "Atlantis", "gender": "?"}
    made = reading(guessed, start_as_referred=True)
    assert made.case
    assert made.case.tracks[0].started_on == made.case.referred_on == date(2025, 10, 1)
    assert {one.sentence for one in made.notices} == {
        say.START_ASSUMED, say.NOT_PRECISE, say.UNKNOWN_HOME, say.UNKNOWN_GENDER,
    }  # fmt: skip
    for half_known in ("2010", "mei 2010"):
        born = reading({"birth_date": half_known})
        assert born.case
        assert (born.case.birth_date, [one.sentence for one in born.notices]) == (None, [say.NO_BIRTH_DAY])
    by_year = reading({"referred_on": "", "school_year": "2024-2025"})
    assert by_year.case
    assert by_year.case.referred_on == date(2024, 9, 1)
    assert [one.sentence for one in by_year.notices] == [say.BY_SCHOOL_YEAR]
    ended = reading({**RUNS, "ending": "stopgezet"})
    assert ended.case
    assert (ended.case.closed_on, ended.notices[0].sentence) == (date(2025, 10, 15), say.NO_END)


def test_what_a_value_means_is_suggested() -> None:
    assert suggest(Field.STANDING, "") == Standing.BY_DAYS
    assert suggest(Field.STANDING, "Traject lopende") == Standing.RUNNING
    assert suggest(Field.STANDING, "AFGESLOTEN") == Standing.ENDED
    assert suggest(Field.ENDING, "vroegtijdig stopgezet") == Standing.STOPPED
    assert suggest(Field.ENDING, "lopend") == ""
    assert suggest(Field.REASON, "Spijbelgedrag") == "truancy"
    assert suggest(Field.REFERRER_KIND, "Vrij CLB") == "clb"
    names = [("K", "Kompas NAFT"), ("A", "Anker Welzijn"), ("D", "Dijleland Meldpunt")]
    assert [nearest(text, names) for text in ("kompas", "Anker Welzijn", "Ankr Welzijn", "", "Iets")] == [
        "K",
        "A",
        "A",
        "",
        "",
    ]
