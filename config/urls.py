"""Every address. Who may open one is said in `config.routes`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
