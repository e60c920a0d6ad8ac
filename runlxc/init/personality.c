/* SPDX-License-Identifier: Apache-2.0 */
/* linux.personality: what uname(2) says of the machine. */
#include <errno.h>
#include <sys/personality.h>

#include "compat/base/err.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

int init_personality(const struct spec *spec, struct err *err)
{
	const struct spec_personality *wanted = spec->linux->personality;

	if (wanted &&
	    personality((unsigned long)table_word_find(&table_personality, wanted->domain)->value) < 0)
		return err_set_errno(err, errno, "linux.personality.domain: personality %s", wanted->domain);
	return 0;
}
