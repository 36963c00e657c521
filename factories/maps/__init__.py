"""The map of Piedmont: drawn by the server as SVG, from the outlines shipped with the application.

`projection` turns degrees into units of the drawing, `outlines` draws the provinces, `clusters`
joins points that would touch, `drawing` puts it together, `selectors` reads what is drawn.
"""
