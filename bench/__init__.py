"""Speed and memory, measured and held against ceilings: `python -m bench`."""
