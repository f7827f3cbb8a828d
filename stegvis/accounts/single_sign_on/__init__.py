"""Signing in through a principal's own login service, and for residents through an e-ID."""
