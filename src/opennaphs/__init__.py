"""OpenNAPHS: the open workbench for national health security planning."""

__version__ = "0.1.0"
