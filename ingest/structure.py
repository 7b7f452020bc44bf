"""Document -> sections: slides, the part each stands in, sheet titles with their codes, and fields."""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from errors import AssistantError
from ingest.cleaning import (
    is_label,
    is_navigation,
    is_navigation_start,
    is_running_header,
    repeated_lines,
    without_numbers,
)
from ingest.fields import field_heading
from ingest.invisible import is_invisible, without_invisible
from ingest.layout import is_broken
from ingest.model import Document, Exclusion, OutlineEntry, Section
from ingest.reading import Heading
from ingest.units import CodedTitle, coded_title, lines_between, stripped

_SLIDE = re.compile(r"^ (?=\S)", re.MULTILINE)
_THEME_HEADER = re.compile(r"Thema \d\. ")
_THEME_TITLE = re.compile(r"Thema \d ?\| ?(.{4,}?)(?: \(deel \d\))?")
_EXPLANATION = re.compile(r"Toelichting (?!(?:van|op|bij|over)\b)(?=\S)")
_NUMBERED = re.compile(r"\d{1,2}\.\s+(?=[A-ZÀ-Þ])")
_BULLETS = ("•", "●", "▪")
_HEADING_WORDS = 12
_SHORT_HEADING_WORDS = 8
_LOOK_AHEAD = 6  # lines in which the next line of text is looked for
_PLAIN_LEVEL = 9  # of a heading that only its form gives away: narrower than any that is marked


class OutlineBroken(AssistantError):
    """An anchor of the sidecar's outline does not stand in the document."""

    def __init__(self, document_id: str, anchor: str) -> None:
        super().__init__(
            f"De indeling van {document_id} noemt een regel die niet (meer) op die plaats in het document staat: "
            f"‘{anchor}’. Verbeter het anker in het .toml-bestand naast het document."
        )


_OPGAVEN = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("Sterk sociaal domein & eerstelijn", r"\b(?:sterk )?sociaal domein\b|\beerste ?lijn(?:szorg)?\b"),
        ("Gezond ouder worden", r"\b(?:gezond )?ouder worden\b|\bouderenzorg\b"),
        ("Mentale weerbaarheid & gezondheid", r"\bmentale (?:weerbaarheid|gezondheid)\b"),
        ("Passende MSZ", r"\bpassende msz\b|\bmedisch[- ]specialistische zorg\b"),
        ("Acute zorg", r"\bacute zorg\b"),
        ("Digitaalvaardigheid", r"\bdigitaal ?vaardig|\bdigitale (?:gezondheids)?vaardigheden\b"),
        ("Digitalisering", r"\bdigitalisering\b|\bgegevensuitwisseling\b"),
        ("Arbeidsmarkt", r"\barbeidsmarkt\b"),
    )
)


@dataclass(frozen=True, slots=True)
class _Part:
    """Where the outline places a stretch of text."""

    region: str
    opgave: str | None = None
    thema: str | None = None
    code: str | None = None
    kind: str = "overig"
    titles: str = "first"
    names_kind: bool = False  # the anchor that opens this part names its field


@dataclass(slots=True)
class _Block:
    """Consecutive lines of one slide under one field heading."""

    start: int
    end: int
    kind: str | None
    label: str | None
    part: _Part
    title: CodedTitle | None = None
    continues: bool = False  # its part begins within a sheet, so that a field the outline names is meant for it
    headings: tuple[str, ...] = ()  # from wide to narrow
    words: int = 0


@dataclass(slots=True)
class _Headings:
    """The headings in force, from wide to narrow; those of the format itself hold beyond a slide."""

    marked: dict[int, Heading]  # offset -> heading that the format marks
    stack: list[tuple[int, str]] = field(default_factory=list)

    def push(self, level: int, text: str) -> None:
        """A new heading ends those of its own level and the narrower ones."""
        self.stack = [*(entry for entry in self.stack if entry[0] < level), (level, text)]

    @property
    def names(self) -> tuple[str, ...]:
        """The texts, from wide to narrow."""
        return tuple(text for _, text in self.stack)


@dataclass(frozen=True, slots=True)
class _Title:
    """The title of a sheet, where it stands."""

    at: int  # number of blocks before it on its slide
    title: CodedTitle
    part: _Part


@dataclass(slots=True)
class _Slide:
    blocks: list[_Block] = field(default_factory=list)
    titles: list[_Title] = field(default_factory=list)
    opened: Sequence[_Part] = ()  # the parts that begin on it
    left_out: list[Exclusion] = field(default_factory=list)  # lines; those within a block are part of it all the same


def slide_spans(document: Document) -> list[tuple[int, int]]:
    """Spans of the document's slides, which together cover the source.

    A page is a slide where the format has pages. In text drawn from slides, a line that begins with exactly one
    space and then text opens one. Other text is one span.
    """
    starts = list(document.page_starts) or [match.start() for match in _SLIDE.finditer(document.source)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    return list(zip(starts, [*starts[1:], len(document.source)], strict=True))


def outline_offsets(document: Document) -> list[int]:
    """Offsets of the outline's anchors, in the order of the outline.

    Raises: OutlineBroken if an anchor does not stand behind the one before it.
    """
    offsets = []
    position = 0
    for entry in document.info.outline:
        words = r"\s+".join(re.escape(word) for word in entry.anchor.split())
        found = re.compile(rf"^[ \t#]*(?={words})", re.MULTILINE).search(document.source, position)
        if found is None:
            raise OutlineBroken(document.document_id, entry.anchor)
        offsets.append(found.start())
        position = found.end() + 1
    return offsets


def divide(document: Document) -> tuple[list[Section], list[Exclusion]]:
    """The sections of a document and what stands in none, both in order; together they hold every word.

    Headings stand at the head of the section they open. Navigation bars, labels, running headers, page numbers and
    titles that stand apart are left out.
    """
    offsets = outline_offsets(document)
    parts = _parts(document.info.region, document.info.outline)
    is_deck = len(_SLIDE.findall(document.source)) >= 2 or bool(document.page_starts)
    headings = _Headings({heading.start: heading for heading in document.headings})
    spans = slide_spans(document)
    repeated = repeated_lines([_lines_of(document.source, *span) for span in spans]) if is_deck else frozenset[str]()
    slides = []
    for start, end in spans:
        if is_deck and not document.headings:
            headings.stack = []
        slides.append(
            _read_slide(document.source, start, end, offsets, parts, headings, repeated, is_deck, document.hidden)
        )
    _name_blocks(slides)
    found = [_section(document, block, is_deck) for slide in slides for block in slide.blocks if block.words]
    headings_only = [
        Exclusion(block.start, block.end, "kop zonder tekst eronder")
        for slide in slides
        for block in slide.blocks
        if not block.words
    ]
    left_out = [*(line for slide in slides for line in slide.left_out), *headings_only]
    starts = [section.start for section in found]

    def is_outside(line: Exclusion) -> bool:
        at = bisect_right(starts, line.start) - 1
        return at < 0 or line.start >= found[at].end

    return found, sorted(filter(is_outside, left_out), key=lambda line: line.start)


def _lines_of(source: str, start: int, end: int) -> list[str]:
    """The lines with text of ``source[start:end]``."""
    return [line for line in map(str.strip, source[start:end].split("\n")) if line]


def _parts(region: str, outline: Sequence[OutlineEntry]) -> list[_Part]:
    """The part before the first anchor, and the part behind each anchor."""
    parts = [_Part(region)]
    for entry in outline:
        part = parts[-1]
        if entry.region is not None and entry.region != part.region:
            part = _Part(entry.region)
        if entry.opgave is not None and entry.opgave != (part.opgave or ""):
            part = replace(part, opgave=entry.opgave or None, thema=None, code=None, kind="overig")
        if entry.thema is not None:
            part = replace(part, thema=entry.thema or None, code=None)
        if entry.code is not None:
            part = replace(part, code=entry.code or None)
        part = replace(
            part,
            kind=entry.kind or part.kind,
            titles=entry.titles or part.titles,
            names_kind=entry.kind is not None,
        )
        parts.append(part)
    return parts


def _read_slide(
    source: str,
    start: int,
    end: int,
    offsets: Sequence[int],
    parts: Sequence[_Part],
    headings: _Headings,
    repeated: frozenset[str],
    is_deck: bool,
    hidden: Sequence[tuple[int, int]],
) -> _Slide:
    slide = _Slide(opened=parts[bisect_left(offsets, start) + 1 : bisect_left(offsets, end) + 1])
    block: _Block | None = None
    in_navigation = False
    before = ""  # the line of text before
    wrapped = ""  # a heading whose second line is still to come
    pending: int | None = None  # where headings begin that wait for the text they open
    kind: str | None = None
    label: str | None = None
    around: tuple[str | None, str | None] | None = None  # kind and label of the list in which an item opened a field
    part = parts[bisect_right(offsets, start)]
    spans = [stripped(source, *span) for span in lines_between(source, start, end)]
    for number, (first, last) in enumerate(spans):
        if first >= last:
            continue
        line = source[first:last]
        if is_invisible(line) or _is_within(hidden, first, last):
            slide.left_out.append(Exclusion(first, last, "verborgen tekst"))
            block = None  # a block is one run of source, and this must not be part of it
            continue
        part_before, part = part, parts[bisect_right(offsets, first)]
        if is_deck and not headings.marked and _theme(part) != _theme(part_before):
            headings.stack = []  # the heading of another sheet on the same slide
        if is_deck and (is_navigation_start(line) or (in_navigation and is_navigation(line))):
            slide.left_out.append(Exclusion(first, last, "navigatiebalk"))
            if not in_navigation:
                kind = label = block = pending = around = None
            in_navigation = True
            continue
        in_navigation = False
        if block is not None and block.part is not part:
            kind = label = block = around = None
        if is_deck and is_label(line):
            slide.left_out.append(Exclusion(first, last, "navigatieknop"))
            block = None
            continue
        is_header = is_running_header(line) or _THEME_HEADER.match(line) or without_numbers(line) in repeated
        if is_deck and is_header:
            slide.left_out.append(Exclusion(first, last, "kopregel of paginanummer"))
            continue
        if marked := headings.marked.get(first):
            headings.push(marked.level, marked.text)
            found = field_heading(line)
            kind, label = (found.kind, found.label) if found else (None, None)
            block = around = None
            pending = first if pending is None else pending
            slide.left_out.append(Exclusion(first, last, "kop zonder tekst eronder"))
            continue
        if title := coded_title(line):
            slide.titles.append(_Title(len(slide.blocks), title, part))
            slide.left_out.append(Exclusion(first, last, "titel van een blad"))
            if pending is None:
                kind = label = None  # a field heading just above the title stands for the text below it
            block = pending = around = None
            continue
        if theme := _THEME_TITLE.fullmatch(line):
            following = _next_line(source, spans, number)
            is_wrapped = following[:1].islower()
            name = f"{theme[1]} {following}" if is_wrapped else theme[1]
            slide.titles.append(_Title(len(slide.blocks), CodedTitle(name.rstrip(". "), ""), part))
            slide.left_out.append(Exclusion(first, last, "titel van een blad"))
            block = None
            pending = first if is_wrapped and pending is None else pending  # its second line stands in the text
            continue
        found = field_heading(line, before)
        before = line
        if wrapped and wrapped.endswith(line):
            wrapped = ""
            slide.left_out.append(Exclusion(first, last, "kop zonder tekst eronder"))
            continue
        is_item = line.startswith(_BULLETS)
        resumes = around is not None and is_item != bool(found)
        if around and resumes:  # "• Voorwaarde: ..." is a field of that item alone
            (kind, label), block, around = around, None, None
        if found and is_item and not found.alone:
            around = around or (kind, label)
        if found and found.period and kind == "planning" and not resumes:
            found = None  # a year within a planning opens no other field
        elif found:
            kind, label, block = found.kind, found.label, None
            if found.alone:
                pending = first if pending is None else pending
                slide.left_out.append(Exclusion(first, last, "kop zonder tekst eronder"))
                continue
        if (
            not found
            and part.kind != "begrip"
            and (named := _heading(source, spans, number, is_deck, first_text=not slide.blocks and pending is None))
        ):
            headings.push(*named)
            wrapped = named[1] if named[1] != line else ""
            block = None
            if not is_deck or _EXPLANATION.match(line):
                kind = label = around = None
            pending = first
            slide.left_out.append(Exclusion(first, last, "kop zonder tekst eronder"))
            continue
        if block is None:
            block = _Block(first if pending is None else pending, last, kind, label, part, headings=headings.names)
            slide.blocks.append(block)
            pending = None
        block.end = last
        block.words += len(line.split())
    if pending is not None:
        closing = parts[bisect_right(offsets, pending)]
        _apply_closing_heading(slide, source, pending, end, kind, label, headings.names, closing)
    return slide


def _is_within(spans: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """True if one of ``spans``, which are in order, holds ``first`` to ``last``."""
    at = bisect_right(spans, first, key=lambda span: span[0]) - 1
    return at >= 0 and last <= spans[at][1]


def _next_line(source: str, spans: Sequence[tuple[int, int]], number: int) -> str:
    """The line of text that follows line ``number``, looked for near by; empty for none."""
    return next((source[a:b] for a, b in spans[number + 1 : number + 1 + _LOOK_AHEAD] if a < b), "")


def _heading(
    source: str, spans: Sequence[tuple[int, int]], number: int, is_deck: bool, *, first_text: bool
) -> tuple[int, str] | None:
    """Level and text of the heading that line ``number`` is, or None: a slide's first line, or a short line alone."""
    first, last = spans[number]
    line = source[first:last]
    if line.startswith("#"):
        text = line.lstrip("#")
        return len(line) - len(text), text.strip()
    if line.endswith((".", ",", ";", ":", "-", "!")) or (not line[0].isupper() and not _NUMBERED.match(line)):
        return None
    following = _next_line(source, spans, number)
    reads_on = bool(following) and (following[0].islower() or following[0] in "(&")
    words = len(line.split())
    if is_deck:
        named = _EXPLANATION.match(line) or (first_text and number == 0 and words <= _HEADING_WORDS)
        if named and reads_on and _EXPLANATION.match(line):
            line = f"{line} {following}"  # the title of an explanation can be wrapped
        return (_PLAIN_LEVEL, line) if named and (_EXPLANATION.match(line) or not reads_on) else None
    alone = (number == 0 or spans[number - 1][0] >= spans[number - 1][1]) and (
        number + 1 >= len(spans) or spans[number + 1][0] >= spans[number + 1][1]
    )
    is_short = words <= _SHORT_HEADING_WORDS or line.isupper()
    return (_PLAIN_LEVEL, line) if alone and is_short and not line.startswith(("-", "•", "*")) else None


def _apply_closing_heading(
    slide: _Slide,
    source: str,
    pending: int,
    end: int,
    kind: str | None,
    label: str | None,
    headings: tuple[str, ...],
    part: _Part,
) -> None:
    """Headings at the very end of a slide name the text above them that stands under no heading of its own.

    Where a part begins on the slide and the outline names its field, that holds.
    """
    unnamed = [
        b for b in slide.blocks if b.kind is None and not (b.part.names_kind and _is_among(b.part, slide.opened))
    ]
    for block in unnamed:
        block.kind, block.label = kind, label
    first, last = stripped(source, pending, end)
    slide.blocks.append(_Block(first, last, kind, label, part, headings=headings))


def _is_among(part: _Part, parts: Sequence[_Part]) -> bool:
    return any(part is other for other in parts)


def _name_blocks(slides: Sequence[_Slide]) -> None:
    """Give every block its sheet title, and let a slide that reads on inherit its field."""
    current: _Title | None = None
    carried: _Block | None = None
    for index, slide in enumerate(slides):
        titles = _real_titles(slide)
        following = slides[index + 1] if index + 1 < len(slides) else None
        closes = len(titles) == 1 and titles[0].at == len(slide.blocks) and _opens_with_title(following)
        for number, block in enumerate(slide.blocks):
            if current and _theme(block.part) != _theme(current.part):
                current = None
            if block.part.titles == "last" or closes:
                later = next((title for title in titles if title.at > number), titles[-1] if titles else None)
                block.title = later.title if later else None
                block.continues = _is_among(block.part, slide.opened)
            else:
                before = [title for title in titles if title.at <= number]
                current = before[-1] if before else current
                block.title = current.title if current else None
                block.continues = current is not None and block.part is not current.part
        if titles and not closes:
            current = titles[-1]
        if carried is not None and slide.blocks and _reads_on(slide.blocks[0], carried, titled=bool(titles)):
            slide.blocks[0].kind, slide.blocks[0].label = carried.kind, carried.label
        carried = slide.blocks[-1] if slide.blocks else carried


def _reads_on(first: _Block, carried: _Block, *, titled: bool) -> bool:
    """True if the first text of a slide stands under the field heading that was in force on the slide before."""
    if first.kind is not None or (first.part.names_kind and first.part is not carried.part):
        return False
    same_sheet = _sheet(first) is not None and _sheet(first) == _sheet(carried)
    return (carried.words == 0 and not titled) or same_sheet


def _real_titles(slide: _Slide) -> list[_Title]:
    """The slide's titles without those of a table of contents: three or more, or several with no text between."""
    counts = [title.at for title in slide.titles]
    return [title for title in slide.titles if counts.count(title.at) == 1] if len(counts) < 3 else []


def _opens_with_title(slide: _Slide | None) -> bool:
    return slide is None or not slide.blocks or any(title.at == 0 for title in slide.titles)


def _theme(part: _Part) -> tuple[str | None, ...]:
    """What a part is about, whatever field its text stands in."""
    return (part.region, part.opgave, part.thema)


def _sheet(block: _Block) -> tuple[str | None, ...] | None:
    """What tells the sheet of a block from others; None where it stands on none."""
    title = block.part.thema or (block.title.title if block.title else None)
    return (block.part.region, block.part.opgave, title) if title else None


def _default_kind(block: _Block) -> str:
    """The field of text under no field heading: on a sheet it says what is done, unless the outline says otherwise."""
    if block.part.names_kind and block.continues:
        return block.part.kind
    if block.title is not None:
        return "aanpak"
    return "aanpak" if block.part.kind == "overig" and block.part.code else block.part.kind


def opgave_named(heading: str) -> str | None:
    """The opgave of the Integraal Zorgakkoord that a heading names, or None; longer headings name none."""
    if len(heading.split()) > _HEADING_WORDS:
        return None
    return next((name for name, pattern in _OPGAVEN if pattern.search(heading)), None)


def _explained(heading: str) -> str:
    """What the title of an explanation is about: "Toelichting wonen plus" is about "Wonen plus"."""
    thema = _EXPLANATION.sub("", heading).rstrip("* ")
    return thema[:1].upper() + thema[1:]


def _theme_of_headings(headings: Sequence[str]) -> str | None:
    """The narrowest heading under that of the opgave, headings of fields apart; None where there is none."""
    own = itertools.takewhile(lambda heading: not opgave_named(heading), reversed(headings))
    return next((heading for heading in own if not field_heading(heading)), None)


def _section(document: Document, block: _Block, is_deck: bool) -> Section:
    part = block.part
    if part.opgave is None and not document.info.outline:
        # Without an outline the headings have to say it: the narrowest that does.
        named = (opgave_named(heading) for heading in reversed(block.headings))
        part = replace(part, opgave=next((name for name in named if name), None))
    title = block.title
    thema = part.thema or (title.title if title else None)
    code = part.code or (title.code or None if title else None)
    if block.headings and _EXPLANATION.match(block.headings[-1]):
        thema = _explained(block.headings[-1])
    elif thema is None and part.opgave and not is_deck:
        # In running text a heading says what its text is about; the first line of a slide can say anything.
        thema = _theme_of_headings(block.headings)
    sheet = f"{code} {thema}" if code and thema else thema
    names = (part.region, part.opgave, sheet, *block.headings, block.label)
    path: list[str] = []
    for name in names:
        if name and (not path or name != path[-1]):
            path.append(" ".join(without_invisible(name).split()))
    return Section(
        start=block.start,
        end=block.end,
        region=part.region,
        opgave=part.opgave,
        thema=thema,
        code=code,
        kind=block.kind or _default_kind(block),
        path=tuple(path),
        broken=is_broken(document.source[block.start : block.end]),
    )
