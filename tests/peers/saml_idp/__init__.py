"""pysaml2's identity provider, in a process of its own.

pysaml2 signs with the program `xmlsec1`; here the same library signs through its wheel, so that nothing of
the system is needed.
"""
