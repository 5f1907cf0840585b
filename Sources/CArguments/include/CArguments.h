#ifndef OMAHA_CARGUMENTS_H
#define OMAHA_CARGUMENTS_H

/// The number of arguments that the process was started with, its name included.
int omaha_argument_count(void);

/// All of them, with a NULL at the end.
char **omaha_arguments(void);

/// One of them, 0 up to the count, exclusively; NULL beyond.
const char *omaha_argument(int index);

#endif
