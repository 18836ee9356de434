"""The words that are not hours: kept as a comment, unless they carry a person's details."""

from __future__ import annotations

import re
from dataclasses import dataclass

from offre_insertion.cleaning.horaires.tokens import fold_in_place
from offre_insertion.cleaning.horaires.week import Entry

RENDEZ_VOUS = "sur rendez-vous"

#: A comment longer than this is a text, not a remark on hours.
_LONGEST = 200
_RENDEZ_VOUS = re.compile(
    r"^(?:et )?(?:uniquement |seulement |exclusivement )?(?:sur |par )?(?:rdvs?|r\.d\.v\.?|rendez[ -]vous)$"
)
#: An address, a number to call, or a civility before a name: never published with the hours.
_PRIVATE = re.compile(
    r"@|https?://|www\.|(?:\d[ .-]?){9,}|\bvoir avec\b|\bcontacter\b"
    r"|\b(?:mme|mlle|madame|mademoiselle|monsieur|mr|m\.)\s*[a-z]"
)
_NUMBERS_TO_CALL = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\+?(?:\d[ .-]?){9,}")
#: Words that restrict hours to a part of the year, or to conditions.
_CONDITION = re.compile(
    r"\d|\b(?:vacances?|scolaires?|ete|estiva\w*|hiver\w*|saisons?|periodes?|partir|jusqu\w*|semaines?|quinzaines?"
    r"|sauf|hors|excepte\w*|hormis|feri\w*|pas|ou|selon|fonction|varia\w*|altern\w*|exceptionnel\w*|reserves?"
    r"|deux|trois|mois|ferme\w*|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre|premiers?|derniers?|certains?|possib\w*|parfois|environ|suspendu\w*|annul\w*)\b"
)
#: « fermé 3 semaines en août », « congés de Noël »: the rest of the year is as written.
_CLOSURE = re.compile(
    r"^(?:fermeture annuelle|conges|ferme\w* .*\b(?:semaines?|vacances|conges?|noel|paques|toussaint|janvier|fevrier"
    r"|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b)"
)
_PLACEHOLDER = re.compile(
    r"^(?:n\W?[cr]|non (?:communique|renseigne|connu|precise)\w*|a (?:preciser|definir|confirmer|completer)|inconnu\w*"
    r"|idem|neant|aucun\w*|x+|sans objet)$"
)
#: Numbers that are no dates and no hours.
_PLACES = re.compile(
    r"\b(?:salles?|bureaux?|portes?|bat(?:iment)?\.?|guichets?|postes?|box|halls?|espaces?|numero|n[eo°]?) ?\d+\b"
    r"|\b\d+(?:er|e|eme|nd) (?:etage|niveau|arrondissement)\b"
    r"|\b\d+(?: ?bis)?,? (?:rue|avenue|place|bd|boulevard|quai)\b"
)
_CLOSED = re.compile(
    r"^(?:(?:actuellement |est )?ferme(?:e|s)?(?: (?:au public|toute la semaine|toute la journee))?)$"
)
_EDGES = " \n\t.,;:/-–—()[]•*|+&!?'=~"


@dataclass(frozen=True, slots=True)
class Comment:
    """``text`` is ``None`` when it cannot be written; a doubtful one may close the hours it is about."""

    text: str | None
    is_doubtful: bool = False
    is_condition: bool = False

    @property
    def is_rendez_vous(self) -> bool:
        """Whether it only says that one comes by appointment."""
        return self.text == RENDEZ_VOUS

    def join(self, other: Comment) -> Comment:
        """Both, in this order."""
        texts = [text for text in (self.text, other.text) if text]
        return Comment(
            ", ".join(texts) or None,
            self.is_doubtful or other.is_doubtful,
            self.is_condition or other.is_condition,
        )

    def apply(self, entry: Entry) -> None:
        """Add the comment to the entry."""
        entry.doubtful = entry.doubtful or self.is_doubtful
        if self.text and self.text not in entry.comments:
            entry.comments.append(self.text)


def read_comment(words: str) -> Comment:
    """The comment to write for these words."""
    text = quotable(words)
    folded = fold_in_place(text)
    if _RENDEZ_VOUS.match(folded):
        return Comment(RENDEZ_VOUS, is_condition=True)
    is_private = bool(_PRIVATE.search(folded))
    said = _PLACES.sub("", _NUMBERS_TO_CALL.sub("", folded) if is_private else folded)
    is_doubtful = bool(_CONDITION.search(said)) and not _CLOSURE.match(said)
    is_condition = is_doubtful or "rendez-vous" in folded or "rdv" in folded
    if len(text) > _LONGEST or is_private or _PLACEHOLDER.match(folded):
        return Comment(None, is_doubtful, is_condition)
    return Comment(text, is_doubtful, is_condition)


def quotable(words: str) -> str:
    """The words as the inside of an OSM comment: one line, no double quote, no edge punctuation."""
    text = " ".join(words.replace('"', "'").split()).strip(_EDGES)
    return f"{text})" if text.count("(") > text.count(")") else text


def says_closed(text: str) -> bool:
    """Whether the text only says « fermé »."""
    return _CLOSED.match(fold_in_place(quotable(text))) is not None
