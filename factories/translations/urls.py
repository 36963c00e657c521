"""Addresses of the translators' desk, below /admin/translations/."""

from django.urls import path

from . import views

app_name = "translations"
urlpatterns = [
    path("", views.DeskView.as_view(), name="index"),
    path("do/<slug:action>/", views.ActView.as_view(), name="act"),
    path("changes/<int:pk>/", views.ChangesView.as_view(), name="changes"),
    path("import/", views.ImportView.as_view(), name="import"),
    path("words/<slug:kind>/<int:number>/<slug:language>/", views.WordsView.as_view(), name="words"),
]
