"""The tasks of the workers in words that an administrator knows, and how long each may be silent."""

from datetime import timedelta

from hub.wording import N_

# What somebody misses when it is not done, and after how long that is strange.
TASKS: dict[str, tuple[str, timedelta]] = {
    "intake.read": (N_("e-mails lezen"), timedelta(minutes=10)),
    "papers.read": (N_("documenten lezen"), timedelta(minutes=10)),
    "post.letters": (N_("e-mails versturen"), timedelta(minutes=10)),
    "radar.follow_up": (N_("partners opvolgen"), timedelta(minutes=30)),
    "radar.capacity": (N_("naar vrije plaatsen vragen"), timedelta(hours=4)),
    "radar.leavers": (N_("nakijken wie vertrok"), timedelta(hours=4)),
    "figures.roll_up": (N_("cijfers tellen"), timedelta(minutes=15)),
    "figures.stand": (N_("cijfers van de maand bewaren"), timedelta(minutes=30)),
    "table.sessions": (N_("zittingen plannen en uitnodigen"), timedelta(hours=4)),
    "lists.import": (N_("lijsten invoeren"), timedelta(hours=1)),
    "files.scan": (N_("bestanden nakijken op virussen"), timedelta(minutes=15)),
    "house.tidy": (N_("opruimen"), timedelta(hours=4)),
    "house.night": (N_("tellen wat er vanzelf gebeurde"), timedelta(hours=2)),
    "house.pulse": (N_("de klok"), timedelta(minutes=10)),
}
