"""The one family of errors that a user sees: a clear Dutch sentence with what to do now."""


class AssistantError(Exception):
    """Something a user can act on; its text is one Dutch sentence (what, where, what to do now).

    The command line and the pages catch this class and nothing wider, so a bug keeps its traceback.
    """
