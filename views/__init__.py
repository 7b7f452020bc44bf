"""The Streamlit pages: they draw what the rooms above return."""
