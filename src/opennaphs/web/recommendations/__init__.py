"""The register of recommendations of every review."""
