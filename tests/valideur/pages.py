"""The fragment that the online valideur answers, drawn from what it says: same elements, our own words around."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

#: typologie, champ, lignes, valeur, detail.
Line = Mapping[str, str]

SUCCESS = "<div class='fr-alert fr-alert--success'><p>Votre fichier est conforme au schéma data·inclusion !</p></div>"
FAILURE = "<div class='fr-alert fr-alert--error'><p>Nous avons identifié plusieurs erreurs.</p></div>"


def total(words: str, count: int, wrong: int, errors: int) -> str:
    hint = f"\n  <span class='fr-hint-text'>{wrong} à corriger</span>" if wrong else ""
    badge = (
        f"<span class='fr-badge fr-badge--error'>{errors} erreur(s)</span>"
        if errors
        else "<span class='fr-text--mention-grey'>Aucune erreur</span>"
    )
    return (
        f"<div class='fr-grid-row'>\n <div class='fr-col'>\n  <strong>{count} {words}</strong>{hint}\n </div>\n"
        f" <div class='fr-col-auto'>\n  {badge}\n </div>\n</div>"
    )


def table(lines: Sequence[Line]) -> str:
    head = "".join(
        f"<th scope='col'>{one}</th>" for one in ("Typologie", "Champ", "Ligne(s)", "Valeur", "Détail")
    )
    rows, previous = [], None
    for line in lines:
        shown = line["typologie"] if line["typologie"] != previous else ""
        previous = line["typologie"]
        bold = (shown, line["champ"], line["lignes"])
        cells = [f"<strong>{html.escape(one)}</strong>" for one in bold]
        cells += [html.escape(line["valeur"]), html.escape(line["detail"])]
        rows.append("<tr>\n" + "\n".join(f"<td>{cell}</td>" for cell in cells) + "\n</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def fragment(
    *,
    structures: tuple[int, int, int] = (0, 0, 0),
    services: tuple[int, int, int] = (0, 0, 0),
    lines: Sequence[Line] = (),
    wrapped: bool = False,
) -> str:
    """``structures`` and ``services`` are read, wrong, errors; ``wrapped`` as the first version of the page was."""
    body = "\n".join(
        (
            FAILURE if lines else SUCCESS,
            "<section><h2>Résultat de l'analyse</h2>",
            total("structure(s) analysée(s)", *structures),
            total("service(s) analysé(s)", *services),
            "</section>",
            table(lines) if lines else "<section><h2>La suite</h2></section>",
        )
    )
    return f"<output id='results'>{body}</output>" if wrapped else body
