"""What the commands on coverage share: the département, the day, the weights, the offer, what people said."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offre_insertion.cli.doublons.entrees import Inputs, find_project, with_inputs

if TYPE_CHECKING:
    from offre_insertion.cli.doublons.entrees import Review
    from offre_insertion.coverage import Ground, Weights
    from offre_insertion.geography import Departement, Territoires
    from offre_insertion.history import History
    from offre_insertion.history.qualifications import QualificationEntry
    from offre_insertion.reporting.coverage import CoverageReport
    from offre_insertion.review import Offer
    from offre_insertion.review.private import Private
    from offre_insertion.settings import Settings

Function = Callable[..., Any]
_FILE = click.Path(path_type=Path)
_TIMEOUT_S = 15

_dans_option = click.option(
    "--dans",
    "fichiers",
    type=_FILE,
    multiple=True,
    help="Jeu data·inclusion ou dossier d'une conversion (sinon, le dernier passage du projet).",
)
_GROUND_OPTIONS = (
    click.option("--departement", help="Code ou nom du département (sinon celui du projet)."),
    click.option(
        "--le",
        "day",
        type=click.DateTime(["%Y-%m-%d"]),
        help="Jour auquel la fraîcheur est jugée (sinon aujourd'hui).",
    ),
    click.option(
        "--poids",
        type=_FILE,
        help="CSV de poids (colonnes code et poids) par commune ou EPCI : foyers RSA, demandeurs d'emploi… "
        "(sinon, ceux du projet, ou la population).",
    ),
    click.option(
        "--territoires", type=_FILE, help="Table TOML des territoires locaux (sinon, ceux du projet)."
    ),
    click.option(
        "--sans-nationale",
        is_flag=True,
        help="Ne compte pas l'offre nationale gardée dans l'historique (offre-nationale actualiser).",
    ),
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the history knows: what people said of holes, private fields, the national offer."""

    entries: Sequence[QualificationEntry]
    private: Private
    national: Offer | None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The report, and where it comes from."""

    report: CoverageReport
    review: Review
    settings: Settings | None

    def with_contours(self, path: Path | None, *, use_network: bool) -> CoverageReport:
        """The report with the contours of a file, of the project, or of the network."""
        import httpx

        from offre_insertion.geography.contours import find_contours

        departement = self.report.departement
        cache = path or (
            self.settings.work / "contours" / f"{departement}-{self.report.cog}.geojson"
            if self.settings
            else None
        )
        with httpx.Client(timeout=_TIMEOUT_S) as client:
            found = find_contours(departement, cache=cache, client=client if use_network else None)
        if not found:
            click.echo("Sans contours de communes : la carte les montre comme des points.", err=True)
        return replace(self.report, contours=found)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says; :meth:`assess` reads everything and computes."""

    inputs: Inputs
    departement: str | None
    day: dt.date
    poids: Path | None
    territoires: Path | None
    sans_nationale: bool = False

    def assess(self, thematiques: Sequence[str] = ()) -> Assessed:
        """Reads the offer, the judgements and the qualifications; nothing is written."""
        from offre_insertion.coverage import Couverture, compute_coverage, ground_of_departement
        from offre_insertion.coverage.qualification import standing
        from offre_insertion.coverage.themes import FREINS
        from offre_insertion.coverage.usual import usual_measures
        from offre_insertion.geography import load_geography
        from offre_insertion.reporting.coverage import CoverageReport
        from offre_insertion.review.dispositifs import count_dispositifs, countable

        shown = tuple(dict.fromkeys(map(check_thematique, thematiques))) or FREINS
        settings = find_project(self.inputs.projet)
        departement = self._departement(settings)
        geography = load_geography()
        ground = ground_of_departement(
            geography, departement.code, territoires=self._territoires(settings, departement.code)
        )
        review = self.inputs.read()
        parameters = settings.couverture.seuils if settings else Couverture()
        remembered = self._remembered(review)
        against = review.against
        national = against if self.inputs.nationale else remembered.national
        beside = (None if self.inputs.nationale else against, countable(national) if national else None)
        offers = count_dispositifs(
            [review.offer, *(one for one in beside if one is not None)],
            review.spoken,
            ground=ground,
            parameters=parameters,
            on=self.day,
            private=remembered.private,
        )
        weights = self._weights(settings, departement.code, ground)
        coverage = compute_coverage(offers, ground, on=self.day, parameters=parameters, weights=weights)
        report = CoverageReport(
            coverage=coverage,
            nom=f"{departement.nom} ({departement.code})",
            departement=departement.code,
            cog=geography.annee,
            shown=shown,
            qualifications=standing(remembered.entries, coverage),
            usual={code: usual_measures(offers, code, ground, coverage.weights.values) for code in shown},
        )
        return Assessed(report, review, settings)

    def _departement(self, settings: Settings | None) -> Departement:
        from offre_insertion.geography import load_geography

        asked = self.departement or (settings.territoire.departement if settings else None)
        if asked is None:
            raise click.UsageError("il manque l'option --departement : il n'y a pas de projet qui le dise.")
        found = load_geography().departement(asked)
        if found is None:
            raise click.UsageError(f"département « {asked} » inconnu : écrivez son code, par exemple 53.")
        return found

    def _territoires(self, settings: Settings | None, departement: str) -> Territoires | None:
        """Those of the option, else those of the project."""
        from offre_insertion.geography import load_territoires
        from offre_insertion.review.territory import find_territoires

        if self.territoires is not None:
            return load_territoires(self.territoires)
        return find_territoires(settings, departement) if settings else None

    def _remembered(self, review: Review) -> Remembered:
        """What the history knows; the private fields are those of the files given, when some are."""
        from offre_insertion.history.qualifications import list_qualifications
        from offre_insertion.review.private import read_extensions, read_private_files

        private = read_private_files(self.inputs.fichiers)
        if review.path is not None and not review.path.exists():
            return Remembered([], private, None)
        with review.history() as history:
            if not self.inputs.fichiers:
                private = read_extensions(history, review.offer.sources)
            return Remembered(list_qualifications(history), private, self._national(history, review))

    def _national(self, history: History, review: Review) -> Offer | None:
        """The stored national offer, which counts unless it is refused, or already asked as --contre-nationale."""
        from offre_insertion.review.offer import read_national

        if self.sans_nationale or self.inputs.nationale:
            return None
        found = read_national(history, without={*review.offer.sources, review.slug})
        if found is None:
            return None
        click.echo(f"Avec l’{found[1].describe(self.day)}.", err=True)
        return found[0]

    def _weights(self, settings: Settings | None, departement: str, ground: Ground) -> Weights | None:
        """Those of the option, else those of the project in its own département, else the population."""
        from offre_insertion.review.territory import find_weights
        from offre_insertion.review.weights import read_weights

        weights = None
        if self.poids is not None:
            weights = read_weights(self.poids, ground)
        elif settings and settings.territoire.departement == departement:
            weights = find_weights(settings, ground)
        for sentence in weights.left_out() if weights else ():
            click.echo(f"Attention : {sentence}", err=True)
        return weights


def with_ground(function: Function) -> Function:
    """Adds the options that say what to look at, given to the command as ``asked``."""

    def called(
        *,
        inputs: Inputs,
        departement: str | None,
        day: dt.datetime | None,
        poids: Path | None,
        territoires: Path | None,
        sans_nationale: bool,
        **others: object,
    ) -> object:
        on = day.date() if day else dt.date.today()  # noqa: DTZ011 - the day where the person is
        return function(asked=Asked(inputs, departement, on, poids, territoires, sans_nationale), **others)

    decorated: Function = functools.update_wrapper(called, function)
    for option in reversed(_GROUND_OPTIONS):
        decorated = option(decorated)
    return with_inputs(files=_dans_option)(decorated)


def check_thematique(text: str) -> str:
    """The code of a thematique or a category, written itself or as its label (« Garde d’enfants »).

    Raises :class:`click.UsageError` with the nearest codes when it is none.
    """
    from offre_insertion.coverage.themes import ALL, label
    from offre_insertion.schema import nearest_codes
    from offre_insertion.text import fold

    if text in ALL:
        return text
    named = next((code for code in ALL if fold(label(code)) == fold(text)), None)
    if named is not None:
        return named
    near = ", ".join(nearest_codes(text, ALL))
    raise click.UsageError(f"thématique « {text} » inconnue.{f' Les plus proches : {near}.' if near else ''}")
