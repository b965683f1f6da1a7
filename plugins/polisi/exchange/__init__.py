"""Pages to and from a translator's own tools: XLIFF both ways, TMX out."""
