"""Reads a table of municipalities as people have it, and says what it took for what.

`files` and `text` turn a file into cells, `header` finds the columns, `rows` the municipalities, `values` how numbers
and codes are written; `table` puts them together. What is wrong is collected in `problems`, what is worth knowing
in `remarks`.
"""
