/* SPDX-License-Identifier: Apache-2.0 */
/* Mount options of the runtime specification. */
#include "runlxc/table/table.h"

#include <string.h>
#include <sys/mount.h>

/* Numbers of the kernel that older C libraries do not declare. */
#ifndef MS_LAZYTIME
#define MS_LAZYTIME (1 << 25)
#endif
#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256
#endif
#ifndef MOUNT_ATTR_RDONLY
#define MOUNT_ATTR_RDONLY 0x00000001
#define MOUNT_ATTR_NOSUID 0x00000002
#define MOUNT_ATTR_NODEV 0x00000004
#define MOUNT_ATTR_NOEXEC 0x00000008
#define MOUNT_ATTR__ATIME 0x00000070
#define MOUNT_ATTR_RELATIME 0x00000000
#define MOUNT_ATTR_NOATIME 0x00000010
#define MOUNT_ATTR_STRICTATIME 0x00000020
#define MOUNT_ATTR_NODIRATIME 0x00000080
#endif
#ifndef MOUNT_ATTR_NOSYMFOLLOW
#define MOUNT_ATTR_NOSYMFOLLOW 0x00200000
#endif

/* The last propagation named is the one that holds. */
#define ALL_PROPAGATION (MS_SHARED | MS_SLAVE | MS_PRIVATE | MS_UNBINDABLE | MS_REC)

enum { IDMAP_OF_TREE = TABLE_MOUNT_IDMAP | TABLE_MOUNT_IDMAP_TREE };

/*
 * No acl and noacl: they are data for the file system, MS_POSIXACL is none of mount(2)'s business.
 * ratime and rnostrictatime mean the kernel's default, relatime; rnorelatime asks for nothing, as norelatime
 * does since Linux 2.6.30.
 */
static const struct table_mount_option options[] = {
	{ "async",          TABLE_MOUNT_FLAG,        0,                      MS_SYNCHRONOUS },
	{ "atime",          TABLE_MOUNT_FLAG,        0,                      MS_NOATIME },
	{ "bind",           TABLE_MOUNT_FLAG,        MS_BIND,                0 },
	{ "defaults",       TABLE_MOUNT_FLAG,        0,                      0 },
	{ "dev",            TABLE_MOUNT_FLAG,        0,                      MS_NODEV },
	{ "diratime",       TABLE_MOUNT_FLAG,        0,                      MS_NODIRATIME },
	{ "dirsync",        TABLE_MOUNT_FLAG,        MS_DIRSYNC,             0 },
	{ "exec",           TABLE_MOUNT_FLAG,        0,                      MS_NOEXEC },
	{ "idmap",          TABLE_MOUNT_EXTENSION,   TABLE_MOUNT_IDMAP,      0 },
	{ "iversion",       TABLE_MOUNT_FLAG,        MS_I_VERSION,           0 },
	{ "lazytime",       TABLE_MOUNT_FLAG,        MS_LAZYTIME,            0 },
	{ "loud",           TABLE_MOUNT_FLAG,        0,                      MS_SILENT },
	{ "mand",           TABLE_MOUNT_FLAG,        MS_MANDLOCK,            0 },
	{ "noatime",        TABLE_MOUNT_FLAG,        MS_NOATIME,             0 },
	{ "nodev",          TABLE_MOUNT_FLAG,        MS_NODEV,               0 },
	{ "nodiratime",     TABLE_MOUNT_FLAG,        MS_NODIRATIME,          0 },
	{ "noexec",         TABLE_MOUNT_FLAG,        MS_NOEXEC,              0 },
	{ "noiversion",     TABLE_MOUNT_FLAG,        0,                      MS_I_VERSION },
	{ "nolazytime",     TABLE_MOUNT_FLAG,        0,                      MS_LAZYTIME },
	{ "nomand",         TABLE_MOUNT_FLAG,        0,                      MS_MANDLOCK },
	{ "norelatime",     TABLE_MOUNT_FLAG,        0,                      MS_RELATIME },
	{ "nostrictatime",  TABLE_MOUNT_FLAG,        0,                      MS_STRICTATIME },
	{ "nosuid",         TABLE_MOUNT_FLAG,        MS_NOSUID,              0 },
	{ "nosymfollow",    TABLE_MOUNT_FLAG,        MS_NOSYMFOLLOW,         0 },
	{ "private",        TABLE_MOUNT_PROPAGATION, MS_PRIVATE,             ALL_PROPAGATION },
	{ "ratime",         TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_RELATIME,    MOUNT_ATTR__ATIME },
	{ "rbind",          TABLE_MOUNT_FLAG,        MS_BIND | MS_REC,       0 },
	{ "rdev",           TABLE_MOUNT_ATTRIBUTE,   0,                      MOUNT_ATTR_NODEV },
	{ "rdiratime",      TABLE_MOUNT_ATTRIBUTE,   0,                      MOUNT_ATTR_NODIRATIME },
	{ "relatime",       TABLE_MOUNT_FLAG,        MS_RELATIME,            0 },
	{ "remount",        TABLE_MOUNT_FLAG,        MS_REMOUNT,             0 },
	{ "rexec",          TABLE_MOUNT_ATTRIBUTE,   0,                      MOUNT_ATTR_NOEXEC },
	{ "ridmap",         TABLE_MOUNT_EXTENSION,   IDMAP_OF_TREE,          0 },
	{ "rnoatime",       TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_NOATIME,     MOUNT_ATTR__ATIME },
	{ "rnodev",         TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_NODEV,       0 },
	{ "rnodiratime",    TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_NODIRATIME,  0 },
	{ "rnoexec",        TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_NOEXEC,      0 },
	{ "rnorelatime",    TABLE_MOUNT_ATTRIBUTE,   0,                      0 },
	{ "rnostrictatime", TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_RELATIME,    MOUNT_ATTR__ATIME },
	{ "rnosuid",        TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_NOSUID,      0 },
	{ "rnosymfollow",   TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_NOSYMFOLLOW, 0 },
	{ "ro",             TABLE_MOUNT_FLAG,        MS_RDONLY,              0 },
	{ "rprivate",       TABLE_MOUNT_PROPAGATION, MS_PRIVATE | MS_REC,    ALL_PROPAGATION },
	{ "rrelatime",      TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_RELATIME,    MOUNT_ATTR__ATIME },
	{ "rro",            TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_RDONLY,      0 },
	{ "rrw",            TABLE_MOUNT_ATTRIBUTE,   0,                      MOUNT_ATTR_RDONLY },
	{ "rshared",        TABLE_MOUNT_PROPAGATION, MS_SHARED | MS_REC,     ALL_PROPAGATION },
	{ "rslave",         TABLE_MOUNT_PROPAGATION, MS_SLAVE | MS_REC,      ALL_PROPAGATION },
	{ "rstrictatime",   TABLE_MOUNT_ATTRIBUTE,   MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME },
	{ "rsuid",          TABLE_MOUNT_ATTRIBUTE,   0,                      MOUNT_ATTR_NOSUID },
	{ "rsymfollow",     TABLE_MOUNT_ATTRIBUTE,   0,                      MOUNT_ATTR_NOSYMFOLLOW },
	{ "runbindable",    TABLE_MOUNT_PROPAGATION, MS_UNBINDABLE | MS_REC, ALL_PROPAGATION },
	{ "rw",             TABLE_MOUNT_FLAG,        0,                      MS_RDONLY },
	{ "shared",         TABLE_MOUNT_PROPAGATION, MS_SHARED,              ALL_PROPAGATION },
	{ "silent",         TABLE_MOUNT_FLAG,        MS_SILENT,              0 },
	{ "slave",          TABLE_MOUNT_PROPAGATION, MS_SLAVE,               ALL_PROPAGATION },
	{ "strictatime",    TABLE_MOUNT_FLAG,        MS_STRICTATIME,         0 },
	{ "suid",           TABLE_MOUNT_FLAG,        0,                      MS_NOSUID },
	{ "symfollow",      TABLE_MOUNT_FLAG,        0,                      MS_NOSYMFOLLOW },
	{ "sync",           TABLE_MOUNT_FLAG,        MS_SYNCHRONOUS,         0 },
	{ "tmpcopyup",      TABLE_MOUNT_EXTENSION,   TABLE_MOUNT_COPY_UP,    0 },
	{ "unbindable",     TABLE_MOUNT_PROPAGATION, MS_UNBINDABLE,          ALL_PROPAGATION },
};

const struct table_mount_option *table_mount_option_list(size_t *ret_count)
{
	*ret_count = sizeof(options) / sizeof(options[0]);
	return options;
}

const struct table_mount_option *table_mount_option_find(const char *name)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}
