"""How people write the cells of a catalogue: the spellings `build_example.py` draws from."""

from __future__ import annotations

import random
from dataclasses import dataclass

from stdnum import luhn

Row = dict[str, str]
Fact = dict[str, str]


@dataclass(frozen=True, slots=True)
class Body:
    """What stays the same on every row of a structure, whatever way it is written."""

    facts: Fact
    siret: str
    phone: str
    mobile: str
    domain: str


def fictional_siret(number: int) -> str:
    """A SIRET that no body can have and whose two check digits are right."""
    siren = with_check_digit(f"99999{100 + number:03d}")
    return with_check_digit(f"{siren}0001")


def with_check_digit(digits: str) -> str:
    """The digits and their Luhn key."""
    return f"{digits}{luhn.calc_check_digit(digits)}"


HOURS = (
    "du lundi au vendredi 9h-12h et 14h-17h",
    "lundi au vendredi : 8h30-12h30 / 13h30-17h30",
    "mardi et jeudi 14h-17h30",
    "mercredi 9h-12h, samedi 10h-12h",
    "1er et 3e vendredi du mois 14h-16h30",
    "sur RDV",
    "",
    "",
    "n.c.",
    "lun. mar. jeu. 9h-12h",
)
WAYS = {
    "Accès libre": ("Téléphone", "Sur place", "Téléphone ou mail", "Mail", ""),
    "Sur prescription": ("Fiche de liaison par mail", "Mail", "Téléphone", "Fiche de liaison par mail", ""),
    "Accès libre ou prescription": ("Téléphone ou mail", "Téléphone", "Sur place", ""),
    "115": ("Téléphone",),
}
#: Far enough ahead: the demonstration must still show a living offer in two years.
CONVENTION_ENDS = ("31/12/2028", "31/12/2028", "31-12-2028", "30/06/2029", "31/12/28")
DURATIONS = (
    "6 mois renouvelable 1 fois",
    "12 mois",
    "12 semaines",
    "3 mois",
    "",
    "annuelle",
    "10 séances",
    "à préciser",
)
CAPACITIES = (
    "24 (2 x 12)",
    "12",
    "120",
    "file active 80",
    "10/session, 4 sessions",
    "15 à 20",
    "",
    "n.c.",
    "6 places",
    "?",
)


def numbered(chance: random.Random, number: int, nom: str) -> str:
    return f"{number}. {nom}" if chance.random() < 0.06 else nom


def spell_name(chance: random.Random, nom: str) -> str:
    return chance.choices((nom, nom.upper(), f"{nom} (asso)", f" {nom} "), (88, 6, 2, 4))[0]


def spell_siret(chance: random.Random, siret: str) -> str:
    spaced = f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"
    wrong = siret[:-1] + str((int(siret[-1]) + 1) % 10)
    return chance.choices((spaced, siret, "", "9,99991E+13", wrong, "en cours"), (57, 28, 9, 2, 2, 2))[0]


def spell_public(chance: random.Random, public: str) -> str:
    if "BRSA" in public and chance.random() < 0.2:
        return public.replace("BRSA", chance.choice(("bénéficiaires du RSA", "ARSA")))
    return public.replace(" ; ", chance.choice((" ; ", ", ", " ; ", " / ")))


def spell_zone(chance: random.Random, zone: str) -> str:
    if zone == "Laval Agglomération":
        return chance.choice((zone, "Laval Agglo", "LAVAL AGGLO"))
    if zone == "Tout le département":
        return chance.choice((zone, "Département", "Mayenne (53)", "tout le département"))
    return chance.choice(
        (zone, zone, zone.replace("CC ", "C.C. "), zone.replace("CC ", "Communauté de communes "))
    )


#: The commune as people still write it: (postal code, name) by today's commune.
OLD_HABITS = {
    "Laval": (("53000", "LAVAL"), ("53014", "LAVAL CEDEX"), ("53000", "Laval")),
    "Mayenne": (("53100", "MAYENNE"), ("53103", "MAYENNE CEDEX"), ("53100", "Mayenne")),
    "Château-Gontier-sur-Mayenne": (
        ("53200", "Château-Gontier"),
        ("53200", "CHATEAU GONTIER"),
        ("53200", "Azé"),
        ("53200", "Château-Gontier sur Mayenne"),
    ),
    "Pré-en-Pail-Saint-Samson": (("53140", "Pré en Pail"), ("53140", "PRE-EN-PAIL-ST-SAMSON")),
    "Évron": (("53600", "EVRON"), ("53600", "Évron")),
    "Saint-Berthevin": (("53940", "St Berthevin"), ("53940", "SAINT BERTHEVIN")),
    "Bonchamp-lès-Laval": (("53960", "Bonchamp"), ("53960", "Bonchamp les Laval")),
    "Ernée": (("53500", "ERNEE"), ("53500", "Ernée")),
    "Ambrières-les-Vallées": (("53300", "Ambrières"), ("53300", "Ambrieres les Vallees")),
    "Cossé-le-Vivien": (("53230", "Cossé le Vivien"), ("53230", "Cosse le Vivien")),
}


def spell_place(chance: random.Random, code_postal: str, commune: str) -> Row:
    habits = OLD_HABITS.get(commune, ((code_postal, commune), (code_postal, commune.upper())))
    code, name = (code_postal, commune) if chance.random() < 0.6 else chance.choice(habits)
    return {"CP": code, "Commune": name}


def spell_mail(chance: random.Random, domain: str) -> str:
    generic = f"{'contact' if len(domain) % 2 else 'accueil'}@{domain}"
    odd = (
        f"camille.exemple@{domain}",
        f"{generic} ; direction@{domain}",
        generic.replace("@", " @ "),
        "n.c.",
        "",
    )
    return generic if chance.random() < 0.85 else chance.choice(odd)


def spell_phone(chance: random.Random, body: Body) -> str:
    pairs = " ".join(body.phone[i : i + 2] for i in range(0, 10, 2))
    mobile = ".".join(body.mobile[i : i + 2] for i in range(0, 10, 2))
    forms = (
        pairs,
        pairs.replace(" ", "."),
        body.phone,
        f"{pairs} / {mobile}",
        body.phone[1:],
        f"+33 {pairs[1:]}",
        "n.c.",
    )
    return chance.choices(forms, (50, 15, 12, 10, 5, 5, 3))[0]


def spell_url(chance: random.Random, domain: str) -> str:
    written = (f"www.{domain}", domain, f"https://{domain}", f"http://www.{domain}/")[len(domain) % 4]
    return written if chance.random() < 0.6 else ""


def spell_cost(chance: random.Random) -> str:
    amount = chance.randrange(4_000, 96_000, 500)
    spaced = f"{amount:,}".replace(",", " ")
    return chance.choice((f"{spaced} €", f"{spaced},00 €", str(amount), f"{spaced},50", "n.c.", ""))


def spell_date(chance: random.Random) -> str:
    day, month = chance.randrange(1, 28), chance.randrange(1, 10)
    year = 2026 if chance.random() < 0.85 else 2025
    months = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre")
    forms = (
        f"{day:02d}/{month:02d}/{year}",
        f"{day:02d}/{month:02d}/{year % 100}",
        f"{day:02d}-{month:02d}-{year}",
        f"{months[month - 1]} {year}",
        f"{year}-{month:02d}-{day:02d}",
        "",
    )
    return chance.choices(forms, (52, 16, 12, 7, 6, 7))[0]
