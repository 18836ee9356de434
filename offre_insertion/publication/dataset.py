"""From a project to what it may publish: the records, the gate, what stops everything, what is said of the dataset."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from offre_insertion.connector_loader import load_connector
from offre_insertion.errors import ConnectorError, HistoryError
from offre_insertion.history import History
from offre_insertion.history.contents import Blobs
from offre_insertion.history.publication import (
    PublishedSet,
    add_set,
    build_set,
    first_day,
    last_set,
    published_records,
)
from offre_insertion.pipeline.guards import find_drops
from offre_insertion.publishing.folder import About, about
from offre_insertion.publishing.gate import Sifted, sift
from offre_insertion.publishing.personal import Accepted
from offre_insertion.review.merging import Merging, merge_ours
from offre_insertion.review.offer import list_snapshots, read_records, tidy
from offre_insertion.schema import Kind, Record
from offre_insertion.settings import Settings
from offre_insertion.settings.publication import Publication


@dataclass(frozen=True, slots=True)
class Ready:
    """What may be published: ``refusals`` must be empty for that. ``unseen`` are the sources without any run yet.

    ``merging`` says what became of duplicates, ``None`` when they were left as they are.
    """

    sifted: Sifted
    about: About
    root: str
    blobs: Blobs
    refusals: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    merging: Merging | None = None


def prepare(
    settings: Settings,
    history: History,
    *,
    target: str,
    day: dt.date,
    files: Sequence[Path] = (),
    accept_drop: bool = False,
) -> Ready:
    """The last synchronised dataset of the project (or that of ``files``), sifted and described.

    ``day`` is today: the dataset bears it the first time, and keeps it as long as its records do not change. Nothing
    is written. Raises :class:`ConnectorError` without ``[publication]``, :class:`HistoryError` before the first run,
    :class:`~offre_insertion.errors.ReadError` when a file cannot be read.
    """
    publication = read_publication(settings)
    connectors = [load_connector(settings.locate_connector(one.connecteur)) for one in settings.catalogues]
    names = {one.source.id: one.source.nom for one in connectors}
    records, unseen = _records(history, names, files)
    last = last_set(history, target)
    merging = None
    if publication.fusionner:
        published = {one.source.id for one in connectors if one.publish_referenced}
        known = {ref.id for ref in published_records(history, last)} if last is not None else set()
        merging = merge_ours(
            history, records, slug=settings.territoire.source, published=published, known=known, day=day
        )
        records = _merged(records, merging)
    accepted = Accepted.of(courriels=publication.courriels_admis, telephones=publication.telephones_admis)
    sifted = sift(
        (one for kind, one in records if kind == "structure"),
        (one for kind, one in records if kind == "service"),
        accepted=accepted,
    )
    root, blobs = build_set(sifted.records())
    sources = dict.fromkeys(str(one["source"]) for one in (*sifted.structures, *sifted.services))
    described = about(
        sifted,
        publication,
        source=settings.territoire.source,
        departement=settings.territoire.departement,
        catalogues={source: names.get(source, source) for source in sources},
        day=first_day(history, root) or day,
    )
    limit = 1.0 if accept_drop else settings.seuils.baisse_max
    held = len(merging.fusion.held) if merging is not None else 0
    refusals = [*_contact(publication, accepted)]
    refusals += _refusals(sifted, last, held=held, source=settings.territoire.source, limit=limit)
    return Ready(sifted, described, root, blobs, tuple(refusals), tuple(unseen), merging)


def _merged(records: list[tuple[Kind, Record]], merging: Merging | None) -> list[tuple[Kind, Record]]:
    """The records after the merge, and what the gate has to say of others: without an id, or given twice."""
    if merging is None:
        return records
    fusion = merging.fusion
    kept: list[tuple[Kind, Record]] = [("structure", one) for one in fusion.structures]
    kept += [("service", one) for one in fusion.services]
    times = Counter((kind, one.get("id")) for kind, one in records)
    again = [(kind, one) for kind, one in kept if times[kind, one["id"]] > 1]
    return [*kept, *again, *((kind, one) for kind, one in records if not one.get("id"))]


def remember(history: History, ready: Ready, *, target: str) -> None:
    """Writes that this is what is now published at the target."""
    published = PublishedSet(
        target=target,
        day=ready.about.day,
        at=dt.datetime.now(dt.UTC),
        records=ready.root,
        structures=ready.about.structures,
        services=ready.about.services,
    )
    add_set(history, published, ready.blobs)


def read_publication(settings: Settings) -> Publication:
    """The ``[publication]`` table. Raises :class:`ConnectorError` without it."""
    if settings.publication is None:
        raise ConnectorError(
            'la table [publication] manque : ajoutez-la, avec au moins producteur = "Département de …". '
            "Voir docs/publier.md.",
            path=str(settings.folder / "offre-insertion.toml"),
        )
    return settings.publication


def _records(
    history: History, names: Iterable[str], files: Sequence[Path]
) -> tuple[list[tuple[Kind, Record]], list[str]]:
    if files:
        return [(kind, tidy(record)) for kind, record in read_records(files)], []
    records, unseen = list_snapshots(history, names)
    if not records and unseen:
        raise HistoryError("Aucun passage terminé encore : lancez « offre-insertion synchroniser ».")
    return records, unseen


def _contact(publication: Publication, accepted: Accepted) -> Iterator[str]:
    """The address of the dataset is published as those of its records are."""
    if publication.contact and accepted.refuses(publication.contact, (publication.producteur,)):
        yield (
            "L’adresse de « contact », dans [publication], semble être celle d’une personne : mettez une adresse "
            "d’accueil, ou ajoutez-la à courriels_admis si son titulaire l’accepte."
        )


def _refusals(
    sifted: Sifted, last: PublishedSet | None, *, held: int, source: str, limit: float
) -> Iterator[str]:
    yield from sifted.stops
    if not sifted.structures and not sifted.services:
        yield _say_nothing(sifted, held)
    elif last is not None:
        before = {"structures": last.structures, "services": last.services}
        after = {"structures": len(sifted.structures), "services": len(sifted.services)}
        yield from find_drops(source, before, after, limit=limit)


def _say_nothing(sifted: Sifted, held: int) -> str:
    """Why there is nothing to publish. ``held`` are the records that another source has."""
    left = "laissées de côté, car une autre source les a déjà dans l’offre nationale"
    if held and not sifted.held:
        return (
            f"Il n’y a rien à publier : les fiches sont toutes {left}. Si un jeu de ces fiches est déjà publié, "
            "retirez-le : il les montre deux fois."
        )
    if held:
        return f"Il n’y a rien à publier : {held} {left}, les autres ne passent pas les contrôles."
    if sifted.held:
        return "Il n’y a rien à publier : aucune fiche ne passe les contrôles."
    return "Il n’y a rien à publier : le jeu n’a aucune fiche."
