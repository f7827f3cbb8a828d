"""What the environment must hold before production may start. Every fault is told at once, in plain words."""

from collections.abc import Iterator, Mapping

from django.core.exceptions import ImproperlyConfigured

from stegvis.core.database.address import UnreadableAddress, database_settings

SHORTEST_SECRET = 50
FEWEST_DIFFERENT_CHARACTERS = 12
INSECURE_WORDS = ("insecure", "changeme", "change-me", "secret", "example", "password")


def check(environment: Mapping[str, str]) -> None:
    """Raises ImproperlyConfigured with all faults, when there are any."""
    faults = list(_faults(environment))
    if faults:
        raise ImproperlyConfigured(
            "Stegvis kan inte starta i drift:\n" + "\n".join(f"- {fault}" for fault in faults)
        )


def hosts(environment: Mapping[str, str]) -> list[str]:
    """The host names of ALLOWED_HOSTS."""
    return [host.strip() for host in environment.get("ALLOWED_HOSTS", "").split(",") if host.strip()]


def _faults(environment: Mapping[str, str]) -> Iterator[str]:
    yield from _faults_of_secret(environment.get("SECRET_KEY", ""))
    if environment.get("DEBUG", "").lower() not in ("", "0", "false", "no"):
        yield "DEBUG får inte vara på i drift: felsidor skulle visa personuppgifter. Ta bort variabeln DEBUG."
    yield from _faults_of_hosts(hosts(environment))
    yield from _faults_of_database(environment.get("DATABASE_URL", ""))


def _faults_of_secret(secret: str) -> Iterator[str]:
    if not secret:
        yield f"SECRET_KEY saknas. Sätt den till minst {SHORTEST_SECRET} slumpade tecken."
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT_CHARACTERS:
        yield f"SECRET_KEY är för kort eller för enkel. Den ska ha minst {SHORTEST_SECRET} slumpade tecken."
    elif any(word in secret.lower() for word in INSECURE_WORDS):
        yield "SECRET_KEY ser ut som ett exempel. Byt den mot slumpade tecken."


def _faults_of_hosts(names: list[str]) -> Iterator[str]:
    if not names:
        yield "ALLOWED_HOSTS saknas. Sätt den till webbplatsens värdnamn, till exempel stegvis.kommunen.se."
    if any("*" in name for name in names):
        yield "ALLOWED_HOSTS får inte innehålla *. Skriv ut värdnamnen."


def _faults_of_database(address: str) -> Iterator[str]:
    if not address:
        yield "DATABASE_URL saknas. I drift används en egen PostgreSQL-server, inte den inbyggda."
        return
    try:
        database_settings(address)
    except UnreadableAddress as error:
        yield str(error)
