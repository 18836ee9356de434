"""The HTML page of every report: one file, no script, nothing from elsewhere, everything escaped.

A report has a template that extends ``page.html`` (blocks ``titre``, ``entete``, ``contenu``, ``pied``, ``style``) and
is rendered by :func:`render_page`. The style is ``style.css``, written in the page.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from offre_insertion import __version__
from offre_insertion.reporting import text


@cache
def _environment() -> Environment:
    """Autoescape for all: names of catalogues go in as texts, only our own SVG is markup."""
    environment = Environment(
        loader=PackageLoader("offre_insertion.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "pourcent": text.percent,
        "nombre": text.number,
        "jour": text.day,
        "compte": text.counted,
    }
    environment.globals["version"] = __version__
    return environment


def render_page(template: str, **values: object) -> str:
    """The page of a template of ``templates/``. Filters: ``pourcent``, ``nombre``, ``jour``, ``compte``."""
    return _environment().get_template(template).render(**values)
