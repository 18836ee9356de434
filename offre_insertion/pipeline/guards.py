"""What stops a run before anything is replaced: French sentences that say what, and how to accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from offre_insertion.text import counted, fold

#: Figures of a bilan that must not drop, and their names.
_WATCHED = {"lignes": "ligne", "structures": "structure", "services": "service"}
#: From this resemblance, a missing column and a new one are taken for one renamed.
_RENAMED = 70


def find_drops(
    source: str, before: Mapping[str, object], after: Mapping[str, object], *, limit: float
) -> Iterator[str]:
    """One sentence for each figure of the bilan that lost more than ``limit`` (0 to 1) since the last run."""
    for name, label in _WATCHED.items():
        old, new = before.get(name), after.get(name)
        if not isinstance(old, int) or not isinstance(new, int) or not old:
            continue
        if (old - new) / old > limit:
            yield (
                f"{source} : {counted(new, label)} au lieu de {old} au passage précédent, une baisse de "
                f"{_percent((old - new) / old)} (au plus {_percent(limit)} admis). Le fichier est-il complet ? Si "
                "oui, relancez avec --accepter-baisse."
            )


def find_drift(
    source: str, before: Sequence[str], after: Sequence[str], *, read: Sequence[str] = ()
) -> str | None:
    """A sentence when the columns are not those of the last run. ``read`` are those that the connector reads."""
    missing = [name for name in before if name not in after]
    new = [name for name in after if name not in before]
    if not missing and not new:
        return None
    renamed = pair_renamed(missing, new)
    parts = [f"« {old} » semble renommée « {name} »" for old, name in renamed.items()]
    parts += [f"« {name} » a disparu" for name in missing if name not in renamed]
    parts += [f"« {name} » est nouvelle" for name in new if name not in renamed.values()]
    needed = [name for name in missing if name in read]
    if needed:
        names = ", ".join(f"« {name} »" for name in needed)
        fix = f"Le connecteur lit {names} : remettez ce nom dans le catalogue, ou corrigez le connecteur. Ensuite,"
    else:
        fix = "Si c'est voulu,"
    return (
        f"{source} : les colonnes ont changé ({', '.join(parts)}). {fix} relancez avec --accepter-colonnes."
    )


def pair_renamed(missing: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Missing column → the new one it looks like most, each used once, the surest first."""
    scores = sorted((-fuzz.WRatio(fold(old), fold(name)), old, name) for old in missing for name in new)
    pairs: dict[str, str] = {}
    for score, old, name in scores:
        if -score >= _RENAMED and old not in pairs and name not in pairs.values():
            pairs[old] = name
    return pairs


def _percent(ratio: float) -> str:
    return f"{ratio:.0%}".replace("%", " %")
