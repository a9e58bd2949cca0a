"""Covered devices, what was bought for them, and the dates and fees that follow."""
