"""How much a file may hold. Generous for an edition (150 plants, 2,000 slots), small for a server."""

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_SHEETS = 12
MAX_CELL = 5_000
"""Characters of a cell."""

MAX_PARTS = 200
"""Files inside an XLSX file."""
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 150
"""Unpacked to packed. A sheet of numbers reaches 20 to 40, a bomb a thousand."""
RATIO_COUNTS_FROM = 1024 * 1024
"""Below it any ratio is harmless."""

MAX_PROBLEMS = 500
"""More are counted, not listed: nobody reads them, and one mistake often repeats in every row."""

SMALL = 60
"""Rows up to which a file is checked and written while the browser waits; larger ones go to the worker."""
