/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The config.json of `runlxc spec`: runc's, so that guides written for runc hold. Like newer runc it asks for no ambient
 * capabilities: without inheritable ones the kernel refuses them.
 */
#include "runlxc/spec/spec.h"

#include "compat/base/strbuf.h"

enum when { ALWAYS, FOR_ROOT, FOR_ROOTLESS, UID, GID };

#define CAPABILITIES "['CAP_AUDIT_WRITE','CAP_KILL','CAP_NET_BIND_SERVICE']"

/* JSON with ' for ", without blanks: put_pretty() adds them. */
static const struct {
	enum when when;
	const char *json;
} pieces[] = {
	{ ALWAYS, "{'ociVersion':'" SPEC_VERSION "'," },
	{ ALWAYS, "'process':{'terminal':true,'user':{'uid':0,'gid':0},'args':['sh']," },
	{ ALWAYS, "'env':['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'," },
	{ ALWAYS, "'TERM=xterm'],'cwd':'/'," },
	{ ALWAYS, "'capabilities':{'bounding':" CAPABILITIES ",'effective':" CAPABILITIES "," },
	{ ALWAYS, "'permitted':" CAPABILITIES "}," },
	{ ALWAYS, "'rlimits':[{'type':'RLIMIT_NOFILE','hard':1024,'soft':1024}],'noNewPrivileges':true}," },
	{ ALWAYS, "'root':{'path':'rootfs','readonly':true},'hostname':'runc','mounts':[" },
	{ ALWAYS, "{'destination':'/proc','type':'proc','source':'proc'}," },
	{ ALWAYS, "{'destination':'/dev','type':'tmpfs','source':'tmpfs'," },
	{ ALWAYS, "'options':['nosuid','strictatime','mode=755','size=65536k']}," },
	{ ALWAYS, "{'destination':'/dev/pts','type':'devpts','source':'devpts'," },
	{ ALWAYS, "'options':['nosuid','noexec','newinstance','ptmxmode=0666','mode=0620'" },
	{ FOR_ROOT, ",'gid=5'" },
	{ ALWAYS, "]}," },
	{ ALWAYS, "{'destination':'/dev/shm','type':'tmpfs','source':'shm'," },
	{ ALWAYS, "'options':['nosuid','noexec','nodev','mode=1777','size=65536k']}," },
	{ ALWAYS, "{'destination':'/dev/mqueue','type':'mqueue','source':'mqueue'," },
	{ ALWAYS, "'options':['nosuid','noexec','nodev']}," },
	{ FOR_ROOT, "{'destination':'/sys','type':'sysfs','source':'sysfs','options':[" },
	{ FOR_ROOTLESS, "{'destination':'/sys','type':'none','source':'/sys','options':['rbind'," },
	{ ALWAYS, "'nosuid','noexec','nodev','ro']}," },
	{ ALWAYS, "{'destination':'/sys/fs/cgroup','type':'cgroup','source':'cgroup'," },
	{ ALWAYS, "'options':['nosuid','noexec','nodev','relatime','ro']}],'linux':{" },
	{ FOR_ROOT, "'resources':{'devices':[{'allow':false,'access':'rwm'}]}," },
	{ FOR_ROOTLESS, "'uidMappings':[{'containerID':0,'hostID':" },
	{ UID, NULL },
	{ FOR_ROOTLESS, ",'size':1}],'gidMappings':[{'containerID':0,'hostID':" },
	{ GID, NULL },
	{ FOR_ROOTLESS, ",'size':1}]," },
	{ ALWAYS, "'namespaces':[{'type':'pid'}," },
	{ FOR_ROOT, "{'type':'network'}," },
	{ ALWAYS, "{'type':'ipc'},{'type':'uts'},{'type':'mount'}" },
	{ FOR_ROOTLESS, ",{'type':'user'}" },
	{ ALWAYS, "],'maskedPaths':['/proc/acpi','/proc/asound','/proc/kcore','/proc/keys'," },
	{ ALWAYS, "'/proc/latency_stats','/proc/timer_list','/proc/timer_stats','/proc/sched_debug'," },
	{ ALWAYS, "'/sys/firmware','/proc/scsi']," },
	{ ALWAYS, "'readonlyPaths':['/proc/bus','/proc/fs','/proc/irq','/proc/sys'," },
	{ ALWAYS, "'/proc/sysrq-trigger']}}" },
};

struct printer {
	struct strbuf text;
	int depth;
	bool in_string;
};

static void put_line_end(struct printer *printer)
{
	strbuf_puts(&printer->text, "\n");
	for (int i = 0; i < printer->depth; i++)
		strbuf_puts(&printer->text, "\t");
}

static void put_pretty(struct printer *printer, char c)
{
	if (c == '\'')
		printer->in_string = !printer->in_string;
	if (!printer->in_string && (c == '}' || c == ']')) {
		printer->depth--;
		put_line_end(printer);
	}
	strbuf_add(&printer->text, c == '\'' ? "\"" : &c, 1);
	if (printer->in_string)
		return;
	if (c == '{' || c == '[')
		printer->depth++;
	if (c == '{' || c == '[' || c == ',')
		put_line_end(printer);
	if (c == ':')
		strbuf_puts(&printer->text, " ");
}

/* Without user: for root. */
static bool is_wanted(enum when when, const struct spec_sample_user *user)
{
	return when == ALWAYS || (when == FOR_ROOT) == !user;
}

char *spec_sample(const struct spec_sample_user *user)
{
	struct printer printer = { .depth = 0 };

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		if (!is_wanted(pieces[i].when, user))
			continue;
		if (!pieces[i].json)
			strbuf_printf(&printer.text, "%u", pieces[i].when == UID ? user->uid : user->gid);
		for (const char *c = pieces[i].json; c && *c; c++)
			put_pretty(&printer, *c);
	}
	return strbuf_take(&printer.text);
}
