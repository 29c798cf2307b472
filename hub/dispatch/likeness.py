"""How likely two youngsters are one: what agrees in names, birth date and postcode, and how much that says.

After Fellegi and Sunter, "A theory for record linkage" (1969): a weight is the logarithm (base 2) of how much more
often something is seen of one youngster who was written down twice than of two. That a rare name agrees says more than
that a common one does, so how common things are comes from the files themselves. Nothing here merges anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from hub.dispatch.commonness import Commonness
from hub.dispatch.spelling import Name, name

# The one threshold. At 0 it is as likely as not that two files, drawn from all files of the hub, are of one youngster;
# chosen on FEBRL 1 and 2 (docs/same_youngster.md).
SHOWN_FROM = -1.0


class How(StrEnum):
    """How what is known of both agrees."""

    SAME = "same"
    SPELT = "spelt"  # another spelling or another form of one name
    ALIKE = "alike"  # one sign more, less, other or two of them turned
    CLOSE = "close"
    NEAR = "near"
    FAR = "far"
    PART = "part"  # one of several names
    TURNED = "turned"  # day and month
    OTHER = "other"
    UNKNOWN = "unknown"


class Part(StrEnum):
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    BIRTH_DATE = "birth_date"
    POSTCODE = "postcode"
    CROSSED = "crossed"  # first name and family name stand where the other belongs


class Known(NamedTuple):
    """What is known of somebody; "" for what is not. `born` as YYYYMMDD, a day that does not exist too."""

    first_name: str = ""
    last_name: str = ""
    born: str = ""
    postcode: str = ""


class Agreement(NamedTuple):
    """`weight` in bits: above 0 speaks for one youngster, below 0 for two."""

    part: Part
    how: How
    weight: float


@dataclass(frozen=True)
class Likeness:
    """`weight` in bits, with how rarely two files are of one youngster in it."""

    weight: float
    agreements: tuple[Agreement, ...]

    @property
    def likely(self) -> bool:
        """Whether it is shown to a person, who decides. One thing alone is never enough, however rare it is."""
        known = [one for one in self.agreements if one.how != How.UNKNOWN and one.part != Part.CROSSED]
        return self.weight >= SHOWN_FROM and len(known) > 1


# Of a thousand pairs, how many are seen so: pairs of one youngster, and pairs of two. Counted on FEBRL 1 and 2
# (`bench/febrl.py counted`); what these sets lack or hardly have (parts of names, day and month turned) is assumed.
Seen = dict[How, tuple[float, float]]
FIRST_NAMES: Seen = {
    How.SAME: (722, 0), How.SPELT: (11, 0.5), How.ALIKE: (137, 0.9), How.CLOSE: (4, 0.7), How.NEAR: (4, 4.4),
    How.PART: (5, 0.3), How.FAR: (4, 21), How.OTHER: (119, 968),
}  # fmt: skip
LAST_NAMES: Seen = {
    How.SAME: (663, 0), How.SPELT: (12, 0.1), How.ALIKE: (209, 0.6), How.CLOSE: (21, 0.2), How.NEAR: (10, 2.1),
    How.PART: (5, 0.3), How.FAR: (1.5, 12), How.OTHER: (84, 981),
}  # fmt: skip
# Days and postcodes lie close together, and closer in a hub than in a country. So of two youngsters: how many times
# as often as one and the same day, or postcode; for OTHER of a thousand pairs.
BIRTH_DATES: Seen = {
    How.SAME: (911, 1), How.TURNED: (5, 1), How.ALIKE: (27, 38), How.NEAR: (2, 520), How.OTHER: (60, 984),
}  # fmt: skip
POSTCODES: Seen = {How.SAME: (776, 1), How.ALIKE: (190, 13), How.OTHER: (34, 986)}
CROSSED = 87  # of a thousand
CAPPED = 0.5  # what is close together is never seen more often than this of two youngsters
CLOSE, NEAR, FAR = 0.9, 0.8, 0.7  # Jaro and Winkler's similarity
SHORTEST_PART = 3


def compare(one: Known, other: Known, common: Commonness) -> Likeness:
    """Two youngsters as they were written down, among files in which things are so common; either may come first."""
    straight = (
        _names(Part.FIRST_NAME, one.first_name, other.first_name, common),
        _names(Part.LAST_NAME, one.last_name, other.last_name, common),
    )
    crossed = (
        _crossed(Part.FIRST_NAME, one.first_name, other.last_name, common),
        _crossed(Part.LAST_NAME, one.last_name, other.first_name, common),
        Agreement(Part.CROSSED, How.TURNED, log2(CROSSED / (1000 - CROSSED))),
    )
    named = max(straight, crossed, key=_total)
    agreements = (*named, _days(one.born, other.born, common), _postcodes(one.postcode, other.postcode, common))
    return Likeness(_total(agreements) - log2(common.files), agreements)


def _total(agreements: Iterable[Agreement]) -> float:
    return sum(agreement.weight for agreement in agreements)


def _names(part: Part, one: str, other: str, common: Commonness) -> Agreement:
    as_first = part == Part.FIRST_NAME
    first, second = name(one), name(other)
    how = how_named(first, second, as_first)
    shares, seen = (common.first_names, FIRST_NAMES) if as_first else (common.last_names, LAST_NAMES)
    if how == How.UNKNOWN:
        return Agreement(part, how, 0)
    of_one, of_two = seen[how]
    return Agreement(part, how, log2(of_one / (1000 * shares.of(first.letters) if how == How.SAME else of_two)))


def _crossed(part: Part, one: str, other: str, common: Commonness) -> Agreement:
    """A name beside one of the other kind: it is as common as it is in the mean of both places."""
    as_first, as_last = (_names(kind, one, other, common) for kind in (Part.FIRST_NAME, Part.LAST_NAME))
    return Agreement(part, as_first.how, (as_first.weight + as_last.weight) / 2)


def _days(one: str, other: str, common: Commonness) -> Agreement:
    how = how_born(one, other)
    return Agreement(Part.BIRTH_DATE, how, _close_together(BIRTH_DATES, how, common.a_birth_date))


def _postcodes(one: str, other: str, common: Commonness) -> Agreement:
    how = how_coded(one, other)
    share = common.postcodes.of(one) if how == How.SAME else common.postcodes.mean
    return Agreement(Part.POSTCODE, how, _close_together(POSTCODES, how, share))


def _close_together(seen: Seen, how: How, share: float) -> float:
    if how == How.UNKNOWN:
        return 0
    of_one, of_two = seen[how]
    return log2(of_one / 1000 / (of_two / 1000 if how == How.OTHER else min(CAPPED, of_two * share)))


@lru_cache(maxsize=4096)
def how_named(one: Name, other: Name, as_first: bool) -> How:
    if not (one.letters and other.letters):
        return How.UNKNOWN
    if one.letters == other.letters:
        return How.SAME
    if one.sound == other.sound or (as_first and one.form == other.form):
        return How.SPELT
    if OSA.distance(one.letters, other.letters, score_cutoff=1) <= 1:
        return How.ALIKE
    if _long(one) & _long(other):
        return How.PART
    alike = JaroWinkler.similarity(one.letters, other.letters)
    for enough, how in ((CLOSE, How.CLOSE), (NEAR, How.NEAR)):
        if alike >= enough:
            return how
    return How.FAR if alike >= FAR else How.OTHER


def _long(whole: Name) -> set[str]:
    return {word for word in whole.words if len(word) >= SHORTEST_PART}


def how_born(one: str, other: str) -> How:
    """Two days as YYYYMMDD."""
    if not (one and other):
        return How.UNKNOWN
    if one == other:
        return How.SAME
    if one == other[:4] + other[6:] + other[4:6]:
        return How.TURNED
    return {1: How.ALIKE, 2: How.NEAR}.get(OSA.distance(one, other), How.OTHER)


def how_coded(one: str, other: str) -> How:
    """Two postcodes."""
    if not (one and other):
        return How.UNKNOWN
    if one == other:
        return How.SAME
    return How.ALIKE if OSA.distance(one, other) == 1 else How.OTHER
