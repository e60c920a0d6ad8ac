/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new time namespace and linux.timeOffsets. Not by liblxc, which writes the offsets after the pivot, through a /proc that
 * the image may not have, and takes seconds or nanoseconds of a clock but not both.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>

#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/strbuf.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

/* The namespace is of the children, so that the offsets can be written until init is cloned into it. */
int lifecycle_job_new_time(const struct spec *spec, struct err *err)
{
	const struct spec_namespace *time = spec_namespace_find(spec, table_namespace_find("time")->type);
	auto_strbuf struct strbuf text = { 0 };
	int r;

	if (!time || time->path)
		return 0;
	if (unshare(time->type) < 0)
		return err_set_errno(err, errno, "linux.namespaces: unshare time");
	for (size_t i = 0; i < spec->linux->time_offsets.count; i++) {
		const struct spec_time_offset *offset = &spec->linux->time_offsets.items[i];

		strbuf_printf(&text, "%s %" PRId64 " %" PRIu32 "\n", offset->clock, offset->secs,
			      offset->nanosecs);
	}
	if (!text.length && !text.failed)
		return 0;
	r = text.failed ? -ENOMEM : file_write_at(AT_FDCWD, "/proc/self/timens_offsets", text.text);
	/* ERANGE: the clock would be below 0, or beyond 146 years. */
	return r < 0 ? err_set_errno(err, -r, "linux.timeOffsets: write %s to /proc/self/timens_offsets",
				     text.failed ? "" : spec->linux->time_offsets.items[0].clock) :
		       0;
}
