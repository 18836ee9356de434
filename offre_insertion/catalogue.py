"""A catalogue, converted: the records, the issues, and an account in which every row has one fate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from offre_insertion.connector import Connector
from offre_insertion.extension import Extension
from offre_insertion.geography import load_geography
from offre_insertion.issues import Issue, count_by_severity
from offre_insertion.schema import Kind, Record


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that gave nothing to publish, or that a rule leaves out: its cells as they were, and why.

    A rejected row whose services are lost may still have its structure written.
    """

    row: int
    sheet: str | None
    fate: str
    reason: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Accounting:
    """``lignes = retenues + rejetees + ignorees``, always."""

    lignes: int
    retenues: int
    rejetees: int
    ignorees: int

    @property
    def rejected_ratio(self) -> float:
        """Share of rejected rows among the rows that were not ignored."""
        active = self.retenues + self.rejetees
        return self.rejetees / active if active else 0.0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a conversion gives. ``structures`` and ``services`` are valid v1 records, ready to be published.

    ``withheld`` are valid services kept and not published (convention ended, action suspended); ``extensions``
    holds the private fields by service id, ``scores`` the official quality score by service id; ``failures`` are
    the expectations of the connector that do not hold, as French sentences; ``observed`` are the kinds and
    ids of the records dated by observation. ``cells`` are the prints of the rows of each record, by kind then id;
    ``silent`` those of the rows that gave no service: rejected, ignored, or only a structure.
    """

    connector: Connector
    structures: tuple[Record, ...]
    services: tuple[Record, ...]
    withheld: tuple[Record, ...]
    extensions: Mapping[str, Extension]
    issues: tuple[Issue, ...]
    set_aside: tuple[SetAside, ...]
    accounting: Accounting
    scores: Mapping[str, float]
    failures: tuple[str, ...] = ()
    observed: frozenset[tuple[Kind, str]] = frozenset()
    cells: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    details: Mapping[str, Any] = field(default_factory=dict)

    def private_records(self) -> list[dict[str, Any]]:
        """The private extension of each service, JSON-ready, and whether the service is published."""
        withheld = {record["id"] for record in self.withheld}
        return [
            {
                "id": service_id,
                "publie": service_id not in withheld,
                **extension.model_dump(mode="json", exclude_none=True),
            }
            for service_id, extension in self.extensions.items()
        ]

    def with_details(self, **details: object) -> Catalogue:
        """The same catalogue, with more to say in its bilan."""
        return replace(self, details={**self.details, **details})

    def bilan(self) -> dict[str, Any]:
        """The figures of the conversion, JSON-ready."""
        scores = list(self.scores.values())
        return {
            "source": self.connector.source.id,
            "lignes": self.accounting.lignes,
            "retenues": self.accounting.retenues,
            "rejetees": self.accounting.rejetees,
            "ignorees": self.accounting.ignorees,
            "structures": len(self.structures),
            "services": len(self.services),
            "services_non_publies": len(self.withheld),
            "anomalies": count_by_severity(self.issues),
            "score_qualite_moyen": round(sum(scores) / len(scores), 2) if scores else None,
            "attentes_non_tenues": list(self.failures),
            "cog": load_geography().annee,
            **self.details,
        }
