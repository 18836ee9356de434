"""What people write in the catalogues of a PDI, and what an expert of the référentiel reads in it."""

from __future__ import annotations

import pytest

from offre_insertion.lexicon import load_lexicon, translate
from offre_insertion.schema import ENUMS

UNKNOWN = None
BRSA = "beneficiaires-des-minimas-sociaux"
HANDICAP = "personnes-en-situation-de-handicap"
URGENCE = "personnes-en-situation-durgence"
DEMARCHES = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
DROITS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"
CITOYENNETE = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-a-la-citoyennete"
HEBERGEMENT = "logement-hebergement--rechercher-une-solution-dhebergement-temporaire"
LOGEMENT = "logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement"
PARENTALITE = "famille--soutien-a-la-parentalite-et-a-leducation"
GARDE = "famille--garde-denfants"
PERMIS = "mobilite--preparer-un-permis"
VEHICULE = "mobilite--acceder-a-un-vehicule"
PARCOURS = "mobilite--etre-accompagne-dans-son-parcours-mobilite"
DOUCE = "mobilite--mobilite-douce-partagee-collective"
REPARER = "mobilite--entretenir-reparer-son-vehicule"
FRANCAIS = "lecture-ecriture-calcul--maitriser-le-francais"
CALCUL = "lecture-ecriture-calcul--maitriser-le-calcul"
CV = "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation"
RECHERCHE = "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi"
BIEN_ETRE = "remobilisation--bien-etre-confiance-en-soi"
FONDAMENTAUX = "numerique--maitriser-les-fondamentaux-du-numerique"
EN_LIGNE = "numerique--acceder-a-des-services-en-ligne"

THEMATIQUES: dict[str, tuple[str, ...] | None] = {
    "Garde d'enfants": (GARDE,),
    "garde d’enfant": (GARDE,),
    "2.1 - Garde des enfants": (GARDE,),
    "Frein : garde d'enfants": (GARDE,),
    "Crèches AVIP": (GARDE,),
    "Accueil collectif permanent : crèche - micro-crèche": (GARDE,),
    "Halte-garderie": (GARDE,),
    "Parentalité": (PARENTALITE,),
    "Soutien scolaire": (PARENTALITE,),
    "Auto-école sociale": (PERMIS,),
    "AUTO ECOLE SOCIALE": (PERMIS,),
    "Passer le permis B": (PERMIS,),
    "Mobilité : permis de conduire": (PERMIS,),
    "Code de la route": (PERMIS,),
    "Garage solidaire": (REPARER,),
    "Garages solidaires": (REPARER,),
    "Location solidaire de véhicules": (VEHICULE,),
    "Location de scooters": (VEHICULE,),
    "Location de vélos": (VEHICULE, DOUCE),
    "Plateforme de mobilité": (PARCOURS,),
    "Bilan mobilité": (PARCOURS,),
    "Covoiturage": (DOUCE,),
    "Transport à la demande": (DOUCE,),
    "Aides financières à la mobilité": ("mobilite--financer-ma-mobilite",),
    "mobilite--louer-un-vehicule": (VEHICULE,),
    "Mobilité": UNKNOWN,
    "MOBILITE": UNKNOWN,
    "mobilite": UNKNOWN,
    "Santé": UNKNOWN,
    "Famille": UNKNOWN,
    "Logement / hébergement": UNKNOWN,
    "Formation": UNKNOWN,
    "Emploi": UNKNOWN,
    "Numérique": UNKNOWN,
    "Remobilisation": UNKNOWN,
    "Insertion professionnelle": UNKNOWN,
    "Mobilité / se déplacer": UNKNOWN,
    "Santé et permis": UNKNOWN,
    "Levée des freins": (),
    "Offre sociale": (),
    "Accompagnement global": (),
    "Accompagnement social": (),
    "CCAS": (),
    "Handicap": (),
    "Psychologue": ("sante--sante-mentale",),
    "Permanence de psychologues": ("sante--sante-mentale",),
    "Groupe de parole": ("sante--sante-mentale", BIEN_ETRE),
    "Addictologie": ("sante--addictions",),
    "Accès aux soins": ("sante--acces-aux-soins",),
    "Complémentaire santé solidaire": ("sante--acces-aux-soins",),
    "Dossier MDPH": ("sante--constituer-un-dossier-mdph-invalidite",),
    "RQTH": ("sante--constituer-un-dossier-mdph-invalidite",),
    "Planning familial": ("sante--sante-sexuelle",),
    "Aide alimentaire": ("equipement-et-alimentation--alimentation",),
    "Épicerie sociale et solidaire": ("equipement-et-alimentation--alimentation",),
    "Vestiaire": ("equipement-et-alimentation--habillement",),
    "Meubles": ("equipement-et-alimentation--electromenager",),
    "Aide à domicile": ("equipement-et-alimentation--aide-menagere",),
    "Accès aux droits": (DROITS,),
    "Lutte contre le non-recours": (DROITS,),
    "Citoyenneté et accès aux droits": (CITOYENNETE, DROITS),
    "Domiciliation": (DEMARCHES,),
    "Écrivain public": (DEMARCHES,),
    "Démarches administratives": (DEMARCHES,),
    "Droit des étrangers": (CITOYENNETE,),
    "Point justice": (
        "difficultes-administratives-ou-juridiques--prendre-en-compte-une-problematique-judiciaire",
    ),
    "Surendettement": ("difficultes-financieres--situation-dendettement-surendettement",),
    "Microcrédit": ("difficultes-financieres--acquerir-une-autonomie-budgetaire",),
    "Gérer son budget": ("difficultes-financieres--ameliorer-sa-gestion-budgetaire",),
    "Point conseil budget": ("difficultes-financieres--ameliorer-sa-gestion-budgetaire",),
    "Tutelle et curatelle": ("difficultes-financieres--mettre-en-place-une-mesure-de-protection-financiere",),
    "MASP": ("difficultes-administratives-ou-juridiques--beneficier-dune-mesure-daccompagnement-adapte",),
    "Hébergement d'urgence": (HEBERGEMENT,),
    "SIAO": (HEBERGEMENT,),
    "Accès au logement": (LOGEMENT,),
    "FSL": (LOGEMENT,),
    "Impayés de loyer": ("logement-hebergement--reduire-les-impayes-de-loyer",),
    "Prévention des expulsions": ("logement-hebergement--reduire-les-impayes-de-loyer",),
    "Maintien dans le logement": ("logement-hebergement--se-maintenir-dans-le-logement",),
    "FJT": ("logement-hebergement--louer-un-logement",),
    "Violences conjugales": ("famille--surmonter-conflits-separation-violence",),
    "Médiation familiale": ("famille--surmonter-conflits-separation-violence",),
    "Proches aidants": ("famille--soutien-aidants",),
    "FLE": (FRANCAIS,),
    "Ateliers sociolinguistiques": (FRANCAIS,),
    "Illettrisme": (FRANCAIS, CALCUL),
    "Remise à niveau (français, mathématiques)": (FRANCAIS, CALCUL),
    "Atelier CV": (CV,),
    "CV et lettre de motivation": (CV,),
    "C.V.": (CV,),
    "Techniques de recherche d'emploi": (RECHERCHE,),
    "Simulation d'entretien": ("trouver-un-emploi--convaincre-un-recruteur-en-entretien",),
    "Insertion par l'activité économique": ("trouver-un-emploi--repondre-a-des-offres-demploi",),
    "Chantier d'insertion": ("trouver-un-emploi--repondre-a-des-offres-demploi",),
    "Maintien dans l'emploi": ("trouver-un-emploi--maintien-dans-lemploi",),
    "PMSMP": ("choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite",),
    "Projet professionnel": ("choisir-un-metier--confirmer-son-choix-de-metier",),
    "Bilan de compétences": ("choisir-un-metier--identifier-ses-points-forts-et-ses-competences",),
    "Création d'entreprise": ("creer-une-entreprise--definir-son-projet-de-creation-dentreprise",),
    "Accompagnement des travailleurs indépendants": ("creer-une-entreprise--developper-son-entreprise",),
    "Financement de la formation": ("se-former--monter-son-dossier-de-formation",),
    "Formation qualifiante": ("se-former--trouver-sa-formation",),
    "Confiance en soi": (BIEN_ETRE,),
    "Estime de soi / confiance en soi": (BIEN_ETRE,),
    "Lutte contre l'isolement": ("remobilisation--lien-social",),
    "Bénévolat": ("remobilisation--benevolat-action-citoyenne",),
    "Sport santé": ("remobilisation--activites-sportives-et-culturelles",),
    "Parrainage": ("preparer-sa-candidature--developper-son-reseau",),
    "Conseiller numérique": (FONDAMENTAUX,),
    "Aide aux démarches en ligne": (EN_LIGNE,),
    "Permis de conduire et garde d'enfants": (PERMIS, GARDE),
    "Permis ; Aide alimentaire ; Santé mentale": (
        PERMIS,
        "equipement-et-alimentation--alimentation",
        "sante--sante-mentale",
    ),
    "Permis et pêche à la ligne": UNKNOWN,
    "Apiculture": UNKNOWN,
}

#: Text → codes, and whether the text says more than they do.
PUBLICS: dict[str, tuple[tuple[str, ...] | None, bool]] = {
    "BRSA": ((BRSA,), True),
    "ARSA": ((BRSA,), True),
    "Bénéficiaires du RSA": ((BRSA,), True),
    "Allocataires du RSA soumis aux droits et devoirs": ((BRSA,), True),
    "BRSA suivis par les MDS": ((BRSA,), True),
    "BRSA non inscrits à France Travail": (UNKNOWN, False),
    "Tout public du territoire": (UNKNOWN, False),
    "Minima sociaux": ((BRSA,), False),
    "AAH": ((BRSA,), True),
    "Demandeurs d'emploi": (("demandeurs-emploi",), False),
    "Demandeur(se)s d'emploi": (("demandeurs-emploi",), False),
    "Demandeur·euse·s d’emploi": (("demandeurs-emploi",), False),
    "DE": (("demandeurs-emploi",), False),
    "DELD": (("demandeurs-emploi",), True),
    "DE de longue durée": (("demandeurs-emploi",), True),
    "BRSA, DE longue durée": ((BRSA, "demandeurs-emploi"), True),
    "BRSA, DE": ((BRSA, "demandeurs-emploi"), True),
    "BRSA / DELD": ((BRSA, "demandeurs-emploi"), True),
    "Jeunes": (("jeunes",), False),
    "Jeunes 16-25 ans": (("jeunes",), True),
    "Jeunes 16-25": (("jeunes",), True),
    "Jeunes de 16 à 25 ans": (("jeunes",), True),
    "Jeunes de moins de 30 ans": (("jeunes",), True),
    "Jeunes âgés de 18 à 29 ans": (("jeunes",), True),
    "Jeunes (mission locale)": (("jeunes",), True),
    "CEJ": (("jeunes",), True),
    "16-25 ans": (("jeunes",), True),
    "NEET": (("jeunes",), True),
    "Sortants ASE": (("jeunes",), True),
    "Tout public": (("tous-publics",), False),
    "Tous les publics": (("tous-publics",), False),
    "tous publics": (("tous-publics",), False),
    "Tout public en parcours": ((), True),
    "Tout public (en parcours)": ((), True),
    "Tout public BRSA": (UNKNOWN, False),
    "Tout public de plus de 60 ans": (UNKNOWN, False),
    "Personnes en situation de handicap": ((HANDICAP,), False),
    "RQTH": ((HANDICAP,), True),
    "BOE": ((HANDICAP,), True),
    "TH": ((HANDICAP,), True),
    "Familles monoparentales": (("familles",), True),
    "Parents": (("familles",), False),
    "Parents d'enfants de moins de 3 ans": (("familles",), True),
    "Femmes victimes de violences": (("femmes", URGENCE), False),
    "Seniors": (("seniors",), False),
    "Personnes âgées de plus de 65 ans": (("seniors",), True),
    "Retraités": (("seniors",), True),
    "SDF": ((URGENCE,), True),
    "Sortants de prison": (("personnes-en-situation-juridique-specifique",), True),
    "PPSMJ": (("personnes-en-situation-juridique-specifique",), True),
    "Réfugiés": (("personnes-exilees",), True),
    "Primo-arrivants": (("personnes-exilees",), True),
    "Habitants des QPV": (("residents-qpv-frr",), True),
    "QPV": (("residents-qpv-frr",), True),
    "DE QPV": (("demandeurs-emploi", "residents-qpv-frr"), True),
    "Parents isolés BRSA": (("familles", BRSA), True),
    "BRSA jeunes": ((BRSA, "jeunes"), True),
    "Public non BRSA": (UNKNOWN, False),
    "Salariés": (("actifs",), False),
    "Travailleurs indépendants": (("actifs",), False),
    "Étudiant(e)s": (("etudiants",), False),
    "Adultes": ((), True),
    "Public adulte": ((), True),
    "Personnes en situation d'illettrisme": ((), True),
    "BRSA en priorité": ((BRSA,), True),
    "BRSA uniquement": ((BRSA,), True),
    "Jeunes (sauf étudiants)": (UNKNOWN, False),
    "Hors BRSA": (UNKNOWN, False),
    "Non allocataires du RSA": (UNKNOWN, False),
    "Jeunes et familles": (("jeunes", "familles"), False),
    "Jeunes et moins jeunes": (UNKNOWN, False),
    "Autre": ((), False),
    "Licornes": (UNKNOWN, False),
}

OTHERS: dict[str, dict[str, tuple[str, ...] | None]] = {
    "types": {
        "Accompagnement individuel": ("accompagnement",),
        "Ateliers collectifs": ("atelier",),
        "Aide financière": ("aide-financiere",),
        "Prêt de matériel": ("aide-materielle",),
        "Formation linguistique": ("formation",),
        "Réunion d'information": ("information",),
        "I+C": (),
    },
    "frais": {
        "gratuit": ("gratuit",),
        "Gratuit pour l'usager": ("gratuit",),
        "0 €": ("gratuit",),
        "Gratuit (0 €)": ("gratuit",),
        "Gratuit sous conditions de ressources": ("gratuit",),
        "Adhésion 10 €/an": ("payant",),
        "10 € par an": ("payant",),
        "Adhésion annuelle : 15,50 euros": ("payant",),
        "Payant (2 € la séance)": ("payant",),
        "Selon quotient familial": ("payant",),
        "Gratuit (hors adhésion)": None,
        "Gratuit (adhésion 10 €)": None,
        "En fonction": (),
        "Nous consulter": (),
    },
    "modes_accueil": {
        "Présentiel": ("en-presentiel",),
        "présentiel et distanciel": ("en-presentiel", "a-distance"),
        "Visioconférence": ("a-distance",),
        "Mixte": ("en-presentiel", "a-distance"),
        "À domicile": (),
    },
    "modes_mobilisation": {
        "Par téléphone": ("telephoner",),
        "Mail": ("envoyer-un-courriel",),
        "Téléphone / mail": ("telephoner", "envoyer-un-courriel"),
        "Sans rendez-vous": ("se-presenter",),
        "Formulaire en ligne": ("utiliser-lien-mobilisation",),
        "Sur RDV": (),
        "Sur orientation": (),
    },
    "mobilisable_par": {
        "Sur prescription": ("professionnels",),
        "sur orientation": ("professionnels",),
        "Référent RSA": ("professionnels",),
        "Accès libre": ("usagers",),
        "Accès libre ou sur orientation": ("usagers", "professionnels"),
        "Sur RDV": (),
    },
    "reseaux_porteurs": {
        "CCAS": ("ccas-cias",),
        "C.C.A.S.": ("ccas-cias",),
        "Centre communal d'action sociale (CCAS)": ("ccas-cias",),
        "CD": ("departements",),
        "ML": ("mission-locale",),
        "Mission locale (ML)": ("mission-locale",),
        "PLIE": ("plie",),
        "Pôle emploi": ("france-travail",),
        "Maison départementale des solidarités": ("maisons-des-solidarites",),
        "CSAPA - Centre de soins, d'accompagnement et de prévention en addictologie": ("csapa",),
        "UDAF": ("unaf",),
        "Les Restos du Cœur": ("restos-du-coeur",),
        "Association": (),
        "SIAE": (),
        "Secours catholique": (),
    },
}


@pytest.mark.parametrize(("text", "codes"), THEMATIQUES.items())
def test_a_theme_of_a_pdi_is_read_as_an_expert_does(text: str, codes: tuple[str, ...] | None) -> None:
    noted = translate(text, [load_lexicon("thematiques")], choices=ENUMS["thematiques"])
    assert noted.value == codes


@pytest.mark.parametrize(("text", "expected"), PUBLICS.items())
def test_a_public_is_read_and_its_precision_is_said(
    text: str, expected: tuple[tuple[str, ...] | None, bool]
) -> None:
    noted = translate(text, [load_lexicon("publics")], choices=ENUMS["publics"])
    assert (noted.value, any(note.code == "precision-perdue" for note in noted.notes)) == expected


@pytest.mark.parametrize(
    ("lexicon", "text", "codes"),
    [(lexicon, text, codes) for lexicon, cases in OTHERS.items() for text, codes in cases.items()],
)
def test_fees_modes_types_and_networks_are_read(
    lexicon: str, text: str, codes: tuple[str, ...] | None
) -> None:
    field = "type" if lexicon == "types" else lexicon
    assert translate(text, [load_lexicon(lexicon)], choices=ENUMS[field]).value == codes


def test_a_label_of_a_digital_catalogue_keeps_its_own_sense() -> None:
    digital = [load_lexicon("lexique:numerique"), load_lexicon("lexique:thematiques")]
    choices = ENUMS["thematiques"]
    assert translate("Citoyenneté", digital, choices=choices).value == (FONDAMENTAUX,)
    assert translate("Citoyenneté", digital[1:], choices=choices).value == (CITOYENNETE,)
    assert translate("Permis de conduire", digital, choices=choices).value == (DEMARCHES, EN_LIGNE)
