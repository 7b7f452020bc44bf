"""Which regions a question names, by their own names or by the places that lie in them."""

import re
from collections.abc import Iterable, Sequence

from errors import AssistantError
from index.thesaurus import RegionNames
from index.tokens import fold

# "zou" is also a verb: only in capitals, or as the last word behind a preposition, is it the region.
_ZOU = r"\bZOU\b|\b(?:in|van|voor|binnen|regio)\s+zou\s*[?.!]*$"


class UnknownRegion(AssistantError):
    """A region that no document is about."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"De regio ‘{name}’ komt in de documenten niet voor. Kies uit: {', '.join(known)}.")


class Regions:
    """The regions that the documents are about, and how questions name them. Safe to share between threads."""

    def __init__(self, known: Iterable[str], names: Sequence[RegionNames] = ()) -> None:
        self.known = tuple(known)
        by_name = {entry.name: entry for entry in names}
        self._aliases = {
            region: _pattern((region, *by_name[region].aliases) if region in by_name else (region,))
            for region in self.known
            if region != "Regionaal"  # "regionaal" is how a plan speaks of anything
        }
        self._places = {region: _pattern(by_name[region].places) for region in self._aliases if region in by_name}

    def named_in(self, question: str) -> tuple[str, ...]:
        """The regions that the question names, in the order of ``known``; empty when it names none.

        A place counts only where no region is named: "Houten in Lekstroom" is about one region.
        """
        named = self._matching(question, self._aliases)
        return named or self._matching(question, self._places)

    def chosen(self, name: str | None) -> str | None:
        """The region that a name chosen by somebody stands for, None for none. Raises: UnknownRegion."""
        if name is None or not name.strip():
            return None
        exact = next((region for region in self.known if fold(region) == fold(name.strip())), None)
        found = exact or next(iter(self.named_in(name)), None)
        if found is None:
            raise UnknownRegion(name, self.known)
        return found

    def without(self, question: str, regions: Iterable[str]) -> str:
        """The question without the names of ``regions``, which say where to look and not what for; places stay."""
        for region in regions:
            if region in self._aliases:
                question = self._aliases[region].sub(" ", question)
        return question

    @staticmethod
    def _matching(question: str, patterns: dict[str, re.Pattern[str]]) -> tuple[str, ...]:
        return tuple(region for region, pattern in patterns.items() if pattern.search(question))


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the names as whole words, with or without accents, the longest first, without regard for case."""
    forms = {form for name in names if name != "ZOU" for form in (name.lower(), fold(name))}
    ranked = sorted(forms, key=lambda form: (-len(form), form))
    spaced = [r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", name)) for name in ranked]
    parts = [rf"\b{name}\b" for name in spaced]
    flexible = f"(?i:{'|'.join(parts)})" if parts else "(?!)"
    return re.compile(f"{flexible}|{_ZOU}" if "ZOU" in set(names) else flexible)
