"""Organisations and their authorisation."""
