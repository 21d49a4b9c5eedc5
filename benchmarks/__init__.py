"""Measuring: how much work a page costs, beside the least that Flask can do."""
