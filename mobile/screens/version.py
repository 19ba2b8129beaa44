"""The app's version, as the store listing and the server see it."""

VERSION = "0.1.0"
