"""Tables in the structure of a PDF: fpdf2 knows one flat list of tagged pieces, readers need nesting.

fpdf2 goes through the children of the document element when it writes them, so the flat list stays
there; what is written as the element's children are only those outside any group. The version of
fpdf2 is pinned, and tests/factories/test_board_report.py reads the nesting back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFArray


class _Kids(PDFArray):
    """All elements, whatever holds them; written are those that nothing else holds."""

    def __init__(self) -> None:
        super().__init__()
        self.tops = PDFArray()

    def serialize(self, *args: object, **kwargs: object) -> str:
        return self.tops.serialize(*args, **kwargs)


class NestedStructure(StructureTreeBuilder):
    """A structure tree with groups: rows within a table, cells within a row."""

    def __init__(self) -> None:
        super().__init__()
        self.doc_struct_elem.k = _Kids()
        self._open: list[StructElem] = []

    def add_marked_content(self, *args: object, **kwargs: object) -> tuple[StructElem, int]:
        """As fpdf2 does it, within the group that is open."""
        element, number = super().add_marked_content(*args, **kwargs)
        self._put(element)
        return element, number

    def next_mcid_for_page(self, page_number: int) -> int:
        """Groups hold no content of their own: they are not counted."""
        kids = self.doc_struct_elem.k
        return sum(1 for element in kids if element.page_number() == page_number and _is_content(element))

    @contextmanager
    def group(self, kind: str, page_number: int) -> Iterator[None]:
        """What is tagged inside belongs to one element of this kind ("Table", "TR")."""
        element = StructElem(f"/{kind}", parent=self.doc_struct_elem, kids=[], page_number=page_number)
        self.doc_struct_elem.k.append(element)
        self._put(element)
        self._open.append(element)
        yield
        self._open.pop()

    def _put(self, element: StructElem) -> None:
        if self._open:
            element.p = self._open[-1]
            self._open[-1].k.append(element)
        else:
            self.doc_struct_elem.k.tops.append(element)


def _is_content(element: StructElem) -> bool:
    return bool(element.k) and isinstance(element.k[0], int)
