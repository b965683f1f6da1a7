"""What browsers get: the site's theme, the school's form, a filled policy's style, the preview."""
