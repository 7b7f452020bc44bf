"""Text that speaks to a language model instead of to a reader: "negeer alle eerdere instructies"."""

import re
import unicodedata
from functools import lru_cache

from ingest.invisible import tagged_text, without_invisible

# Letters only: spaces, line ends and signs between them are no way around it.
_MODEL = (
    "(?:ai(?:assistent|assistant|model|systeem|system|bot|agent)|taalmodel|chatbot|languagemodel|llm|assistant"
    "|chatgpt|copilot)"
)
_FILLING = "(?:al|de|het|dit|deze|the|of|van|any)?"
_EARLIER = (
    "(?:alle?|je|jouw|uw|eerdere?|vorige|voorgaande?|voorafgaande?|bovenstaande?|overige?|bestaande?|all|your|previous"
    "|prior|preceding|above|earlier|former|existing|system|systeem)"
)
_COMMANDS = re.compile(
    rf"(?:negeer|vergeet|overschrijf|ignore|disregard|forget|override|bypass){_FILLING}(?:{_EARLIER}{_FILLING}){{1,4}}"
    r"(?:instructi|opdracht|aanwijzing|richtlijn|regels|rules|prompt|guideline|command|direction|passages|context|vragen)"
    r"|systeem(?:prompt|instructie|opdracht)|system(?:prompt|override|instruction)"
    rf"|(?:instructie|opdracht|bericht|aanwijzing|instruction|message|note)s?(?:voor|aan|for|to)"
    rf"(?:de|het|een|the|an?|any|alle|all)?{_MODEL}"
    rf"|(?:jebent|ubent|youare)(?:nu|now|vanafnu)?(?:een|an?|geen|no|not)?(?:longer|langer)?"
    rf"(?:behulpzame|helpful|nieuwe|new)?(?:{_MODEL}|assistent)"
    rf"|(?:alsje|alsu|ifyouare|asan)een?(?:ai|{_MODEL})(?:bent)?"
    r"|(?:beantwoord|answer)(?:elke|iedere|alle|every|any|all)(?:vraag|vragen|question)s?(?:met|with)"
    r"|(?:antwoord|zeg|herhaal|respond|reply|say|repeat)(?:altijd|alleen|uitsluitend|voortaan|always|only)"
    r"(?:dat|met|with|that)"
    r"|vanafnu(?:antwoord|zeg)je|fromnowon(?:answer|say|respond|youare)"
    r"|rolesystem|imstart(?:system|user|assistant)"
)
_TOKENS = re.compile(
    r"<\|[a-z_]+\|>|\[/?INST\]|<</?SYS>>|^\s*#{2,}\s*(?:system|assistant|instruction)\b", re.IGNORECASE | re.MULTILINE
)
_NOT_LETTER = re.compile(r"[\W\d_]+")


@lru_cache(maxsize=512)
def addresses_model(text: str) -> bool:
    """True if something in ``text`` seems to be an instruction for a language model.

    It reads past invisible characters, accents, capitals, and spaces or signs between letters. It knows common forms
    in Dutch and English; there are others, so nothing may rest on this alone.
    """
    return any(_speaks(form) for form in (text, tagged_text(text)) if form)


def _speaks(text: str) -> bool:
    visible = unicodedata.normalize("NFKC", without_invisible(text))
    if _TOKENS.search(visible):
        return True
    plain = "".join(c for c in unicodedata.normalize("NFKD", visible.lower()) if not unicodedata.combining(c))
    return bool(_COMMANDS.search(_NOT_LETTER.sub("", plain)))
