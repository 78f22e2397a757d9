"""What `bench_grading` measures: a class of submissions, three graders, and the memory that they take."""
