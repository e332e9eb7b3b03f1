"""Addresses of the account pages."""

from django.urls import path

from accounts.web import link_pages, password_page, session_pages

app_name = "accounts"
urlpatterns = [
    path("account/sessions/", session_pages.sessions, name="sessions"),
    path("account/sessions/end/", session_pages.sessions_revoke_view, name="sessions_end"),
    path(
        "account/sessions/<uuid:session_id>/end/",
        session_pages.session_revoke_view,
        name="session_end",
    ),
    path("account/sign-out/", session_pages.sign_out, name="sign_out"),
    path("account/password/", password_page.password, name="password"),
    path("forgotten/", link_pages.forgotten, name="forgotten"),
    path("link/password/", link_pages.link_password, name="link_password"),
    path("link/<str:token>/", link_pages.link_open, name="link_open"),
]
