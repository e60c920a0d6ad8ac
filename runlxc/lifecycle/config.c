/* SPDX-License-Identifier: Apache-2.0 */
/* config.json as it was at create, for the hooks that come later. */
#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/spec/spec.h"

enum { CONFIG_LIMIT = 32 * 1024 * 1024 };

int lifecycle_config_read(int dirfd, struct spec **ret_spec, struct err *err)
{
	auto_free char *text = NULL;
	size_t length;
	int r = file_read_at(dirfd, STATE_CONFIG, CONFIG_LIMIT, &text, &length);

	return r < 0 ? err_set_errno(err, -r, "reading %s", STATE_CONFIG) :
		       spec_read(text, length, ret_spec, err);
}
