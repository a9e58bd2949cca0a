"""The REST API, version 1: what programs may ask of the desk."""
