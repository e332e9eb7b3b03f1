"""Addresses of the Desk, under /console/desk/."""

from django.urls import path

from helpdesk.console import imports
from helpdesk.desk import views_acts, views_case, views_locks, views_search

app_name = "desk"
urlpatterns = [
    path("", views_search.home, name="home"),
    path("search/", views_search.search, name="search"),
    path("cases/", views_search.open_case, name="open"),
    path("cases/<uuid:case_id>/", views_case.case_page, name="case"),
    path("cases/<uuid:case_id>/state/", views_case.case_state, name="state"),
    path("cases/<uuid:case_id>/describe/", views_acts.describe, name="describe"),
    path("cases/<uuid:case_id>/check/", views_acts.check, name="check"),
    path(
        "cases/<uuid:case_id>/check/<uuid:challenge_id>/code/",
        views_acts.check_code,
        name="check_code",
    ),
    path(
        "cases/<uuid:case_id>/check/<uuid:challenge_id>/stop/",
        views_acts.check_stop,
        name="check_stop",
    ),
    path("cases/<uuid:case_id>/issue/", views_acts.issue, name="issue"),
    path("cases/<uuid:case_id>/lost/<int:device_id>/", views_acts.mark_lost, name="mark_lost"),
    path("cases/<uuid:case_id>/revoke/<int:device_id>/", views_acts.revoke, name="revoke"),
    path("cases/<uuid:case_id>/close/", views_acts.close, name="close"),
    path("import/", imports.import_page, name="import"),
    path("import/run/", imports.import_run, name="import_run"),
    path("locks/", views_locks.locks, name="locks"),
    path("locks/<int:lock_id>/lift/", views_locks.lift, name="lift"),
]
