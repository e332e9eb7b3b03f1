"""Addresses of “Is this call from us?”."""

from django.urls import path

from helpdesk.caller import views

app_name = "caller"
urlpatterns = [
    path("account/call/", views.ask, name="ask"),
    path("account/call/state/", views.state, name="state"),
    path("account/call/report/", views.report, name="report"),
    path("account/call/<uuid:case_id>/me/", views.confirm, name="confirm"),
    path("account/call/<uuid:case_id>/stop/", views.stop, name="stop"),
]
