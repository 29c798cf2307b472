"""What is known of a referral that decides which questions are asked, compulsory education among it."""

from dataclasses import dataclass
from datetime import date

NURSERY = frozenset({"111", "121"})
PRIMARY_AND_SECONDARY = frozenset({"211", "221", "311", "312", "315", "321"})


@dataclass(frozen=True)
class Known:
    """What is known of a referral that decides what is asked, on the day `on`; "" and None where it is not known."""

    subject_kind: str
    on: date
    referrer_kind: str = ""
    structure: str = ""
    born: date | None = None

    @property
    def compulsory(self) -> bool:
        """Whether it may be about compulsory education: at a primary or secondary school, or of an age to have to
        learn. What is not known is asked."""
        if self.structure in PRIMARY_AND_SECONDARY:
            return True
        return must_learn(self.born, self.on) if self.born else self.structure not in NURSERY


def must_learn(born: date, on: date) -> bool:
    """The Belgian law of 29 June 1983, as of 2020: from the school year that begins in the year of the fifth birthday,
    to the end of the one in the year of the eighteenth, and never longer than until eighteen."""
    ends = min(date(born.year + 18, 6, 30), date(born.year + 18, born.month, min(born.day, 28)))
    return date(born.year + 5, 9, 1) <= on <= ends
