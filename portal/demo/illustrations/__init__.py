"""Procedural cutaway illustrations for the demonstration content.

A maintainers' tool: ``python -m portal.demo.illustrations`` draws every scene
again. The finished WebP files are committed; nothing here runs with the site.
"""
