"""Import of plants, visits and slots from files: read, check, look, write all or nothing, take back.

`guard` and `reading` turn a file into tables, `columns` names their columns, `values` reads cells, `checking`
makes rows of them, `planning` compares rows with what is there, `applying` and `undoing` write, `batches`
leads a file from state to state.
"""
