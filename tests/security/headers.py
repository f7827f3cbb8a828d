"""What every answer carries, whatever it answers."""

from __future__ import annotations

from typing import Any

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def policy_of(response: Any) -> dict[str, list[str]]:
    directives = (part.split() for part in response["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in directives}


def missing(response: Any) -> dict[str, Any]:
    wrong = {name: response.get(name) for name, value in EVERYWHERE.items() if response.get(name) != value}
    if "no-store" not in response["Cache-Control"]:
        wrong["Cache-Control"] = response["Cache-Control"]
    if "camera=()" not in response["Permissions-Policy"]:
        wrong["Permissions-Policy"] = response["Permissions-Policy"]
    policy = policy_of(response)
    if policy["default-src"] != ["'none'"] or policy["frame-ancestors"] != ["'none'"]:
        wrong["Content-Security-Policy"] = policy
    return wrong
