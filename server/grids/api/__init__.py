"""Service grids over HTTP, one module per resource."""
