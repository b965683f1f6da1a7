"""The preview: after a change it makes again only what the change touches, and shows it at once."""
