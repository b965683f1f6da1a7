"""The only package that knows MkDocs: thin event handlers that translate."""
