"""The names of the months, in Dutch: strftime would follow the machine's language."""

MONTHS = tuple("januari februari maart april mei juni juli augustus september oktober november december".split())
SHORT_MONTHS = tuple("jan feb mrt apr mei jun jul aug sep okt nov dec".split())
ANY_MONTH = "|".join(MONTHS)  # for patterns
