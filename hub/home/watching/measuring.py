"""What Prometheus reads: counts and ages of the whole installation, without a word about anybody or any hub."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hub import pulse
from hub.home import health
from hub.home.watching import standing
from hub.home.watching.tasks import TASKS
from hub.pulse import Pulse
from hub.store import Store

WAIT = {"open": "not done and not given up", "due": "could be done now", "tried": "failed before and comes again"}


def measured(store: Store, now: datetime) -> bytes:
    """All of it as one text, as of this moment; `hub_up` is 0 and the rest is left out while the database is away."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Look(store, now))
    return generate_latest(registry)


class _Look(Collector):
    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now = store, now

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        seen = health.look(self.store, self.now)
        yield _one("hub_up", "Whether the database answers.", seen.database)
        yield _one("hub_broker_up", "Whether the broker answers.", seen.broker)
        yield _one("hub_well", "Whether nothing stands still.", not seen.late)
        if not seen.database:
            return
        ages = GaugeMetricFamily("hub_age_seconds", "How long the oldest of it waits, or is not heard.", labels=["of"])
        for name, age in seen.ages.items():
            if age is not None:
                ages.add_metric([name], age)
        yield ages
        with self.store.begin() as work:
            kinds, heard = standing.all_kinds(work, self.now), pulse.heard(work)
        yield from _rows(kinds, seen)
        yield from _pulses(heard, self.now)


def _rows(kinds: dict[str, standing.Standing], seen: health.Health) -> Iterator[Metric]:
    for word, meaning in WAIT.items():
        rows = GaugeMetricFamily(f"hub_work_{word}", f"Rows of work that are {meaning}.", labels=["kind"])
        for kind, one in kinds.items():
            rows.add_metric([kind], getattr(one, word))
        yield rows
    given_up = GaugeMetricFamily("hub_work_parked", "Rows of work that were given up.", labels=["kind"])
    for kind, one in kinds.items():
        given_up.add_metric([kind], one.parked)
    yield given_up
    stumbling = GaugeMetricFamily(
        "hub_follow_up_failing", "What is followed up and failed several times.", labels=["noun"]
    )
    for noun, many in seen.stumbling.items():
        stumbling.add_metric([noun], many)
    yield stumbling


def _pulses(heard: dict[str, Pulse], now: datetime) -> Iterator[Metric]:
    """Of names that we know: what else is remembered there is nobody's business."""
    well = GaugeMetricFamily("hub_last_well_seconds", "Since when this last went well.", labels=["what"])
    failures = GaugeMetricFamily("hub_failures", "How often in a row this failed.", labels=["what"])
    known = {pulse.BEAT, pulse.SMTP, pulse.BACKUP, pulse.CHECK, *TASKS}
    for name, one in sorted(heard.items()):
        if name in known or name.startswith(pulse.MAILBOX):
            well.add_metric([name], max(0.0, (now - one.at).total_seconds()))
            failures.add_metric([name], one.failures)
    yield well
    yield failures


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=float(value))
