"""``python -m portal.demo.illustrations`` renders the pictures."""

from .render import main

main()
