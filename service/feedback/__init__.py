"""What visitors say about answers, and which questions stay unanswered: kept only where the operator wants it."""

from service.feedback.entries import MAX_COMMENT_CHARACTERS, Kept, Reply, Tally, cleaned
from service.feedback.file import FeedbackFile, feedback_path
from service.feedback.keeper import FeedbackKeeper

__all__ = [
    "MAX_COMMENT_CHARACTERS",
    "FeedbackFile",
    "FeedbackKeeper",
    "Kept",
    "Reply",
    "Tally",
    "cleaned",
    "feedback_path",
]
