"""The theme `polisi`, which `mkdocs.yml` names: MkDocs looks for a theme where a package is."""
