"""What partners answered, put over what the catalogue gives, at each run.

The catalogue stays the source: a correction holds as long as the catalogue still gives what it gave when the answer
was written. As soon as somebody changes that cell, theirs is the newer word: the correction is left aside, and said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from offre_insertion.catalogue import Catalogue
from offre_insertion.checking import check_record
from offre_insertion.extension import Extension
from offre_insertion.history.corrections import CONFIRMED, PRIVATE, Correction, Held
from offre_insertion.history.values import Ref
from offre_insertion.issues import Issue, Severity
from offre_insertion.quality import score_qualite
from offre_insertion.schema import Kind, Record
from offre_insertion.tracking.corrected import corrected_record, standing_of
from offre_insertion.tracking.wording import shown_content


@dataclass(frozen=True, slots=True)
class Corrected:
    """The catalogue with the corrections; ``originals`` are the records they changed, as the catalogue gives them."""

    catalogue: Catalogue
    originals: Mapping[Ref, Record] = field(default_factory=dict)


def of_source(held: Held, source: str) -> dict[Ref, Mapping[str, Correction]]:
    """The corrections of the records of a source."""
    return {ref: fields for ref, fields in held.items() if ref.id.startswith(f"{source}--")}


def correct_catalogue(catalogue: Catalogue, held: Held, *, day: dt.date) -> Corrected:
    """Applies the corrections to records that already bear their lasting ids. The records given are not changed."""
    if not held:
        return Corrected(catalogue)
    work = _Work(held, catalogue.extensions, day)
    structures = tuple(work.correct("structure", one) for one in catalogue.structures)
    services = tuple(work.correct("service", one) for one in catalogue.services)
    withheld = tuple(work.correct("service", one) for one in catalogue.withheld)
    work.issues += _without_record(held, (*structures, *services, *withheld))
    scores = {
        one["id"]: score_qualite(one, on=day).value
        for one in services
        if Ref("service", one["id"]) in work.originals
    }
    return Corrected(
        replace(
            catalogue,
            structures=structures,
            services=services,
            withheld=withheld,
            extensions={**catalogue.extensions, **work.extensions}
            if work.extensions
            else catalogue.extensions,
            scores={**catalogue.scores, **scores},
            issues=(*catalogue.issues, *work.issues),
        ),
        work.originals,
    )


class _Work:
    """One pass over the records."""

    def __init__(self, held: Held, extensions: Mapping[str, Extension], day: dt.date) -> None:
        self._held = held
        self._known = extensions
        self._day = day
        self.originals: dict[Ref, Record] = {}
        self.extensions: dict[str, Extension] = {}
        self.issues: list[Issue] = []

    def correct(self, kind: Kind, record: Record) -> Record:
        """The record with what was answered of it."""
        ref = Ref(kind, record["id"])
        fields = self._held.get(ref)
        if not fields:
            return record
        private = self._private(ref)
        given = {one.field: _given(one.field, record, private) for one in fields.values()}
        stand = {one.field: standing_of(one, given[one.field]) for one in fields.values()}
        said = [one for one in fields.values() if stand[one.field] == "vaut"]
        # The catalogue says it in its own words: the answer still dates the record.
        same = [
            replace(one, value=given[one.field]) for one in fields.values() if stand[one.field] == "reportee"
        ]
        self.issues += [
            _outdated(one, given[one.field]) for one in fields.values() if stand[one.field] == "depassee"
        ]
        return self._apply(ref, record, said, same) if said or same else record

    def _private(self, ref: Ref) -> dict[str, Any]:
        extension = self._known.get(ref.id) if ref.kind == "service" else None
        return extension.model_dump(mode="json", exclude_none=True) if extension is not None else {}

    def _apply(
        self, ref: Ref, record: Record, said: Sequence[Correction], same: Sequence[Correction]
    ) -> Record:
        corrected = corrected_record(ref.kind, record, (*said, *same), on=self._day)
        wrong = [one for one in check_record(ref.kind, corrected) if one.note.severity is Severity.ERREUR]
        if wrong:
            self.issues += [
                _issue(one, f"le schéma la refuse ({wrong[0].note.message})")
                for one in said
                if one.field != CONFIRMED
            ]
            return record
        self._apply_private(ref, said)
        if corrected != record:
            self.originals[ref] = record
        if said:
            self.issues.append(_applied(ref, said))
        return corrected

    def _apply_private(self, ref: Ref, said: Iterable[Correction]) -> None:
        values = {one.field.removeprefix(PRIVATE): one.value for one in said if one.field.startswith(PRIVATE)}
        if values:
            merged = {
                name: value for name, value in {**self._private(ref), **values}.items() if value is not None
            }
            self.extensions[ref.id] = Extension.model_validate(merged)


def _given(name: str, record: Record, private: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value of the schema
    return private.get(name.removeprefix(PRIVATE)) if name.startswith(PRIVATE) else record.get(name)


def _outdated(one: Correction, given: object) -> Issue:
    why = f"le catalogue a changé depuis, et donne maintenant « {shown_content(one.field, given)} »"
    return _issue(one, why)


def _issue(one: Correction, why: str) -> Issue:
    return Issue(
        code="correction-non-appliquee",
        severity=Severity.AVERTISSEMENT,
        message=f"La réponse du {one.day:%d/%m/%Y} ({one.origin}) n'est pas appliquée : {why}. Corrigez le catalogue, "
        "ou annulez la réponse avec « offre-insertion fiche-partenaire annuler ».",
        field=f"{one.ref.kind}.{one.field}",
        value=shown_content(one.field, one.value),
        record=one.ref.id,
    )


def _applied(ref: Ref, said: Sequence[Correction]) -> Issue:
    names = ", ".join(one.field for one in said if one.field != CONFIRMED)
    latest = max(said, key=lambda one: one.day)
    what = f"{names} : réponse" if names else "confirmée sans changement : réponse"
    return Issue(
        code="correction-appliquee",
        severity=Severity.INFO,
        message=f"{what} du {latest.day:%d/%m/%Y} ({latest.origin}), par-dessus le catalogue. Reportez-la dans le "
        "catalogue dès que possible.",
        field=f"{ref.kind}.id",
        value=names or CONFIRMED,
        record=ref.id,
    )


def _without_record(held: Held, records: Iterable[Record]) -> Iterator[Issue]:
    present = {record["id"] for record in records}
    for ref, fields in held.items():
        if ref.id not in present:
            yield from (_issue(one, "la fiche n'est plus dans le catalogue") for one in fields.values())
