"""The project's own app: templates, commands and the example."""

from django.apps import AppConfig


class HuiyinConfig(AppConfig):
    """回音 (huiyin)."""

    name = "huiyin"
    verbose_name = "回音"
