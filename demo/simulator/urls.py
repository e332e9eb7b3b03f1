"""Addresses of the phone simulator, all under /simulator/."""

from django.urls import path

from demo.simulator import views

app_name = "simulator"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("phones/", views.phones, name="phones"),
    path("phones/<uuid:call_id>/", views.act, name="act"),
    path("mails/", views.mails, name="mails"),
    path("mails/<int:mail_id>/", views.mail, name="mail"),
]
