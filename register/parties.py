"""The parties: names with their other spellings from an editable file, and lists of them taken apart."""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from errors import AssistantError
from index.tokens import fold

PARTIES_FILE = Path(__file__).with_name("partijen.toml")

_GROUP = "groep"
_MOST_WORDS = 12
_SHORT_PAIR = 4  # words: "VVT en ziekenhuis"
_KEYS = frozenset({"naam", "ook", "soort"})
_KINDS = frozenset(
    "gemeente huisartsen ziekenhuis ouderenzorg gehandicaptenzorg ggz eerstelijn welzijn vrijwilligers verzekeraar "
    "netwerk kennis onderwijs wonen vertegenwoordiging persoon groep".split()
)

_ARTICLE = re.compile(
    r"^(?:en|alle|in\s+mindere\s+mate|waaronder|zoals|ook|daarnaast|o\.a\.|onder andere|de|het|een|vanuit|van|met"
    r"|tussen|en\s+van(?:\s+de)?|(?:en\s+)?waar\s+(?:relevant|nodig))\s+(?=\S)",
    re.IGNORECASE,
)
_KEPT_ARTICLE = re.compile(r"^(?:De|Het) [A-Z]|^de (?:Waag|Hoop|Breul|Bilt)\b|^De (?:vijf|acht)")
_REMARK = re.compile(r"\s*\(([^()]*)\)\s*")
_GEMEENTEN = re.compile(r"^gemeenten?\s+(?=[A-Z])|^(?=de Bilt\b)", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:is|zijn|was|waren|wordt|worden|kan|kunnen|zal|zullen|moet|moeten|hebben|heeft|hangt|vormen|die|dat|om|waar(?:in)?"
    r"|zie|er|we|wij|als|voor|geven|werken|werkt|maken|maakt|vinden|doen|doet)\b|[:?]|://|\d{4}",
    re.IGNORECASE,
)
_NO_PARTY = re.compile(
    r"^(?:etc|enz|incl\..*|o\.?a|en dergelijke|andere(?:n| \w+)?|overige.*|\W*|\d+|n\.?t\.?b"
    r"|nader te bepalen|partijen|partners|organisaties|betrokkenen|betrokken \w+|alle|iedereen|beide|deze"
    r"|professionals|daarnaast|verbonden (?:in|aan) .*|bij voorkeur.*"
    r"|(?:.*\W)?(?:programmamanager|projectleider|secretaris|procesondersteuning|co[oö]rdinator))\.?$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[,;•●]\s*|\.\s+(?=[A-Z])")
_AND = re.compile(r"\s+(?:en/of|en|of|&)\s+")
_LINES_OF_CARE = re.compile(r"\bnulde(?:lijn\w*)?[-,][^.;()]*?lijn\w*", re.IGNORECASE)  # "nulde, eerste en tweede lijn"
_PLACE_OF = re.compile(r"\s*(?:in|op|bij|over)\s")  # "in sport en bewegen" goes with the item before it


class PartiesUnreadable(AssistantError):
    """The file with parties is not as it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Het bestand met partijen {path} is niet te lezen: {reason}. Verbeter het bestand of zet het oude terug."
        )


@dataclass(frozen=True, slots=True)
class Party:
    """A party by its preferred name."""

    name: str
    kind: str  # "" for a party that the file does not know
    remark: str = ""  # what stands in brackets behind the name, such as whom it represents

    @property
    def is_named(self) -> bool:
        """True for one organisation that the file knows, and not for many ("huisartsen")."""
        return self.kind not in {"", _GROUP}


class Parties:
    """The known parties by their spellings. Safe to share between threads."""

    def __init__(self, rows: Iterable[tuple[str, str, Sequence[str]]]) -> None:
        self._by_spelling: dict[str, Party] = {}
        self._spellings: dict[str, tuple[str, ...]] = {}
        protected = []
        for name, kind, others in rows:
            self._spellings[name] = (name, *others)
            for spelling in (name, *others):
                self._by_spelling.setdefault(_key(spelling), Party(name, kind))
                if _SEPARATOR.search(spelling) or _AND.search(spelling) or _REMARK.search(spelling):
                    protected.append(spelling)
        longest = sorted(protected, key=len, reverse=True)
        self._protected = re.compile("|".join(map(re.escape, longest)) or "(?!)", re.IGNORECASE)

    def spellings(self, name: str) -> tuple[str, ...]:
        """How documents write the party of that preferred name; only the name where the file does not have it."""
        return self._spellings.get(name, (name,))

    def known(self, text: str) -> Party | None:
        """The party that a text is, or None where the file has none of that name."""
        text = " ".join(text.split()).strip(" .,;:*")
        found = self._by_spelling.get(_key(text))
        if found is not None:
            return found
        bare = _REMARK.sub(" ", text).strip()
        remarks = ", ".join(remark.strip() for remark in _REMARK.findall(text) if remark.strip())
        short = _without_article(bare)
        for form in (bare, short, _GEMEENTEN.sub("", short)):
            found = self._by_spelling.get(_key(form))
            if found is not None:
                return Party(found.name, found.kind, remarks)
        # "zorgaanbieders in Lekstroom", "Elke huisarts in de regio Lekstroom"
        place = re.sub(r"\s+(?:in|binnen|uit|van)\s+(?:de\s+)?(?:regio\s+)?[A-Z][\w ]*$", "", short)
        found = self._by_spelling.get(_key(place)) if place != bare else None
        return Party(found.name, found.kind, remarks) if found is not None and found.kind == _GROUP else None

    def party(self, text: str) -> Party | None:
        """The party that an item of a list names, or None where it names none."""
        text = " ".join(text.split()).strip(" .,;:*–-")
        if found := self.known(text):
            return found
        remarks = ", ".join(remark.strip() for remark in _REMARK.findall(text) if remark.strip())
        bare = _REMARK.sub(" ", text).strip(" .,;:()")
        bare = bare if _KEPT_ARTICLE.match(bare) else _without_article(bare)
        if _NO_PARTY.match(bare) or _CLAUSE.search(bare) or len(bare.split()) > _MOST_WORDS or len(bare) < 2:
            return None
        return Party(bare, "", remarks)

    def listed(self, text: str) -> list[Party]:
        """The parties of a list such as "gemeenten, zorgaanbieders en Zilveren Kruis", each once, in order."""
        found: dict[str, Party] = {}
        for item in self._items(text):
            party = self.party(item)
            if party is None:
                continue
            found.setdefault(party.name, party)
            if not party.is_named and party.remark:
                # "welzijn (Stichting Pulse, Movactor)" says which ones.
                inside = self.only_known(party.remark)
                named = [each for each in inside if each.is_named]
                found.update({each.name: each for each in named if len(named) == len(inside)})
        return list(found.values())

    def only_known(self, text: str) -> list[Party]:
        """The parties of a list all of which the file knows; empty where one item is something else."""
        items = self._items(text)
        found = [self.known(item) for item in items]
        if not items or any(party is None for party in found):
            return []
        return list({party.name: party for party in found if party is not None}.values())

    def _items(self, text: str) -> list[str]:
        """The items of a list; brackets and the names of known parties are never cut."""
        kept: list[str] = []

        def keep(match: re.Match[str]) -> str:
            kept.append(match.group())
            return f"\0{len(kept) - 1}\0"

        def whole(item: str) -> str:
            while "\0" in item:
                item = re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], item)
            return item

        text = _LINES_OF_CARE.sub(keep, self._protected.sub(keep, text))
        for _ in range(2):  # brackets within brackets
            text = re.sub(r"\([^()]*\)", keep, text)
        # A bracket that is never closed ends where the next item begins.
        text = re.sub(r"\((namens [^,()]*)", lambda match: keep(re.match(r".*", f"({match[1]})") or match), text)
        # "Unicum (als ...) Handje helpen (als ...)": the comma is missing, and the bracket ends an item.
        text = re.sub(r"(\0\d+\0)\s+(?=[A-Z])", r"\1, ", text) if len(kept) > 1 else text
        parts = [part for part in _SEPARATOR.split(text) if part.strip()]
        items: list[str] = []
        for number, part in enumerate(parts):
            if number and _PLACE_OF.match(part):
                continue
            if number == len(parts) - 1 or all(self.known(whole(piece)) for piece in _AND.split(part)):
                items.extend(self._of_conjunction(part, alone=len(parts) == 1, whole=whole))
            else:
                items.append(part)
        return [item for item in (whole(part).strip() for part in items) if item]

    def _of_conjunction(self, part: str, *, alone: bool, whole: Callable[[str], str]) -> list[str]:
        """ "VVT en Zilveren Kruis" is two parties, "professionals en organisaties in de eerstelijn" is one."""
        pieces: list[str] = []
        for piece in _AND.split(part):
            if pieces and pieces[-1].endswith("-"):
                pieces[-1] = f"{pieces[-1]} en {piece}"  # "zorg- en welzijnsorganisaties"
            elif piece.strip():
                pieces.append(piece)
        if len(pieces) < 2:
            return [part]
        if alone and not self.known(whole(pieces[0])) and not all(p.strip()[:1].isupper() for p in pieces):
            return [part] if len(part.split()) > _SHORT_PAIR else pieces
        return pieces


@lru_cache(maxsize=4)
def read_parties(path: Path = PARTIES_FILE, changed: int = 0) -> Parties:
    """The parties of a file, read once for each ``changed``. Raises: PartiesUnreadable, which says where."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PartiesUnreadable(path, "het is geen tekst in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise PartiesUnreadable(path, f"het is geen geldig TOML ({error})") from error
    rows = tables.get("partij", [])
    if set(tables) - {"partij"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PartiesUnreadable(path, "alleen [[partij]] mag erin staan")
    found = []
    for row in rows:
        name, kind, others = row.get("naam"), row.get("soort"), row.get("ook", [])
        if unknown := sorted(set(row) - _KEYS):
            raise PartiesUnreadable(path, f"[[partij]] heeft een onbekend veld ‘{unknown[0]}’")
        if not isinstance(name, str) or not name.strip():
            raise PartiesUnreadable(path, "een partij heeft geen ‘naam’")
        if kind not in _KINDS:
            raise PartiesUnreadable(path, f"‘{name}’ heeft geen ‘soort’ die bestaat")
        if not isinstance(others, list) or not all(isinstance(each, str) and each.strip() for each in others):
            raise PartiesUnreadable(path, f"‘ook’ van ‘{name}’ is geen lijst van teksten")
        found.append((name, str(kind), others))
    return Parties(found)


def parties_in_use() -> Parties:
    """The parties of ``partijen.toml`` as it is now. Raises: PartiesUnreadable."""
    return read_parties(PARTIES_FILE, PARTIES_FILE.stat().st_mtime_ns)


def _without_article(name: str) -> str:
    """The name without articles and words that join it to a list; "daarnaast de gemeenten" becomes "gemeenten"."""
    while (shorter := _ARTICLE.sub("", name)) != name:
        name = shorter
    return name


def _key(name: str) -> str:
    return re.sub(r"[\s./-]+", "", fold(name))
