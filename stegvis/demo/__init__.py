"""The synthetic municipality; import of register extracts."""
