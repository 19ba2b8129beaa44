from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "server.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Registers the sign-in of phones with the contract.
        from server.accounts import schema  # noqa: F401
