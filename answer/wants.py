"""The form of the answer that a question wants (a party, a date, an amount, ...), and whether a text has that form."""

import re
from pathlib import Path
from typing import Literal, get_args

from ingest.months import ANY_MONTH

Want = Literal[
    "who",  # an organisation, group or function
    "lead",  # who leads, coordinates or answers for it
    "person",  # somebody's name
    "phone",
    "mail",
    "contact",  # any of these, or a web address
    "when",
    "day",
    "month",
    "money",
    "share",  # a percentage
    "number",
    "duration",
    "ended",  # why or when something stopped
    "outcome",  # what came of something
    "criteria",
    "address",
    "where",
    "meaning",
    "list",
    "why",
    "how",
]
WANTS: tuple[Want, ...] = get_args(Want)

_ROLE = (
    r"(?:\w*(?:co[oö]rdinator|manager|leider|leidster|voorzitter|directeur|wethouder|bestuurder|trekker|secretaris"
    r"|contactpersoon|aanspreekpunt|kwartiermaker|adviseur|functionaris|procesbegeleider|persoon|medewerker|ambtenaar"
    r"|arts|verpleegkundige|onderzoeker|penvoerder)\b)"
)
_TIME = r"(?:seconden|minuten|uur|uren|dagen|weken|maanden|jaren)"
_PARTY = (
    r"(?:partij|organisatie|organisitie|gemeente|aanbieder|zorgaanbieder|ziekenhui|instelling|instantie|netwerk|club"
    r"|bedrijf|bedrijven|werkgroep|stichting|vereniging|partner|branche|beroepsgroep|beroep|functie|groep|bestuur"
    r"|kennisinstelling|ggz-instelling|vvt-instelling|zorgorganisatie|welzijnsorganisatie|zorgverzekeraar|overleg)"
)
_LEADS = (
    r"(?:\b(?:kar)?trekkers?\b|\btrekt\b|\btrekkersrol|\bpenvoer|\bco[oö]rdinat|\bcoördiner|\bprojectleid|\bmanager\b"
    r"|\bkwartiermaker|\bregie\b|\bin de lead\b|\bverantwoordelijk|\bvoorzitter|\bvoortouw\b|\bleid(?:t|ing)\b)"
)
_NAME = r"(?:(?<=[a-z,:(] )[A-Z][A-Za-z]{2,}|\b[A-Z]{2,}\b|\bgemeenten?\b|\bzorgverzekeraar|\bziekenhui)"
_OF_LEADERS = (("LEADS", _LEADS), ("NAME", _NAME))


def _any(alternatives: str, *, case: bool = False) -> re.Pattern[str]:
    """One pattern of the alternatives on the lines, parted by two spaces; named parts are filled in."""
    found = [part for line in alternatives.splitlines() for part in line.strip().split("  ") if part]
    pattern = "|".join(found)
    for name, words in (("ROLE", _ROLE), ("PARTY", _PARTY), ("TIME", _TIME), ("MONTH", ANY_MONTH), *_OF_LEADERS):
        pattern = pattern.replace(name, words)
    return re.compile(pattern, 0 if case else re.IGNORECASE)


_ASKED: dict[Want, re.Pattern[str]] = {
    "person": _any(
        r"""
        \bhoe heet(?:te|en)?\b[^?.]{0,60}?\bROLE  \bna(?:am|men)\b[^?.]{0,50}?\bROLE
        \bwelke (?:persoon|personen|wethouder|bestuurder|medewerker)\b  \bgraag (?:een|de) na(?:am|men)\b
        \bnamen van\b  ^na(?:am|men)\b  \bik zoek (?:een|de) na(?:am|men)\b  \bgraag (?:hun )?na(?:am|men)\b
        \bna(?:am|men) graag\b
        \b(?:hebt?|heeft|is er) (?:je|u|jullie|iemand )?(?:een |de )?contactpersoon\b
        \bbenoemd\b.{0,40}\bna(?:am|men)\b
        \bwie is (?:de|onze|het)\b[^?.]{0,40}ROLE\s*(?:van|bij|voor|in)?\b[^?.]{0,60}\b(?:naam|heet|persoonlijk)\b
        """
    ),
    "phone": _any(
        r"""
        \btelefoon(?:n(?:umme)?r)?s?\b  \bte bellen\b  \bbellen\b.{0,30}\bnummer\b  \btel(?:\.|nr)
        """
    ),
    "mail": _any(
        r"""
        \be-?mail(?:adres)?(?:sen)?\b  \bmailadres\b  \b(?:aanmeld|contact)adres\b  \bnaam en mail\b
        """
    ),
    "contact": _any(
        r"""
        \bcontactgegevens\b  \bwebsite\b  \blinkje\b  \bhoe kan ik (?:die|hem|haar|ze|hen|\w+ \w+) bereiken\b
        """
    ),
    "money": _any(
        r"""
        \beuro'?s?\b  €  \bbedrag(?:en)?\b  \bbudget(?:ten)?\b
        \bhoeveel (?:geld|kost|subsidie|budget|financiering)\b  \bwat (?:kost|kosten)\b
        \bgeld\b.{0,30}\b(?:uitgetrokken|beschikbaar|nodig|gereserveerd)\b  \bbegrot\w*\b
        \bhoeveel\b.{0,30}\b(?:kost|kosten|betaald|betaalt|miljoen)\b  \btarief\b  \bprijs\b  ^\W*kosten\b
        \bwat (?:gaat|gaan|zal|mag|moet)\b[^?]*\bkosten\b  \bhoeveel \w*-?(?:gelden|subsidies?|budget)\b
        \bwelke vergoeding\b  \bhoogte\b.{0,20}\b(?:subsidie|bijdrage|vergoeding)
        \bhoe hoog\b.{0,30}\b(?:bijdrage|subsidie|vergoeding|kosten|budget)
        """
    ),
    "share": _any(
        r"""
        \bpercentages?\b  \bprocent\b  %  \bwelk (?:deel|aandeel)\b  \baandeel\b
        \bstreef(?:percentage|waarde|cijfer)\b
        """
    ),
    "number": _any(
        r"""
        \bhoe?vee?l+\b  \bhoe (?:groot|hoog|lang|vaak|oud|snel|ver|druk)\b  \baantal(?:len)?\b
        \bhow (?:many|much|big|large|long)\b  \bz['’]n hoe?veel\w*\b  \bleeftijd\w*\b  \btot en met welke?\b
        """
    ),
    "duration": _any(
        r"""
        \bhoeveel TIME\b  \bhoe lang\b  \bhow long\b  \bwachttijd\b  \bdoorlooptijd\b  \blooptijd\b
        """
    ),
    "ended": _any(
        r"""
        \b(?:ge)?stop(?:t|te|ten|pen)\b  \bstopgezet\b  \bstopzetten\b  \bbe[eë]indig\w*  \bopgeheven\b  \bgestapt\b
        \bgeschrapt\b  \bafgeblazen\b  \bingetrokken\b  \bopgezegd\b  \bmislukt\w*  \bteruggetrokken\b
        \bafgehaakt\b  \bopgedoekt\b  \bterugtrok\b  \bteruggedraaid\b  \bafgebouwd\b  \bverhuisd\b  \bafgewezen\b
        \baf te wijzen\b  \bafgeschaft\b  \bgestaakt\b
        """
    ),
    "outcome": _any(
        r"""
        \bwat kwam(?:en)? er\b.{0,20}\buit\b  \buitkomst(?:en)?\b  \bresulta(?:at|ten)\b  \bopgeleverd\b  \btot nu toe\b
        \bleverde\w*\b.{0,40}\bop\b  \buiteindelijk\b
        \bwerkelijk\b  \bnu al\b  \bhoe (?:is|zijn|was|waren)\b.{0,40}\bafgelopen\b
        """
    ),
    "criteria": _any(
        r"""
        \b(?:voorwaarden|eisen|criteria)\b.{0,60}\b(?:voldoen|stelt|stellen|gelden|geldt)\b  \bwie komt? in aanmerking\b
        \baan welke\b.{0,20}\b(?:voorwaarden|eisen|criteria)\b
        """
    ),
    "when": _any(
        r"""
        \bwann?eer\b  \bwelke? (?:jaar|jaren|maand|kwartaal|datum|periode|week|dag|fase)\b  \bwhen\b  \bplanning\b
        \b(?:start|begin|eind|publicatie|streef)?(?:datum|data)\b  \bdeadline\b  \bsinds wanneer\b  \bhoe laat\b
        \btijdpad\b  \buiterste?\b  \btijdlijn\b  \bper wanneer\b  \btijdstip\b  \bstaat er in (?:q[1-4]|20\d\d)\b
        """
    ),
    "day": _any(
        r"""
        \bwelke (?:dag|datum|data)\b  \bdatums?\b
        """
    ),
    "month": _any(
        r"""
        \bwelke maand(?:en)?\b
        """
    ),
    "who": _any(
        r"""
        \bwie\b  \bwho(?:m|se)?\b  \bverantwoordelijk\b  \b(?:kar)?trekkers?\b  \btrekt\b  \btrekken\b
        \bpenvoer\w+\b  \bin de lead\b  \b(?:welke?|wat voor|andere|which)\b[^?.]{0,25}?\bPARTY\w*  \bbetrokken\b
        \bregie\b  \bsamenstelling\b  \bvertegenwoordig\w+\b  \bdeelnemers\b
        """
    ),
    "lead": _any(
        r"""
        \btrek(?:t|ken|kers?)\b  \bkartrekkers?\b  \bpenvoer\w+  \bco[oö]rdin\w+  \bverantwoordelijk\w*  \bregie\b
        \bin de lead\b  \blead\b  \baanspreekpunt\b  \bcontactpersoon\b  \bwie leidt\b  \bwie gaat (?:er )?over\b
        \bproject(?:leid\w+|lijd\w+)  \b\w*manager\b  \bvoorzitter\b  \bkwartiermaker\b
        """
    ),
    "address": _any(
        r"""
        \badres(?:sen)?\b  \bstraat\b  \bpostcode\b  \b(?:op welke|welke|de) locatie\b
        \bwelke? (?:gebouw|zaal|straten)\b  \blocatie/zaal\b  \(locatie
        """
    ),
    "where": _any(
        r"""
        \bwaar (?!staat\b|staan\b|gaat\b|dient\b|het\b)
        \bwelke? (?:plaats|plek|locatie|gemeente|wijk|stad|buurt|kern|dorp)\w*\b  \bwhere\b
        """
    ),
    "meaning": _any(
        r"""
        \bwat (?:is|zijn|was)\b
        \bwat\b.{0,30}\b(?:betekent|betekend|betekenen|houdt|bedoel[dt]|verstaan|verstaat)\b
        \bwaar sta(?:at|an)\b.*\bvoor\b  \bdefinitie\b  \bafkorting\b  \bwhat (?:is|are|does)\b  \bbetekenis\b
        """
    ),
    "list": _any(
        r"""
        \bwelke\b  \bnoem\b  \bsom\b.{0,20}\bop\b  \balle\b  \blijst\b  \bwhich\b  \blist\b  \bwat zijn\b
        \b\w+punten\b  \bvoorwaarden\b  \bcriteria\b  \bdoelen\b  \bdoelstellingen\b  \bthema'?s\b  \bafspraken\b
        \bonderdelen\b  \bwaaruit\b
        """
    ),
    "why": _any(
        r"""
        \bwaarom\b  \bwaarvoor\b  \breden\b  \bwhy\b  \bhoe komt het\b  \bmet welk doel\b  \bwaartoe\b
        \baanleiding\b
        """
    ),
    "how": _any(
        r"""
        \bhoe\b  \bhow\b  \bop welke manier\b  \bwerkwijze\b  \baanpak\b  \bwat doet\b  \bwat doen\b
        \bwat gebeurt\b
        """
    ),
}
_SHOWN: dict[Want, re.Pattern[str]] = {
    "who": _any(
        r"""
        (?i:\b(?:kar)?trekkers?\b|\bpenvoer\w+|\bco[oö]rdin\w+|\bopdrachtgever|\bverantwoordelijk|\bregie\b)
        (?i:\bprojectleid\w+|\bin de lead\b|\bkwartiermaker|\bkerngroep|\bvertegenwoordig\w+|\bnamens\b)
        (?i:\bsamenstelling\b|\bbetrokken\b|\bwerkgroep|\bstuurgroep|\bgemeenten?\b|\bpartners?\b)
        (?i:\baanbieders?\b|\borganisaties?\b|\bhuisarts\w*|\bzorgverzekeraar\w*|\bziekenhu\w+)
        (?<=[a-z,:] )[A-Z][A-Za-z]{3,}  \b[A-Z]{3,}\b
        """,
        case=True,
    ),
    "lead": _any(
        r"""
        ^(?=.*(?i:LEADS))(?=.*NAME)
        """,
        case=True,
    ),
    "phone": _any(
        r"""
        \b0\d{1,3}[- ]?\d{6,8}\b
        """
    ),
    "mail": _any(
        r"""
        \S@\S
        """
    ),
    "contact": _any(
        r"""
        \b0\d{1,3}[- ]?\d{6,8}\b  \S@\S  \bwww\.  https?://
        """
    ),
    "outcome": _any(
        r"""
        \bblee?k\b  \bblijkt\b  \bgebleken\b  \bgeleid tot\b
        \bopgeleverd\b  \bgerealiseerd\b  \bbereikt\b  \binmiddels\b
        \bis er\b  \bzijn er\b  \bhebben we\b  \bresulta\w+
        """
    ),
    "criteria": _any(
        r"""
        \bvoorwaarden?\b  \bcriteri\w+  \beis(?:en)?\b  \bindien\b  \bmits\b  \balleen (?:als|wanneer)\b  \bminimaal\b
        \bten minste\b  \bniveau\b
        """
    ),
    "money": _any(
        r"""
        €  \beuro\b  \bmiljoen\b  \bmiljard\b  \b\d+\s?k\b
        """
    ),
    "share": _any(
        r"""
        \d\s?%  \bprocent\b  \bhelft\b  \b(?:een|twee|drie)? ?(?:derde|kwart|kwartdeel)\b  \bop de\b
        """
    ),
    "number": _any(
        r"""
        (?<![\w¹²³])\d+(?:[.,]\d+)*\s?%?  \b(?:één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)\b
        """
    ),
    "when": _any(
        r"""
        \b[QK][1-4](?!\d)  \b20[12]\d\b  \b(?:eerste|tweede|derde|vierde|1e|2e|3e|4e) (?:kwartaal|helft)\b
        \b(?:voor|na)jaar\b  \bzomer\b  \bmedio\b  \b(?:MONTH)\b  \b(?:dit|komende?|volgende?) jaar\b
        \bbinnen \w+ (?:jaar|maanden|weken)\b  \bfase \d\b
        """
    ),
    "duration": _any(
        r"""
        (?:\d|\b(?:één|een|twee|drie|vier|vijf|zes|acht|tien|twaalf)\b)\S* (?:\w+ )?(?:TIME|jaar|maand|week|dag)\b
        20\d\d
        """
    ),
    "ended": _any(
        r"""
        \bstop  \bgestop  \bbe[eë]indig  \bopgeheven  \bgestapt  \bgeschrapt  \bingetrokken  \bopgezegd  \bmislukt
        \bteruggetrokken  \bafgehaakt  \bteruggedraaid  \bverhui  \bafgewezen  \bterugtr  \bafgeschaft  \bgestaakt
        \bniet (?:meer|langer|verder)\b  \bafbouw  \bafgebouwd  \bafschal
        """
    ),
    "day": _any(
        r"""
        \b\d{1,2} (?:MONTH)  \b\d{1,2}[-/]\d{1,2}[-/]\d{2,4}
        """
    ),
    "month": _any(
        r"""
        \b(?:MONTH)
        """
    ),
    "address": _any(
        r"""
        \b\d{4} ?[A-Z]{2}\b  \b[A-Z][a-z]+(?:straat|weg|laan|plein|kade|singel|dreef|gracht|hof) \d+
        """,
        case=True,
    ),
    "where": _any(
        r"""
        (?<=\b[io][np] )[A-Z]\w+  (?i:\bgemeenten?\b|\bwijk(?:en)?\b|\bbuurt|\blocatie|\bbij\b)
        """,
        case=True,
    ),
    "meaning": _any(
        r"""
        ^\S.{0,70}?(?:\bis (?:een|het|de)\b|\bzijn\b|\bbetekent\b|:\s|\(|\bwaarbij\b|\bstaat voor\b|\bhet vermogen\b)
        """,
        case=True,
    ),
    "why": _any(
        r"""
        \bomdat\b  \bdaarom\b  \bdoordat\b  \bzodat\b  \bdoel\b  \bhierdoor\b  \bals gevolg\b  \bvanwege\b  \bom\b
        \bwant\b  \bzorgt ervoor\b  \bnodig\b  \bvoorkom\w+\b
        """
    ),
    "how": _any(
        r"""
        \bdoor\b  \bmiddels\b  \bmet behulp\b  \bvia\b  \bwordt\b  \bworden\b  \bwe\b
        """
    ),
}
_GIVEN_NAMES = frozenset((Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8").split())
_FULL_NAME = re.compile(
    r"\b([A-ZÀ-Þ][a-zà-ÿ]+) (?:(?:van|de|der|den|het|ter|ten|te|el) ){0,2}[A-ZÀ-Þ][a-zà-ÿ]+"
    r"|\b(?:dhr|mevr|mw|drs|ir|mr|dr|prof)\. (?:[A-Z]\. ?)*(?:(?:van|de|der|den) ){0,2}[A-Z][a-z]+"
    r"|\b(?:[A-Z]\. ?){1,3}(?:van|de|der|den|ter|ten) (?:(?:de|den|der) )?[A-Z][a-z]{2,}"
)


def wants_of(question: str) -> frozenset[Want]:
    """The forms of answer that a question asks for; empty where it is only a few words on a subject."""
    found = {want for want, pattern in _ASKED.items() if pattern.search(question)}
    if found & {"person", "phone", "mail", "contact", "money", "share", "address"}:
        found -= {"where", "list"}
    if found & {"why", "who"} and not re.search(r"€|\beuro|\bbedrag|\bhoeveel", question, re.IGNORECASE):
        found -= {"money"}
    if "share" in found:
        found -= {"money", "number"}
    if not found & {"who", "person"}:
        found -= {"lead"}
    if "person" in found:
        found -= {"who", "how"}
    if "duration" in found:
        found -= {"how", "number"}
    return frozenset(found)


def has_form(want: Want, text: str) -> bool:
    """True if ``text`` has the form of an answer to such a question; always for a form that nothing shows."""
    if want == "person":
        return names_person(text)
    pattern = _SHOWN.get(want)
    return pattern is None or bool(pattern.search(text))


def names_person(text: str) -> bool:
    """True if ``text`` has the name of a person: a known given name or initials or a title, with a last name."""
    return any(found[1] is None or found[1].lower() in _GIVEN_NAMES for found in _FULL_NAME.finditer(text))
