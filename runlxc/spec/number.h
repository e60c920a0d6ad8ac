/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of single integers. */
#pragma once

#include "runlxc/spec/value.h"

/* The field's kind says the size, its minimum and maximum (if any) narrow the range. */
spec_value_read spec_number_read;
