"""What stands around every page: its title, the logo, the language, and the look that Streamlit has no setting for."""

import streamlit as st

from settings import PROJECT_ROOT

# Pictures of our own: Streamlit fetches the icon of a name from the internet.
_LOGO = str(PROJECT_ROOT / "views" / "logo.svg")
_ICON = str(PROJECT_ROOT / "views" / "logo.png")  # not every browser takes an SVG here

# Streamlit calls every page English, and screen readers would read Dutch that way.
_DUTCH = """
<script>
document.documentElement.lang = "nl";
document.querySelector('[data-testid="stSkipToContent"]')?.replaceChildren("Naar de inhoud");
</script>
"""

_LOOK = """
<style>
/* Streamlit takes the ring away from what the keyboard stands on, and gives only some parts another. */
a:focus-visible, button:focus-visible, summary:focus-visible, main:focus-visible {
  outline: 2px solid currentColor !important; outline-offset: -2px;
}
/* The primary colour carries white letters, so on a dark page it is no colour for letters itself. */
button[data-selected="true"], [role="tab"][aria-selected="true"], [data-testid="stSliderThumbValue"] {
  color: inherit !important;
}
button[data-selected="true"] p { font-weight: 600; }
/* Links to a heading: small English stops between the headings, of no use on pages as short as these. */
[data-testid="stHeaderActionElements"] { display: none; }
[data-testid="stDateInputCalendarButton"] { min-height: 24px; }
/* The cross of a dialog is too small to tap. */
[role="dialog"] button[aria-label="Close"] { min-width: 24px; min-height: 24px; }
/* On a narrow screen the keyboard went through the pages of the closed menu, out of sight. */
[data-testid="stSidebar"][data-collapsed="true"] { visibility: hidden; }
</style>
"""


def show_icon() -> None:
    """Give the window its icon. Before the pages are named: else Streamlit fetches the icon of the page that is open
    from the internet."""
    st.set_page_config(page_icon=_ICON)


def show_frame(title: str) -> None:
    """Name the page for the window and draw what all pages share."""
    st.set_page_config(page_title=f"{title} · Regioplan-assistent", layout="centered")
    st.logo(_LOGO, size="large")
    st.html(_LOOK)
    st.html(_DUTCH, unsafe_allow_javascript=True)
