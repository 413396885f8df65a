"""The pieces of local/launcher.py: what the local AWS does beyond moto."""
