/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate between create and start: a listening unix socket in the state directory. `start` connects, init accepts and
 * goes on; the connection is closed by the exec. Over it come a byte that says "the exec is next", and after it
 * nothing, if it succeeded; or at any time a byte that says "no exec", an errno and a sentence. May include: compat.
 */
#pragma once

struct err;

/* In init: waits for `start`. The connection, closed on exec, or -errno. */
int init_gate_wait(int listener);

/* In init: the very next thing is the exec. */
void init_gate_announce(int connection);

/* In init: tells `start` why there will be no exec. */
void init_gate_refuse(int connection, const struct err *err);

/* In `start`: the connection, or -errno with err set. -ENOTCONN: nobody is behind the gate any more. */
int init_gate_open(int state_dirfd, const char *name, struct err *err);

/* In `start`: waits until init has executed the program (0) or has ended without, perhaps saying why. */
int init_gate_result(int connection, struct err *err);
