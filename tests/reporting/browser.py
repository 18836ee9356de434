"""A real browser on a page: what sticks out at a width, and what the console says."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium n’est pas installé : la page n’est pas regardée dans un navigateur"
)

_MEASURE = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<iframe style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe><pre id="found">…</pre><script>
document.querySelector("iframe").addEventListener("load", event => {{
  const inside = event.target.contentDocument, edge = inside.documentElement.clientWidth;
  const out = [...inside.querySelectorAll("body *")].filter(node => {{
    if (node.closest(".large") && !node.classList.contains("large")) return false;
    const box = node.getBoundingClientRect();
    return box.width && (box.right > edge + 1 || box.left < -1);
  }}).map(node => node.tagName + "." + (node.getAttribute("class") || ""));
  document.getElementById("found").textContent =
    "EN TROP " + (inside.documentElement.scrollWidth - edge) + " DEHORS " + out.join(",");
}});
</script>"""


def _run(url: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profil'}",
         "--virtual-time-budget=5000", *options, url],
        capture_output=True, text=True, timeout=90, check=True,
    )  # fmt: skip


def measure(page: str, width: int, folder: Path) -> tuple[int, str]:
    """Pixels that a page has beyond its width, and the elements that stick out, texts of drawings included.

    The frame is of the same origin as the page that measures it; the policy of the page still holds inside.
    """
    wrapper = folder / "mesure.html"
    wrapper.write_text(_MEASURE.format(width=width, page=html.escape(page)), encoding="utf-8")
    shown = _run(wrapper.as_uri(), folder, f"--window-size={width + 40},1000", "--dump-dom").stdout
    found = re.search(r"EN TROP (-?\d+) DEHORS ([^<]*)<", shown)
    assert found is not None, shown[-500:]
    return int(found[1]), found[2]


def console(page: str, folder: Path) -> list[str]:
    """The messages of the console when the page is opened from a file."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    said = _run(file.as_uri(), folder, "--enable-logging=stderr", "--v=0", "--dump-dom").stderr
    return [line for line in said.splitlines() if "CONSOLE" in line]
