"""How much room there is, in words and as a state."""

from hub.partners.tables import Capacity
from hub.wording import N_

CAPACITY_WORDS = {
    Capacity.HAS: N_("heeft plaats"),
    Capacity.ASSESS: N_("wordt eerst bekeken"),
    Capacity.WAITING: N_("wachtlijst"),
    Capacity.NONE: N_("geen plaats"),
}
CAPACITY_STATES = {"has_capacity": "course", "assess_first": "waits", "waiting_list": "late", "none": "stuck"}
