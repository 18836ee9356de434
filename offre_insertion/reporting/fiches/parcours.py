"""The « fichier de renseignement des parcours »: instruction DGEFP/DPE/2023/192, Annexe 4 §2.a (lines 2134 to 2150).

« Il comportera plusieurs items, parmi lesquels, pour chaque parcours type : le nom ; la durée ; le contenu de l’offre
de services ; les modalités de déploiement de l’offre de services (volume horaire, intervention individuelle et/ou
collective, etc.) ; le public cible ; le coût unitaire du parcours ; le nombre de places financées. » The official form
« sera transmis » and was not found: the order and the words are those of the list. ``type_parcours`` (social,
socio-professionnel, professionnel) is in the list of data to share (Annexe 3, line 1640).

``frais`` is never the cost of a parcours: it is what the person pays. A « file active » is never a number of places.
"""

from __future__ import annotations

from collections.abc import Sequence

from offre_insertion.extension import Quantite
from offre_insertion.reporting.fiches.answers import (
    description,
    nom,
    quantities,
    structure,
    texts,
    thematiques,
)
from offre_insertion.reporting.fiches.dispositifs import Dispositif, Holding
from offre_insertion.reporting.fiches.rubrics import Export, Given, Rubric, fill
from offre_insertion.reporting.fiches.words import (
    amount,
    count,
    french,
    label,
    legal,
    listed,
    tidy,
    weekly_hours,
)

_ARTICLE = "Annexe 4, § 2.a"
_SEVERAL = "les services du dispositif ne disent pas la même chose"


def _duree(one: Dispositif) -> Given:
    written = listed(tidy(quantity.texte) for quantity in quantities(one, "duree"))
    weeks = listed(f"{value} semaine{'s' * (value != 1)}" for value in one.values("nombre_semaines"))
    return Given(written or weeks)


def _volume(one: Dispositif) -> Given:
    written = listed(weekly_hours(quantity) for quantity in quantities(one, "volume_horaire"))
    hours = listed(
        weekly_hours(Quantite(texte=f"{value:g}".replace(".", ",")))
        for value in one.values("volume_horaire_hebdomadaire")
        if isinstance(value, int | float)
    )
    return Given(written or hours)


def _intervention(one: Dispositif) -> Given:
    words = {"individuel": "Individuelle", "collectif": "Collective", "mixte": "Individuelle et collective"}
    return Given(listed(words.get(str(value), tidy(value)) for value in one.private("format")))


def _autres_modalites(one: Dispositif) -> Given:
    """« etc. »: how and where, when the catalogue says so."""
    modes = listed(map(label, one.values("modes_accueil")))
    places = listed(map(tidy, one.private("lieu"))) or listed(map(tidy, one.values("commune")))
    moving = "permanences ou itinérance" if True in one.private("itinerant") else ""
    return Given(listed((modes, moving, french(f"lieux : {places}") if places else "")))


def _public(one: Dispositif) -> Given:
    publics = listed(map(label, one.values("publics")))
    precisions = listed(map(tidy, one.values("publics_precisions")))
    conditions = listed(map(tidy, one.values("conditions_acces")))
    said = (
        publics,
        french(f"Précisions : {precisions}") if precisions else "",
        french(f"Conditions d’accès : {conditions}") if conditions else "",
    )
    hint = (
        "les conditions d’accès sont dites, pas le public"
        if conditions and not (publics or precisions)
        else None
    )
    return Given("\n".join(filter(None, said)) if publics or precisions else "", hint=hint)


def _cout_unitaire(one: Dispositif) -> Given:
    found = quantities(one, "cout_unitaire")
    if not found:
        totals = listed(amount(quantity)[0] for quantity in quantities(one, "cout_total"))
        return Given(hint=french(f"budget au catalogue : {totals}") if totals else None)
    text, number = amount(found[0])
    if len(found) > 1:
        return Given(listed(amount(quantity)[0] for quantity in found), missing=_SEVERAL)
    return Given(text, number)


def _places(one: Dispositif) -> Given:
    """Places, when the catalogue says places; people followed over the year are only a hint."""
    found = quantities(one, "places")
    if not found:
        followed = listed(tidy(quantity.texte) for quantity in quantities(one, "file_active"))
        hint = (
            french(f"file active au catalogue : {followed}, qui n’est pas un nombre de places")
            if followed
            else None
        )
        return Given(hint=hint)
    if len(found) > 1:
        return Given(listed(tidy(quantity.texte) for quantity in found), missing=_SEVERAL)
    return Given(*count(found[0]))


RUBRICS = (
    Rubric("nom", "Nom du parcours", nom, ("service.nom",), article=_ARTICLE, width=28),
    Rubric("structure", "Structure porteuse", structure, is_asked=False, width=24),
    Rubric(
        "type_parcours", "Type de parcours", texts("type_parcours"), ("prive.type_parcours",),
        "social, socio-professionnel, professionnel", "Annexe 3", width=16,
    ),
    Rubric("duree", "Durée", _duree, ("prive.duree", "service.nombre_semaines"), article=_ARTICLE, width=16),
    Rubric(
        "contenu", "Contenu de l’offre de services", description, ("service.description",), article=_ARTICLE, width=80
    ),
    Rubric("thematiques", "Thématiques data·inclusion", thematiques, is_asked=False, width=28),
    Rubric(
        "volume_horaire", "Modalités de déploiement : volume horaire", _volume,
        ("prive.volume_horaire", "service.volume_horaire_hebdomadaire"), article=_ARTICLE, width=18,
    ),
    Rubric(
        "intervention", "Modalités de déploiement : intervention individuelle et/ou collective", _intervention,
        ("prive.format",), article=_ARTICLE, width=20,
    ),
    Rubric(
        "autres_modalites", "Modalités de déploiement : autres", _autres_modalites, is_asked=False, width=24
    ),
    Rubric(
        "public", "Public cible", _public, ("service.publics", "service.publics_precisions"), article=_ARTICLE,
        width=34,
    ),
    Rubric(
        "cout_unitaire", "Coût unitaire du parcours", _cout_unitaire, ("prive.cout_unitaire",), article=_ARTICLE,
        width=15, form="euros",
    ),
    Rubric(
        "places", "Nombre de places financées", _places, ("prive.places",), article=_ARTICLE, width=15, form="nombre"
    ),
    Rubric("id", "Identifiant", lambda one: Given(legal(one.id)), is_asked=False, width=30),
)  # fmt: skip


def parcours_export(holding: Holding, dispositifs: Sequence[Dispositif]) -> Export:
    """The fichier de renseignement, one fiche per dispositif: several places of a same action are one parcours."""
    return Export(
        stem="prive-fichier-parcours",
        title="Fichier de renseignement des parcours",
        subtitle=holding.subtitle,
        reference="Instruction DGEFP/DPE/2023/192, annexe 4, § 2.a",
        tables=(fill("Parcours", RUBRICS, dispositifs, holding),),
    )
