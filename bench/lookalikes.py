"""How soon, and how surely, a youngster is found again among a million: by hand, `python -m bench.lookalikes`.

BENCH_YOUNGSTERS says among how many (1,000,000), all of one hub, which is harder than a hundred hubs of ten thousand.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import NamedTuple
from uuid import UUID, uuid4

import psycopg

from bench.scene import settings_for
from hub import places
from hub.clock import real_now
from hub.dispatch.codes import Channel
from hub.dispatch.lookalikes import lookalikes
from hub.dispatch.opening import NewCase, Referrer, open_case
from hub.embedded import servers
from hub.home.seed.words import BOYS, FAMILIES, GIRLS
from hub.hubs import Hub
from hub.settings import libpq_url
from hub.store import Store, migrate
from hub.wording import sort_key

Say = Callable[[str], None]


class Youngster(NamedTuple):
    id: UUID
    first: str
    last: str
    born: date | None
    code: str


EACH = 60  # youngsters written down anew in each way
# Of these names are made up, for there are too few in the demonstration.
BEGIN = ("b", "br", "d", "dr", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v", "w", "z")
MIDDLE = [v + c for v in ("a", "aa", "e", "ee", "i", "ie", "o", "oe", "u") for c in "bdgklmnrt"]
END = ("ck", "ert", "ens", "ers", "el", "man", "mans", "stra", "ts", "x", "y", "s")


def main(say: Say = print) -> None:
    many = int(os.environ.get("BENCH_YOUNGSTERS", "1000000"))
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        servers(Path(folder) / "state", what="the bench") as where,
    ):
        settings = settings_for(where.database_url, where.redis_url, Path(folder) / "state")
        migrate(settings.database_url)
        begun, chance, hub = time.perf_counter(), Random(1), uuid4()
        with psycopg.connect(libpq_url(settings.database_url), autocommit=True) as connection:
            kept = filled(connection, hub, many, chance)
        say(f"{many} youngsters written in {time.perf_counter() - begun:.0f} s")
        say(
            "| written down again with | median ms | 95 % | longest | found | others shown |\n|---|---|---|---|---|---|"
        )
        store = Store(settings, pool_size=1)
        for how, wrong in WRONG.items():
            say(_looked_for(store, hub, how, [(one, wrong(one, chance)) for one in chance.sample(kept, EACH)]))
        store.close()


def filled(connection: psycopg.Connection, hub: UUID, many: int, chance: Random) -> list[Youngster]:
    """So many youngsters between ten and eighteen, spread over the municipalities; some of them, to look for."""
    connection.execute(
        "INSERT INTO hub (id, position, slug, name, number_prefix, phone, email, reading_hours, created_at)"
        " VALUES (%s, 1, 'dijleland', 'Meldpunt Dijleland', 'CM', '', '', '', now())", (hub,)
    )  # fmt: skip
    firsts, lasts, codes = _first_names(chance), _last_names(chance), _postcodes(chance)
    kept: list[Youngster] = []
    write = (
        "COPY youngster (id, hub_id, first_name, last_name, sort_key, birth_date, postcode, phone, home_language,"
        " interpreter, home_situation, created_at) FROM STDIN"
    )
    now = real_now()
    with connection.cursor() as cursor, cursor.copy(write) as copy:
        rows = zip(_drawn(firsts, many, chance), _drawn(lasts, many, chance), _drawn(codes, many, chance), strict=True)
        for turn, (first, last, code) in enumerate(rows):
            born = date(2008, 1, 1) + timedelta(days=chance.randrange(8 * 365))
            one = Youngster(uuid4(), first, last, born, code)
            named = sort_key(f"{last} {first}")
            copy.write_row((one.id, hub, first, last, named, born, code, "", "", False, "", now))
            if turn % max(many // 5000, 1) == 0:
                kept.append(one)
    connection.execute("VACUUM ANALYZE youngster")
    return kept


def _drawn(values: list[str], many: int, chance: Random) -> list[str]:
    """The first of them most often, as names are: the nth by 1/(n + 10)."""
    return chance.choices(values, [1 / (n + 10) for n in range(len(values))], k=many)


def _first_names(chance: Random) -> list[str]:
    made = {f"{chance.choice(BEGIN)}{chance.choice(MIDDLE)}{chance.choice('aeio')}".title() for _n in range(3000)}
    return [*chance.sample((*BOYS, *GIRLS), len(BOYS) + len(GIRLS)), *sorted(made)]


def _last_names(chance: Random) -> list[str]:
    """Those of the demonstration are the common ones, and tens of thousands of others are made up."""
    made = {
        chance.choice(("", "", "", "Van ", "De ", "Van den ", "El ")) + "".join(
            (chance.choice(BEGIN), chance.choice(MIDDLE), chance.choice(MIDDLE), chance.choice(END))
        ).title() for _n in range(60000)
    }  # fmt: skip
    return [*chance.sample(FAMILIES, len(FAMILIES)), *sorted(made, key=lambda _name: chance.random())]


def _postcodes(chance: Random) -> list[str]:
    found = [code for one in places.municipalities() for code in places.postcodes(one.nis)]
    return chance.sample(sorted(set(found)), len(set(found)))


def _typo(text: str, chance: Random) -> str:
    """A sign left out, one too many, or two of them turned; never the first."""
    at = chance.randrange(1, max(len(text) - 1, 2))
    head, tail = text[:at], text[at:]
    return chance.choice((head + tail[1:], head + chance.choice("aeinrst") + tail, head + tail[1::-1] + tail[2:]))


def _wrong_name(one: Youngster, chance: Random) -> Youngster:
    return one._replace(last=_typo(one.last, chance))


def _both_wrong(one: Youngster, chance: Random) -> Youngster:
    return _wrong_name(one._replace(first=_typo(one.first, chance)), chance)


def _wrong_day(one: Youngster, _chance: Random) -> Youngster:
    assert one.born is not None, "as they were written"
    return one._replace(born=one.born.replace(year=one.born.year + 1, day=min(one.born.day, 28)))


def _moved(one: Youngster, chance: Random) -> Youngster:
    return one._replace(code=chance.choice(places.postcodes(chance.choice(places.municipalities()).nis)))


def _turned(one: Youngster, _chance: Random) -> Youngster:
    born = one.born
    return one._replace(born=date(born.year, born.day, born.month) if born and born.day <= 12 else born)


# How the same youngster was written down the second time.
WRONG: dict[str, Callable[[Youngster, Random], Youngster]] = {
    "nothing wrong": lambda one, _chance: one,
    "typo in the family name": _wrong_name,
    "typos in both names": _both_wrong,
    "names changed places": lambda one, _chance: one._replace(first=one.last, last=one.first),
    "day and month turned": _turned,
    "another year of birth": _wrong_day,
    "moved house": _moved,
    "moved, typo in the family name": lambda one, chance: _wrong_name(_moved(one, chance), chance),
    "no birth date": lambda one, _chance: one._replace(born=None),
    "another year of birth, typo in the family name": lambda one, chance: _wrong_name(_wrong_day(one, chance), chance),
    "another year of birth, typos in both names": lambda one, chance: _both_wrong(_wrong_day(one, chance), chance),
}


def _looked_for(store: Store, hub: UUID, how: str, pairs: list[tuple[Youngster, Youngster]]) -> str:
    """Each is referred once more and looked for; nothing of it stays."""
    took, found, others = [], 0, 0
    for one, again in pairs:
        new = NewCase(
            channel=Channel.FORM, referrer=Referrer(), first_name=again.first, last_name=again.last,
            birth_date=again.born, postcode=again.code,
        )  # fmt: skip
        with store.begin() as work:
            case = open_case(work, work.session.get_one(Hub, hub), new)
            work.flush()
            begun = time.perf_counter()
            likely = {like.youngster_id for like in lookalikes(work, case.id)}
            took.append(1000 * (time.perf_counter() - begun))
            work.session.rollback()
        found += one.id in likely
        others += len(likely - {one.id})
    times = f"{median(took):.0f} | {quantiles(took, n=20)[-1]:.0f} | {max(took):.0f}"
    return f"| {how} | {times} | {found} of {len(pairs)} | {others / len(pairs):.1f} |"


if __name__ == "__main__":
    main()
