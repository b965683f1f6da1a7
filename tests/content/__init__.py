"""Proofs about the text itself: the printed English, the Welsh, and what is said about both."""
