"""The report → its document for programs."""

from __future__ import annotations

from offre_insertion.coverage import Cell, Level, Maille, Offer, Status
from offre_insertion.coverage.pluri import Abundant, Recorded
from offre_insertion.coverage.qualification import Qualification
from offre_insertion.coverage.rules import RULES
from offre_insertion.coverage.themes import CATEGORIES, label, subs_of
from offre_insertion.reporting.coverage.document import (
    Abondance,
    Case,
    CommuneLue,
    Comptes,
    Document,
    Fiche,
    MesuresHabituelles,
    PluriEnregistrement,
    Poids,
    QualificationDite,
    Regle,
)
from offre_insertion.reporting.coverage.report import CoverageReport


def build_document(report: CoverageReport) -> Document:
    """The document of a report. Communes are in ``communes``, the other territories in ``cases``."""
    coverage = report.coverage
    mailles = (Maille.DEPARTEMENT, Maille.EPCI, Maille.TERRITOIRE)
    areas = [area for maille in mailles for area in coverage.areas(maille)]
    weights = coverage.weights
    return Document(
        jour=coverage.day,
        departement=report.departement,
        nom=report.nom,
        cog=report.cog,
        poids=Poids(
            nom=weights.nom,
            codes_inconnus=list(weights.unknown),
            lignes_refusees=list(weights.refused),
            communes_sans_poids=weights.missing,
        ),
        parametres=coverage.parameters,
        regles=[Regle(code=rule.code, phrase=rule.sentence) for rule in RULES],
        total=_recorded(coverage.total),
        libelles={code: label(code) for code in coverage.thematiques},
        cases=[
            build_case(report, coverage.cell(code, area)) for code in coverage.thematiques for area in areas
        ],
        mesures_habituelles={
            code: MesuresHabituelles(
                lieu_dans_la_commune=_share(one.site), recherche_nationale=_share(one.search)
            )
            for code, one in report.usual.items()
        },
        communes=[_commune(report, position) for position in range(len(coverage.ground.communes))],
        pluri_enregistrement=[_recorded(one) for one in coverage.recorded.values()],
        abondance=[_abundant(one) for one in coverage.abundant],
        qualifications=[build_qualification(one) for one in report.qualifications],
        sans_thematique_precise=[_record(one) for one in coverage.imprecise],
        sans_zone=[_record(one) for one in coverage.without_zone],
    )


def build_case(report: CoverageReport, cell: Cell) -> Case:
    """A cell, for programs."""
    counts, code = cell.dispositifs, cell.thematique
    is_wide = len(subs_of(code)) > 1 or code in CATEGORIES
    return Case(
        thematique=code,
        maille=cell.area.maille.value,
        territoire=cell.area.code,
        nom=cell.area.nom,
        population=cell.population,
        poids=cell.weight,
        c4=_share(cell.c4),
        c3=_share(cell.c3),
        jugee_sur=_share(cell.judged),
        statut=cell.status,
        raison=cell.reason.code,
        fragile=cell.is_fragile,
        manque_de_places=cell.is_short_of_places,
        structures=cell.structures,
        dispositifs=Comptes(
            proches=counts.proches,
            autres=counts.autres,
            inutilisables=counts.inutilisables,
            nationaux=counts.nationaux,
            imprecis=cell.imprecise,
        ),
        places=cell.places,
        places_pour_100=cell.places_pour_100,
        dispositifs_avec_places=cell.documented,
        poids_par_niveau={level.code: weight for level, weight in sorted(cell.by_level.items())},
        poids_par_raison={reason.code: weight for reason, weight in sorted(cell.by_reason.items())},
        eventail=list(report.coverage.reached(code, cell.area)) if is_wide else [],
    )


def _share(share: float | None) -> float | None:
    """Sums of floats may pass 1 by a rounding."""
    return None if share is None else min(share, 1.0)


def _commune(report: CoverageReport, position: int) -> CommuneLue:
    coverage = report.coverage
    commune = coverage.ground.communes[position]
    levels = {code: one.level(position) for code, one in coverage.levels.items()}
    return CommuneLue(
        code_insee=commune.code_insee,
        nom=commune.nom,
        code_epci=commune.code_epci,
        population=commune.population,
        poids=coverage.weights.values[position],
        niveaux={code: level.code for code, level in levels.items()},
        raisons={
            code: [reason.code for reason in coverage.levels[code].reason(position)]
            for code, level in levels.items()
            if level is not Level.AUCUNE and coverage.levels[code].reason(position)
        },
        statuts=_statuses(report, position),
    )


def _statuses(report: CoverageReport, position: int) -> dict[str, Status]:
    """None for the many communes that are too small to have one."""
    coverage = report.coverage
    if coverage.ground.communes[position].population < coverage.parameters.population_min_statut:
        return {}
    area = coverage.areas(Maille.COMMUNE)[position]
    cells = (coverage.cell(code, area) for code in coverage.thematiques)
    return {cell.thematique: cell.status for cell in cells if cell.status is not Status.MASQUE}


def _recorded(one: Recorded) -> PluriEnregistrement:
    return PluriEnregistrement(
        thematique=one.thematique,
        enregistrements=one.records,
        dispositifs=one.dispositifs,
        taux=one.rate,
        surplus=one.surplus,
        enregistrements_locaux=one.local_records,
        dispositifs_locaux=one.local_dispositifs,
        taux_local=one.local_rate,
        surplus_local=one.local_surplus,
        alerte=one.is_alert,
        grappes=[list(group) for group in one.groups],
        sources={" / ".join(pair): count for pair, count in one.sources.items()},
    )


def _abundant(one: Abundant) -> Abondance:
    return Abondance(
        thematique=one.thematique,
        maille=one.area.maille.value,
        territoire=one.area.code,
        nom=one.area.nom,
        dispositifs=list(one.dispositifs),
        structures=one.structures,
        paires=list(one.pairs),
        sources=list(one.sources),
        densite=one.densities[0],
        densite_mediane=one.densities[1],
        places_medianes=one.median_places,
        dispersion=one.is_scattered,
    )


def build_qualification(one: Qualification) -> QualificationDite:
    """What a person said, for programs."""
    entry = one.entry
    return QualificationDite(
        thematique=entry.thematique,
        maille=entry.maille,
        territoire=entry.territoire,
        verdict=entry.verdict,
        preuve=entry.evidence,
        constate_le=entry.day,
        auteur=entry.author,
        dit_le=entry.at,
        a_revoir=list(one.changes),
    )


def _record(offer: Offer) -> Fiche:
    return Fiche(id=offer.id, nom=offer.nom, source=offer.source)
