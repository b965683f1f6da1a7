"""What has been read by somebody: the status of every segment, and the two languages side by side.

Pure: `polisi.content.ledger` reads and writes the sign-offs, the commands print and write.
"""

from polisi.review.status import PageStatus, SegmentStatus, State, reviewed_pages, status

__all__ = ["PageStatus", "SegmentStatus", "State", "reviewed_pages", "status"]
