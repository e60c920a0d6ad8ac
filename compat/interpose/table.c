/* SPDX-License-Identifier: Apache-2.0 */
/* Every interposed symbol, why it is interposed, and the liblxc versions it was tested with. */
#include "compat/interpose/interpose.h"

static const char both[] = "5.0.2, 6.0.4", read[] = "5.0.2; 6.0.4 read only";

const struct interpose_row interpose_table[] = {
	{ "access", "--root: container root may not pass there; newuidmap: root needs neither it nor /etc/subuid", read },
	{ "execvp", "liblxc's last call: our code becomes PID 1 without an exec, a shell or a file in the image", both },
	{ "fchmod", "0, 1 and 2: liblxc would make the caller's files, terminal or devices there 0700", both },
	{ "fchown", "0, 1 and 2: and give them to group 0; the owner is changed later, as the bundle's user asks", both },
	{ "mkdir", "below /run/lxc: liblxc would leave a directory per state directory for locks it never takes", both },
	{ "mount", "\".\" MS_SHARED|MS_REC: liblxc shares every mount after the pivot; propagation is the bundle's", both },
	{ "open64", "/proc/PID/ns: the monitor in another's user namespace may not keep init's, and nobody needs them", read },
	{ "openat", "/sys/fs/cgroup, .lxc_keep and proc/self/mountinfo where the kernel has no openat2 (before Linux 5.6)", both },
	{ "openat64", "the same under its other name", both },
	{ "prctl", "PR_SET_DUMPABLE: in a user namespace liblxc would open init to others in its pid namespace", read },
	{ "readlinkat", "proc/self: liblxc would make /proc in the image and mount over it; the bundle's comes later", both },
	{ "setenv", "LXC_PID: the monitor learns init's pid before init may run", both },
	{ "setgroups", "none, where the user namespace denies it: init does it again and knows when that is no error", read },
	{ "symlinkat", "liblxc writes dev/fd, dev/stdin ... into the image; the bundle's mounts come later", both },
	{ "syscall",
	  "openat2: cgroups are ours, no .lxc_keep in the image, no pass over the mounts; pivot_root: mounts and hooks first; "
	  "clone3: init is born in its cgroup v2; "
	  "keyctl: the session keyring is init's, and lxc.keyring.session means the opposite of its manual",
	  both },
	{ "unshare", "none for cgroups but the bundle's: liblxc makes one where it cannot clone into a cgroup (before Linux 5.7)", "5.0.2" },
	{ "waitpid", "the true wait status of init, which liblxc's error_num is not, when the monitor is kept", both },
};

const size_t interpose_table_count = sizeof(interpose_table) / sizeof(*interpose_table);
