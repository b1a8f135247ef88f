"""Facilitators write, translate, publish and share. What is published is frozen."""
