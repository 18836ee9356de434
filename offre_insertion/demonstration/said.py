"""What the fictional animatrice of the demonstration said between its snapshots, written as the commands write it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from offre_insertion.coverage import Maille, compute_coverage, ground_of_departement
from offre_insertion.coverage.qualification import Verdict, can_be_qualified, qualify
from offre_insertion.geography import load_geography
from offre_insertion.history import History
from offre_insertion.history.judgements import JudgementEntry, add_judgements, list_judgements
from offre_insertion.history.qualifications import add_qualification
from offre_insertion.history.registers import Event, add_events
from offre_insertion.review import Spoken
from offre_insertion.review.dispositifs import count_dispositifs
from offre_insertion.review.offer import read_snapshots
from offre_insertion.review.private import read_extensions
from offre_insertion.settings import Settings
from offre_insertion.text import fold
from offre_insertion.tracking.partners import NewPartner, Stage

AUTHOR = "Camille Exemple (fiction)"
_CAP, _VELO, _RELAIS = "Cap sur la Route", "Pédale et Pignon", "Nounou Relais"
#: Added on the first day; those with a SIREN are linked to their records.
_PARTNERS = (
    NewPartner(_CAP, siren="999991011"),
    NewPartner(_VELO, siren="999991029"),
    NewPartner("Centre social Les Peupliers", siren="999991235"),
    NewPartner("CCAS de Mayenne", siren="999991219"),
    NewPartner(_RELAIS),
    NewPartner("Caisse fictive d’allocations"),
)
#: (day, partner, stage it reached, what was said).
_CONTACTS: tuple[tuple[dt.date, str, Stage, str], ...] = (
    (dt.date(2026, 4, 14), _CAP, "accord", "Réunion : enverra ses fiches chaque trimestre."),
    (dt.date(2026, 5, 6), _VELO, "contacte", "Appel : rappeler en juin."),
    (dt.date(2026, 7, 2), _VELO, "accord", "D’accord pour confirmer ses fiches."),
    (dt.date(2026, 7, 9), "CCAS de Mayenne", "contacte", "Message laissé."),
    (dt.date(2026, 9, 3), "Centre social Les Peupliers", "autonome", "Met ses fiches à jour seul."),
)
#: (day, left, right, verdict) of pairs of services that the machine could not tell.
_JUDGEMENTS = (
    (
        dt.date(2026, 8, 20),
        "exemple-mayenne--99999101100019-bilan-et-parcours-mobilite",
        "exemple-mayenne--99999101100019-bilan-mobilite",
        "doublon",
    ),
)
#: (opened, closed, what is to be looked at, what came of it).
_SIGNALS = (
    (dt.date(2026, 7, 6), dt.date(2026, 7, 21), "L’atelier cuisine du mardi s’arrête ?", "oui, à la rentrée"),
    (dt.date(2026, 9, 14), None, "Une vélo-école ouvrirait à Gorron", ""),
)
#: (thematique, name of an EPCI, verdict, what it rests on), said on the last day of cells that are red.
_HOLES = (
    (
        "famille--garde-denfants",
        "CC du Mont des Avaloirs",
        Verdict.TROU_CONFIRME,
        "réunion des maires du 22/09",
    ),
    ("sante", "CC du Bocage Mayennais", Verdict.A_RECENSER, "une permanence mensuelle existerait"),
)


def say_until(history: History, day: dt.date, *, since: dt.date) -> None:
    """What was said after ``since``, up to ``day`` included: partners, signals, judgements."""

    def is_now(one: dt.date | None) -> bool:
        return one is not None and since < one <= day

    if is_now(_PARTNERS_DAY):
        add_events(
            history, (one.event(author=AUTHOR, day=_PARTNERS_DAY, at=_at(_PARTNERS_DAY)) for one in _PARTNERS)
        )
    add_events(history, (
        Event("partenaire", fold(nom), "contact", AUTHOR, on, _at(on), {"note": note, "etape": stage})
        for on, nom, stage, note in _CONTACTS if is_now(on)
    ))  # fmt: skip
    for number, (opened, closed, text, answer) in enumerate(_SIGNALS, 1):
        if is_now(opened):
            add_events(
                history, [Event("signal", str(number), "ouvre", AUTHOR, opened, _at(opened), {"texte": text})]
            )
        if closed is not None and is_now(closed):
            add_events(
                history,
                [Event("signal", str(number), "clot", AUTHOR, closed, _at(closed), {"suite": answer})],
            )
    add_judgements(history, (
        JudgementEntry("service", left, right, verdict, AUTHOR, _at(on))
        for on, left, right, verdict in _JUDGEMENTS if is_now(on)
    ))  # fmt: skip


_PARTNERS_DAY = dt.date(2026, 3, 30)


def qualify_holes(history: History, settings: Settings, sources: Sequence[str], day: dt.date) -> None:
    """Says of red or orange cells what was found on the ground: read and counted as ``couverture qualifier`` does."""
    ground = ground_of_departement(load_geography(), settings.territoire.departement)
    offers = count_dispositifs(
        [read_snapshots(history, sources)[0]],
        Spoken(tuple(list_judgements(history))),
        ground=ground,
        parameters=settings.couverture.seuils,
        on=day,
        private=read_extensions(history, sources),
    )
    coverage = compute_coverage(offers, ground, on=day, parameters=settings.couverture.seuils)
    areas = {area.nom: area for area in coverage.areas(Maille.EPCI)}
    for thematique, nom, verdict, evidence in _HOLES:
        cell = coverage.cell(thematique, areas[nom])
        if can_be_qualified(cell):
            entry = qualify(cell, verdict.value, author=AUTHOR, at=_at(day), day=day, evidence=evidence)
            add_qualification(history, entry)


def _at(day: dt.date) -> dt.datetime:
    """Ten o'clock in the morning."""
    return dt.datetime.combine(day, dt.time(10), dt.UTC)
