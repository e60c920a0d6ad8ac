/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate between create and start: a listening unix socket in the state directory. `start` connects, init accepts and
 * goes on; the connection is closed by the exec. The end without a byte means the exec succeeded, text is
 * the error. May include: compat.
 */
#pragma once

struct err;

/* In init: waits for `start`. The connection, closed on exec, or -errno. */
int init_gate_wait(int listener);

/* In init: tells `start` why there will be no exec. */
void init_gate_refuse(int connection, const struct err *err);

/*
 * In `start`: connects, and waits until init has executed the program or said why not. -ENOTCONN: nobody is
 * behind the gate any more.
 */
int init_gate_open(int state_dirfd, const char *name, struct err *err);
