"""The words of our own around source text: what lets a fragment be understood, and what is not found."""

import itertools
import re
from collections.abc import Sequence

from answer.compose import LEAD_WORDS, Choice
from answer.question import Question
from answer.wants import Want, has_form
from ingest.model import WHOLE_REGION, DocumentInfo

_FRAGMENT_WORDS = 9
_FROM_GLOSSARY = "Uit de begrippenlijst: "
_NOT_NAMED: dict[Want, str] = {
    "person": "De documenten noemen hierbij geen naam van een persoon.",
    "phone": "De documenten geven hierbij geen telefoonnummer.",
    "mail": "De documenten geven hierbij geen e-mailadres.",
    "contact": "De documenten geven hierbij geen contactgegevens.",
    "money": "De documenten noemen hierbij geen bedrag.",
    "address": "De documenten noemen hierbij geen adres of locatie.",
}
_MEDICAL = (
    "Voor medisch advies kunt u terecht bij uw huisarts, buiten kantoortijd bij de huisartsenpost, en bij "
    "levensgevaar via 112."
)
_ABOUT_ONESELF = re.compile(r"\b(?:ik|mijn|m'n|me|mij)\b", re.IGNORECASE)
_COMPLAINT = re.compile(
    r"\bpijn\b|\bkoorts\b|\w*medicijn\w*|\w*medicatie\w*|\w*pil(?:len)?\b|\bslikken\b|\bdosering\b|\bparacetamol\b|\bibuprofen\b"
    r"|\bantidepress\w+|\bbloeddruk\b|\bsymptomen\b|\bduizelig\b|\bbenauwd\b|\bhartkloppingen\b|\bbijwerking\w*"
    r"|\bhuiduitslag\b|\bhoest\w*|\bovergeven\b|\bzwelling\b|\boxazepam\b|\bantibiotic\w+|\binsuline\b|\bhoofdpijn\b"
    r"|\bdepressief\b|\bpaniekaanval\w*|\bbloed\b|\bknobbel\w*|\bmisselijk\b|\ballergi\w+|\bdieet\b|\bgewrichten\b",
    re.IGNORECASE,
)
_ABOUT_A_RELATIVE = re.compile(
    r"\bmijn \w*(?:vader|moeder|ouders|man|vrouw|partner|vriend(?:in)?|zoon|dochter|kind(?:eren)?|broer|zus|oma|opa)\b"
    r".*\bwat (?:moet|kan|zal) ik\b(?: \w+){0,2} doen\b",
    re.IGNORECASE,
)


def is_medical(question: str) -> bool:
    """True for a question for medical advice about the person who asks, or somebody near."""
    complains = _ABOUT_ONESELF.search(question) and _COMPLAINT.search(question)
    return bool(complains or _ABOUT_A_RELATIVE.search(question))


def refusal_remark(question: Question) -> str:
    """What is said beside "not in the documents"; empty where there is nothing to add."""
    if is_medical(question.text):
        return _MEDICAL
    return next((text for want, text in _NOT_NAMED.items() if want in question.wants), "")


def silent_region(asked: Question) -> str:
    """What is said of a region that was asked about and of which nothing was found."""
    return f"Over {' en '.join(asked.regions)} staat hierover niets in de documenten."


def assigned_count(region: str, named: int, unnamed: Sequence[str]) -> str:
    """How many opgaven the register has for a region, with those that the text of the region names otherwise."""
    more = f", en verder: {'; '.join(unnamed)}" if unnamed else ""
    return f"{region} heeft deze {named} opgaven{more}. De pagina Opgaven toont hun thema’s."


def belongs_to(narrow: str, wider: str) -> str:
    """The lead of sentences about a wider subject."""
    return f"{narrow[:1].upper()}{narrow[1:]} hoort bij: {wider}. "


def no_leader(subject: str) -> str:
    """What is said where nobody is named for the subject itself."""
    return f"Wie {subject} zelf trekt, staat niet in de passages die over {subject} gaan; een naam evenmin."


def planned_lead(period: str, quote: str, region: str) -> str:
    """The lead of a line of the planning: the region where none is asked about, and the period if it does not say."""
    names = [name for name in (region, "" if period in quote else period) if name]
    lead = ", ".join(names)
    return f"{lead[:1].upper()}{lead[1:]}: " if lead else ""


def planned_count(shown: int, total: int) -> str:
    """What is said of the lines that are not shown."""
    if total <= shown:
        return ""
    return f"Er vallen {total} regels van de planning in deze periode; de eerste {shown} staan hier."


def items_of(choice: Choice) -> tuple[str, ...]:
    """The source text of a choice, a piece for each list item."""
    units = itertools.groupby(choice.sentences, key=lambda sentence: sentence.unit)
    return tuple(" ".join(sentence.text for sentence in unit) for _, unit in units)


def leads_of(
    question: Question, choices: Sequence[Choice], documents: Sequence[DocumentInfo], *, by_region: bool
) -> list[str]:
    """For each choice, the words that let it be understood; each is said once.

    Args:
        question: What is asked.
        choices: What is shown, in order.
        documents: The document of choice i.
        by_region: Whether each region is named, because the question is about several or about none.
    """
    dated = len({info.published for info in documents}) > 1
    leads: list[str] = []
    said: set[str] = set()
    for choice, info in zip(choices, documents, strict=True):
        region = choice.scored.passage.region
        is_term = choice.scored.passage.kind == "begrip"
        names = [region] if by_region and region != WHOLE_REGION and not is_term else []
        if dated:
            names.append(f"{info.kind} {info.published[:4]}")
        label = f"{', '.join(names)}: " if names else ""
        label = label[:1].upper() + label[1:]
        lead = _lead(question, choice)
        leads.append(("" if label in said else label) + ("" if lead in said else lead))
        said |= {label, lead}
    return leads


def _lead(question: Question, choice: Choice) -> str:
    """The line that announces a fragment, or the heading it stands under."""
    first = choice.sentences[0]
    if choice.scored.passage.kind == "begrip":
        return _FROM_GLOSSARY
    if first.lead_in and len(first.lead_in.split()) <= LEAD_WORDS:
        return f"{first.lead_in} "
    path = choice.scored.passage.path
    if len(path) < 2:
        return ""
    is_fragment = len(first.text.split()) < _FRAGMENT_WORDS
    gives_date = "when" in question.wants and has_form("when", path[-1]) and not has_form("when", first.text)
    return f"Onder ‘{path[-1]}’: " if is_fragment or gives_date else ""
