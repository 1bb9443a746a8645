"""How a question is answered: search, API, page, command line."""

import os

# A question is worked on by its own thread; OpenBLAS would share small products among threads that wait for each other
# busily, which costs three times the processor time. It reads this when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
