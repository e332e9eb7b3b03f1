"""Every address. Who may open one is said in `config.routes`."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from config import errors, health
from helpdesk.console.registry import console

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="mfa:account"), name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("accounts.web.urls")),
    path("", include("mfa.web.urls")),
    path("", include("helpdesk.caller.urls")),
    path("console/desk/", include("helpdesk.desk.urls")),
    path("console/", console.urls),
]

if settings.DEMO:
    urlpatterns.append(path("simulator/", include("demo.simulator.urls")))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
