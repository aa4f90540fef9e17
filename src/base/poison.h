// SPDX-License-Identifier: MIT
#ifndef CT_BASE_POISON_H
#define CT_BASE_POISON_H

// Included last by every .c of the library. Its code runs between a creation call and exec, in a
// child that shares the parent's memory or holds a copy of locks that nobody will release: what is
// named here would allocate, lock, buffer, or change what the parent sees. The compiler says no.
// (dlsym is left out: hooks/real.c, event/modules.c, event/stack.c and shim_policy.c call it at the
// start or before the first child, and say so.)
#pragma GCC poison malloc calloc realloc free strdup strndup asprintf
#pragma GCC poison printf fprintf snprintf vsnprintf sprintf puts fputs fwrite fopen perror
#pragma GCC poison getenv secure_getenv setenv unsetenv putenv
#pragma GCC poison pthread_mutex_lock pthread_rwlock_rdlock pthread_once pthread_atfork
#pragma GCC poison abort atexit getpwnam opendir strerror strsignal

#endif
