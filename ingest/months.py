"""The names of the months, in Dutch: strftime would follow the machine's language."""

MONTHS = tuple("januari februari maart april mei juni juli augustus september oktober november december".split())
ANY_MONTH = "|".join(MONTHS)  # for patterns
