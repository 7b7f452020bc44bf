"""The colours of both themes against WCAG 2.2 AA: text 4.5 to 1 (1.4.3), controls 3 to 1 (1.4.11)."""

import tomllib

import pytest

from settings import PROJECT_ROOT

THEMES: dict[str, dict[str, str]] = tomllib.loads(
    (PROJECT_ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)["theme"]
WHITE = "#ffffff"
BACKGROUNDS = ("backgroundColor", "secondaryBackgroundColor")


def channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def luminance(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def caption(theme: dict[str, str], background: str) -> str:
    """Streamlit draws captions and placeholders in the colour of text, 60% of it."""
    mixed = zip(channels(theme["textColor"]), channels(background), strict=True)
    return "#" + "".join(f"{round(0.6 * text + 0.4 * under):02x}" for text, under in mixed)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.005)  # the best known grey that just fails


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_can_be_read(theme: dict[str, str]) -> None:
    pairs = {"white on primaryColor": contrast(WHITE, theme["primaryColor"])}
    for background in BACKGROUNDS:
        under = theme[background]
        pairs[f"textColor on {background}"] = contrast(theme["textColor"], under)
        pairs[f"linkColor on {background}"] = contrast(theme["linkColor"], under)
        pairs[f"caption on {background}"] = contrast(caption(theme, under), under)

    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_controls_can_be_told_from_the_page(theme: dict[str, str]) -> None:
    pairs = {
        f"{colour} on {background}": contrast(theme[colour], theme[background])
        for colour in ("primaryColor", "borderColor")
        for background in BACKGROUNDS
    }

    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 3} == {}
