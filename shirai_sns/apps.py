from __future__ import annotations

from django.apps import AppConfig


class ShiraiSnsConfig(AppConfig):
    name = "shirai_sns"
    verbose_name = "shirai_sns"

    def ready(self) -> None:
        # Importing registers the system checks, as Django's own apps do.
        from shirai_sns import checks  # noqa: F401, PLC0415
