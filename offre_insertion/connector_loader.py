"""Loading a connector: TOML → :class:`~offre_insertion.connector.Connector`, or one French error.

Everything that can be checked before any row is read is checked here: keys, target fields, codes, lookups.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from offre_insertion.connector import Connector, FieldRule, Lookup, as_tuple
from offre_insertion.errors import ConnectorError
from offre_insertion.extension import EXTENSION_KINDS
from offre_insertion.geography import load_geography
from offre_insertion.lexicon import LEXICON_PREFIX, lexicon_names, load_lexicon
from offre_insertion.model_errors import did_you_mean, validated
from offre_insertion.resources import bundled
from offre_insertion.schema import ENUMS, FIELDS, LIST_FIELDS, NUMBER_FIELDS, REQUIRED, nearest_codes
from offre_insertion.text import fold
from offre_insertion.toml_file import read_toml

#: Fields the library fills itself.
_GIVEN = {"source", "structure_id"}
#: Required by the schema, and not filled by the library: the connector must say where they come from.
_TO_STATE = {
    "structure": tuple(name for name in REQUIRED["structure"] if name not in _GIVEN | {"id"}),
    "service": tuple(name for name in REQUIRED["service"] if name not in _GIVEN | {"id"}),
}
_TARGETS = {
    "structure": tuple(name for name in FIELDS["structure"] if name not in _GIVEN),
    "service": tuple(name for name in FIELDS["service"] if name not in _GIVEN),
    "prive": tuple(EXTENSION_KINDS),
}
#: Fields of free text, the only ones that can receive words no table knows.
_TEXTS = (
    "publics_precisions",
    "frais_precisions",
    "conditions_acces",
    "mobilisation_precisions",
    "description",
)
#: Cleaners that give a number; all others give a text.
_NUMBERS = ("nombre", "entier", "coordonnee")
#: Keys that only fields of codes obey; keys that [prive] does not obey either.
_CODES_ONLY = frozenset({"lookup", "hints", "unknown_to", "keep_whole"})
_PUBLIC_ONLY = frozenset({"split", "codes", "clean", "required", "days", "otherwise"})


def connector_names() -> list[str]:
    """Names of the connectors shipped with the package."""
    return sorted(path.stem for path in bundled("connectors").glob("*.toml"))


def load_connector(name_or_path: str | Path) -> Connector:
    """Loads a bundled connector by name (``"ultra-num"``), or any other by the path of its TOML file.

    Raises :class:`ConnectorError`, one sentence naming the file, the key and the fix.
    """
    path = _find(name_or_path)
    return build_connector(read_toml(path), path=path)


def build_connector(data: dict[str, Any], *, path: Path | None = None) -> Connector:
    """The connector of a parsed TOML document, checked. Raises :class:`ConnectorError`."""
    shown = str(path) if path else None
    connector = validated(Connector, data, path=path)
    connector._path = path
    for check in _CHECKS:
        for where, message in check(connector):
            raise ConnectorError(message, path=shown, where=where)
    return connector


def _find(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.suffix == ".toml":
        if path.is_file():
            return path
        raise ConnectorError("fichier introuvable. Vérifiez le chemin du connecteur.", path=str(path))
    bundled_path = bundled("connectors") / f"{path}.toml"
    if path.name == str(path) and bundled_path.is_file():
        return bundled_path
    names = connector_names()
    raise ConnectorError(
        f"connecteur « {path} » inconnu.{did_you_mean(str(path), names)} Connecteurs fournis : {', '.join(names)}. "
        "Pour un autre, donnez le chemin de son fichier .toml."
    )


# --- checks against the schema ---------------------------------------------------------------------------

Problems = Iterator[tuple[str, str]]


def _check_targets(connector: Connector) -> Problems:
    for section, targets in _TARGETS.items():
        for name in getattr(connector, section):
            if name not in targets:
                yield (
                    f"{section}.{name}",
                    f"champ inconnu.{did_you_mean(name, targets)} Champs possibles : {', '.join(targets)}.",
                )


def _check_departement(connector: Connector) -> Problems:
    departement = connector.source.departement
    known = load_geography().departement(departement) if departement is not None else None
    if departement is not None and (known is None or known.code != departement):
        hint = f"Écrivez « {known.code} »." if known else "Exemples : « 53 », « 2A », « 974 »."
        yield "source.departement", f"« {departement} » n'est pas un code de département. {hint}"


def _check_required(connector: Connector) -> Problems:
    for section, names in _TO_STATE.items():
        rules = getattr(connector, section)
        if section == "service" and not rules:
            continue
        for name in names:
            if name not in rules:
                yield section, f"le schéma exige « {name} » : dites d'où il vient ([{section}.{name}])."


def _check_rules(connector: Connector) -> Problems:
    for where, rule in connector.rules():
        name = where.split(".")[1]
        yield from _check_rule(where, name, rule)


def _check_rule(where: str, name: str, rule: FieldRule) -> Problems:
    several = rule.columns is not None and rule.join is None and not rule.first
    if several and name not in LIST_FIELDS:
        yield (
            where,
            f"« {name} » n'a qu'une valeur : avec columns, ajoutez join (les joindre) ou first (la première).",
        )
    if rule.days is not None and name != "horaires_accueil":
        yield f"{where}.days", "days ne sert qu'à horaires_accueil."
    section = where.split(".")[0]
    texts = tuple(text for text in _TEXTS if text in _TARGETS[section])
    if rule.unknown_to is not None and rule.unknown_to not in texts:
        yield (
            f"{where}.unknown_to",
            f"« {rule.unknown_to} » n'est pas un champ texte de {section}. Possibles : {', '.join(texts)}.",
        )
    yield from _check_clean(where, name, rule)
    yield from _check_otherwise(where, name, rule)


def _check_clean(where: str, name: str, rule: FieldRule) -> Problems:
    """A telephone read by « nombre » would be a number, which nothing after expects."""
    if name == "zone_eligibilite" and rule.clean:
        yield f"{where}.clean", "une zone se lit en entier : clean n'y sert à rien. Retirez-le."
    last = as_tuple(rule.clean)[-1:]
    is_number = name in NUMBER_FIELDS
    if last and name not in ENUMS and (last[0] in _NUMBERS) != is_number:
        kind, others = ("un nombre", _NUMBERS) if is_number else ("un texte", ("texte", "ligne"))
        yield (
            f"{where}.clean",
            f"« {name} » est {kind}, « {last[0]} » n'en donne pas. Essayez {' ou '.join(others)}, ou retirez clean.",
        )


def _check_unread_keys(connector: Connector) -> Problems:
    """Keys that would be obeyed by nobody: « required » in [prive] rejects no row."""
    for where, rule in connector.rules():
        section, name = where.split(".")[:2]
        if section == "prive":
            unread = _CODES_ONLY | _PUBLIC_ONLY
        else:
            unread = frozenset() if name in ENUMS or name == "zone_eligibilite" else _CODES_ONLY
        for key in sorted(unread & rule.model_fields_set):
            yield f"{where}.{key}", f"« {key} » ne sert pas pour ce champ, personne ne le lirait. Retirez-le."


def _check_keys(connector: Connector) -> Problems:
    """A key on a field that does not exist would never recognise anything."""
    keys = {"structure": sum(connector.structure_key, ()), "service": connector.service_key}
    for section, names in keys.items():
        for name in set(names) - set(_TARGETS[section]):
            hint = did_you_mean(name, _TARGETS[section])
            yield f"{section}_key", f"« {name} » n'est pas un champ de {section}.{hint} Corrigez-le."


def _check_otherwise(where: str, name: str, rule: FieldRule) -> Problems:
    if rule.otherwise is None:
        return
    if name != "date_maj":
        yield f"{where}.otherwise", "otherwise ne sert qu'à date_maj : une valeur absente reste absente."
    elif rule.otherwise not in {"observation", "fichier"} and not _is_date(rule.otherwise):
        yield (
            f"{where}.otherwise",
            f"« {rule.otherwise} » : écrivez « observation », « fichier » ou une date AAAA-MM-JJ.",
        )


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_lookups(connector: Connector) -> Problems:
    for where, names, field in _lookup_uses(connector):
        for name in names:
            if name.startswith(LEXICON_PREFIX):
                if name not in lexicon_names():
                    known = tuple(lexicon_names())
                    yield (
                        where,
                        f"lexique inconnu « {name} ».{did_you_mean(name, known)} Lexiques : {', '.join(known)}.",
                    )
                load_lexicon(name)
            elif name not in connector.lookups:
                known = (*connector.lookups, *lexicon_names())
                yield (
                    where,
                    f"table inconnue « {name} ».{did_you_mean(name, known)} Tables : {', '.join(known)}.",
                )
            elif field in ENUMS:
                yield from _check_codes(f"lookups.{name}", connector.lookups[name], ENUMS[field])


def _check_lookup_words(connector: Connector) -> Problems:
    """« - » has no letter: once read as words, it would be known by no row."""
    for name, table in connector.lookups.items():
        for word in table:
            if not fold(word):
                yield (
                    f"lookups.{name}",
                    f"« {word} » n'a ni lettre latine ni chiffre. Mettez-le dans format.empty.",
                )


def _check_code_tables(connector: Connector) -> Problems:
    known = tuple(connector.code_tables)
    for where, rule in connector.rules():
        if rule.codes is not None and rule.codes not in known:
            hint = did_you_mean(rule.codes, known)
            yield f"{where}.codes", f"table inconnue « {rule.codes} ».{hint} Décrivez-la dans [code_tables]."


def _lookup_uses(connector: Connector) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for where, rule in connector.rules():
        yield f"{where}.lookup", rule.lookups(), where.split(".")[1]
    for name in ("each", "places"):
        each = getattr(connector, name)
        if each is not None:
            yield f"{name}.lookup", (*as_tuple(each.lookup), *as_tuple(each.keep_whole)), "thematiques"


def _check_codes(where: str, lookup: Lookup, choices: tuple[str, ...]) -> Problems:
    for label, codes in lookup.items():
        for code in as_tuple(codes):
            if code not in choices:
                yield f"{where}.« {label} »", _unknown_code(code, choices)


def _unknown_code(code: str, choices: tuple[str, ...]) -> str:
    nearest = nearest_codes(code, choices, 1)
    hint = f" Le plus proche : « {nearest[0]} »." if nearest else f" Codes possibles : {', '.join(choices)}."
    return f"code inconnu « {code} ».{hint}"


def _check_literals(connector: Connector) -> Problems:
    for where, rule in connector.rules():
        name = where.split(".")[1]
        if name not in ENUMS:
            continue
        literal = (
            rule.literal
            if isinstance(rule.literal, tuple)
            else ()
            if rule.literal is None
            else (rule.literal,)
        )
        ticked = {code for codes in (rule.ticked or {}).values() for code in as_tuple(codes)}
        for code in (*literal, *sorted(ticked)):
            if code not in ENUMS[name]:
                yield where, _unknown_code(str(code), ENUMS[name])


_CHECKS: tuple[Callable[[Connector], Problems], ...] = (
    _check_departement,
    _check_targets,
    _check_required,
    _check_rules,
    _check_unread_keys,
    _check_keys,
    _check_code_tables,
    _check_lookups,
    _check_lookup_words,
    _check_literals,
)
