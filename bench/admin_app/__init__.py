"""Django's admin over the table of cases, set up as its documentation advises."""
