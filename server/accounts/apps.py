from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "server.accounts"
    label = "accounts"
    verbose_name = _("People and devices")

    def ready(self) -> None:
        # Registers the sign-in of phones with the contract.
        from server.accounts import schema  # noqa: F401
