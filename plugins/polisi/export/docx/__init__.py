"""Word: python-docx makes a template of the pages once; filling it in is exchanging marks."""
