"""The doors that speak HTTP: REST API and console."""
