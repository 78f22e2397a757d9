"""The instructor's notebook with the learner's texts in it, and the file that it becomes."""
