/* SPDX-License-Identifier: Apache-2.0 */
/* close_range(2), Linux 5.9. */
#include "compat/syscall/syscall.h"

#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

int syscall_close_range(unsigned int first, unsigned int last)
{
	return (int)syscall(SYS_close_range, first, last, 0);
}
