"""The register over HTTP, one module per resource."""
