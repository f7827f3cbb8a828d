"""The edge: what is turned away before any page is asked, and what every answer carries. See docs/edge.md."""
