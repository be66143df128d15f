/* The system calls that tests can make fail (file_fail_at). Each returns what the call returns, and sets errno. */
#ifndef PATRON_BASE_FILE_CALLS_H
#define PATRON_BASE_FILE_CALLS_H

int call_fsync(int descriptor);
int call_rename(const char *from, const char *to);
int call_unlink(const char *path);

#endif
