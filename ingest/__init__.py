"""Documents -> sections -> passages, each with its place in the untouched source text."""
