"""Readers: somebody's file to domain objects. All input is hostile until read; every complaint names its place."""
