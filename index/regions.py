"""Which regions a question names."""

import re
from collections.abc import Iterable

from index.tokens import fold

_ALIASES: dict[str, tuple[str, ...]] = {
    "Regionaal": (),
    "Lekstroom": ("lekstroom", "lekstroomregio", "lekstroomgemeenten", "lekstroomgemeentes"),
    "Utrecht Stad": ("utrecht stad", "utrecht-stad", "stad utrecht", "gemeente utrecht", "city of utrecht"),
    "Utrecht West": ("utrecht west", "utrecht-west", "west utrecht", "west-utrecht"),
    "Zuidoost Utrecht": (
        "zuidoost utrecht",
        "zuid-oost utrecht",
        "utrecht zuidoost",
        "utrecht zuid-oost",
        "zuidoost",
        "zuid-oost",
        "zou",
        "zou-verbonden",
    ),
    "Eemland": ("eemland",),
}
# "zou" is also a verb; only in capitals, or as the last word behind a preposition, is it the region.
_ZOU = re.compile(r"\bZOU\b|\b(?:in|van|voor|binnen|regio)\s+zou\s*[?.!]*$")


def regions_in(question: str, known: Iterable[str]) -> tuple[str, ...]:
    """The regions that the question names, in the order of ``known``, each once; empty when it names none."""
    text = fold(question)
    return tuple(region for region in known if _names(region, question, text))


def _names(region: str, question: str, text: str) -> bool:
    for alias in _ALIASES.get(region, (fold(region),)):
        if alias == "zou":
            if _ZOU.search(question):
                return True
        elif re.search(rf"\b{re.escape(alias)}\b", text):
            return True
    return False


def without_regions(question: str, regions: Iterable[str]) -> str:
    """The question without the names of ``regions``, which say where to look and not what for."""
    for region in regions:
        for alias in sorted(_ALIASES.get(region, (fold(region),)), key=len, reverse=True):
            pattern = r"\s+".join(re.escape(word) for word in alias.split())
            flags = 0 if alias == "zou" else re.IGNORECASE
            question = re.sub(rf"\b{'ZOU' if alias == 'zou' else pattern}\b", " ", question, flags=flags)
    return question
