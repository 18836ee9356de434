"""Web addresses, in the very form the official models give them."""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import HttpUrl, TypeAdapter, ValidationError

from offre_insertion.cleaning.notes import extracted_address, several_addresses
from offre_insertion.issues import Note, Noted, Severity

_ADAPTER: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)

#: Country domains in use (ISO 3166 and .eu), and the generic domains met in France: enough to tell a host name
#: (« ville.fr ») from words stuck together (« Réunion.le lundi »). Any other needs its scheme to be written.
_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc "
    "cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd "
    "ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg "
    "kh ki km kn kp kr kw ky kz lb lc li lk lr ls lt lu lv ly ma mc md mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx "
    "my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc "
    "sd se sg sh si sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy "
    "uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_GENERIC = (
    "com org net info biz name pro gov edu int coop asso mobi jobs tel travel cat museum app dev page site online web "
    "website space blog club social care center community education foundation ong ngo school academy agency services "
    "solutions support systems team tech digital studio work works world zone city house link live media network news "
    "shop store cloud email host africa alsace bzh corsica paris"
)
_DOMAINS = frozenset((*_COUNTRIES.split(), *_GENERIC.split()))

#: Schemes and their slips: « http:/ », « htpp:// », « https// », « https :// », « http://https:// ».
_SCHEME = re.compile(r"(?:h{0,2}t{1,3}ps?|htpps?|htttps?)\s?(?::\s?[/\\]{0,3}|[/\\]{2,3})\s?", re.IGNORECASE)
_SPACED_SCHEME = re.compile(r"\b(https?)\s*:\s*/\s?/\s*", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[a-z0-9\u00df-\u00ff](?:[a-z0-9\u00df-\u00ff_-]{0,61}[a-z0-9\u00df-\u00ff])?\.)+"
    r"([a-z]{2,24}|xn--[a-z0-9-]{2,50})\.?(?::[0-9]{1,5})?(?=[/?#]|$)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\s|<>«»\"]+")
#: A comma or a semicolon may belong to an address: it separates two of them only before the beginning of another.
_BEFORE_ANOTHER = re.compile(r"[,;]+(?=https?:|www\.)|[,;]+$", re.IGNORECASE)
_TRAILING = ".,;:!)]}'’"
_LINKING = frozenset({"ou", "et", "-", "–", "/", ",", ";", "&", "puis"})
_COURRIEL = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
_MAX_LENGTH = 4_000


@lru_cache(maxsize=1 << 13)
def clean_url(raw: str) -> Noted[str]:
    """The first address of the cell as pydantic ``HttpUrl`` serialises it; the others are reported.

    A missing scheme is added (``https``) only to a plausible host name. An address cut by a space is refused:
    what is left of it would lead elsewhere.
    """
    words = _words(raw[:_MAX_LENGTH])
    urls = [(url, position) for position, word in enumerate(words) if (url := _normal(word))]
    if not urls or _is_cut(words, urls[0][1]):
        return Noted(None, (_unreadable(raw),)) if raw.strip() else Noted(None)
    first = urls[0][0]
    others = tuple(dict.fromkeys(url for url, _ in urls if url != first))
    after = words[urls[0][1] + 1 :]
    has_words = (
        bool(after)
        and _normal(after[0]) is None
        and after[0].casefold() not in _LINKING
        and after[0][0] != "("
    )
    return Noted(
        first,
        (*_extracted(raw, first, has_words=has_words), *several_addresses("urls-multiples", first, others)),
    )


def _words(text: str) -> list[str]:
    text = _SPACED_SCHEME.sub(r"\1://", text)
    parts = (part for word in _SPACES.split(text) for part in _split_list(word))
    return [part for part in parts if part]


def _split_list(word: str) -> list[str]:
    """« a.fr,b.fr » is two addresses, « ville.fr/12,page.html » is one."""
    parts = _BEFORE_ANOTHER.split(word)
    if len(parts) == 1 and "/" not in word:
        parts = re.split("[,;]+", word)
    return parts


def _normal(word: str) -> str | None:
    """The address in the normal form of the models, ``None`` for anything else."""
    rest = word.lstrip("([{'‘")
    rest = rest.rstrip(_TRAILING if "(" not in rest else ".,;:!'’")
    secure = "s"
    has_scheme = False
    while match := _SCHEME.match(rest):
        has_scheme, rest = True, rest[match.end() :]
        secure = "s" if match.group().casefold().rstrip(" :/\\").endswith("s") else ""
    host = _HOST.match(rest)
    if host is None or not (has_scheme or host.group(1).casefold() in _DOMAINS):
        return None
    try:
        return str(_ADAPTER.validate_python(f"http{secure}://{rest}"))
    except ValidationError:
        return None


def _is_cut(words: list[str], position: int) -> bool:
    """Whether the address goes on after a space: « www.souzay.Mairie et services49.fr ».

    Told by a host that ends with no known domain, or by what follows looking like the rest of a host.
    """
    if len(words) == position + 1:
        return False
    host = re.sub(_SCHEME, "", words[position]).rstrip(_TRAILING)
    is_bare = not any(mark in host for mark in "/?#")
    known = host.rpartition(".")[2].casefold() in _DOMAINS
    return is_bare and not known and words[position + 1].casefold() not in _LINKING - {"et"}


def _extracted(raw: str, first: str, *, has_words: bool) -> tuple[Note, ...]:
    """Words left around the address: they may be the rest of it (« https://ville.fr/mon document.pdf »)."""
    if not has_words:
        return ()
    return extracted_address("url-extraite", raw, first)


def _unreadable(raw: str) -> Note:
    text = raw.strip()[:80]
    if _COURRIEL.search(text):
        return Note(
            "courriel-au-lieu-d-url",
            Severity.AVERTISSEMENT,
            f"« {text} » est une adresse électronique, pas une adresse web : rien n’est écrit. "
            "Mettez-la dans la colonne du courriel.",
        )
    return Note(
        "url-invalide",
        Severity.AVERTISSEMENT,
        f"« {text} » n’est pas une adresse web : rien n’est écrit. Exemple attendu : « https://www.association.fr ».",
    )
