"""Pages to what people read: one module a format."""
