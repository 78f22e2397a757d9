"""What a graded course holds, as nbgrader itself reads it, ids and times of grading apart."""

import warnings


def of_gradebook(db_url, assignment="twitter"):
    """Everything that nbgrader's own library says of an assignment's submissions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbgrader.api import Gradebook

    with Gradebook(db_url) as book:
        return {one.student.id: _submission(one) for one in book.assignment_submissions(assignment)}


def _submission(one):
    return {
        "timestamp": one.timestamp,
        "score": one.score,
        "needs_manual_grade": one.needs_manual_grade,
        "notebooks": {notebook.name: _notebook(notebook) for notebook in one.notebooks},
    }


def _notebook(notebook):
    grades = {
        grade.name: (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
        for grade in notebook.grades
    }
    comments = {comment.name: (comment.auto_comment, comment.manual_comment) for comment in notebook.comments}
    return {"grades": grades, "comments": comments, "penalty": notebook.late_submission_penalty}


def of_folders(course):
    """Every file below the graded folders, hidden ones too."""
    top = course / "autograded"
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def of_course(course):
    """Both, of a course whose gradebook is nbgrader's default."""
    return of_gradebook(f"sqlite:///{course / 'gradebook.db'}"), of_folders(course)
