"""Coordinators freeze a release, look at it and download it. Nothing here recomputes one."""
