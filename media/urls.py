"""Addresses of what belongs to files but is none."""

from django.urls import path

from .views import captions

urlpatterns = [path("<int:pk>/<slug:language>.vtt", captions, name="video-captions")]
