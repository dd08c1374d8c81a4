"""What programs read of a story: its claims with everything to work them out again, ninjs, schema.org, Atom.

Everything here is a pure function of what the public was shown and of the evidence behind it. The same edition gives
the same bytes.
"""
