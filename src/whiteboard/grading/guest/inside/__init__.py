"""What runs behind the wall: the warm parent, and the guests that it forks.

``python -m whiteboard.grading.guest.inside FD`` is started by `Host`, under isolation. It holds no test, no expected
value and no credential: a guest can read all that its parent had in memory when it was forked.
"""
