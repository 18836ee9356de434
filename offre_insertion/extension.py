"""What a PDI catalogue knows and the data·inclusion schema does not: kept beside the record, never published.

Fields follow the instruction DGEFP/DPE/2023/192: « fichier de renseignement des parcours » (Annexe 4 §2.a)
and « fiche action » (Annexe 7 annexe 1).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from offre_insertion.issues import Note, Severity
from offre_insertion.text import fold

#: Numbers, and the words (folded) around them that leave the unit what it is: « 15 à 20 », « au moins 15 », « 2 x 12 ».
_LINKS = re.compile(
    r"[0-9]+|(?<![a-z])(?:au?|autour|aux|de|entre|env|environ|et|mini?|minimum|moins|partir|plus|x)(?![a-z])"
)
#: Any other word means something else: « par mois », « au total », « séances », « jours ».
_HOURS_A_WEEK = re.compile(r"(?:h(?: (?:(?:par )?sem(?:aine)?|hebdo(?:madaires?)?))?)?")
_PLACES = re.compile(
    r"(?:(?:pl|places?)(?: (?:ouvertes?|financees?|conventionnees?|agreees?))?|pers|personnes?)?"
)
_GROUPS_OF = re.compile(r"(\d) ?groupes? de (\d)")
_HOURS = re.compile(r"(?<![a-z])heures?(?![a-z])")
_HOURS_OF_A_WEEK = 7 * 24


class Quantite(BaseModel):
    """A number as a person wrote it: the text always, the value or the bounds when the text gives them.

    ``unite`` is the words around the number, as written (« mois », « séances »): values of two units do not add up.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    texte: str
    valeur: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    unite: str | None = None

    @property
    def sure(self) -> float | None:
        """What may be counted on: « 15 à 20 » is 15 for sure; ``None`` of « 20 au plus » or of words alone."""
        return self.valeur if self.valeur is not None else self.minimum

    @property
    def hours_a_week(self) -> float | None:
        """The same of hours a week; ``None`` of any other unit (« 15 h par mois », « 2 séances de 3 h »)."""
        hours = self._sure_in(_HOURS_A_WEEK)
        return hours if hours is not None and hours <= _HOURS_OF_A_WEEK else None

    @property
    def open_places(self) -> float | None:
        """The same of places, « 2 groupes de 12 » included; ``None`` of « 80 % », « 150 suivis », « 3 sessions »."""
        return self._sure_in(_PLACES)

    def _sure_in(self, unit: re.Pattern[str]) -> float | None:
        """Judged on the whole text: the words between two bounds, or of a product, are not in ``unite``."""
        text = _GROUPS_OF.sub(r"\1 x \2", _HOURS.sub("h", fold(self.texte)))
        words = dict.fromkeys(_LINKS.sub(" ", text).split())
        is_other = "%" in self.texte or "€" in self.texte or unit.fullmatch(" ".join(words)) is None
        return None if is_other or (self.sure or 0) < 0 else self.sure


class Extension(BaseModel):
    """The private fields of one service. Everything is optional: undocumented is never zero."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dispositif: Annotated[str | None, Field(description="Clé commune aux services d'un même dispositif.")] = (
        None
    )
    lieu: Annotated[str | None, Field(description="Lieu de réalisation, tel qu'écrit.")] = None
    itinerant: Annotated[bool | None, Field(description="Permanences ou itinérance déclarées.")] = None
    axe: Annotated[str | None, Field(description="Axe du PDI.")] = None
    famille_offre: Annotated[
        str | None, Field(description="Famille du référentiel de l'offre (Annexe 3).")
    ] = None
    ligne_budgetaire: Annotated[str | None, Field(description="Ligne budgétaire du volet 2.")] = None
    convention_numero: Annotated[str | None, Field(description="Numéro de convention.")] = None
    convention_debut: Annotated[dt.date | None, Field(description="Début de la convention.")] = None
    convention_fin: Annotated[dt.date | None, Field(description="Fin de la convention.")] = None
    date_suspension: Annotated[dt.date | None, Field(description="Date de suspension de l'action.")] = None
    statut_action: Annotated[str | None, Field(description="Statut de l'action, tel qu'écrit.")] = None
    suspendue: Annotated[bool | None, Field(description="L'action est suspendue.")] = None
    contexte: Annotated[str | None, Field(description="Contexte, état du préexistant.")] = None
    objectifs: Annotated[str | None, Field(description="Enjeux et objectifs.")] = None
    date_mise_en_place: Annotated[str | None, Field(description="Mise en place de l'action.")] = None
    duree_action: Annotated[str | None, Field(description="Indéterminée, expérimentation, ponctuelle…")] = (
        None
    )
    duree: Annotated[Quantite | None, Field(description="Durée du parcours.")] = None
    volume_horaire: Annotated[Quantite | None, Field(description="Volume horaire hebdomadaire.")] = None
    format: Annotated[
        Literal["individuel", "collectif", "mixte"] | None, Field(description="Individuel ou collectif.")
    ] = None
    type_parcours: Annotated[str | None, Field(description="Social, socio-professionnel, professionnel.")] = (
        None
    )
    places: Annotated[Quantite | None, Field(description="Places financées ou ouvertes.")] = None
    file_active: Annotated[Quantite | None, Field(description="Personnes suivies au fil de l'année.")] = None
    cout_total: Annotated[Quantite | None, Field(description="Budget de l'action, en euros.")] = None
    cout_unitaire: Annotated[
        Quantite | None, Field(description="Coût par place ou par parcours, en euros.")
    ] = None
    montant_etat: Annotated[
        Quantite | None, Field(description="Part de l'État dans le budget, en euros.")
    ] = None
    montant_departement: Annotated[
        Quantite | None, Field(description="Part du département dans le budget, en euros.")
    ] = None
    financeurs: Annotated[str | None, Field(description="Partenaires et cofinanceurs.")] = None
    calendrier: Annotated[str | None, Field(description="Calendrier prévisionnel de l'action.")] = None
    indicateurs: Annotated[str | None, Field(description="Indicateurs de suivi.")] = None
    orientation: Annotated[str | None, Field(description="Critères et modalités d'orientation.")] = None
    contact_nom: Annotated[str | None, Field(description="Personne à contacter ; ne sort jamais.")] = None


#: How the text of each private field is read: by a cleaner of ``cleaning``, or one of the readers below.
EXTENSION_KINDS: dict[str, Literal["texte", "quantite", "date", "booleen", "format"]] = {
    name: (
        "quantite"
        if "Quantite" in str(info.annotation)
        else "date"
        if "date" in str(info.annotation)
        else "booleen"
        if "bool" in str(info.annotation)
        else "format"
        if name == "format"
        else "texte"
    )
    for name, info in Extension.model_fields.items()
}


class Extensions(Mapping[str, Extension]):
    """The private fields of the services, by service id.

    Kept as the few values that are filled, and made a model when asked: a hundred thousand models would weigh more
    than all the records.
    """

    def __init__(self) -> None:
        self._fields: dict[str, dict[str, Any]] = {}

    def add(self, service_id: str, fields: dict[str, Any]) -> Extension:
        """Keeps the fields of a service. Raises ``pydantic.ValidationError`` on a field of another type."""
        extension = Extension.model_validate(fields)
        self._fields[service_id] = fields
        return extension

    def __getitem__(self, service_id: str) -> Extension:
        return Extension.model_validate(self._fields[service_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


#: Days a service stays published after the end of its convention, unless its connector says otherwise
#: (``referencement.md`` §4.5, metric 1).
GRACE_DAYS = 60


def withholding_reason(extension: Extension, *, today: dt.date, grace_days: int) -> Note | None:
    """Why a service is kept but not published: suspended, or its convention ended too long ago.

    ``grace_days``: :data:`GRACE_DAYS`, or those of the connector.
    """
    suspended = extension.suspendue or (extension.date_suspension or dt.date.max) <= today
    if suspended:
        return Note(
            "action-suspendue",
            Severity.AVERTISSEMENT,
            "Action suspendue : la fiche est gardée, elle n'est pas publiée.",
        )
    end = extension.convention_fin
    if end is not None and (today - end).days > grace_days:
        return Note(
            "convention-terminee",
            Severity.AVERTISSEMENT,
            f"Convention terminée le {end:%d/%m/%Y}, depuis plus de {grace_days} jours : la fiche est gardée, "
            "elle n'est pas publiée. Mettez la date à jour si la convention est renouvelée.",
        )
    return None
