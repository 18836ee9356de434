"""The metadata beside the files: DCAT-AP (JSON-LD), data.gouv.fr, SCDL catalogue.

Vocabularies: DCAT-AP 3, with the authority tables of the European Union for frequency, theme and language; Insee
for the département; udata for data.gouv.fr (``/api/1/datasets/``); SCDL « Catalogue » 0.1.2.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

from offre_insertion.publishing.folder.about import SCHEMA_URL, About, Product
from offre_insertion.settings.publication import Frequence

_EU = "http://publications.europa.eu/resource/authority"
#: Word of the project → EU authority table, udata, SCDL.
_FREQUENCIES: dict[Frequence, tuple[str, str, str]] = {
    "inconnue": ("UNKNOWN", "unknown", "Inconnue"),
    "quotidienne": ("DAILY", "daily", "Quotidienne ou plusieurs fois par jour"),
    "hebdomadaire": ("WEEKLY", "weekly", "Hebdomadaire ou plusieurs fois par semaine"),
    "mensuelle": ("MONTHLY", "monthly", "Mensuelle ou plusieurs fois par mois"),
    "trimestrielle": ("QUARTERLY", "quarterly", "Trimestrielle"),
    "annuelle": ("ANNUAL", "annual", "Annuelle"),
}
#: The longest texts that SCDL admits.
_SCDL_TEXT, _SCDL_LONG = 140, 256
_SCDL_DESCRIPTION = 356

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _typed(kind: str, value: object) -> dict[str, object]:
    return {"@type": f"xsd:{kind}", "@value": value}


def _french(text: str) -> dict[str, str]:
    return {"@language": "fr", "@value": text}


def dcat(about: About, products: Iterable[Product], folder: Path) -> bytes:
    """The dataset and its distributions; their addresses are relative, to be read beside the files."""
    frequency, _, _ = _FREQUENCIES[about.publication.frequence]
    contact = about.publication.contact
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": f"#{about.source}",
        "@type": "dcat:Dataset",
        "dct:identifier": about.source,
        "dct:title": _french(about.title),
        "dct:description": _french(about.describe()),
        "dct:publisher": _publisher(about),
        "dct:license": {"@id": about.licence[2]},
        "dct:modified": _typed("date", about.day.isoformat()),
        "dct:language": {"@id": f"{_EU}/language/FRA"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/{frequency}"},
        "dct:conformsTo": {"@id": SCHEMA_URL},
        "dct:spatial": {
            "@id": f"http://id.insee.fr/geo/departement/{about.departement}",
            "rdfs:label": _french(about.nom_departement),
        },
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed("date", about.first),
            "dcat:endDate": _typed("date", about.last),
        },
        "dcat:theme": {"@id": f"{_EU}/data-theme/SOCI"},
        "dcat:keyword": [_french(word) for word in about.keywords],
        "dcat:distribution": [_distribution(about, one, folder / one.name) for one in products],
    }
    if contact:
        document["dcat:contactPoint"] = {
            "@type": "vcard:Kind",
            "vcard:hasEmail": {"@id": f"mailto:{contact}"},
        }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _publisher(about: About) -> dict[str, object]:
    siret = about.publication.siret
    identifier = {"dct:identifier": siret} if siret else {}
    return {"@type": "foaf:Organization", "foaf:name": about.publication.producteur, **identifier}


def _distribution(about: About, product: Product, path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {
        "@type": "dcat:Distribution",
        "dct:title": _french(product.title),
        "dct:description": _french(product.description),
        "dcat:accessURL": {"@id": product.name},
        "dcat:downloadURL": {"@id": product.name},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{product.media_type}"},
        "dct:license": {"@id": about.licence[2]},
        "dcat:byteSize": _typed("nonNegativeInteger", str(len(content))),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed("hexBinary", hashlib.sha256(content).hexdigest()),
        },
    }


def datagouv_dataset(about: About) -> dict[str, Any]:
    """What data.gouv.fr is told of the dataset (``DatasetForm`` of udata), who publishes it apart."""
    return {
        "title": about.title,
        "description": about.describe(),
        "license": about.licence[1],
        "frequency": _FREQUENCIES[about.publication.frequence][1],
        "tags": list(about.keywords),
        "spatial": {"zones": [f"fr:departement:{about.departement}"], "granularity": "fr:departement"},
        "temporal_coverage": {"start": about.first, "end": about.last},
    }


def datagouv_resource(product: Product) -> dict[str, str]:
    """What data.gouv.fr is told of a file (``ResourceForm`` of udata)."""
    return {"title": product.title, "description": product.description, "type": product.role}


def datagouv(about: About, products: Iterable[Product]) -> bytes:
    """Both, for a person who publishes by hand."""
    document = {
        **datagouv_dataset(about),
        "resources": [{"fichier": one.name, **datagouv_resource(one)} for one in products],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def scdl(about: About, products: Sequence[Product]) -> bytes | None:
    """One line for the catalogue of the collectivité; ``None`` without its SIRET or the page of the dataset."""
    publication = about.publication
    if publication.siret is None or publication.page is None:
        return None
    day = about.day.isoformat()
    row = {
        "COLL_NOM": publication.producteur,
        "COLL_SIRET": publication.siret,
        "ID": about.source,
        "TITRE": about.title[:_SCDL_LONG],
        "DESCRIPTION": about.describe()[:_SCDL_DESCRIPTION],
        "THEME": "Social",
        "PRODUCTEUR_NOM": publication.producteur,
        "PRODUCTEUR_SIRET": publication.siret,
        "COUV_SPAT_MAILLE": "Départementale",
        "COUV_SPAT_NOM": about.nom_departement[:_SCDL_TEXT],
        "COUV_TEMP_DEBUT": about.first,
        "COUV_TEMP_FIN": about.last,
        "DATE_PUBL": day,
        "FREQ_MAJ": _FREQUENCIES[publication.frequence][2],
        "DATE_MAJ": day,
        "MOTS_CLES": ";".join(about.keywords),
        "LICENCE": about.licence[3],
        "NOMBRE_RESSOURCES": str(len(products)),
        "FORMAT_RESSOURCES": ";".join(sorted({one.format for one in products})),
        "URL": publication.page,
    }
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()
