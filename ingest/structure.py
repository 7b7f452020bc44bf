"""Document -> sections: slides, the part each stands in, sheet titles with their codes, and fields."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from errors import AssistantError
from ingest.cleaning import is_furniture, is_navigation, is_navigation_start
from ingest.fields import field_heading
from ingest.model import Document, OutlineEntry, Section
from ingest.units import CodedTitle, coded_title, lines_between, stripped

_SLIDE = re.compile(r"^ (?=\S)", re.MULTILINE)
_THEME_TITLE = re.compile(r"Thema (\d) ?\| ?(.{4,})")
_EXPLANATION = re.compile(r"Toelichting (?=\S)")
_NUMBERED = re.compile(r"\d{1,2}\.\s+(?=[A-ZÀ-Þ])")
_HEADING_WORDS = 12
_SHORT_HEADING_WORDS = 8


class OutlineBroken(AssistantError):
    """An anchor of the sidecar's outline does not stand in the document."""

    def __init__(self, document_id: str, anchor: str) -> None:
        super().__init__(
            f"De indeling van {document_id} noemt een regel die niet (meer) op die plaats in het document staat: "
            f"‘{anchor}’. Verbeter het anker in het .toml-bestand naast het document."
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


@dataclass(slots=True)
class _Block:
    """Consecutive lines of one slide under one field heading."""

    start: int
    end: int
    kind: str | None
    label: str | None
    part: _Part
    title: CodedTitle | None = None
    heading: str | None = None
    words: int = 0


@dataclass(slots=True)
class _Slide:
    blocks: list[_Block] = field(default_factory=list)
    titles: list[tuple[int, CodedTitle]] = field(default_factory=list)  # (number of blocks before it, title)
    breaks: list[int] = field(default_factory=list)  # numbers of blocks before a navigation bar


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


def sections(document: Document) -> list[Section]:
    """The sections of a document, in order; headings stand at the head of the section they open.

    Navigation bars, running headers and page numbers stand in no section.
    """
    offsets = outline_offsets(document)
    parts = _parts(document.info.region, document.info.outline)
    is_deck = len(_SLIDE.findall(document.source)) >= 2 or bool(document.page_starts)
    slides = []
    for start, end in slide_spans(document):
        slides.append(_read_slide(document.source, start, end, offsets, parts, is_deck))
    _name_blocks(slides)
    return [_section(document, block) for slide in slides for block in slide.blocks if block.words]


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
        part = replace(part, kind=entry.kind or part.kind, titles=entry.titles or part.titles)
        parts.append(part)
    return parts


def _read_slide(
    source: str, start: int, end: int, offsets: Sequence[int], parts: Sequence[_Part], is_deck: bool
) -> _Slide:
    slide = _Slide()
    block: _Block | None = None
    in_navigation = False
    heading: str | None = None
    pending: int | None = None  # where headings begin that wait for the text they open
    kind: str | None = None
    label: str | None = None
    spans = [stripped(source, *span) for span in lines_between(source, start, end)]
    for number, (first, last) in enumerate(spans):
        if first >= last:
            continue
        line = source[first:last]
        part = parts[bisect_right(offsets, first)]
        if is_deck and (is_navigation_start(line) or (in_navigation and is_navigation(line))):
            if not in_navigation:
                slide.breaks.append(len(slide.blocks))
                kind = label = block = pending = None
            in_navigation = True
            continue
        in_navigation = False
        if block is not None and block.part is not part:
            block = None
            kind = label = None
        if is_deck and (is_furniture(line) or re.match(r"Thema \d\. ", line)):
            continue
        if title := coded_title(line):
            slide.titles.append((len(slide.blocks), title))
            kind = label = block = pending = None
            continue
        if theme := _THEME_TITLE.match(line):
            slide.titles.append((len(slide.blocks), CodedTitle(theme[2].strip(), "")))
            block = None
            continue
        found = field_heading(line)
        if found:
            kind, label, block = found.kind, found.label, None
            if found.alone:
                pending = first if pending is None else pending
                continue
        elif part.kind != "begrip" and (
            named := _heading(source, spans, number, is_deck, first_text=not slide.blocks and pending is None)
        ):
            heading, block = named, None
            if not is_deck:
                kind = label = None
            pending = first
            continue
        if block is None:
            block = _Block(first if pending is None else pending, last, kind, label, part, heading=heading)
            slide.blocks.append(block)
            pending = None
        block.end = last
        block.words += len(line.split())
    if pending is not None:
        _apply_closing_heading(slide, source, pending, end, kind, label, heading, parts[bisect_right(offsets, pending)])
    return slide


def _heading(
    source: str, spans: Sequence[tuple[int, int]], number: int, is_deck: bool, *, first_text: bool
) -> str | None:
    """The heading that line ``number`` is, or None: a slide's first line, or a short line standing alone."""
    first, last = spans[number]
    line = source[first:last]
    if line.startswith("#"):
        return line.lstrip("# ")
    if line.endswith((".", ",", ";", ":", "-", "!")) or (not line[0].isupper() and not _NUMBERED.match(line)):
        return None
    following = next((source[a:b] for a, b in spans[number + 1 :] if a < b), "")
    reads_on = bool(following) and (following[0].islower() or following[0] in "(&")
    words = len(line.split())
    if is_deck:
        named = _EXPLANATION.match(line) or (first_text and number == 0 and words <= _HEADING_WORDS)
        return line if named and not reads_on else None
    alone = (number == 0 or spans[number - 1][0] >= spans[number - 1][1]) and (
        number + 1 >= len(spans) or spans[number + 1][0] >= spans[number + 1][1]
    )
    is_short = words <= _SHORT_HEADING_WORDS or line.isupper()
    return line if alone and is_short and not line.startswith(("-", "•", "*")) else None


def _apply_closing_heading(
    slide: _Slide,
    source: str,
    pending: int,
    end: int,
    kind: str | None,
    label: str | None,
    heading: str | None,
    part: _Part,
) -> None:
    """Headings at the very end of a slide name the text above them that stands under no heading of its own."""
    unnamed = [block for block in slide.blocks if block.kind is None]
    for block in unnamed:
        block.kind, block.label = kind, label
    first, last = stripped(source, pending, end)
    slide.blocks.append(_Block(first, last, kind, label, part, heading=heading))


def _name_blocks(slides: Sequence[_Slide]) -> None:
    """Give every block its sheet title, and let a slide that reads on inherit its field."""
    current: CodedTitle | None = None
    part: _Part | None = None
    carried: _Block | None = None
    for index, slide in enumerate(slides):
        titles = _real_titles(slide)
        following = slides[index + 1] if index + 1 < len(slides) else None
        closes = len(titles) == 1 and titles[0][0] == len(slide.blocks) and _opens_with_title(following)
        for number, block in enumerate(slide.blocks):
            if part is None or (block.part.region, block.part.opgave, block.part.thema) != (
                part.region,
                part.opgave,
                part.thema,
            ):
                current = None
            part = block.part
            if block.part.titles == "last" or closes:
                block.title = next((title for at, title in titles if at > number), titles[-1][1] if titles else None)
            else:
                before = [title for at, title in titles if at <= number]
                block.title = before[-1] if before else current
                current = block.title
        if titles and not closes:
            current = titles[-1][1]
        if carried is not None and slide.blocks and slide.blocks[0].kind is None and not titles:
            slide.blocks[0].kind, slide.blocks[0].label = carried.kind, carried.label
        only_headings = bool(slide.blocks) and all(block.words == 0 for block in slide.blocks)
        carried = slide.blocks[-1] if only_headings else None


def _real_titles(slide: _Slide) -> list[tuple[int, CodedTitle]]:
    """The slide's titles without those of a table of contents: three or more, or several with no text between."""
    counts = [at for at, _ in slide.titles]
    return [(at, title) for at, title in slide.titles if counts.count(at) == 1] if len(counts) < 3 else []


def _opens_with_title(slide: _Slide | None) -> bool:
    return slide is None or not slide.blocks or any(at == 0 for at, _ in slide.titles)


def _section(document: Document, block: _Block) -> Section:
    part = block.part
    title = block.title
    thema = part.thema or (title.title if title else None)
    code = part.code or (title.code or None if title else None)
    if thema is None and block.heading is not None:
        thema = _EXPLANATION.sub("", block.heading) if _EXPLANATION.match(block.heading) else None
    sheet = f"{code} {thema}" if code and thema else thema
    names = (part.region, part.opgave, sheet, block.heading, block.label)
    path: list[str] = []
    for name in names:
        if name and (not path or name != path[-1]):
            path.append(" ".join(name.split()))
    return Section(
        start=block.start,
        end=block.end,
        region=part.region,
        opgave=part.opgave,
        thema=thema,
        code=code,
        kind=block.kind or part.kind,
        path=tuple(path),
    )
