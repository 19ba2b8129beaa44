"""The launcher: all between a bare machine and a running Gridwalk. Standard library only, Python 3.11 to 3.13."""
