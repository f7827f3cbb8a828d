from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "stegvis.accounts"
    verbose_name = "Konton"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        _close_rows()
        from stegvis.accounts import proof, registering, waiting
        from stegvis.accounts.reminder_page import REMINDED
        from stegvis.core.actor import EVERYBODY, Role
        from stegvis.core.navigation import Entry, register, register_own

        register(
            Entry("Start", "start", EVERYBODY - {Role.RESIDENT}, 0),
            Entry("Användare", "memberships", frozenset({Role.ADMINISTRATOR}), 90, group="Administration"),
            Entry("Support", "support", frozenset({Role.SUPPORT}), 90),
            Entry(
                "Inloggning", "login_services", frozenset({Role.ADMINISTRATOR}), 91, group="Administration"
            ),
        )
        register_own(Entry("Påminnelser", "reminders", REMINDED, 30))
        waiting.register()
        registering.listen()
        proof.listen()


def _close_rows() -> None:
    from stegvis.accounts import row_security

    row_security.declare()
