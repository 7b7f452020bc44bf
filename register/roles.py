"""Passages -> who has which role: from fields that list parties, and from sentences with a word for a role."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.tokens import fold
from ingest.structure import opgave_named
from ingest.units import split_sentences
from register.model import LEADING, OpgaveEntry, RoleEntry, RoleName, Source
from register.parties import Parties, Party
from register.reading import DocumentReading, Piece, readable

_FIELDS = frozenset({"partijen", "rollen"})

# "Trekker: X"; the role holds for the list behind the colon, or for the list items below it.
_LABELS: tuple[tuple[RoleName, str], ...] = (
    ("trekker", r"(?:bestuurlijke? )?(?:kar)?trekkers?(?:srol)?"),
    ("penvoerder", r"penvoering|penvoerders?"),
    ("coordinator", r"co[oö]rdinat(?:or(?:en)?|ie)|regie|regievoerders?"),
    ("opdrachtgever", r"(?:bestuurlijke? )?opdrachtgevers?"),
    ("uitvoerder", r"uitvoering door|uitvoerders?"),
    ("financier", r"financiers?|gefinancierd door|financiering door"),
    ("deelnemer", r"deelnemers?|deelnemende \w+|leden"),
    (
        "betrokken",
        r"(?:te )?betrokken(?: (?:partijen|organisaties|partners))?|samenwerkingspartners(?: en professionals)?"
        r"|(?:beoogde|overzicht) samenwerking",
    ),
)
_LABEL = tuple((role, re.compile(rf"(?:{pattern})\s*:\s*(?=\S)", re.IGNORECASE)) for role, pattern in _LABELS)
_TERM_ROLES: tuple[tuple[RoleName, str], ...] = (
    ("opdrachtgever", "Opdrachtgevers?"),
    ("penvoerder", "Penvoerders?"),
    ("trekker", "Trekkers?"),
)
_TERMS = tuple((role, re.compile(rf"(?:{pattern})\s+(?=[A-Z])")) for role, pattern in _TERM_ROLES)
_HEADING = tuple((role, re.compile(rf"(?:{pattern})\s*:?", re.IGNORECASE)) for role, pattern in _LABELS)

_BODY = re.compile(
    r"\b(?:werkgroep|commissie|overleg|werkplaats|tafel|kerngroep|stuurgroep|programmateam|projectgroep|coalitie"
    r"|netwerk|agendacommissie|\S*samenwerkingsverband)\b"
    r"|\w+(?:commissie|overleg|werkplaats|tafel|groep)\b",
    re.IGNORECASE,
)
_COMPOSED = re.compile(r"^samenstelling (?:van )?(?:de )?(?P<body>[^:]{3,60}):\s*(?P<list>.+)$", re.IGNORECASE)
_CONSISTS = re.compile(
    r"^(?P<body>[^,.:;]{3,90}?)\s+(?:bestaat|bestaan|bestaande|wordt ingericht|wordt gevormd)\s+(?:uit|met)\s*:?\s+"
    r"(?:de volgende (?:partijen|organisaties)\s*:?|personen uit de volgende [\w/]+\s*:"
    r"|een (?:afvaardiging|combinatie) van|:)?\s*(?P<list>.+)$",
    re.IGNORECASE,
)
_REPRESENTED = re.compile(
    r"(?:(?P<whom>[A-Z][\w\s-]{2,60}?)\s+)?vertegenwoordigd (?:(?P<by>door)|(?:op|zijn)[^:]{0,70}:)\s*(?P<list>.+)$"
)
_WITH_MEMBERS = re.compile(
    r"^(?P<body>[^,:;]{3,60}),? (?:met daarin|waarin) vertegenwoordigers (?:zitten )?(?:namens|van|vanuit) "
    r"(?P<list>.+)$",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"(?:de )?(?:wethouder|bestuurder|burgemeester|directeur) [\w' -]{2,40}", re.IGNORECASE)
_NAMENS = re.compile(r"^\s*(?:als vertegenwoordig\w*|namens|als afvaardiging)\b", re.IGNORECASE)
_WHOM = re.compile(
    r"^\s*(?:als vertegenwoordig\w*(?:\s+(?:van|voor)\b)?|namens|als afvaardiging(?:\s+van)?)\s*(?:de\s+)?", re.I
)

# A list of parties before or behind words for a role. In running text only known parties count.
_NAMES = r"(?P<names>[^.;:?!]{2,160}?)"
_BEHIND = r"(?P<names>[^.;:?!]{2,160})"
_SENTENCES: tuple[tuple[RoleName, str], ...] = (
    (
        "trekker",
        rf"^{_NAMES},? (?:is|zijn|wordt|worden) (?:[\w+]+ ){{0,2}}?(?:de |een )?(?:bestuurlijke? |duale )?"
        rf"(?:kar)?trekkers?\b(?P<what>[^;]*)",
    ),
    (
        "trekker",
        r"(?:^|\bmet |\bvia )(?P<names>(?:(?!\bmet\b)[^.;:?!]){2,120}?) als (?:de )?(?:bestuurlijke? )?"
        r"(?:kar)?trekkers?\b(?P<what>[^;]*)",
    ),
    ("trekker", rf"\btrekkers (?:van|vanuit) {_NAMES}(?= (?:een|het|de|hebben|heeft|zijn)\b|[.;]|$)"),
    ("trekker", rf"(?P<what>.*?)\b(?:duale )?trekkersrol (?:voor |bij )?(?:de )?{_BEHIND}$"),
    ("trekker", rf"^{_NAMES} trek(?:t|ken) (?P<what>(?!samen|op|aan)[^.;]+)$"),
    (
        "trekker",
        rf"^(?:[^.;:]{{0,40}}?\b(?:is|zijn) (?:de |het )?(?=[a-z]))?{_NAMES}(?: is| zijn)?(?: \w+)? in de lead\b"
        r"(?P<what>[^;?]*)",
    ),
    ("trekker", rf"(?:^|,\s*){_NAMES} in de lead\b(?P<what>[^;?]*)"),
    ("trekker", rf"^{_NAMES} (?:is|zijn) (?:hiervoor )?(?:\w+ )?aan zet\b(?P<what>[^;]*)"),
    (
        "trekker",
        rf"^{_NAMES} (?:is|zijn) (?:\w+ )?(?:eind)?verantwoordelijk voor (?P<what>[^;]+)",
    ),
    ("penvoerder", rf"\bpenvoering (?:ligt bij|door|bij|van|is van) {_BEHIND}"),
    ("penvoerder", rf"^{_NAMES} (?:is|zijn|wordt) (?:de )?penvoerders?\b(?P<what>[^;]*)"),
    ("coordinator", rf"\b(?:de )?(?:regie|co[oö]rdinatie)(?P<what>[^.;:]{{0,60}}?) (?:ligt|berust|is) bij {_BEHIND}"),
    ("coordinator", rf"^{_NAMES} (?:is|zijn) regievoerend\b(?P<what>[^;]*)"),
    (
        "coordinator",
        rf"^{_NAMES} (?:treedt|treden)(?: \w+)? op als (?:de )?(?:regisseur|co[oö]rdinator)\b(?P<what>[^;]*)",
    ),
    ("coordinator", rf"^{_NAMES} (?:is|zijn|wordt) (?:de )?(?:co[oö]rdinator|regisseur)\b(?P<what>[^;]*)"),
    ("coordinator", rf"^{_NAMES} co[oö]rdine(?:ert|ren) (?P<what>[^;]+)"),
    (
        "coordinator",
        rf"^{_NAMES} (?:voert|voeren|verzorgt)(?: [\w ]{{1,30}})? de co[oö]rdinatie(?: uit)?(?P<what>[^;]*)",
    ),
    ("coordinator", rf"\bonder regie van {_BEHIND}"),
    ("trekker", rf"\b(?:onder leiding van|o\.l\.v\.) {_BEHIND}"),
    ("opdrachtgever", rf"\bin opdracht van {_BEHIND}"),
    ("opdrachtgever", rf"^{_NAMES} (?:is|zijn) (?:de )?(?:bestuurlijke? )?opdrachtgevers?\b(?P<what>[^;]*)"),
    ("financier", rf"^{_NAMES} financier(?:t|en)\b(?P<what>[^;]*)"),
    ("financier", rf"\bgefinancierd (?:door|vanuit) {_BEHIND}"),
    ("uitvoerder", rf"\b(?:inzet|uitvoering|uitgevoerd) (?:vanuit|door) (?:de )?{_BEHIND}"),
    ("deelnemer", rf"^{_NAMES},? (?:neemt|nemen) deel aan (?P<what>[^.;,]+)"),
    ("deelnemer", rf"\b(?:neemt|nemen) {_NAMES} deel aan (?P<what>[^.;,]+)"),
    ("betrokken", rf"\bword(?:t|en) (?:in ieder geval )?{_NAMES} (?:actief |nauw |ook )?betrokken\b"),
    ("betrokken", rf"^(?:ook )?{_NAMES} word(?:t|en) (?:[\w ]{{2,30}} )?betrokken\b"),
    ("betrokken", rf"^betrokken (?:partijen|organisaties|partners) (?:zijn|blijven|is)(?: in de kern)?:? {_BEHIND}"),
    ("betrokken", rf"\bin samenwerking met {_BEHIND}"),
)
_SENTENCE = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _SENTENCES)
# The patterns of a role are tried only where one of its words stands.
_ROLE_WORDS: tuple[tuple[RoleName, str], ...] = (
    ("trekker", r"trekke?r|trekt\b|trekken\b|in de lead|aan zet|verantwoordelijk voor|leiding van|o\.l\.v\."),
    ("penvoerder", r"penvoer"),
    ("coordinator", r"regie|regisseur|co[oö]rdin"),
    ("opdrachtgever", r"opdracht"),
    ("financier", r"financier"),
    ("uitvoerder", r"\binzet (?:vanuit|door)|uitvoering (?:vanuit|door)|uitgevoerd"),
    ("deelnemer", r"deel aan"),
    ("betrokken", r"betrokken|samenwerking met"),
)
_CUES = {role: re.compile(cue, re.IGNORECASE) for role, cue in _ROLE_WORDS}
_BODY_CUE = re.compile(r"vertegenwoordig|\bbesta|wordt gevormd|wordt ingericht", re.IGNORECASE)
_SENTENCE_LIKE = re.compile(
    r"\b(?:is|zijn|wordt|worden|hebben|heeft|kunnen|kan|zal|zullen|moet|moeten|werken|werkt|ondersteunt|samenwerken"
    r"|bestaan|bestaat|beschrijft|geven|behouden|we|wij|wil|willen|sessies|overeenkomst|samenwerking tussen"
    r"|vertegenwoordigd|trekker\w*|als bestuurlijke?|trekkersrol|uitwerking|penvoering)\b|[<>]",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(r"\b(?:kan|kunnen|zou|zouden|mogelijk|eventueel|wenselijk|wens|voorstel|indien)\b|\?", re.I)
_SHARED = re.compile(r"verantwoordelijkheid (?:onder|van) de volgende [^:]+:$", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:momenteel|daarnaast|daarbij|hierbij|hiervoor|ook|wel|in (?:de )?eerste (?:fase|instantie)|co-creatie tussen"
    r"|organisatie door|in eerste instantie|de uitvoering|binnen [\w ]+,)\s+",
    re.IGNORECASE,
)
_IS_FIRST = re.compile(r"^(?:in|voor|bij|op) [^,.;:]{3,40}? (?:is|zijn) (?=[A-Z]|de |het )", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:regionaal|subregionaal)$", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:[A-Z][\w/-]*)(?: [\w/-]+){0,2}:\s+(?=\S)")
_SHORT_TITLE = 6  # words
_MOST_WORDS = 20
_MANY = re.compile(r"(?:organisaties|partijen|partners|aanbieders|professionals|leden) \w+", re.IGNORECASE)
_CARE_GIVERS = frozenset({"huisartsen", "wijkverpleging", "paramedici", "apothekers"})  # "onder regie van de huisarts"
_LIST = 3  # names make a list, though the register knows none of them


@dataclass(frozen=True, slots=True)
class _Found:
    """A party in a role, before its place is known."""

    party: Party
    role: RoleName
    for_what: str
    start: int
    end: int
    opgave: str | None = None  # where the words themselves name it


def roles_of(reading: DocumentReading, parties: Parties) -> list[RoleEntry]:
    """The roles that a document names, in order; of a party twice in a role at one place, the first."""
    seen: set[tuple[object, ...]] = set()
    entries = []
    for entry in _entries(reading, parties):
        key = (entry.party, entry.role, entry.region, entry.opgave, entry.thema, fold(entry.for_what))
        if key not in seen:
            seen.add(key)
            entries.append(entry)
    return entries


def unassigned(topics: Iterable[OpgaveEntry], roles: Sequence[RoleEntry]) -> list[OpgaveEntry]:
    """The opgaven and activities with fields for which no document names a trekker, penvoerder or coordinator.

    One that leads the whole opgave leads its parts as well.
    """
    led = {(role.region, role.opgave, role.thema) for role in roles if role.role in LEADING}

    def is_led(entry: OpgaveEntry) -> bool:
        return any((entry.region, entry.opgave, thema) in led for thema in (entry.thema, None))

    return [entry for entry in topics if entry.level != "thema" and entry.fields and not is_led(entry)]


def _entries(reading: DocumentReading, parties: Parties) -> Iterator[RoleEntry]:
    for passage in reading.passages:
        if passage.broken:
            continue
        title = ""  # of the body that the next list of parties belongs to
        lead: RoleName | None = None
        pieces = reading.pieces(passage)
        for piece in pieces:
            text = piece.text
            if piece.unit.heading:
                title = text.lstrip("# ")
                lead = None
                continue
            if not piece.unit.listed and not text.endswith(":"):
                lead = None
            found = list(_of_piece(piece, parties, title, lead))
            if text.endswith(":"):
                lead = _announced(text)
            if _is_body(piece):
                title = text
            for each in found:
                yield _entry(piece, each)
                if each.role == "betrokken" and _NAMENS.match(each.party.remark):
                    whom = _WHOM.sub("", each.party.remark)
                    yield _entry(piece, replace(each, role="vertegenwoordiger", for_what=whom or each.for_what))


def _of_piece(piece: Piece, parties: Parties, title: str, lead: RoleName | None) -> Iterator[_Found]:
    """What a list item or paragraph says of roles."""
    passage = piece.passage
    whole = piece.unit.body, piece.unit.end
    text = readable(piece.text)
    if passage.kind == "begrip":
        yield from _of_term(piece, parties, text)
        return
    for role, pattern in _LABEL:
        if label := pattern.match(text):
            spans = split_sentences(text, label.end(), len(text))
            sentences = [text[start:end] for start, end in spans]
            yield from (_Found(party, role, _subject(piece), *whole) for party in _clean(parties.listed(sentences[0])))
            for sentence in sentences:
                yield from _of_sentence(piece, parties, sentence, *whole)
            return
    if composed := _COMPOSED.match(text):
        body = composed["body"].strip()
        yield from _members(parties.listed(composed["list"]), body, whole, opgave_named(body))
        return
    if piece.unit.listed and lead is not None and (party := parties.party(text)):
        yield _Found(party, lead, _subject(piece), *whole)
        return
    if passage.kind in _FIELDS and (listed := _field_list(piece, parties, text, title)):
        yield from listed
        return
    for start, end in piece.sentences():
        yield from _of_sentence(piece, parties, readable(piece.words(start, end)), start, end, title)


def _of_term(piece: Piece, parties: Parties, text: str) -> Iterator[_Found]:
    """A glossary that explains a role by who has it: "Opdrachtgevers Zilveren Kruis en vijf gemeenten"."""
    for role, pattern in _TERMS:
        if term := pattern.match(text):
            listed = parties.listed(text[term.end() :])
            yield from (_Found(party, role, _subject(piece), piece.unit.body, piece.unit.end) for party in listed)
            return


def _field_list(piece: Piece, parties: Parties, text: str, title: str) -> list[_Found]:
    """The parties of a field that lists them; empty where the text is no list."""
    passage = piece.passage
    role = _role_of_field(piece)
    names = [passage.opgave or "", passage.thema or "", *passage.path]
    if "?" in text or _plain(text) in {_plain(name) for name in names} or _is_body(piece):
        return []
    body = title if _BODY.search(title) else ""
    said: list[_Found] = []  # by words for a role
    listed: list[_Found] = []
    is_list = role is not None
    for number, (start, end) in enumerate(split_sentences(text, 0, len(text))):
        sentence = text[start:end] if number else _OPENING.sub("", _without_title(text[start:end], names))
        more = list(_of_sentence(piece, parties, sentence, piece.unit.body, piece.unit.end, title))
        said.extend(more)
        if more or _SENTENCE_LIKE.search(sentence):
            continue
        subject = body or _subject(piece)
        if labelled := _SUBJECT.match(sentence):  # "Overgewicht: huisarts, paramedici"
            sentence, subject = sentence[labelled.end() :], labelled.group().rstrip(": ")
        items = _clean(parties.listed(sentence))
        is_list = is_list or len(items) >= _LIST or any(party.kind or _MANY.match(party.name) for party in items)
        listed.extend(
            _Found(party, "deelnemer" if body else role or "betrokken", subject, piece.unit.body, piece.unit.end)
            for party in items
        )
    return [*said, *listed] if is_list else said


def _is_body(piece: Piece) -> bool:
    """True for a line that names a body, such as "Agendacommissie", whose members stand below it."""
    text = piece.text
    return (
        not piece.unit.listed
        and len(text.split()) <= _SHORT_TITLE
        and bool(_BODY.search(text))
        and not re.search(r"[,;:.]", text)
    )


def _of_sentence(
    piece: Piece, parties: Parties, sentence: str, start: int, end: int, title: str = ""
) -> Iterator[_Found]:
    """Roles that a sentence gives to known parties."""
    if sentence.endswith("?") or "?)" in sentence:
        return
    if _BODY_CUE.search(sentence) and (found := list(_of_body(piece, parties, sentence, start, end, title))):
        yield from found
        return
    subject = _subject(piece)
    cued = {role for role, cue in _CUES.items() if cue.search(sentence)}
    taken: set[str] = set()
    for role, pattern in _SENTENCE:
        if role not in cued:
            continue
        for match in pattern.finditer(sentence):
            if _CONDITIONAL.search(match.group()):
                continue
            names = _IS_FIRST.sub("", _OPENING.sub("", match["names"].strip(" ,")))
            for party in _clean(_known_at(parties, names, behind=match.end("names") == match.end())):
                if party.name in taken or (role == "coordinator" and party.name in _CARE_GIVERS):
                    continue
                taken.add(party.name)
                for_what = _for_what((match.groupdict().get("what") or "").strip(" ,:"))
                yield _Found(party, role, for_what or subject, start, end, opgave_named(for_what))


def _of_body(piece: Piece, parties: Parties, sentence: str, start: int, end: int, title: str) -> Iterator[_Found]:
    """Who sits in a body, and on behalf of whom."""
    subject = _subject(piece)
    if represented := _REPRESENTED.search(sentence):
        whom = (represented["whom"] or "").strip() if represented["by"] else ""
        yield from (
            _Found(party, "vertegenwoordiger" if whom else "deelnemer", whom or subject, start, end)
            for party in _clean(parties.listed(represented["list"]))
        )
        return
    if daarin := _WITH_MEMBERS.match(sentence):
        yield from (
            _Found(party, "vertegenwoordiger", daarin["body"].strip(), start, end)
            for party in _clean(parties.listed(daarin["list"]))
        )
        return
    consists = _CONSISTS.match(sentence)
    if consists and (_BODY.search(consists["body"]) or piece.passage.kind in _FIELDS):
        found = _clean(parties.listed(consists["list"]))
        body = _body_name(consists["body"], title or subject)
        group = parties.known(consists["body"])
        if len(found) >= 2 and group is not None and group.kind == "groep":
            # "GGZ-partners bestaan uit: ..." says who they are, not who sits in a body.
            yield from (_Found(party, "betrokken", subject, start, end) for party in found)
            return
        if len(found) >= 2:
            yield from _members(found, body, (start, end), None)
            return


def _known_at(parties: Parties, names: str, *, behind: bool) -> list[Party]:
    """The known parties that ``names`` lists; text after them is dropped, where they stand behind the word."""
    names = _TAIL.sub("", names)
    if _OFFICE.fullmatch(names):
        return [Party(f"{names[0].upper()}{names[1:]}", "persoon")]
    if found := parties.only_known(names):
        return found
    if not behind:
        # "Q1 - Q4 2024, Raedelijn in de lead": the period is no party.
        parts = names.split(",")
        return parties.only_known(",".join(parts[1:])) if len(parts) > 1 and re.search(r"\d", parts[0]) else []
    words = names.split()
    for count in range(min(len(words) - 1, 14), 0, -1):
        head = " ".join(words[:count])
        if not head.endswith((" en", " of", ",")) and (found := parties.only_known(head)):
            return found
    return []


def _members(listed: Iterable[Party], body: str, span: tuple[int, int], opgave: str | None) -> Iterator[_Found]:
    """Members of a body; who is there on behalf of others represents them."""
    for party in listed:
        if _NAMENS.match(party.remark):
            whom = _WHOM.sub("", party.remark)
            for_what = f"{body}: {whom}" if whom else body
            yield _Found(party, "vertegenwoordiger", for_what, *span, opgave)
        else:
            yield _Found(party, "deelnemer", body, *span, opgave)


def _clean(listed: Iterable[Party]) -> list[Party]:
    return [party for party in listed if not re.match(r"(?:inwoners?|partijen|organisaties)$", party.name, re.I)]


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("&", "en").split())


def _role_of_field(piece: Piece) -> RoleName | None:
    """The role that the heading of a field gives to those it lists; None where it names none."""
    return _role_named(piece.passage.path[-1]) if piece.passage.path else None


def _role_named(label: str) -> RoleName | None:
    """The role that a heading or a line before a list is the name of."""
    return next((role for role, pattern in _HEADING if pattern.fullmatch(label)), None)


def _announced(text: str) -> RoleName | None:
    """The role of the list that a line announces."""
    if _SHARED.search(text):
        return "trekker"
    return _role_named(text)


def _without_title(text: str, titles: Sequence[str]) -> str:
    """The text without the name of its opgave, where that was drawn onto the same line."""
    for title in titles:
        for form in {title, title.replace("&", "en")}:
            if form and fold(text).startswith(fold(form) + " "):
                return text[len(form) :].strip()
    # "Digitalisering & gegevensuitwisseling": a title of its own
    return text


def _subject(piece: Piece) -> str:
    """What a role is for, where the words do not say it: the theme, the opgave, or the region."""
    passage = piece.passage
    return passage.thema or passage.opgave or passage.region


def _for_what(what: str) -> str:
    """What a role is for, of the words behind it; empty where they only point back ("dit subthema")."""
    what = re.sub(r"^/\w+\s*", "", what.strip())
    what = re.sub(r"^(?:(?:voor|van|bij|op|om|aan)\s+)?(?:o\.a\.\s+)?", "", what, flags=re.IGNORECASE)
    spans = split_sentences(what, 0, len(what))
    what = what[slice(*spans[0])] if spans else ""
    what = re.split(r"\s+(?:en stuurt|met één|met een|en met)\b", what)[0].strip(" ,.:;")
    what = what[:-1] if what.endswith(")") and what.count(")") > what.count("(") else what
    points_back = re.match(r"(?:deze|dit|die|dat|namens|hier\w*|daar\w*)\b", what, re.IGNORECASE)
    return what if 1 <= len(what.split()) <= _MOST_WORDS and not points_back else ""


def _body_name(text: str, otherwise: str) -> str:
    name = re.sub(r"^(?:de|het|een|dit is een)\s+", "", text.strip(), flags=re.IGNORECASE)
    return f"{name[0].upper()}{name[1:]}" if 0 < len(name.split()) <= 8 else otherwise


def _entry(piece: Piece, found: _Found) -> RoleEntry:
    passage = piece.passage
    source: Source = piece.source(found.start, found.end)
    return RoleEntry(
        party=found.party.name,
        remark=found.party.remark,
        role=found.role,
        for_what=found.for_what,
        region=passage.region,
        opgave=passage.opgave or found.opgave,
        thema=passage.thema,
        source=source,
    )
