"""``lisez-moi.txt``: what a person reads before using the files. A .txt opens everywhere, and data.gouv.fr takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offre_insertion.publishing.folder.about import SCHEMA_URL, About, Product
from offre_insertion.text import counted


def read_me(about: About, products: Iterable[Product]) -> bytes:
    """The text, UTF-8."""
    return ("\n".join(_lines(about, products)) + "\n").encode()


def _lines(about: About, products: Iterable[Product]) -> Iterator[str]:
    publication = about.publication
    yield about.title
    yield "=" * len(about.title)
    yield ""
    yield f"Producteur : {publication.producteur}"
    if publication.siret:
        yield f"SIRET : {publication.siret}"
    if publication.contact:
        yield f"Contact : {publication.contact}"
    yield f"Date : {about.day.isoformat()}"
    yield f"Licence : {about.licence[0]} ({about.licence[2]})"
    yield f"Mention à reprendre : « {publication.producteur}, {about.title}, {about.day.isoformat()} »"
    yield f"Contenu : {counted(about.structures, 'structure')}, {counted(about.services, 'service')}"
    yield f"Dates de mise à jour des fiches : du {about.first} au {about.last}"
    yield f"Schéma : data·inclusion v1 ({about.schema_version}), {SCHEMA_URL}"
    yield f"Communes : code officiel géographique {about.cog} (Insee)"
    yield f"Catalogues d’origine : {', '.join(f'{nom} ({key})' for key, nom in about.catalogues.items())}"
    yield ""
    yield "Fichiers"
    yield "--------"
    yield ""
    for product in products:
        yield f"{product.name}"
        yield f"    {product.description}"
    yield ""
    yield "À savoir"
    yield "--------"
    yield ""
    yield "- Les textes sont en UTF-8. Dans les CSV et les classeurs, les listes s’écrivent « a, b »."
    yield "- Dans les CSV, un texte qu’un tableur prendrait pour une formule est précédé d’une apostrophe."
    yield "- Un champ vide veut dire « inconnu » ou « sans objet », jamais « non »."
    yield "- Les fiches que data·inclusion écarterait n’y sont pas ; ni noms de contacts, ni adresses ou mobiles"
    yield "  de personnes, sauf accord de leur titulaire."
