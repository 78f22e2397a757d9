"""Processes that grade: on this machine or on a Dask cluster, each supervised, and none trusted to live."""
