"""Opening a page in the browser of the person who is there, and only then."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def can_open() -> bool:
    """Somebody is at this terminal, before a screen of their own: neither cron, nor a pipe, nor a distant session."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    # Without a display, a browser for terminals would take the whole screen.
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_page(path: Path) -> bool:
    """Opens a file in the default browser; ``False`` when nobody is there, or no browser is."""
    if not can_open():
        return False
    import webbrowser

    try:
        return webbrowser.open(path.absolute().as_uri())
    except (webbrowser.Error, OSError):
        return False
