from django.apps import AppConfig


class DummyConfig(AppConfig):
    name = "tests.dummy"
    label = "dummy"
