"""The fields of a plan sheet: which heading opens which kind of text."""

import re
from dataclasses import dataclass

from ingest.months import ANY_MONTH

_HEADINGS: tuple[tuple[str, str], ...] = (
    (r"doelgroep(?:en)?(?: en sector(?:\(en\)|en)?)?", "doelgroep"),
    (r"sector\(en\)", "doelgroep"),
    (r"doelgroep\s*& doelstelling(?:en)?", "doelstelling"),
    (r"doelstelling(?:en)?(?: 20\d\d)?|doel", "doelstelling"),
    (
        r"(?:de )?ambities?(?: en (?:visie|beoogde impact van dit thema(?: op doelgroep en sector)?"
        r"|oplossingsrichtingen|omschrijving van de gewenste situatie(?: over 3-5 jaar)?))?",
        "ambitie",
    ),
    (r"ambitie (?:sterk sociaal domein|gezond ouder worden|mentale weerbaarheid)(?: (?:en|&) \w+)?", "ambitie"),
    (r"visie|omschrijving van de gewenste situatie over 3-5 jaar", "ambitie"),
    (r"aanpak(?: per doelstelling)?|oplossingsrichtingen|nieuwe initiatieven", "aanpak"),
    (r"organisatie (?:&|en) vervolg", "planning"),
    (r"(?:globale |grove |algemene )?(?:jaar)?planning|vervolgstappen|vervolg(?: in 20\d\d)?", "planning"),
    (r"vervolgstappen & gemaakte afspraken|realisatie in 20\d\d|afspraken en planning", "planning"),
    (r"(?:te )?betrok(?:ken) (?:partijen|organisaties|partners)", "partijen"),
    (r"(?:beoogde|overzicht) samenwerking|samenwerkingspartners(?: en professionals)?", "partijen"),
    (r"rollen(?: en verantwoordelijkheden)?", "rollen"),
    (r"trekkersrol|(?:kar)?trekkers?|penvoering|penvoerders?", "rollen"),
    (r"(?:landelijke )?voorwaarden?", "randvoorwaarden"),
    (
        r"(?:doelstelling|visie (?:op|van) (?:de )?msz) regioplan en afspraken|plan afspraken verdieping",
        "aanpak",
    ),
    (r"(?:algemene aanpak en )?randvoorwaarden(?: (?:&|en) raakvlakken)?", "randvoorwaarden"),
    (r"(?:landelijke |specifieke? )?aandachtspunt(?:en)?(?: algemeen)?|kanttekening|disclaimer", "aandachtspunten"),
    (r"monitoring(?: van de voortgang| en fasering van de doelen)?|evaluatie en monitoring", "monitoring"),
    (r"situatieschets|regiobeeld|uit (?:het )?iza-regiobeeld|lopende initiatieven", "situatieschets"),
    (r"begrippenlijst.*", "begrip"),
)

_ALONE = [(re.compile(rf"(?:{pattern})\s*:?", re.IGNORECASE), kind) for pattern, kind in _HEADINGS]
_ANY = re.compile(rf"[•●▪-]?\s*(?:{'|'.join(pattern for pattern, _ in _HEADINGS)})", re.IGNORECASE)
_WITH_TEXT = [
    *((re.compile(rf"[•●▪-]?\s*(?:{pattern}):\s*(?=\S)", re.IGNORECASE), kind) for pattern, kind in _HEADINGS),
    # "Doelgroepen die extra aandacht verdienen: ouderen, jongeren"
    (re.compile(r"doelgroepen [^:;]{1,70}:\s*(?=\S)", re.IGNORECASE), "doelgroep"),
]
# "Randvoorwaarden, nodig om dit plan uit te voeren:" is the heading of what follows; "Grove planning Zie aanpak." says
# all there is to say of its field.
_WITH_CLAUSE = [(re.compile(rf"((?:{pattern})),\s[^.:;]{{1,60}}:", re.IGNORECASE), kind) for pattern, kind in _HEADINGS]
_WITH_REFERENCE = [
    (re.compile(rf"((?:{pattern}))\s+(?:\(zie [^()]{{2,60}}\)|zie [^.:;]{{2,60}}\.)\s*:?", re.IGNORECASE), kind)
    for pattern, kind in _HEADINGS
]

_QUARTER = r"q[1-4](?:\s?[/-]\s?q?[1-4])?"
_PERIOD = re.compile(
    rf"(?:vanaf |begin |eind )?(?:{_QUARTER}|20[12]\d)(?: ?[-–/] ?20[12]\d)?(?: {_QUARTER})?(?: 20\d\d)?"
    r"(?: en verder| ?e\.?v\.?)*(?: [-–] fase \d)?\s*:?",
    re.IGNORECASE,
)
_LEADS_TO_A_YEAR = re.compile(
    r"\b(?:in|van|tot|tot en met|vanaf|eind|begin|medio|en|of|per|sinds|voor|uiterlijk|t/m|najaar|zomer|"
    rf"{ANY_MONTH})$|[,–-]$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FieldHeading:
    """A heading found on a line."""

    kind: str
    label: str  # as the document writes it, without colon
    alone: bool  # True when the line holds nothing else
    period: bool = False  # "2024", "Q1 2025:": a heading within a planning, and one where no field is open


def field_heading(line: str, before: str = "") -> FieldHeading | None:
    """The field heading that opens ``line``, or None; both lines stripped of white space at both ends.

    A wrapped sentence can happen to read on with "randvoorwaarden" or "2024": then it is no heading.
    """
    if line[:1].islower():
        return None
    if _PERIOD.fullmatch(line):
        if _LEADS_TO_A_YEAR.search(before):
            return None
        return FieldHeading("planning", line.rstrip(": "), alone=True, period=True)
    if not _ANY.match(line):
        return None
    for pattern, kind in _ALONE:
        if pattern.fullmatch(line):
            return FieldHeading(kind, line.rstrip(": "), alone=True)
    for patterns, alone in ((_WITH_CLAUSE, True), (_WITH_REFERENCE, False)):
        for pattern, kind in patterns:
            if found := pattern.fullmatch(line):
                return FieldHeading(kind, found[1], alone=alone)
    for pattern, kind in _WITH_TEXT:
        if found := pattern.match(line):
            return FieldHeading(kind, found.group().strip("•●▪-: "), alone=False)
    return None
