"""A DORA of our own: a real local HTTP server that behaves as the contract says, traps included.

``FakeDora`` is the server, ``World`` what it holds, ``Clock`` the time of both sides. ``test_fake_dora.py`` replays
the exchanges recorded on a real instance against it.
"""

from __future__ import annotations

from tests.publishing.dora.fake.clock import Clock
from tests.publishing.dora.fake.server import FakeDora, Fault, Request
from tests.publishing.dora.fake.world import Service, Structure, User, World

__all__ = ["Clock", "FakeDora", "Fault", "Request", "Service", "Structure", "User", "World"]
