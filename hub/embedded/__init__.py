"""PostgreSQL, a Redis-compatible server and a state folder for a machine that has none of its own."""

from hub.embedded.stack import Occupied, Where, servers
from hub.embedded.state import ForeignFolder
from hub.embedded.supervisor import ServerFailed

__all__ = ["ForeignFolder", "Occupied", "ServerFailed", "Where", "servers"]
