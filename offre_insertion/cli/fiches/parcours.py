"""``offre-insertion fiches parcours``: the fichier de renseignement of Annexe 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from offre_insertion.cli.fiches.entrees import chosen, with_inputs
from offre_insertion.cli.french import FrenchCommand

if TYPE_CHECKING:
    from offre_insertion.reporting.fiches import Export, Holding


@click.command(cls=FrenchCommand, name="parcours")
@with_inputs
def command(*, holding: Holding, withheld: bool) -> Export:
    """Écrit le fichier de renseignement des parcours (instruction DGEFP/DPE/2023/192, annexe 4, § 2.a).

    Une ligne par dispositif : nom, durée, contenu, modalités, public cible, coût unitaire, places financées. Ce que le
    catalogue ne dit pas reste vide, compté et listé. À ne pas publier.
    """
    from offre_insertion.reporting.fiches import parcours_export

    return parcours_export(holding, chosen(holding, withheld=withheld))
