"""The same records and pairs scored by Splink, in the set-ups of its own handbook; `bench/febrl.py` compares."""

import logging
from typing import Any

import pandas as pd
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bench.febrl import Records, Scored

# The pairs of `febrl.pairs`: one thing is the same, a name in either place.
PAIRS = [
    f"l.{one} = r.{other}"
    for one, other in (
        ("born", "born"), ("postcode", "postcode"), ("first_name", "first_name"), ("last_name", "last_name"),
        ("first_name", "last_name"), ("last_name", "first_name"),
    )
]  # fmt: skip
SURE = [
    "l.first_name = r.first_name and l.born = r.born",
    "l.last_name = r.last_name and l.born = r.born",
    "l.first_name = r.first_name and l.last_name = r.last_name and l.postcode = r.postcode",
]
SEED = 1


def _names_apart() -> list[Any]:
    return [
        comparisons.NameComparison("first_name").configure(term_frequency_adjustments=True),
        comparisons.NameComparison("last_name").configure(term_frequency_adjustments=True),
    ]


def _names_together() -> list[Any]:
    """Sees names that changed places, and how common a full name is."""
    return [comparisons.ForenameSurnameComparison("first_name", "last_name", forename_surname_concat_col_name="named")]


def _names_apart_or_crossed() -> list[Any]:
    """Each name by itself, with a level of its own for having changed places."""

    def one(own: str, beside: str) -> Any:
        crossed = levels.CustomLevel(f"{own}_l = {beside}_r OR {own}_r = {beside}_l", label_for_charts="crossed")
        return comparisons.CustomComparison(
            output_column_name=own,
            comparison_levels=[
                levels.NullLevel(own), levels.ExactMatchLevel(own, term_frequency_adjustments=True), crossed,
                levels.JaroWinklerLevel(own, 0.92), levels.DamerauLevenshteinLevel(own, 1),
                levels.JaroWinklerLevel(own, 0.88), levels.JaroWinklerLevel(own, 0.7), levels.ElseLevel(),
            ],
        )  # fmt: skip

    return [one("first_name", "last_name"), one("last_name", "first_name")]


def _by_signs() -> list[Any]:
    return [
        comparisons.DamerauLevenshteinAtThresholds("born", [1, 2]),
        comparisons.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
    ]


def _by_calendar() -> list[Any]:
    return [
        comparisons.DateOfBirthComparison("born", input_is_string=True, datetime_format="%Y%m%d"),
        comparisons.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]


SET_UPS = {
    "names apart, signs of dates": (_names_apart, _by_signs),
    "names apart, calendar": (_names_apart, _by_calendar),
    "names together, signs of dates": (_names_together, _by_signs),
    "names apart or crossed, signs of dates": (_names_apart_or_crossed, _by_signs),
}


def scored(records: Records, set_up: str) -> Scored:
    """Of each pair its weight, and whether it is one person; weights learnt from this very set, without labels."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = _frame(records)
    sides = [side for _name, side in frame.groupby("side")] if records.two_sides else [frame]
    of_names, of_rest = SET_UPS[set_up]
    settings = SettingsCreator(
        link_type="link_only" if records.two_sides else "dedupe_only", unique_id_column_name="id",
        comparisons=[*of_names(), *of_rest()], blocking_rules_to_generate_predictions=PAIRS,
    )  # fmt: skip
    api = DuckDBAPI()
    linker = Linker([api.register(side) for side in sides], settings, log_level=logging.ERROR)
    learn = linker.training
    learn.estimate_probability_two_random_records_match(SURE, recall=0.95)
    learn.estimate_u_using_random_sampling(max_pairs=5e6, seed=SEED)
    learn.estimate_parameters_using_expectation_maximisation(block_on("born"))
    learn.estimate_parameters_using_expectation_maximisation(block_on("postcode", "last_name"))
    learn.estimate_parameters_using_expectation_maximisation(block_on("first_name", "last_name"))
    found = linker.inference.predict().as_pandas_dataframe()
    who = dict(zip(records.ids, records.who, strict=True))
    return [
        (weight, who[one] == who[other])
        for weight, one, other in zip(found.match_weight, found.id_l, found.id_r, strict=True)
    ]


def _frame(records: Records) -> pd.DataFrame:
    frame = pd.DataFrame([known._asdict() for known in records.known]).replace("", None)
    frame["id"], frame["side"] = records.ids, records.side
    frame["named"] = frame["first_name"] + " " + frame["last_name"]
    return frame
