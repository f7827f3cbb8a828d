"""Files that people send in: what they are by content, whether they are fit to keep, how they are handed out.

The door is `inspection.inspect`; what comes out of it may be stored, and `handing_out.as_attachment` is the
only way a stored file leaves.
"""
