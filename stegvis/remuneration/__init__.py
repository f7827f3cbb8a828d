"""Entitlements, ledger, settlement, bonus."""
