"""Markdown text to pages: front matter, includes, segments with their places.

Data flows one way: `source` (bytes to lines that remember where they came from) ->
`reader` (lines to a `Page` of segments, numbered by `numbering`) -> `loader` (a folder to pages).
"""
