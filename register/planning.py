"""Passages -> what is planned when: list items and sentences with a date of their own or of what announces them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.tokens import fold
from register.dates import NO_YEAR, DocumentYear, Mention, Period, document_year, mentions, refined
from register.model import PlanningEntry, Source
from register.reading import DocumentReading, Piece, readable

_NOT_PLANNED = frozenset({"situatieschets", "begrip", "bijlage", "doelgroep"})  # years in these are data
_YEARS_AHEAD = 5  # beyond it a year is a forecast or a dot on the horizon
_YEARS_BACK = 1
_LONG = 45  # words; of a longer paragraph the first sentence says what is done
_ANNOUNCES = 25  # words of a line whose date holds for the list it announces
_COMPLETES = 14  # words of a line that can complete a fragment
_FRAGMENT = 8  # words of an item that can need completing
_FEWEST_WORDS = 3
_OPENING = 2  # words before a period that opens a sentence: "In het najaar ..."

# What a heading can hold beside its period and still be one of a planning.
_HEADING_WORDS = re.compile(
    r"\b(?:realisatie|vervolg|planning|globale|grove|algemene|jaarplanning|doelstelling(?:en)?|doelen|nieuwe"
    r"|initiatieven|activiteiten|acties?|stappen|vervolgstappen|mijlpalen|fase|uitvoering|afspraken|in|van|de|het|voor"
    r"|en|start)\b|[\d\W_]",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^(?:planning:?\s*)?\(?(?:zie\b|afhankelijk van\b|n\.?t\.?b\b|nader te bepalen|idem\b|voorbeeld\b|bijv|nb\b|tip\b)"
    r"|\bzijn idem als\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:is|zijn|was|waren|werd|werden|wordt|worden|heeft|hebben|had|zal|zullen|kan|moet|moeten"
    r"|staat|staan|ligt|volgt|weet|kent|gaan|gaat|starten\s+we|start\s+de|loopt|lopen|krijgt|komt)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"^\s*(?:was|waren|werd|werden|had)\b", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:zal|zullen|wordt|worden|gaat|gaan|wil|willen|start|starten|moeten?)\b", re.IGNORECASE)
_NOW = re.compile(r"\b(?:op dit moment|momenteel|inmiddels)\b", re.IGNORECASE)
# "In Soest en Baarn is een werkgroep actief" under "2024" tells how things are, not what will be done.
_IS_SO = re.compile(
    r"(?:[Ii]n )?[A-Z][\w-]+(?:(?:, | en )[A-Z][\w-]+)+ (?:is|zijn|hebben|heeft)\b|.{0,60}\b(?:is|zijn) vaak\b"
)
_ABOUT_DOCUMENT = re.compile(
    r"\b(?:werkagenda|regioplan|regiobeeld|document|agenda|rapport)\b.{0,60}"
    r"\b(?:beschrijft|beschrijven|bevat|vertaalt|omvat|opgestelde?|tot stand gekomen|uitgebracht|benoemd)\b"
    r"|\bdit is (?:de|het) \w*(?:agenda|plan)\b|\bvisie\b[^.]{0,30}$",
    re.IGNORECASE,
)
_LABEL_END = re.compile(r"\s*\)?\s*(?:[:–]|-(?=\s)|—)\s*")
_TRAILING = re.compile(
    r"^\s*(?:,|(?:regionaal|subregionaal|lokaal)\s*$)",
    re.IGNORECASE,
)
# The items behind it say what belongs to an action, and are none.
_EXAMPLES = re.compile(r",?\s+(?:zoals|waaronder|te weten|bijvoorbeeld)$", re.IGNORECASE)
_CONTAINS = re.compile(r"\b(?:aandacht (?:voor|is voor)|zoals|waaronder|te weten|bijvoorbeeld)\s*:?$", re.IGNORECASE)
_ADVERBIAL = re.compile(r"(?:in|met|op|bij|voor|vanuit|naast|tijdens|door)\b", re.IGNORECASE)  # no action of its own
# "In 2025 is de aanpak ingevoerd en is de communicatie vereenvoudigd": the period holds for both.
_SECOND = re.compile(
    r"\s+en\s+(?=(?:(?:hier|daar|er)\s+)?(?:is|zijn|zal|zullen|wordt|worden|heeft|hebben)\s)", re.IGNORECASE
)
_POINTS_BACK = re.compile(r"^(hier|daar|er) (\w+)", re.IGNORECASE)  # behind a period the verb comes first
_READER_GUIDE = re.compile(r"leeswijzer", re.IGNORECASE)
_PARTIES = re.compile(r"\b(?:partijen|organisaties|netwerken|partners|deelnemers)\b[^:]*:$", re.IGNORECASE)
_FOLLOWING = re.compile(r"\bvolgende\b|\bonderstaande\b", re.IGNORECASE)
_LEANS = re.compile(
    r"(?:(?:dit|deze)(?!\s+(?:najaar|voorjaar|zomer|jaar|maand|periode))|dat|daar\w*|hier\w*|vervolgens|zij|ze"
    r"|op basis (?:hier|daar)van)\b",
    re.IGNORECASE,
)
_SHORT_SENTENCE = 6  # words; it needs the one before it
_STATES = re.compile(r"(?:\S+\s+){1,8}(?:neemt|nemen|lopen|loopt|kan|kunnen|gaat\s+erom)\b", re.IGNORECASE)
_PROMISES = re.compile(r"\b(?:we|wij|wordt|worden|zal|zullen)\b", re.IGNORECASE)
_BEGINS = re.compile(r"^(?:start|gereed|planning|wanneer|periode)?:?\s*$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?:\b(?:in|op|van|tot|per|vanaf|en|of|eind|begin|medio|na|v[oó]ór|uit|met|t/m)|[(,/])\s*$", re.I
)
_ACTION_FOLLOWS = re.compile(r"\s+(?:[a-zé]+en\b|[A-ZÉ][a-zé]+)")
_WORD = re.compile(r"\w")


@dataclass(slots=True)
class _Context:
    """What holds for the next piece of a section."""

    heading: Period | None = None
    by_paragraph: str = ""  # where the heading is a paragraph of its own, its text: "Q1 2024:"
    lead: str = ""  # the line that announces the list, without its period
    lead_period: Period | None = None
    lead_mark: str | None = None  # the list mark of that line; None where there is none in force
    lists_parties: bool = False
    lists_contents: bool = False
    in_table: bool = False  # of actions with their period behind them
    year: int | None = None  # the last one named in this list
    silent: bool = False  # what follows explains the document

    def clear_lead(self) -> None:
        """No line announces what follows."""
        self.lead, self.lead_period, self.lead_mark = "", None, None
        self.lists_parties = self.lists_contents = False

    @property
    def period(self) -> Period | None:
        """The period of a list item without one of its own."""
        return self.lead_period or self.heading

    def known_year(self) -> int | None:
        """The year that a period without one takes over."""
        for period in (self.lead_period, self.heading):
            if period is not None:
                start, end = period.start, period.end
                if start and (end is None or start.year == end.year):
                    return start.year
                return end.year if end and start is None else None
        return self.year


def planning_of(reading: DocumentReading) -> list[PlanningEntry]:
    """The planning entries of a document, in order. Text that ran through columns gives none."""
    return list(_PlanningReader(reading).entries())


class _PlanningReader:
    def __init__(self, reading: DocumentReading) -> None:
        self._reading = reading
        info = reading.document.info
        self._years = document_year(info)
        year = int(info.published[:4])
        month = int(info.published[5:7]) if len(info.published) >= 7 else 1
        self._published = date(year, month, 1)
        self._contexts: dict[tuple[object, ...], _Context] = {}

    def entries(self) -> Iterator[PlanningEntry]:
        """The entries, in order."""
        for passage in self._reading.passages:
            if passage.broken or passage.kind in _NOT_PLANNED:
                continue
            key = (passage.path, passage.kind)
            context = self._contexts.get(key) or self._opened(passage.path)
            self._contexts[key] = context
            pieces = self._reading.pieces(passage)
            undated: list[Piece] = []  # paragraphs that a period behind them can date
            for number, piece in enumerate(pieces):
                following = pieces[number + 1] if number + 1 < len(pieces) else None
                before = pieces[number - 1] if number and not pieces[number - 1].unit.heading else None
                found = list(self._of_piece(piece, before, following, context, undated))
                yield from found
                if found or piece.unit.heading:
                    undated = []
                elif not piece.unit.listed and len(piece.text.split()) >= _FEWEST_WORDS:
                    undated.append(piece)

    def _opened(self, path: tuple[str, ...]) -> _Context:
        """The context at the beginning of a section: the narrowest heading can give a period."""
        return _Context(heading=_heading_period(path[-1], self._years) if path else None)

    def _of_piece(
        self,
        piece: Piece,
        before: Piece | None,
        following: Piece | None,
        context: _Context,
        undated: Sequence[Piece],
    ) -> Iterator[PlanningEntry]:
        text = piece.text
        if piece.unit.heading:
            context.clear_lead()
            context.year = None
            context.silent = context.in_table = False
            context.heading, context.by_paragraph = _heading_period(text, self._years), ""
            return
        if _READER_GUIDE.fullmatch(text):
            context.silent = True
        if context.silent or text in piece.passage.path or _is_title(piece):
            return
        self._close_lead(piece, context)
        found = self._mentions(text, context)
        pure = bool(found) and found[0].bare and not _WORD.search(text[found[-1].end :]) and len(found) == 1
        of_heading = _heading_period(text, self._years) if pure or text.endswith(":") else None
        if of_heading is not None and not piece.unit.listed:
            context.clear_lead()
            context.heading, context.by_paragraph = of_heading, text
            return
        if found and not piece.unit.listed and _TRAILING.match(text[found[0].end :]) and found[0].bare:
            yield from self._trailing(piece, found[0], undated, context)
            return
        if len(found) == 1 and not piece.unit.listed and before is not None and _is_only_begin(text, found[0]):
            source = piece.reading.source(piece.passage, before.unit.body, piece.unit.end)
            yield _entry(before, _shortened(before), found[0].period, source)
            return
        announces = _announces(piece, following)
        if not pure:
            yield from self._entries_of(piece, found, context, announces=announces)
        if found:
            context.year = found[-1].period.start.year if found[-1].period.start else context.year
        elif not piece.unit.listed:
            context.year = None
        if announces or pure:
            self._open_lead(piece, found, context)

    def _mentions(self, text: str, context: _Context) -> list[Mention]:
        years = NO_YEAR if context.period is not None and self._years.only is None else self._years
        found = refined(text, mentions(text, years, context.known_year()))
        return [m for m in found if self._within_reach(m.period) and not _is_history(m.period, context.heading)]

    def _within_reach(self, period: Period) -> bool:
        years = [day.year for day in (period.start, period.end) if day is not None]
        first, last = self._published.year - _YEARS_BACK, self._published.year + _YEARS_AHEAD
        return all(first <= year <= last for year in years)

    @staticmethod
    def _close_lead(piece: Piece, context: _Context) -> None:
        """A paragraph ends a list; a numbered item ends the list of bullets before it."""
        if not piece.unit.listed:
            if piece.text.endswith((":", ";")) and context.by_paragraph:
                context.heading, context.by_paragraph = None, ""
            if not (context.lists_contents and piece.text[:1].islower()):  # else the rest of a wrapped item
                context.clear_lead()
        elif piece.mark in {"1", "a"} and context.lead_mark:
            context.clear_lead()

    @staticmethod
    def _open_lead(piece: Piece, found: Sequence[Mention], context: _Context) -> None:
        text = piece.text
        labelled = bool(found) and found[0].bare and _is_label(text, found)
        holds = labelled or (len(found) == 1 and (len(text.split()) <= _ANNOUNCES or bool(_FOLLOWING.search(text))))
        outer = context.lead_period if context.lead_mark == "" and piece.unit.listed else None
        lead = text
        if labelled:
            lead = text[found[0].end :].lstrip(" :–-)")
        context.lead = lead.rstrip(":; ")
        context.lead_period = found[0].period if found and holds else outer
        context.lead_mark = piece.mark
        context.lists_parties = bool(_PARTIES.search(text))
        context.lists_contents = bool(_CONTAINS.search(text))

    @staticmethod
    def _trailing(
        piece: Piece, mention: Mention, undated: Sequence[Piece], context: _Context
    ) -> Iterator[PlanningEntry]:
        """A table drawn as text: the action, and behind it the period.

        Before the first row its headings can stand, so only where one action can be meant it is one; after it, all that
        stands between two periods is.
        """
        if len(undated) == 1 or context.in_table:
            for action in undated:
                until = piece.unit.end if action is undated[-1] else action.unit.end
                source = piece.reading.source(piece.passage, action.unit.body, until)
                yield _entry(action, _shortened(action), mention.period, source)
            context.in_table = True

    def _entries_of(
        self, piece: Piece, found: Sequence[Mention], context: _Context, *, announces: bool
    ) -> Iterator[PlanningEntry]:
        text = piece.text
        planned = piece.passage.kind == "planning"
        if found and found[0].bare and _is_label(text, found):
            yield from self._labelled(piece, context)
            return
        dated = list(self._dated_sentences(piece, context)) if not (announces and _FOLLOWING.search(text)) else []
        if dated:
            yield from dated
            return
        if (
            (context.lists_contents and not announces)
            or _REFERENCE.search(text)
            or not _WORD.search(text)
            or "://" in text
        ):
            return
        if _NOW.search(text) or _IS_SO.match(text):
            return
        words = len(text.split())
        listed = piece.unit.listed
        inherited = context.period if listed else context.heading
        if announces and not (listed and inherited is not None and _is_action(text)):
            return
        undated = planned and listed and words >= _FEWEST_WORDS and not text.endswith("?") and not context.lists_parties
        if not found and (undated if inherited is None else listed or words >= _FEWEST_WORDS):
            yield _entry(piece, self._completed(piece, text, context), inherited, piece.source())

    def _labelled(self, piece: Piece, context: _Context) -> Iterator[PlanningEntry]:
        """ "Q1 2024: start" and "Q2 2024 openen omgangshuis Q2 2024 uitwerken brugfunctie": an entry a label."""
        raw = piece.reading.document.source[piece.unit.body : piece.unit.end]
        labels = [
            mention
            for mention in self._mentions(raw, context)
            if mention.bare
            or (
                not _PREPOSITION.search(raw[: mention.at])
                and _ACTION_FOLLOWS.match(raw[mention.end :])
                and not raw[mention.at].islower()
                and raw[: mention.at].count("(") == raw[: mention.at].count(")")
            )
        ]
        ends = [*(mention.at for mention in labels[1:]), len(raw)][: len(labels)]
        for mention, end in zip(labels, ends, strict=True):
            body = raw[mention.end : end]
            what = body.lstrip(" \r\n\t:–—-)")
            announces = what.rstrip().endswith(":") and len(what.split()) < _FEWEST_WORDS
            if announces or not _WORD.search(what):
                continue
            span = piece.unit.body + mention.at, piece.unit.body + end
            yield _entry(
                piece, self._completed(piece, what, context), mention.period, piece.source(*_trimmed(raw, span, piece))
            )

    def _dated_sentences(self, piece: Piece, context: _Context) -> Iterator[PlanningEntry]:
        before = ""
        for start, end in piece.sentences():
            sentence = piece.words(start, end)
            found = self._mentions(sentence, context)
            if found and self._is_planned(piece, sentence, found[0]):
                until, *second = _second_clause(piece, start, end, sentence, found) or (end,)
                leans = _LEANS.match(sentence) or len(sentence.split()) <= _SHORT_SENTENCE
                sentence = piece.words(start, until)
                labelled = found[0].bare and _is_label(sentence, found)
                what = readable(sentence[found[0].end :].lstrip(" :–—-)") if labelled else sentence).rstrip(":; ")
                if before and leans:
                    what = f"{readable(before)} {what}"
                yield _entry(piece, f"{what[:1].upper()}{what[1:]}", found[0].period, piece.source(start, until))
                if second:
                    clause = _POINTS_BACK.sub(r"\2 \1", readable(piece.words(*second)))
                    what = f"{sentence[: found[0].end]} {clause}"
                    yield _entry(piece, what, found[0].period, piece.source(*second))
            before = sentence

    def _is_planned(self, piece: Piece, sentence: str, mention: Mention) -> bool:
        """False for what has been, and for what a sentence says about a document."""
        if len(sentence.split()) < _FEWEST_WORDS + 1 or piece.unit.heading:
            return False
        if piece.passage.kind == "planning":
            return True
        if _ABOUT_DOCUMENT.search(sentence) or _NOW.search(sentence) or _PAST.match(sentence[mention.end :]):
            return False
        last = mention.period.end
        return last is None or last >= self._published or bool(_FUTURE.search(sentence))

    @staticmethod
    def _completed(piece: Piece, text: str, context: _Context) -> str:
        """The action as people can read it: a fragment is completed with the line that announces it, or its theme."""
        what = _shortened(piece) if text == piece.text else readable(text)
        what = _EXAMPLES.sub("", what.rstrip(";:, ")).strip()
        words = what.split()
        if context.by_paragraph and _FINITE.match(what):
            # "1 januari 2026" stands on a line of its own, and the sentence reads on: "Hebben alle gemeenten ..."
            return f"{readable(context.by_paragraph)} {what[:1].lower()}{what[1:]}"
        lead = readable(context.lead) if piece.unit.listed else ""
        fragment = len(words) <= _FRAGMENT or what[:1].islower()
        if lead and fragment and len(lead.split()) <= _COMPLETES:
            return f"{lead[0].upper()}{lead[1:]}: {what}"
        thema = piece.passage.thema or ""
        if len(words) <= 2 and 0 < len(thema.split()) <= _FRAGMENT:
            return f"{thema}: {what}"
        return f"{what[:1].upper()}{what[1:]}"


def _heading_period(text: str, years: DocumentYear) -> Period | None:
    """The period of a heading that holds little else, such as "Realisatie in 2024"; None for another heading."""
    found = refined(text, mentions(text, years, heading=True))
    if len(found) != 1:
        return None
    rest = text[: found[0].at] + " " + text[found[0].end :]
    return found[0].period if not _HEADING_WORDS.sub("", rest) else None


def _is_only_begin(text: str, mention: Mention) -> bool:
    """True for "Start Q1", which says when the action before it begins."""
    return bool(text[: mention.at].strip() and _BEGINS.match(text[: mention.at])) and not _WORD.search(
        text[mention.end :]
    )


def _is_action(text: str) -> bool:
    """True for a line that says what is done, though a list follows it that says more."""
    return len(text.split()) > _FRAGMENT and not _PARTIES.search(text) and not _ADVERBIAL.match(text)


def _second_clause(
    piece: Piece, start: int, end: int, sentence: str, found: Sequence[Mention]
) -> tuple[int, int, int] | None:
    """Of a sentence that begins with its one period: where its first clause ends, and its second one stands."""
    opens = len(sentence[: found[0].at].split()) <= _OPENING and _FINITE.match(sentence[found[0].end :])
    raw = piece.reading.document.source[start:end]
    second = _SECOND.search(raw) if opens and len(found) == 1 else None
    if second is None or len(raw[second.end() :].split()) < _FEWEST_WORDS + 1:
        return None
    return start + second.start(), start + second.end(), end


def _is_history(period: Period, heading: Period | None) -> bool:
    """True for a period that ended before that of the heading began: "de afspraken die in 2024 zijn gemaakt"."""
    return bool(heading and heading.start and period.end and period.end < heading.start)


def _is_label(text: str, found: Sequence[Mention]) -> bool:
    """True if the period at the head of a text only labels it: "2024: scholing", "Q1 2024 start verkenning"."""
    behind = text[found[0].end :]
    if _LABEL_END.match(behind):
        return True
    return bool(re.match(r"20\d\d|Q[1-4]", text)) and not _FINITE.match(behind) and not behind.startswith(",")


def _is_title(piece: Piece) -> bool:
    """True for a heading that stands in the text as well."""
    text = fold(piece.text) if len(piece.text.split()) <= _LONG else ""
    return any(text == fold(name) for name in piece.passage.path if len(name) == len(piece.text))


def _announces(piece: Piece, following: Piece | None) -> bool:
    """True for the line before a list, and for a short numbered line before bullets."""
    if piece.text.endswith(":") or (piece.text.endswith(";") and not piece.unit.listed):
        return True
    if piece.unit.listed and _CONTAINS.search(piece.text):
        return True
    return (
        piece.mark == "1"
        and following is not None
        and following.unit.listed
        and following.mark not in {"1", "a"}
        and len(piece.text.split()) <= _COMPLETES
        and not piece.text.endswith(".")
    )


def _trimmed(raw: str, span: tuple[int, int], piece: Piece) -> tuple[int, int]:
    """The span without white space at its end."""
    start, end = span
    text = raw[start - piece.unit.body : end - piece.unit.body]
    return start, start + len(text.rstrip())


def _shortened(piece: Piece) -> str:
    """Of a long piece the first sentence that says what is done, else all of it."""
    sentences = [piece.words(*span) for span in piece.sentences()]
    if len(piece.text.split()) <= _LONG or len(sentences) < 2:
        return readable(piece.text)
    if _STATES.match(sentences[0]) and not _PROMISES.search(sentences[0]):
        return readable(next((each for each in sentences if _PROMISES.search(each)), sentences[0]))
    return readable(sentences[0])


def _entry(piece: Piece, what: str, period: Period | None, source: Source) -> PlanningEntry:
    passage = piece.passage
    return PlanningEntry(
        what=what,
        region=passage.region,
        opgave=passage.opgave,
        thema=passage.thema,
        start=period.start.isoformat() if period and period.start else None,
        end=period.end.isoformat() if period and period.end else None,
        precision=period.precision if period else None,
        source=source,
    )
