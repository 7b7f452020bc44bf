"""The fields of a plan sheet: which heading opens which kind of text."""

import re
from dataclasses import dataclass

_HEADINGS: tuple[tuple[str, str], ...] = (
    (r"doelgroep(?:en)?(?: en sector(?:\(en\)|en)?)?", "doelgroep"),
    (r"sector\(en\)", "doelgroep"),
    (r"doelgroep\s*& doelstelling(?:en)?", "doelstelling"),
    (r"doelstelling(?:en)?|doel", "doelstelling"),
    (r"ambities?(?: en (?:visie|beoogde impact van dit thema|oplossingsrichtingen))?|de ambitie", "ambitie"),
    (r"visie|omschrijving van de gewenste situatie over 3-5 jaar", "ambitie"),
    (r"aanpak(?: per doelstelling)?|oplossingsrichtingen|(?:lopende|nieuwe) initiatieven", "aanpak"),
    (r"organisatie (?:&|en) vervolg", "planning"),
    (r"(?:globale |algemene )?planning(?: \(zie globale planning\))?|vervolgstappen", "planning"),
    (r"vervolgstappen & gemaakte afspraken|realisatie in 20\d\d|afspraken en planning", "planning"),
    (r"(?:te )?betrok(?:ken) (?:partijen|organisaties|partners)", "partijen"),
    (r"(?:beoogde|overzicht) samenwerking|samenwerkingspartners en professionals", "partijen"),
    (r"rollen(?: en verantwoordelijkheden)?", "rollen"),
    (r"(?:algemene aanpak en )?randvoorwaarden(?: (?:&|en) raakvlakken)?", "randvoorwaarden"),
    (r"(?:landelijke )?aandachtspunten(?: algemeen)?|kanttekening", "aandachtspunten"),
    (r"monitoring(?: van de voortgang| en fasering van de doelen)?|evaluatie en monitoring", "monitoring"),
    (r"situatieschets|regiobeeld|uit (?:het )?iza-regiobeeld", "situatieschets"),
    (r"begrippenlijst.*", "begrip"),
)

_ALONE = [(re.compile(rf"(?:{pattern})\s*:?", re.IGNORECASE), kind) for pattern, kind in _HEADINGS]
_WITH_TEXT = [(re.compile(rf"[•●▪-]?\s*(?:{pattern}):\s*(?=\S)", re.IGNORECASE), kind) for pattern, kind in _HEADINGS]


@dataclass(frozen=True, slots=True)
class FieldHeading:
    """A heading found on a line."""

    kind: str
    label: str  # as the document writes it, without colon
    alone: bool  # True when the line holds nothing else


def field_heading(line: str) -> FieldHeading | None:
    """The field heading that opens ``line`` (stripped of white space at both ends), or None."""
    if line[:1].islower():
        return None  # a wrapped sentence that happens to read on with "randvoorwaarden"
    for pattern, kind in _ALONE:
        if pattern.fullmatch(line):
            return FieldHeading(kind, line.rstrip(": "), alone=True)
    for pattern, kind in _WITH_TEXT:
        if found := pattern.match(line):
            return FieldHeading(kind, found.group().strip("•●▪-: "), alone=False)
    return None
