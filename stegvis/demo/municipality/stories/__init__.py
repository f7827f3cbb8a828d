"""Stories of invented people, told through the house's own actions.

Everything here happens from May 2022 on, the month after the extract ends: the figures of the
committee's report for the months before stay those of the register.
"""
