"""The synthetic municipality that the demo shows: one day in an office where everything is on its way.

`facts` reads who is there, `foundation` lays principals, staff and catalogue, the register extract
is imported, and `stories` walks a few people through the house's own actions, so that every list and
step has something real.
"""
